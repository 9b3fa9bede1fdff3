import { Kind, print, type FieldNode, type SelectionSetNode } from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import { isObject, type Graph, type Origin, type TypeModel } from '../marks/graph.ts';
import type { Problem } from '../marks/problem.ts';
import { groupByName, type TypeHierarchy } from './type-hierarchy.ts';

/** A selection that the field `by` is computed from. */
interface RequiredSelection {
  readonly by: Coordinate;
  readonly origin: Origin;
  readonly selection: SelectionSetNode;
}

/** A field in the selection that the field `by` is computed from. */
interface RequiredField extends Omit<RequiredSelection, 'selection'> {
  readonly node: FieldNode;
}

/**
 * Reports pairs of fields that require the same field with different arguments, such as `@requires(fields:
 * "price(currency: \"EUR\")")` and `@requires(fields: "price(currency: \"USD\")")` on one type. Apollo's planner stores
 * both values under one key, so one of the two fields would be computed from the wrong value, without an error.
 */
export function checkRequires(graph: Graph, hierarchy: TypeHierarchy): Problem[] {
  const problems = new Map<string, Problem>();
  // A type is visited once for the same selections, which also ends cycles of types. Numbers stand for selections in
  // the keys of `seen`.
  const seen = new Set<string>();
  const numbers = new Map<SelectionSetNode, number>();
  const numberOf = (selection: SelectionSetNode): number => {
    const number = numbers.get(selection) ?? numbers.size;
    numbers.set(selection, number);
    return number;
  };

  /** Compares the selections of fields on parent objects with those of the type's own computed fields. */
  const visit = (type: TypeModel, fromParents: readonly RequiredSelection[]): void => {
    const key = `${type.name} ${fromParents.map(({ selection }) => numberOf(selection)).join()}`;
    if (seen.has(key)) return;
    seen.add(key);
    const required = [...fromParents, ...ownSelections(type, hierarchy)];
    const fields = required.flatMap((each) => fieldsOf(type, each, hierarchy));
    const byName = groupByName(fields.map((each) => [each.node.name.value, each] as const));
    for (const [name, [first, ...others]] of byName) {
      const other = others.find(({ node }) => textOf(node) !== textOf(first.node));
      if (other) {
        const problem = conflict(memberCoordinate(type.name, name), first, other);
        problems.set(problem.message, problem);
      }
      const below = [first, ...others].flatMap(({ node, ...each }) =>
        node.selectionSet ? [{ ...each, selection: node.selectionSet }] : [],
      );
      const declared = hierarchy.field(type, name);
      if (below.length === 0 || !declared) continue;
      for (const next of hierarchy.valueTypes(declared).flatMap(hierarchy.objectTypes))
        visit(next, below);
    }
  };

  for (const type of graph.types.values()) if (isObject(type)) visit(type, []);
  return [...problems.values()];
}

/**
 * The selections that a type's own fields are computed from, without those of contexts, which start at another type.
 */
function ownSelections(type: TypeModel, hierarchy: TypeHierarchy): RequiredSelection[] {
  return [...hierarchy.fields(type)].flatMap(([name, declarations]) =>
    declarations.flatMap(({ sources }) =>
      sources.flatMap(({ on, selection, origin }) =>
        on === null ? [{ by: memberCoordinate(type.name, name), origin, selection }] : [],
      ),
    ),
  );
}

/** The fields that a selection requires of objects of a type, including those in fragments. */
function fieldsOf(
  type: TypeModel,
  { selection, ...each }: RequiredSelection,
  hierarchy: TypeHierarchy,
): RequiredField[] {
  return selection.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [{ ...each, node }];
    // A field set can't define fragments; mergeRequirements reports the spread.
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    const condition = node.typeCondition?.name.value;
    const conditionType = condition === undefined ? type : hierarchy.typeNamed(condition);
    const applies = conditionType !== null && hierarchy.objectTypes(conditionType).includes(type);
    return applies ? fieldsOf(type, { ...each, selection: node.selectionSet }, hierarchy) : [];
  });
}

/** A field with its arguments sorted, such as `price(in: EUR, net: true)`. */
function textOf({ name, arguments: given = [] }: FieldNode): string {
  const texts = given.map((argument) => print(argument)).toSorted();
  return texts.length > 0 ? `${name.value}(${texts.join(', ')})` : name.value;
}

function conflict(at: Coordinate, first: RequiredField, other: RequiredField): Problem {
  return {
    code: 'REQUIRES_CONFLICT',
    ...other.origin,
    coordinate: other.by,
    message: `${other.by} is computed from ${textOf(other.node)}, and ${first.by} from ${textOf(first.node)}: the query planner stores one value for both at ${at}.`,
    fix: 'Use the same arguments in every @requires, or define a field for each set of arguments.',
  };
}
