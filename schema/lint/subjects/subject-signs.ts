import type { TypeModel } from '../../../directives/marks/graph.ts';
import { inputsOf } from '../inputs-of.ts';
import { wordsOf } from '../words.ts';
import type { Ground, Subject } from './subject.ts';
import { isElsewhere } from './type-name.ts';
import { keyBaseOf, namesPatient, type TypeShape } from './type-shape.ts';

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
  const key = [...leaves.keys()].find((name) => isKeyOf(wordsOf(name), patientBases));
  if (key !== undefined)
    return { about: isElsewhere(kind) ? 'near' : 'record', because: `${type.name} has ${key}` };
  if (patientField === null) return null;
  const about = kind === 'record' || health.size > 0 ? 'record' : 'near';
  return { about, because: `${type.name} has ${patientField}` };
}

/** The subject of a type that nothing links to a patient, by its name or its fields. */
export function evidentSubject({
  type,
  kind,
  health,
  identity,
  measures,
}: TypeShape): Subject | null {
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
  const isEvident = health.size >= 2 || (health.size === 1 && kind === 'document');
  if (!isEvident) return null;
  return { about: identity.size > 2 ? 'person' : 'near', because };
}

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
