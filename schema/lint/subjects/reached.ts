import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { hasBirth, hasGivenName } from './holdings.ts';
import type { Addition, Search } from './search.ts';
import type { Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { ownerOf } from './field-words.ts';
import { isWrapper, type Link, type TypeShape } from './type-shape.ts';

/**
 * What belongs to the subject of a type: what its object fields lead to, and the accounts that its keys identify. Stops at
 * staff, organizations, dictionaries, and what many records share.
 */
export function reachedFrom(shape: TypeShape, from: Subject, search: Search): readonly Addition[] {
  const { shapeOf } = search.ground;
  const linked = shape.links.flatMap((link) =>
    link.to.map(shapeOf).flatMap((target): readonly Addition[] => {
      if (search.shared.has(target.type)) return [];
      const mayBelong =
        (search.isForHealth && !isOfPerson(from)) ||
        isWhose(target, link, search.ground) ||
        isHealthOf(target, link, search.ground) ||
        search.canBelong(target, shape);
      if (!mayBelong) return [];
      const about = aboutReached(target, link, from, search);
      const because = `${target.type.name} is reached from ${shape.type.name}.${link.name}`;
      return about ? [[target, { about, because }]] : [];
    }),
  );
  return [...linked, ...accountsOf(shape, from, search)];
}

function isOfPerson({ about }: Subject): boolean {
  return about === 'patient' || about === 'person';
}

/** What a type is about that is reached from one with a subject; null if it does not belong to that subject. */
function aboutReached(
  shape: TypeShape,
  link: Link,
  from: Subject,
  { ground: { lexicon, accounts }, hasNamed, isPart }: Search,
): Subject['about'] | null {
  const { type, kind } = shape;
  // Parts come in lists; a single link leads to the kind of something.
  const part = link.isList && isPart(shape);
  const isPlace = kind === 'organization' && isAddress(shape, lexicon);
  if (isElsewhere(kind) && !isWrapper(shape) && !part && !isPlace) return null;
  const role = lexicon.kinds.last(link.words)?.meaning ?? null;
  if (
    link.words.at(-1) === 'by' ||
    (role !== 'technical' && isElsewhere(role) && !part && !isPlace)
  )
    return null;
  if (kind === 'relative' || role === 'relative') return 'person';
  if (from.about === 'record' && isWhose(shape, link, { lexicon })) return 'person';
  // Where patients have a type, a customer is another party, such as the one who orders a test.
  if (kind === 'customer') return hasNamed ? null : 'person';
  // A patient has one account. Several are those of the staff in charge.
  if (kind === 'person' && hasNamed && link.isList && accounts.has(type)) return null;
  if (kind === 'person') return isOfPerson(from) || type.kinds.has('input') ? 'person' : null;
  return from.about === 'near' ? 'near' : 'record';
}

/** Whether a link leads to a relative, or from a record to the one person with a given name and a birth whose it is. */
function isWhose(
  { kind, identity }: TypeShape,
  link: Link,
  { lexicon }: Pick<Search['ground'], 'lexicon'>,
): boolean {
  if (lexicon.kinds.last(link.words)?.meaning === 'relative') return true;
  return kind === null && !link.isList && hasGivenName(identity) && hasBirth(identity);
}

/** Whether a link that is named for health information leads to its entries, as `Card.allergies: [Line]` does. */
function isHealthOf(
  { kind }: TypeShape,
  { words }: Link,
  { lexicon: { phi, everyday } }: Search['ground'],
): boolean {
  const named = phi.health.longest(words);
  return kind === null && named !== null && !everyday.has(named.phrase);
}

/** Whether a type has nothing but parts of an address: `Location` with `street` and `city` is one of a patient. */
function isAddress({ leaves, links }: TypeShape, { phi }: Lexicon): boolean {
  const parts = [...leaves.keys()].filter(
    (name) => phi.identity.longest(wordsOf(name))?.meaning === 'GEOGRAPHY',
  );
  const isPart = (name: string) =>
    parts.includes(name) ||
    phi.person.longest(wordsOf(name))?.meaning === 'GEOGRAPHY' ||
    STATE.test(name);
  return links.length === 0 && parts.length >= 2 && [...leaves.keys()].every(isPart);
}

const STATE =
  /^(?:state|province|provincia|country|pais|estado|pays|land|bundesland|id|_id|description|accuracy)$/i;

/** The persons that keys of a patient identify, such as the user of `Patient.userId`. */
function accountsOf({ leaves, type }: TypeShape, { about }: Subject, { byBase }: Search) {
  if (about !== 'patient') return [];
  return [...leaves.keys()].flatMap((key): readonly Addition[] => {
    const owner = ownerOf(wordsOf(key), (base) => byBase.has(base))?.join('') ?? '';
    const target = byBase.get(owner);
    const because = `${type.name}.${key} refers to it`;
    return target?.kind === 'person' ? [[target, { about: 'person', because }]] : [];
  });
}

/** For each type: the other types that have it in a field. */
export function referrersOf(
  all: readonly TypeShape[],
): ReadonlyMap<TypeModel, readonly TypeShape[]> {
  const found = new Map<TypeModel, TypeShape[]>();
  for (const shape of all)
    for (const type of shape.links.flatMap(({ to }) => to)) {
      if (type === shape.type) continue;
      const known = found.get(type);
      if (known) known.push(shape);
      else found.set(type, [shape]);
    }
  return found;
}
