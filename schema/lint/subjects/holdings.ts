import { wordsOf } from '../words.ts';
import { isPersonKind } from './accounts.ts';
import type { Ground } from './subject.ts';
import { isDoneBy } from './done-by.ts';
import { isOfClinician } from './clinician-in.ts';
import { isElsewhere } from './type-name.ts';
import { keyBaseOf, ownerOf } from './field-words.ts';
import { carriedBy, isWrapper, type Link, type TypeShape } from './type-shape.ts';

/** That a person has objects of a type, or values of their own. */
export interface Holding {
  /** Null for a person without a type, who is named by a key such as `userId` alone. */
  readonly person: TypeShape | null;
  readonly held: TypeShape;
  /** The field that says so: `User.moods`, `Mood.userId`. Null for the person's own values. */
  readonly by: string | null;
  /** Whether each object names its person, as `Mood.userId` does. */
  readonly isOwners: boolean;
}

/** Links from a person to what they have, at most. */
const MAX_LINKS = 3;

/**
 * What the persons of a graph have: along fields of theirs, by a field that leads to them, or by their key.
 */
export function findHoldings(
  all: readonly TypeShape[],
  { compiled: { graph, hierarchy }, shapeOf, lexicon, keys }: Ground,
): readonly Holding[] {
  const persons = all.filter(isPerson);
  const byBase = new Map(persons.map((shape) => [shape.base, shape]));
  const own = persons.map((person): Holding => ({
    person,
    held: person,
    by: null,
    isOwners: false,
  }));
  const isOthers = (link: Pick<Link, 'words'>) => {
    const named = lexicon.kinds.last(link.words);
    return (
      isElsewhere(named?.meaning ?? null) &&
      named?.end === link.words.length &&
      named.meaning !== 'catalog'
    );
  };
  const listed = persons.flatMap((person) => reachedFrom(person, { shapeOf, isOthers }));
  /** The person whose key a name is; undefined if it is not one. */
  const personOf = (name: string): TypeShape | null | undefined => {
    const words = wordsOf(name);
    const keyed = keys.get(words.join(''));
    if (keyed && isPerson(shapeOf(keyed))) return shapeOf(keyed);
    const owner = ownerOf(words, (one) => byBase.has(one)) ?? keyBaseOf(words) ?? [];
    const person = byBase.get(owner.join('')) ?? null;
    const kind = lexicon.kinds.last(owner)?.meaning;
    return person !== null || kind === 'person' || kind === 'customer' ? person : undefined;
  };
  const fields = ['Query', 'Mutation'].flatMap((root) =>
    [...(graph.types.get(root)?.fields ?? [])].map(
      ([name, field]) => [`${root}.${name}`, field] as const,
    ),
  );
  const asked = fields.flatMap(([name, field]) =>
    [...field.arguments.keys()].flatMap((key): readonly Holding[] => {
      const person = personOf(key);
      if (person === undefined) return [];
      return hierarchy
        .valueTypes(field)
        .flatMap(hierarchy.objectTypes)
        .map(shapeOf)
        .flatMap((each) => [each, ...carriedBy(each, shapeOf).map(shapeOf)])
        .filter((held) => !isPerson(held))
        .map((held) => ({ person, held, by: `${name}(${key}:)`, isOwners: false }));
    }),
  );
  const owned = all.flatMap((held) => [
    ...held.links
      .filter(
        (link) =>
          !link.isList &&
          !isOthers(link) &&
          !(isDoneBy(link.words) && isOfClinician(held, { lexicon, shapeOf })),
      )
      .flatMap(({ name, to }) =>
        to
          .map(shapeOf)
          .filter(isPerson)
          .map((person): Holding => ({
            person,
            held,
            by: `${held.type.name}.${name}`,
            isOwners: true,
          })),
      ),
    ...[...held.leaves.keys()].flatMap((name): readonly Holding[] => {
      const person = personOf(name);
      if (person === undefined || person === held) return [];
      return [{ person, held, by: `${held.type.name}.${name}`, isOwners: true }];
    }),
  ]);
  return [...own, ...listed, ...owned, ...asked];
}

