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
import type { Found, Rule } from '../rule.ts';
import { wordsOf } from '../words.ts';

/** Counts and cursors of lists whose objects of unreached patients are left out. */
export const patientListCount: Rule = {
  code: 'PATIENT_LIST_COUNT',
  severity: 'warning',
  title: 'A list of patients is counted or paged beside it',
  help: `Objects of patients whom a caller doesn't reach are left out of lists. A totalCount beside such a list counts
them all the same, and a cursor of one of them, in an edge or a pageInfo, tells that it is there and often its key. Put
@patient(id: "node.id") on the edge type, with the path from the edge to the patient's id: an edge goes where its node
goes. Mark counts and pageInfo @phi with a @role: outside a patient's objects, PHI is for roles that reach every patient.
Or say above it why it tells nothing: # phi-gateway-ignore PATIENT_LIST_COUNT: why.`,
  suppressedIn: 'any subgraph',
  unless: [],
  find,
};

function find({ compiled, place }: LintGraph): readonly Found[] {
  const { graph, hierarchy } = compiled;
  const isOwned = ownedTypes(compiled);
  return [...graph.types.values()].filter(isObject).flatMap((type) => {
    if (isOwned(type)) return [];
    const fields = [...hierarchy.fields(type)].map(([name, [field]]) => ({ name, field }));
    const lists = fields.filter(({ field }) => listsPatients(field, compiled));
    if (lists.length === 0) return [];
    const beside = fields.filter(
      ({ name, field }) =>
        compiled.policy.requirements.get(memberCoordinate(type.name, name))?.phi !== true &&
        lists.some((list) => isAbout(name, list.name, type)) &&
        (isCount(name, field, compiled) || holdsCursor(name, field, compiled)),
    );
    const edges = lists.flatMap(({ field }) => openEdges(field, compiled));
    return [
      ...beside.map(({ name }) => besideList(place, memberCoordinate(type.name, name))),
      ...edges.map((edge) => openEdge(place, typeCoordinate(edge.name))),
    ];
  });
}

/** Types that are a patient's, by their own path or because only patients' objects lead to them. */
function ownedTypes({ graph, hierarchy, policy }: Compiled): (type: TypeModel) => boolean {
  const parents = new Map<TypeModel, Set<TypeModel>>();
  for (const parent of graph.types.values())
    for (const field of parent.fields.values())
      for (const held of hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes))
        parents.set(held, (parents.get(held) ?? new Set()).add(parent));
  const isOwned = (type: TypeModel, below: ReadonlySet<TypeModel>): boolean => {
    if (policy.patients.has(type.name)) return true;
    const above = [...(parents.get(type) ?? [])].filter((parent) => !below.has(parent));
    const path = new Set([...below, type]);
    return type.keys.length === 0 && above.length > 0 && above.every((one) => isOwned(one, path));
  };
  return (type) => isOwned(type, new Set());
}

function listsPatients(field: FieldModel, compiled: Compiled): boolean {
  return (
    isList(field) &&
    objectsOf(field, compiled).some(
      (type) => compiled.policy.patients.has(type.name) || isEdge(type, compiled),
    )
  );
}

/** https://relay.dev/graphql/connections.htm#sec-Edge-Types */
function isEdge(type: TypeModel, compiled: Compiled): boolean {
  const node = compiled.hierarchy.fields(type).get('node')?.[0];
  return (
    node !== undefined &&
    objectsOf(node, compiled).some(({ name }) => compiled.policy.patients.has(name))
  );
}

/** Edges that stay where their node is left out. */
function openEdges(field: FieldModel, compiled: Compiled): readonly TypeModel[] {
  return objectsOf(field, compiled).filter(
    (type) => isEdge(type, compiled) && !compiled.policy.patients.has(type.name),
  );
}

function objectsOf(field: FieldModel, { hierarchy }: Compiled): readonly TypeModel[] {
  return hierarchy.valueTypes(field).flatMap(hierarchy.objectTypes);
}

function isCount(name: string, field: FieldModel, { hierarchy }: Compiled): boolean {
  return isLeafValued(field, hierarchy) && wordsOf(name).some((word) => COUNTS.has(word));
}

const COUNTS: ReadonlySet<string> = new Set(['count', 'total', 'size', 'length']);

/** A cursor, or the information on a page that has one. */
function holdsCursor(name: string, field: FieldModel, compiled: Compiled): boolean {
  const { hierarchy } = compiled;
  if (isLeafValued(field, hierarchy)) return isCursor(name);
  return (
    !isList(field) &&
    objectsOf(field, compiled).some((type) => [...hierarchy.fields(type).keys()].some(isCursor))
  );
}

function isCursor(name: string): boolean {
  return wordsOf(name).includes('cursor');
}

/** The root has lists of all kinds: there a count says whose it is by its name. */
function isAbout(name: string, list: string, { name: type }: TypeModel): boolean {
  if (type !== 'Query') return true;
  const words = new Set(wordsOf(list).flatMap((word) => [word, word.replace(/s$/, '')]));
  return wordsOf(name).some((word) => words.has(word));
}

function besideList(place: LintGraph['place'], coordinate: Coordinate): Found {
  return {
    coordinate,
    place: place(coordinate),
    message: `${coordinate} counts or pages a list from which patients may be left out, and tells of those.`,
    mend: 'Mark it @phi with a @role, for roles that reach every patient, or say above it what it tells.',
  };
}

function openEdge(place: LintGraph['place'], coordinate: Coordinate): Found {
  return {
    coordinate,
    place: place(coordinate),
    message: `${coordinate} is an edge to patients' objects: where its node is left out, the edge and its cursor stay.`,
    mend: `Put @patient(id: "node.id") on ${coordinate}, with the path to the patient's id.`,
  };
}
