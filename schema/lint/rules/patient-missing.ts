import { memberCoordinate, typeCoordinate } from '../../../directives/coordinate.ts';
import {
  isList,
  isObject,
  type FieldModel,
  type TypeModel,
} from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { isLeafValued } from '../leaf-values.ts';
import { createPatientWords, namesActor } from '../judge/patient-words.ts';
import type { LintGraph } from '../lint-graph.ts';
import { createOwnerCheck } from '../owned-by-patient.ts';
import type { Found, Rule } from '../rule.ts';
import { isRoot, type Subjects } from '../subjects/subjects.ts';
import { keyBaseOf } from '../subjects/field-words.ts';
import { wordsOf } from '../words.ts';

/** PHI of a type that does not say whose it is, though one of its fields does. */
export const patientMissing: Rule = {
  code: 'PATIENT_MISSING',
  severity: 'warning',
  title: 'PHI of a type without a @patient path',
  help: `An object's PHI is released to roles that reach only some patients, such as the patient or the care team, by the
@patient path of its type. Without one it belongs to no patient: only roles that reach all patients see it, and the ledger
names no patient. This type has a field that leads to its patient's id. Add the path, or give a reason above the type if
the field means something else: # phi-gateway-ignore PATIENT_MISSING: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find(graph: LintGraph): readonly Found[] {
  const { compiled, place } = graph;
  const subjects = graph.subjects();
  if (!subjects.isLinked) return [];
  const types = [...compiled.graph.types.values()].filter(
    (type) => isObject(type) && !isRoot(type.name),
  );
  const { patients } = compiled.policy;
  const ids = new Map<TypeModel, string>();
  for (const type of types) {
    const path = patients.get(type.name);
    const id = path ? (path.length === 1 ? path[0] : undefined) : ownId(type, compiled, subjects);
    if (id !== undefined) ids.set(type, id);
  }
  const isOwned = createOwnerCheck(compiled, (type) => patients.has(type.name) || ids.has(type));
  const paths = { compiled, subjects, isPatients: createPatientWords(compiled, subjects) };
  return types.flatMap((type) => {
    if (patients.has(type.name) || !holdsPhi(type, compiled)) return [];
    const own = ids.get(type);
    const path = own ?? (isOwned(type) ? null : pathToPatient(type, ids, paths));
    return path === null ? [] : [foundAt(type, path, place)];
  });
}

function foundAt(type: TypeModel, path: string, place: LintGraph['place']): Found {
  const coordinate = typeCoordinate(type.name);
  return {
    coordinate,
    place: place(coordinate),
    message: `${coordinate} has PHI and no @patient: only roles that reach all patients see it.`,
    fix: `Add @patient(id: "${path}") to the type, or give a reason above it.`,
    suggestion: { kind: 'patient', path, categories: [] },
  };
}

function holdsPhi(type: TypeModel, { policy, hierarchy }: Compiled): boolean {
  return [...hierarchy.fields(type).keys()].some(
    (name) => policy.requirements.get(memberCoordinate(type.name, name))?.phi === true,
  );
}

/** The field with the id of a type that is a patient: `id`, or a key with its own name, such as `patientId`. */
function ownId(
  type: TypeModel,
  compiled: Compiled,
  { subjectOf, shapeOf, lexicon }: Subjects,
): string | undefined {
  if (subjectOf(type).about !== 'patient') return undefined;
  const { base } = shapeOf(type);
  const keys = singleFields(type, compiled).flatMap(([name, field]) => {
    const key = isLeafValued(field, compiled.hierarchy) ? keyBaseOf(wordsOf(name)) : null;
    return key ? [{ name, key }] : [];
  });
  const isOwn = (key: readonly string[]) =>
    key.join('') === base || lexicon.kinds.last(key)?.meaning === 'patient';
  return (keys.find(({ key }) => key.length === 0) ?? keys.find(({ key }) => isOwn(key)))?.name;
}

/**
 * The path from a record to its patient's id: a key such as `patientId`, or the id of a patient in a field; null without one.
 * Never through who did something, such as the author of a message, who can be staff.
 */
function pathToPatient(
  type: TypeModel,
  ids: ReadonlyMap<TypeModel, string>,
  { compiled, subjects, isPatients }: Paths,
): string | null {
  const { hierarchy } = compiled;
  const { kind } = subjects.shapeOf(type);
  if (kind === 'staff' || kind === 'organization') return null;
  const fields = singleFields(type, compiled).filter(
    ([name]) => !namesActor(keyBaseOf(wordsOf(name)) ?? wordsOf(name), subjects),
  );
  const keys = fields.flatMap(([name, field]) => {
    const words = isLeafValued(field, hierarchy) ? keyBaseOf(wordsOf(name)) : null;
    return words ? [{ name, words }] : [];
  });
  const named = keys.find(({ words }) => subjects.lexicon.kinds.last(words)?.meaning === 'patient');
  if (named) return named.name;
  const [key, ...otherKeys] = keys.filter(({ words }) => isPatients(words));
  if (key) return otherKeys.length === 0 ? key.name : null;
  const paths = fields.flatMap(([name, field]) => {
    const [target, ...others] = hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes);
    const id = target && others.length === 0 ? ids.get(target) : undefined;
    return id === undefined ? [] : [`${name}.${id}`];
  });
  // Two patients, such as mother and child, need a decision of the author.
  return paths.length === 1 ? (paths[0] ?? null) : null;
}

interface Paths {
  readonly compiled: Compiled;
  readonly subjects: Subjects;
  /** Whether words name a patient. */
  readonly isPatients: (words: readonly string[]) => boolean;
}

/** The fields that a path can go through. */
function singleFields(
  type: TypeModel,
  { hierarchy }: Compiled,
): readonly (readonly [string, FieldModel])[] {
  return [...hierarchy.fields(type)].flatMap(([name, [field]]) =>
    isList(field) || field.arguments.size > 0 ? [] : [[name, field] as const],
  );
}
