import type { TypeModel } from '../../../directives/marks/graph.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import { wordsOf } from '../words.ts';
import { isDoneBy } from './done-by.ts';
import { keyBaseOf, ownerOf } from './field-words.ts';
import type { Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import type { Link, TypeShape } from './type-shape.ts';

/** The subject of a type that refers to its patient, as by `patient: Patient` or `patientId`. */
export function referringSubject(
  { type, kind, links, leaves, patientField, health, isEnvelope }: TypeShape,
  found: ReadonlyMap<TypeModel, Subject>,
  { patients, records, keys }: Bases,
  lexicon: Lexicon,
): Subject | null {
  // Who recorded something is not its subject, unless it is health information, which a caller writes of themselves.
  const isOwn = health.size > 0 || kind === 'record';
  const link = links.find(
    ({ to, isList, words }) =>
      !isList &&
      to.some((each) => found.get(each)?.about === 'patient') &&
      (isOwn || !isDoneBy(words)),
  );
  if (link) {
    const because = `${type.name} has the patient in ${link.name}`;
    if (kind === 'person') return { about: 'person', because };
    // An entry of a dictionary refers to no patient, whatever its name.
    if (isEnvelope) return null;
    if (!isElsewhere(kind) || kind === 'technical' || kind === 'catalog')
      return { about: 'record', because };
    // The recipe of a patient is a prescription.
    const isNamed = lexicon.kinds.last(link.words)?.meaning === 'patient';
    return kind === 'other' && isNamed ? { about: 'record', because } : null;
  }
  if (kind === 'staff' || kind === 'organization') return null;
  const canBePart = kind === null || kind === 'document' || kind === 'record';
  const part = isPayment(type, lexicon) ? ofRecord(links, found) : undefined;
  if (part)
    return { about: 'record', because: `${type.name} has a patient's record in ${part.name}` };
  const key = [...leaves.keys()].find(
    (name) => isKeyOf(wordsOf(name), patients) || keys.has(wordsOf(name).join('')),
  );
  if (key !== undefined)
    return { about: isElsewhere(kind) ? 'near' : 'record', because: `${type.name} has ${key}` };
  const partKey =
    canBePart &&
    [...leaves.keys()].find(
      (name) =>
        isKeyOf(wordsOf(name), records) ||
        (isPayment(type, lexicon) && isRecordsKey(name, lexicon)),
    );
  if (partKey) return { about: 'record', because: `${type.name} has ${partKey}` };
  if (patientField === null) return null;
  // `patient: String` is a key, whatever it holds.
  const isKey = (kind === null || kind === 'document') && wordsOf(patientField).length === 1;
  const about = isKey || kind === 'record' || health.size > 0 ? 'record' : 'near';
  return { about, because: `${type.name} has ${patientField}` };
}

/** The base names of the types that are about patients. */
export interface Bases {
  readonly patients: ReadonlySet<string>;
  /** The names of the keys of patients other than an id: `bookingno`. */
  readonly keys: ReadonlySet<string>;
  /** Of the parts of a patient's record, by their names: `visit`. */
  readonly records: ReadonlySet<string>;
}

/** Whether a name is the key of what care consists of, such as `appointmentId`. */
function isRecordsKey(name: string, { kinds }: Lexicon): boolean {
  const owner = keyBaseOf(wordsOf(name)) ?? [];
  const kind = kinds.last(owner);
  return kind?.meaning === 'record' && kind.end - kind.start === owner.length;
}

/** Whether a type is named for what is paid for something. */
export function isPayment({ name }: TypeModel, { payment }: Lexicon): boolean {
  return wordsOf(name).some((word) => payment.has(word));
}

/** The link to the record that a type is a part of, as from a payment to the consultation that it is for. */
function ofRecord(
  links: readonly Link[],
  found: ReadonlyMap<TypeModel, Subject>,
): Link | undefined {
  return links.find(
    ({ to, isList }) =>
      !isList && to.length > 0 && to.every((each) => found.get(each)?.about === 'record'),
  );
}

/** Whether words are the key of a type with one of these base names: `userId`. */
export function isKeyOf(words: readonly string[], bases: ReadonlySet<string>): boolean {
  return bases.has(ownerOf(words, (owner) => bases.has(owner))?.join('') ?? '');
}
