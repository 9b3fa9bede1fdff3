import type { Lexicon } from '../vocabulary/lexicon.ts';
import type { TypeKind } from '../vocabulary/vocabulary.ts';
import { wordsOf } from '../words.ts';
import { CODE_SYSTEMS } from './field-words.ts';
import { hasBody, hasGivenName, isPerson as isLikePerson } from './holdings.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { hasTime, type TypeShape } from './type-shape.ts';
import { BODILY, isReading } from './vital-signs.ts';

/** The subject of a type that nothing links to a patient, by its name or its fields. */
export function evidentSubject(shape: TypeShape, ground: Ground, isApp: boolean): Subject | null {
  const { lexicon } = ground;
  const { type, kind, health, identity, measures, hasOnlyLabels, leaves, links } = shape;
  if (isElsewhere(kind)) return null;
  if (kind === 'record')
    return { about: 'record', because: `${type.name} is named for a part of a patient's record` };
  // What has no name is above something in a tree.
  if (kind === 'relative' || (PARENTS.has(shape.base) && hasGivenName(identity)))
    return { about: 'person', because: `${type.name} is named for a relative` };
  const because = `${type.name} has several fields of health information`;
  const isPerson = kind === 'person' || kind === 'customer';
  const knowsPatients = !isApp || ground.patientTypes.size > 0;
  if (knowsPatients && health.size === 0 && hasStaffRole(shape, ground)) return null;
  if (isPerson && (health.size > 0 || (hasBody(identity) && !type.kinds.has('input'))))
    return { about: 'person', because };
  if (measures.size >= 3 && kind !== 'person' && identity.size === measures.size)
    return { about: 'record', because: `${type.name} has measures of a body` };
  if (kind === null && hasBody(identity) && isLikePerson(shape) && !namesOther(shape, lexicon))
    return { about: 'person', because: `${type.name} has what identifies a person's body` };
  if (isApp && (kind === null || kind === 'document') && links.length === 0 && isReading(shape))
    return { about: 'record', because: `${type.name} has a value with its unit and time` };
  if (isApp && isMeasuredAt(shape, lexicon))
    return { about: 'record', because: `${type.name} has a measure of a body with its time` };
  if (VARIANT.every((field) => leaves.has(field)) && !hasOnlyLabels)
    return { about: 'record', because: `${type.name} has the alleles of a variant` };
  // In an app for its users, other persons are other parties.
  if (!isApp && isNamedPerson(shape, lexicon))
    return { about: 'person', because: `${type.name} has the names of a person` };
  const named = isPerson ? null : lexicon.phi.health.longest(wordsOf(type.name));
  if (named && !CODE_SYSTEMS.has(named.phrase) && !hasOnlyLabels)
    return { about: 'record', because: `${type.name} is named for health information` };
  const isEvident = health.size >= 2 || (health.size === 1 && kind === 'document');
  if (!isEvident) return null;
  if (identity.size > 2) return { about: 'person', because };
  const values = [...leaves.keys()].filter((name) => lexicon.phi.health.longest(wordsOf(name)));
  return { about: values.length >= 3 ? 'record' : 'near', because };
}

/**
 * Whether a user has one of several roles that are all other people's than patients, such as `DOCTOR` and `LAB`, where patients have
 * a type of their own: staff, though their sex and age are known too.
 */
function hasStaffRole({ leaves }: TypeShape, { compiled, lexicon }: Ground): boolean {
  const roles = [...leaves]
    .filter(([name]) => wordsOf(name).at(-1) === 'role')
    .flatMap(([, field]) => [...field.types])
    .flatMap((type) => [...(compiled.graph.types.get(type)?.values.keys() ?? [])]);
  const named = roles.map((role) => lexicon.kinds.last(wordsOf(role)));
  return (
    named.some((role) => role?.meaning === 'staff') &&
    !named.some((role) => role && PATIENTS.has(role.meaning) && role.phrase !== 'account')
  );
}

/** Kinds of roles that a patient can have; `ACCOUNTS` are an office. */
const PATIENTS: ReadonlySet<TypeKind> = new Set(['patient', 'relative', 'person', 'customer']);

const PARENTS: ReadonlySet<string> = new Set(wordsOf('parent par responsable responsavel'));

/** The alleles of a variant in VCF: https://samtools.github.io/hts-specs/. */
const VARIANT = ['ref', 'alt'];

/** Whether a type is a row of measures with a time, as those of a wearable device: steps or calories of an hour. */
function isMeasuredAt({ type, kind, leaves, links }: TypeShape, lexicon: Lexicon): boolean {
  if ((kind !== null && kind !== 'document') || links.length > 0) return false;
  return hasTime({ leaves }, lexicon) && [type.name, ...leaves.keys()].some(isBodily);
}

function isBodily(name: string): boolean {
  return wordsOf(name).some((word) => BODILY.test(word));
}

/** Whether a type without a known subject has a person's given name and what else identifies one, and names no other party. */
function isNamedPerson({ type, kind, identity }: TypeShape, lexicon: Lexicon): boolean {
  const isOpen = (kind === null || kind === 'document') && !type.kinds.has('input');
  return isOpen && identity.size >= 2 && hasGivenName(identity) && !namesOther({ type }, lexicon);
}

/** Whether a word in the name of a type is for another party than a patient, as in `ProviderReport`. */
export function namesOther({ type }: Pick<TypeShape, 'type'>, { kinds }: Lexicon): boolean {
  return wordsOf(type.name).some((word) => OTHERS.has(kinds.last([word])?.meaning ?? 'patient'));
}

const OTHERS: ReadonlySet<TypeKind> = new Set(['customer', 'staff', 'organization', 'person']);
