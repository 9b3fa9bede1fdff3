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
import type { Requirement } from '../../../directives/policy/policy.ts';
import type { LintGraph } from '../lint-graph.ts';
import type { Found, Rule } from '../rule.ts';
import { isImplied } from './non-null-phi.ts';
import { holdsCursor, isCount, isCursor, objectsOf, sharesWord } from './patient-list-count.ts';

/** Counts, cursors and edges that reveal how many objects were denied. */
export const phiListCount: Rule = {
  code: 'PHI_LIST_COUNT',
  severity: 'warning',
  title: 'A count, cursor or edge of PHI that can be denied',
  help: `A list that a caller may not see is null, and a list leaves out objects of a type that the caller may not see. A
totalCount, pageInfo or cursor beside it still counts them, and edges whose node is null remain in their list. So a caller learns
how many there are, and a cursor often holds a key. The gateway decides a marked count as any other field: give the counts,
pageInfo, cursors and edges the marks of what they count, or give these marks to the type of the connection, which covers all of
them. This holds with every authorization.mode; dry-run denies nothing. Or give a reason above it:
# phi-gateway-ignore PHI_LIST_COUNT: reason.`,
  suppressedIn: 'any subgraph',
  unless: ['PATIENT_LIST_COUNT'],
  find,
};

/** What a caller has to meet to see each object of a list, unless it is left out. */
interface CountedList {
  readonly name: string;
  readonly needed: readonly Needed[];
}

/** An element with PHI that can be denied. */
interface Needed {
  readonly at: Coordinate;
  readonly requirement: Requirement;
}

function find({ compiled, place }: LintGraph): readonly Found[] {
  const { graph, hierarchy } = compiled;
  const doorsOf = createDoors(compiled);
  return [...graph.types.values()].filter(isObject).flatMap((type) => {
    // The first declaration is the one that clients see.
    const fields = [...hierarchy.fields(type)].map(([name, [field]]) => ({ name, field }));
    const lists = fields
      .filter(({ field }) => isList(field))
      .map(({ name, field }) => ({ name, needed: neededForList(type, { name, field }, compiled) }));
    const isPage = lists.length === 1 && type.keys.length === 0 && !ROOTS.has(type.name);
    const foundFor = (at: Coordinate, needed: readonly Needed[]): Found[] => {
      const given = [at, ...doorsOf(type)].map((one) => compiled.policy.requirements.get(one));
      const [own, ...doors] = given;
      const denied = needed.filter(({ requirement }) => {
        const isGuardedBy = (by: Requirement | undefined) => !isDeniedAlone(requirement, by);
        return !isGuardedBy(own) && (doors.length === 0 || !doors.every(isGuardedBy));
      });
      return denied.length === 0 ? [] : [foundAt(at, denied, place)];
    };
    const countsOf = ({ name: list, needed }: CountedList): Found[] =>
      fields
        .filter(({ name }) => name !== list && (isPage || sharesWord(name, list)))
        .filter(
          ({ name, field }) => isCount(name, field, compiled) || holdsCursor(name, field, compiled),
        )
        .flatMap(({ name }) => foundFor(memberCoordinate(type.name, name), needed));
    const edges = fields.flatMap(({ name, field }) =>
      foundFor(
        memberCoordinate(type.name, name),
        isList(field) ? neededForEdges(field, compiled) : [],
      ),
    );
    const cursors = fields
      .filter(({ name }) => isCursor(name))
      .flatMap(({ name }) =>
        foundFor(memberCoordinate(type.name, name), neededForNode(type, compiled)),
      );
    return [...lists.flatMap(countsOf), ...edges, ...cursors];
  });
}

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation']);

/** The marks of a list, of the objects in it, and of the nodes of its edges. */
function neededForList(
  type: TypeModel,
  { name, field }: { readonly name: string; readonly field: FieldModel },
  compiled: Compiled,
): readonly Needed[] {
  const members = objectsOf(field, compiled);
  return neededAt(
    [
      memberCoordinate(type.name, name),
      ...members.map((member) => typeCoordinate(member.name)),
      ...members.flatMap((member) => nodeElements(member, compiled)),
    ],
    compiled,
  );
}

/** The marks that deny the nodes of edges in a list, whatever type a node has: the edges remain. */
function neededForEdges(field: FieldModel, compiled: Compiled): readonly Needed[] {
  return neededAt(
    objectsOf(field, compiled).flatMap((edge) => nodeElements(edge, compiled)),
    compiled,
  );
}

function neededForNode(edge: TypeModel, compiled: Compiled): readonly Needed[] {
  return neededAt(nodeElements(edge, compiled), compiled);
}

/** The node of an edge and its types: https://relay.dev/graphql/connections.htm#sec-Edge-Types. None for other types. */
function nodeElements(edge: TypeModel, compiled: Compiled): readonly Coordinate[] {
  const node = compiled.hierarchy.field(edge, 'node');
  const types = node === null ? [] : objectsOf(node, compiled);
  return types.length === 0
    ? []
    : [memberCoordinate(edge.name, 'node'), ...types.map(({ name }) => typeCoordinate(name))];
}

function neededAt(coordinates: readonly Coordinate[], { policy }: Compiled): readonly Needed[] {
  return [...new Set(coordinates)].flatMap((at) => {
    const requirement = policy.requirements.get(at);
    return requirement?.phi === true ? [{ at, requirement }] : [];
  });
}

/** The fields that return a type, by the type. */
function createDoors({
  elementMarks,
  hierarchy,
}: Compiled): (type: TypeModel) => readonly Coordinate[] {
  const doors = new Map<TypeModel, Coordinate[]>();
  for (const { at, isOutput, model } of elementMarks.values()) {
    if (!isOutput || !model) continue;
    for (const type of hierarchy.valueTypes(model).flatMap(hierarchy.objectTypes))
      doors.set(type, [...(doors.get(type) ?? []), at]);
  }
  return (type) => doors.get(type) ?? [];
}

/** Whether an element with PHI can be denied, by role, consent or purpose, to a caller who meets `given`. */
export function isDeniedAlone(
  needed: Requirement | undefined,
  given: Requirement | undefined,
): boolean {
  if (needed?.phi !== true) return false;
  return (
    !isImplied(needed, given) ||
    needed.categories.some((category) => given?.categories.includes(category) !== true)
  );
}

/** The marks that a requirement comes from, as they are written in a schema. */
export function marksText(requirements: readonly Requirement[]): string {
  const phi = requirements.flatMap(({ categories }) =>
    categories.map((category) => `@phi(category: ${category})`),
  );
  const roles = requirements.flatMap(({ clauses }) =>
    clauses.map(({ anyOf }) => `@role(anyOf: ${JSON.stringify(anyOf)})`),
  );
  return [...new Set([...phi, ...roles])].join(' ');
}

function foundAt(
  coordinate: Coordinate,
  denied: readonly Needed[],
  place: LintGraph['place'],
): Found {
  const names = denied.map(({ at }) => at).slice(0, 3);
  return {
    coordinate,
    place: place(coordinate),
    message: `${coordinate} reveals to callers who may not see ${names.join(', ')} how many there are.`,
    fix: `Mark it, or the type of the connection, as what it counts: ${marksText(denied.map(({ requirement }) => requirement))}.`,
  };
}
