import type { FieldModel, TypeModel } from '../../../directives/marks/graph.ts';
import { isList } from '../../../directives/marks/graph.ts';
import type { TypeHierarchy } from '../../../directives/policy/type-hierarchy.ts';
import { isFhirValue } from '../fhir-shapes.ts';
import { isLeafValued } from '../leaf-values.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isEntry } from './dictionary-entry.ts';
import { CODE_SYSTEMS, isDateOf, keyBaseOf, namesPatient } from './field-words.ts';
import { USERS } from './accounts.ts';
import { isOfWellness } from './diary.ts';
import { isRegimen } from './regimen.ts';
import { isCareAtPlace } from './care-at-place.ts';
import { hasBirth, hasGivenName } from './holdings.ts';
import { hasSpecialty } from './specialties.ts';
import { isStateOfHealth } from './state-of-health.ts';
import { isStatistic } from './statistic.ts';
import { isElsewhere, readTypeName, type TypeName } from './type-name.ts';

import { acknowledges, wraps } from './envelope.ts';
import type { Link, TypeShape } from './type-shape.ts';

/** Reads the shape of a type. */
export function readTypeShape(
  type: TypeModel,
  {
    hierarchy,
    lexicon,
    names,
  }: {
    readonly hierarchy: TypeHierarchy;
    readonly lexicon: Lexicon;
    /** The words of the names of all types, joined. */
    readonly names: ReadonlySet<string>;
  },
): TypeShape {
  const leaves = new Map<string, FieldModel>();
  const links: Link[] = [];
  const [health, identity, measures] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const named = readTypeName(type.name, lexicon, names);
  let patientField: string | null = null;
  let hasOnlyLabels = true;
  for (const [name, [field]] of hierarchy.fields(type)) {
    const words = wordsOf(name);
    if (!isLeafValued(field, hierarchy)) {
      const to = hierarchy
        .valueTypes(field)
        .flatMap((each) =>
          each.kinds.has('union') ? hierarchy.objectTypes(each) : withImplementers(each, hierarchy),
        );
      links.push({ name, words, isList: isList(field), to });
      continue;
    }
    leaves.set(name, field);
    const found = healthIn(words, lexicon) ?? healthInTypes(field, lexicon);
    if (found) health.add(found);
    const identifying = lexicon.phi.identity.longest(words);
    if (identifying) identity.add(identifying.phrase);
    if (identifying?.meaning === 'CLINICAL') measures.add(identifying.phrase);
    // A person with the keys of several patients is not one of them.
    const isOfOthers = named.kind === 'person' && isList(field);
    if (!isOfOthers && namesPatient(words, lexicon)) patientField ??= name;
    const label = lexicon.label.longest(words);
    if (
      words.length > 3 ||
      isDateOf(words) ||
      (!label && !lexicon.technical.longest(words) && keyBaseOf(words) === null)
    )
      hasOnlyLabels = false;
  }
  const isOfRecord = isFhirValue(named.base, new Set(type.fields.keys()));
  // Who has data of their own is not an envelope, as a `User` with a list of `UserInfo`.
  const isEnvelope =
    !type.kinds.has('input') && identity.size < 2 && wraps(type, named.base, links, lexicon);
  const isTaken = isRegimen(
    [
      wordsOf(type.name),
      ...links.flatMap(({ words, isList: isMany }) => (isMany ? [] : [words])),
      ...[...leaves.keys()].map((name) => keyBaseOf(wordsOf(name)) ?? withoutName(wordsOf(name))),
    ],
    [...leaves.keys(), ...links.map(({ name }) => name)],
  );
  if (isTaken) health.add('medication');
  const isWellness = isOfWellness({ type, kind: named.kind, leaves });
  if (isWellness) health.add('wellness');
  if (isOfEyes(leaves)) health.add('vision');
  const countsThings = isStatistic(type, named, leaves, lexicon);
  return {
    type,
    ...named,
    kind:
      isEnvelope || acknowledges(type, links, leaves) || countsThings
        ? 'technical'
        : isTaken ||
            (isWellness && !isElsewhere(named.kind) && !isPersonName(named)) ||
            isCareAtPlace({ type, kind: named.kind, links, leaves, health }, lexicon) ||
            isStateOfHealth({ type, ...named, health, leaves }, lexicon)
          ? 'record'
          : isOfRecord
            ? 'document'
            : isEntry(type, named, patientField, lexicon)
              ? 'catalog'
              : isCouples(named, identity)
                ? 'relative'
                : hasSpecialty(named.kind, leaves)
                  ? 'staff'
                  : isSignedIn(type, named, identity)
                    ? 'person'
                    : isOfPerson(named, type.name, links, lexicon)
                      ? null
                      : named.kind,
    isEnvelope,
    links,
    health,
    identity,
    measures,
    patientField: countsThings ? null : patientField,
    hasOnlyLabels,
    leaves,
  };
}