/** What a person has along fields, that of staff, organizations and dictionaries excepted. */
function reachedFrom(
  person: TypeShape,
  { shapeOf, isOthers }: Pick<Ground, 'shapeOf'> & { readonly isOthers: (link: Link) => boolean },
): readonly Holding[] {
  const found = new Map<TypeShape, Holding>();
  let front: readonly TypeShape[] = [person];
  for (let length = 1; length <= MAX_LINKS; length += 1) {
    const next: TypeShape[] = [];
    for (const shape of front)
      for (const link of shape.links.filter((each) => !isOthers(each)))
        for (const held of link.to.map(shapeOf)) {
          if (held === person || found.has(held) || (shape !== person && isPerson(held))) continue;
          const by = `${shape.type.name}.${link.name}`;
          found.set(held, { person, held, by, isOwners: false });
          if (!isPerson(held) && (!isElsewhere(held.kind) || isWrapper(held))) next.push(held);
        }
    front = next;
  }
  return [...found.values()];
}

/** Whether a type represents a person who can be a patient, by its name or by fields that identify one. */
export function isPerson(shape: TypeShape): boolean {
  const { kind, identity, health } = shape;
  if (isPersonKind(shape) || kind === 'relative') return true;
  if (identity.size < 2 || (kind === null && isForAges(shape))) return false;
  if (kind === 'record') return health.size > 0 && namesHolder(shape);
  const isNamed = hasGivenName(identity) && hasBirth(identity);
  return kind === null && (health.size >= 2 || isNamed || (hasBody(identity) && !isRange(shape)));
}

/** Whether a record has the name of the person beside what reaches them, as a `HealthCard` with `name` and `phone`. */
export function namesHolder({ leaves, identity }: TypeShape): boolean {
  const names = [...leaves.keys()].map((name) => wordsOf(name).join(' '));
  const isReached = [...identity, ...names].some((phrase) => CONTACTS.test(phrase));
  return isReached && names.some((name) => NAMES.test(name));
}

const NAMES = /^(?:(?:full|first)? ?name|nombre|nome|nom)$/;
const CONTACTS =
  /contact|phone|mobile|email|address|telefon|correo|celular|direccion|endereco|adresse/;

/** Whether a record of care has the person who comes, as a `Visit` with a name, a birth and a sex. */
export function isVisitor({ kind, identity, leaves }: TypeShape): boolean {
  const isNamed = [...leaves.keys()].some((name) => PERSON_NAMES.test(wordsOf(name).join(' ')));
  return kind === 'record' && hasBody(identity) && isNamed;
}

const PERSON_NAMES =
  /^(?:(?:full|first|given|last) ?name|surname|name|nombre|apellido|nome|sobrenome|nom|prenom)$/;

/** Whether a type says for which ages something is, as the code of a disease with `minAge`. */
function isForAges({ leaves }: TypeShape): boolean {
  return [...leaves.keys()]
    .map(wordsOf)
    .some((words) => LIMITS.has(words[0] ?? '') && words[1] === 'age');
}

/** Whether a type has limits by age, as the reference ranges of a test. */
function isRange({ leaves }: TypeShape): boolean {
  return [...leaves.keys()].some((name) => wordsOf(name).some((word) => LIMITS.has(word)));
}

const LIMITS: ReadonlySet<string> = new Set(
  wordsOf('min max minimum maximum lower upper low high'),
);

/** Whether one of the phrases is for a given name, which only persons have. */
export function hasGivenName(identity: ReadonlySet<string>): boolean {
  return [...identity].some((phrase) => GIVEN_NAMES.test(phrase));
}

const GIVEN_NAMES =
  /^(?:first ?name|given ?name|forename|fname|primer nombre|prenom|vorname|primeiro nome)$/;

/** Whether identifying phrases are those of a body: a sex, and a birth or an age. */
export function hasBody(identity: ReadonlySet<string>): boolean {
  return [...identity].some((phrase) => SEX.test(phrase)) && hasBirth(identity);
}

/** Whether a type represents a person with a sex beside a birth or an age. */
export function isBodily(shape: TypeShape): boolean {
  return isPerson(shape) && hasBody(shape.identity);
}

/** Whether one of the phrases is for a birth or an age. */
export function hasBirth(identity: ReadonlySet<string>): boolean {
  return [...identity].some((phrase) => BIRTH.test(phrase));
}

const SEX = /^(?:sex|gender|sexo|genero|sexe|genre|geschlecht)$/;
const BIRTH = /birth|born|^(?:dob|age|edad|idade|alter)$|nacimiento|nascimento|naissance|geburt/;
