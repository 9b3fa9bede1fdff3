import type { TypeModel } from '../../../directives/marks/graph.ts';
import { inputsOf } from '../inputs-of.ts';
import type { Lexicon } from '../vocabulary/lexicon.ts';
import type { TypeKind } from '../vocabulary/vocabulary.ts';
import { wordsOf } from '../words.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { keyBaseOf, namesPatient, type Link, type TypeShape } from './type-shape.ts';

/** The subject of a type by its marks or its name. */
export function namedSubject(
  { type, kind, namesPatient: hasPatientWord }: TypeShape,
  { compiled }: Ground,
): Subject | null {
  const { name } = type;
  const path = compiled.policy.patients.get(name);
  if (path) {
    const about = path.length === 1 ? 'patient' : kind === 'relative' ? 'person' : 'record';
    return { about, because: `${name} has @patient` };
  }
  const isMarked = [type.marks, ...[...type.fields.values()].map(({ marks }) => marks)]
    .flat()
    .some((mark) => mark.kind === 'phi');
  if (isMarked && kind !== 'patient') {
    const about = kind === 'person' || kind === 'relative' ? 'person' : 'record';
    return { about, because: `${name} has fields with @phi` };
  }
  if (kind === 'patient') return { about: 'patient', because: `${name} is named for a patient` };
  if (!hasPatientWord) return null;
  if (kind === 'relative') return { about: 'person', because: `${name} is named for a relative` };
  if (kind === 'record' || kind === 'document' || kind === 'person')
    return { about: 'record', because: `${name} is named for a patient's record` };
  return null;
}

/** The subject of a type that refers to its patient, as by `patient: Patient` or `patientId`. */
export function referringSubject(
  { type, kind, links, leaves, patientField, health }: TypeShape,
  found: ReadonlyMap<TypeModel, Subject>,
  patientBases: ReadonlySet<string>,
): Subject | null {
  const link = links.find(
    ({ to, isList }) => !isList && to.some((each) => found.get(each)?.about === 'patient'),
  );
  if (link) {
    const because = `${type.name} has the patient in ${link.name}`;
    if (kind === 'person') return { about: 'person', because };
    // An entry of a dictionary refers to no patient, whatever its name.
    if (!isElsewhere(kind) || kind === 'technical' || kind === 'catalog')
      return { about: 'record', because };
    return null;
  }
  if (kind === 'staff' || kind === 'organization') return null;
  const part = wordsOf(type.name).some((word) => PAYMENTS.has(word))
    ? ofRecord(links, found)
    : undefined;
  if (part)
    return { about: 'record', because: `${type.name} has a patient's record in ${part.name}` };
  const key = [...leaves.keys()].find((name) => isKeyOf(wordsOf(name), patientBases));
  if (key !== undefined)
    return { about: isElsewhere(kind) ? 'near' : 'record', because: `${type.name} has ${key}` };
  if (patientField === null) return null;
  const about = kind === 'record' || health.size > 0 ? 'record' : 'near';
  return { about, because: `${type.name} has ${patientField}` };
}

/** Words of what is paid for care. */
const PAYMENTS: ReadonlySet<string> = new Set(
  wordsOf(
    'payment invoice bill charge receipt pago factura cobro pagamento fatura cobranca paiement facture zahlung rechnung',
  ),
);

/** The link from a payment to the record that it is for, such as a consultation. */
function ofRecord(
  links: readonly Link[],
  found: ReadonlyMap<TypeModel, Subject>,
): Link | undefined {
  return links.find(
    ({ to, isList }) =>
      !isList && to.length > 0 && to.every((each) => found.get(each)?.about === 'record'),
  );
}

/** The subject of a type that nothing links to a patient, by its name or its fields. */
export function evidentSubject(shape: TypeShape, { lexicon }: Ground): Subject | null {
  const { type, kind, health, identity, measures } = shape;
  if (isElsewhere(kind)) return null;
  if (kind === 'record')
    return { about: 'record', because: `${type.name} is named for a part of a patient's record` };
  if (kind === 'relative')
    return { about: 'person', because: `${type.name} is named for a relative` };
  const because = `${type.name} has several fields of health information`;
  const isPerson = kind === 'person' || kind === 'customer';
  if (isPerson && health.size > 0) return { about: 'person', because };
  if (measures.size >= 3 && kind !== 'person' && identity.size === measures.size)
    return { about: 'record', because: `${type.name} has measures of a body` };
  if (hasGivenName(shape, lexicon))
    return { about: 'person', because: `${type.name} has the names of a person` };
  const isEvident = health.size >= 2 || (health.size === 1 && kind === 'document');
  if (!isEvident) return null;
  return { about: identity.size > 2 ? 'person' : 'near', because };
}

/** Whether a type without a known subject has a person's given name and what else identifies one, and names no other party. */
function hasGivenName({ type, kind, identity }: TypeShape, { kinds }: Lexicon): boolean {
  const isOpen = (kind === null || kind === 'document') && !type.kinds.has('input');
  return (
    isOpen &&
    identity.size >= 2 &&
    [...identity].some((phrase) => GIVEN_NAMES.test(phrase)) &&
    !wordsOf(type.name).some((word) => OTHERS.has(kinds.last([word])?.meaning ?? 'patient'))
  );
}

const OTHERS: ReadonlySet<TypeKind> = new Set(['customer', 'staff', 'organization', 'person']);

/** Phrases for a given name, which only persons have. */
const GIVEN_NAMES = /^(?:first name|given name|fname|primer nombre|prenom|vorname|primeiro nome)$/;

/** The types that a root field returns for a patient that an argument names: `reports(patientId:)`. */
export function askedByPatient(
  { compiled, shapeOf, lexicon }: Ground,
  patientBases: ReadonlySet<string>,
): readonly (readonly [TypeShape, Subject])[] {
  const { graph, hierarchy } = compiled;
  return ['Query', 'Mutation'].flatMap((root) =>
    [...(graph.types.get(root)?.fields ?? [])].flatMap(([name, field]) => {
      const key = inputsOf(root, [name, field], hierarchy).find((input) => {
        const words = wordsOf(input.name);
        return namesPatient(words, lexicon) || isKeyOf(words, patientBases);
      });
      if (!key) return [];
      const subject: Subject = { about: 'record', because: `${root}.${name} takes ${key.name}` };
      return hierarchy
        .valueTypes(field)
        .flatMap(hierarchy.objectTypes)
        .map(shapeOf)
        .filter(({ kind }) => !isElsewhere(kind) && kind !== 'person' && kind !== 'customer')
        .map((shape) => [shape, subject] as const);
    }),
  );
}

/** Whether words are the key of a type with one of these base names: `userId`. */
function isKeyOf(words: readonly string[], bases: ReadonlySet<string>): boolean {
  return bases.has(keyBaseOf(words)?.join('') ?? '');
}