/** The words of a thing in the name of a field that holds its name: `medicine`, `drugName`. None of longer names. */
function withoutName(words: readonly string[]): readonly string[] {
  const thing = words.at(-1) === 'name' ? words.slice(0, -1) : words;
  return thing.length === 1 ? thing : [];
}

/** Whether fields say something of each eye, as `odSphere` and `osSphere` of a prescription for glasses. */
function isOfEyes(leaves: ReadonlyMap<string, FieldModel>): boolean {
  const words = new Set([...leaves.keys()].flatMap(wordsOf));
  return words.has('od') && ['os', 'oi', 'oe', 'og'].some((other) => words.has(other));
}

/** Whether a partner is a person's, with a first or pet name or a birth, and not one in business. */
function isCouples({ base }: TypeName, identity: ReadonlySet<string>): boolean {
  const isPerson = hasGivenName(identity) || hasBirth(identity) || identity.has('nickname');
  return base === 'partner' && isPerson;
}

function isPersonName({ kind }: TypeName): boolean {
  return kind === 'person' || kind === 'customer' || kind === 'patient';
}

/** Whether a type with the name of a person before another word is what the person has, as `MemberMeasure` with a `member`. */
function isOfPerson(
  { kind }: TypeName,
  name: string,
  links: readonly Link[],
  lexicon: Lexicon,
): boolean {
  if (kind !== 'person') return false;
  const [owner = '', ...rest] = wordsOf(name);
  if (rest.length === 0) return false;
  return links.some(
    ({ isList: isMany, to }) =>
      !isMany &&
      to.some((each) => each.name !== name && readTypeName(each.name, lexicon).base === owner),
  );
}

/** Whether what a login returns is the person, as a `UserLogin` with an email and an age. */
function isSignedIn(
  { name, kinds }: TypeModel,
  { kind }: TypeName,
  identity: ReadonlySet<string>,
): boolean {
  return (
    kind === 'technical' &&
    !kinds.has('input') &&
    identity.size >= 2 &&
    wordsOf(name).some((word) => USERS.has(word))
  );
}

function healthIn(words: readonly string[], { phi, everyday }: Lexicon): string | null {
  const found = phi.certain.longest(words) ?? phi.health.longest(words);
  const isSign = found && !CODE_SYSTEMS.has(found.phrase) && !everyday.has(found.phrase);
  return isSign ? found.phrase : null;
}

/** A phrase for health information in the name of a field's scalar or enum, such as `TestResult`. */
function healthInTypes({ types }: FieldModel, lexicon: Lexicon): string | null {
  for (const name of types) {
    const words = wordsOf(name);
    const found = isElsewhere(lexicon.kinds.last(words)?.meaning ?? null)
      ? null
      : healthIn(words, lexicon);
    if (found) return found;
  }
  return null;
}

/** An interface with the types that implement it; an object or an input alone. */
function withImplementers(type: TypeModel, hierarchy: TypeHierarchy): readonly TypeModel[] {
  return [...new Set([type, ...hierarchy.objectTypes(type)])];
}
