import {
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import {
  isList,
  isObject,
  type FieldModel,
  type TypeModel,
} from '../../../directives/marks/graph.ts';
import type { Compiled } from '../../../directives/policy/compile-policy.ts';
import { isLeafValued } from '../leaf-values.ts';
import type { LintGraph } from '../lint-graph.ts';
import { createOwnerCheck } from '../owned-by-patient.ts';
import type { Found, Rule } from '../rule.ts';
import { wordsOf } from '../words.ts';

/** Reports counts and cursors that reveal objects of unreached patients, which lists omit. */
export const patientListCount: Rule = {
  code: 'PATIENT_LIST_COUNT',
  severity: 'warning',
  title: 'A count or cursor of a list of patients',
  help: `Objects of patients that a caller doesn't reach are omitted from lists. A totalCount of such a list includes them,
and the cursor of such an object, in an edge or a pageInfo, reveals that the object exists and often its key. Put
@patient(id: "node.id") on the edge type, with the path from the edge to the patient's id, so that an edge is omitted with
its node. Mark counts and pageInfo @phi with a @role: outside a patient's objects, PHI requires roles that reach all
patients. Or give a reason above it: # phi-gateway-ignore PATIENT_LIST_COUNT: reason.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find({ compiled, place }: LintGraph): readonly Found[] {
  const { graph, hierarchy } = compiled;
  const belongsToPatient = createOwnerCheck(compiled, ({ name }) =>
    compiled.policy.patients.has(name),
  );
  return [...graph.types.values()].filter(isObject).flatMap((type) => {
    // The first declaration is the one that clients see.
    const fields = [...hierarchy.fields(type)].map(([name, [field]]) => ({ name, field }));
    const lists = fields.filter(({ field }) => listsPatients(field, compiled));
    if (lists.length === 0 || belongsToPatient(type)) return [];
    const revealing = fields.filter(
      ({ name, field }) =>
        compiled.policy.requirements.get(memberCoordinate(type.name, name))?.phi !== true &&
        lists.some((list) => isAboutList(name, list.name, type)) &&
        (isCount(name, field, compiled) || holdsCursor(name, field, compiled)),
    );
    const edges = lists.flatMap(({ field }) => edgesWithoutPatient(field, compiled));
    return [
      ...revealing.map(({ name }) => revealingField(place, memberCoordinate(type.name, name))),
      ...edges.map((edge) => edgeWithCursor(place, typeCoordinate(edge.name))),
    ];
  });
}

/** Whether a field is a list of objects with a `@patient` path, or of edges to them. */
function listsPatients(field: FieldModel, compiled: Compiled): boolean {
  return (
    isList(field) &&
    objectsOf(field, compiled).some(
      (type) => compiled.policy.patients.has(type.name) || isEdge(type, compiled),
    )
  );
}

/** Whether a type is an edge to objects with a patient: https://relay.dev/graphql/connections.htm#sec-Edge-Types */
function isEdge(type: TypeModel, compiled: Compiled): boolean {
  const node = compiled.hierarchy.field(type, 'node');
  return (
    node !== null &&
    objectsOf(node, compiled).some(({ name }) => compiled.policy.patients.has(name))
  );
}

/** The edge types of a list without a `@patient` path, which remain when their node is omitted. */
function edgesWithoutPatient(field: FieldModel, compiled: Compiled): readonly TypeModel[] {
  return objectsOf(field, compiled).filter(
    (type) => isEdge(type, compiled) && !compiled.policy.patients.has(type.name),
  );
}

/** The object types that a field's values can have. */
export function objectsOf(field: FieldModel, { hierarchy }: Compiled): readonly TypeModel[] {
  return hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes);
}

/** Whether a field counts something, by its name. */
export function isCount(name: string, field: FieldModel, { hierarchy }: Compiled): boolean {
  return isLeafValued(field, hierarchy) && wordsOf(name).some((word) => COUNTS.has(word));
}

const COUNTS: ReadonlySet<string> = new Set(['count', 'total', 'size', 'length']);

/** Whether a field is a cursor or an object with one, such as a pageInfo. */
export function holdsCursor(name: string, field: FieldModel, compiled: Compiled): boolean {
  const { hierarchy } = compiled;
  if (isLeafValued(field, hierarchy)) return isCursor(name);
  return (
    !isList(field) &&
    objectsOf(field, compiled).some((type) => [...hierarchy.fields(type).keys()].some(isCursor))
  );
}

/** Whether a field is a cursor, by its name. */
export function isCursor(name: string): boolean {
  return wordsOf(name).includes('cursor');
}

/**
 * Whether a count belongs to a list. The query root has lists of all kinds, so there the count's name must share a
 * word.
 */
function isAboutList(name: string, list: string, { name: type }: TypeModel): boolean {
  return type !== 'Query' || sharesWord(name, list);
}

/** Whether the name of a field has a word of the name of a list, such as `patientCount` of `patients`. */
export function sharesWord(name: string, list: string): boolean {
  const words = new Set(wordsOf(list).flatMap((word) => [word, word.replace(/s$/, '')]));
  return wordsOf(name).some((word) => words.has(word));
}

function revealingField(place: LintGraph['place'], coordinate: Coordinate): Found {
  return {
    coordinate,
    place: place(coordinate),
    message: `${coordinate} reveals patients that its list omits.`,
    fix: 'Mark it @phi with a @role, for roles that reach all patients, or give a reason above it.',
  };
}

function edgeWithCursor(place: LintGraph['place'], coordinate: Coordinate): Found {
  return {
    coordinate,
    place: place(coordinate),
    message: `${coordinate} is an edge to patients' objects: if its node is omitted, the edge and its cursor remain.`,
    fix: `Put @patient(id: "node.id") on ${coordinate}, with the path to the patient's id.`,
  };
}
