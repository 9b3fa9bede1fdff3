import { Kind, print, type FieldNode, type SelectionSetNode } from 'graphql';
import { memberCoordinate, type Coordinate } from '../coordinate.ts';
import { isObject, type Graph, type Origin, type TypeModel } from '../marks/graph.ts';
import type { Problem } from '../marks/problem.ts';
import { grouped, type Hierarchy } from './hierarchy.ts';

/** What a field is computed from, at one place. */
interface Asked {
  readonly by: Coordinate;
  readonly origin: Origin;
  readonly selection: SelectionSetNode;
}

/** A field within it. */
interface AskedField extends Omit<Asked, 'selection'> {
  readonly node: FieldNode;
}

/**
 * Reports fields that are computed from one field of the same object with different arguments. Apollo's planner has
 * one place for both values, so that one field would be computed from the other one's value, without an error.
 */
export function checkSources(graph: Graph, hierarchy: Hierarchy): Problem[] {
  const problems = new Map<string, Problem>();
  const seen = new Set<string>();
  const numbers = new Map<SelectionSetNode, number>();
  const numberOf = (selection: SelectionSetNode): number => {
    const number = numbers.get(selection) ?? numbers.size;
    numbers.set(selection, number);
    return number;
  };

  /** An object at one place is asked for what stands above and for all that its own fields are computed from. */
  const visit = (type: TypeModel, above: readonly Asked[]): void => {
    const key = `${type.name} ${above.map(({ selection }) => numberOf(selection)).join()}`;
    if (seen.has(key)) return;
    seen.add(key);
    const asked = [...above, ...computedOf(type, hierarchy)];
    const fields = asked.flatMap((each) => fieldsOf(type, each, hierarchy));
    const byName = grouped(fields.map((each) => [each.node.name.value, each] as const));
    for (const [name, [first, ...others]] of byName) {
      const other = others.find(({ node }) => textOf(node) !== textOf(first.node));
      if (other) {
        const problem = conflict(memberCoordinate(type.name, name), first, other);
        problems.set(problem.message, problem);
      }
      const below = [first, ...others].flatMap(({ node, ...each }) =>
        node.selectionSet ? [{ ...each, selection: node.selectionSet }] : [],
      );
      const [declared] = hierarchy.fields(type).get(name) ?? [];
      if (below.length === 0 || !declared) continue;
      for (const held of hierarchy.held(declared).flatMap(hierarchy.objects)) visit(held, below);
    }
  };

  for (const type of graph.types.values()) if (isObject(type)) visit(type, []);
  return [...problems.values()];
}

function computedOf(type: TypeModel, hierarchy: Hierarchy): Asked[] {
  return [...hierarchy.fields(type)].flatMap(([name, declarations]) =>
    declarations.flatMap(({ sources }) =>
      sources.flatMap(({ on, selection, origin }) =>
        on === null ? [{ by: memberCoordinate(type.name, name), origin, selection }] : [],
      ),
    ),
  );
}

/** The fields that are asked of an object of a type, through conditions. */
function fieldsOf(
  type: TypeModel,
  { selection, ...each }: Asked,
  hierarchy: Hierarchy,
): AskedField[] {
  return selection.selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [{ ...each, node }];
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    const on = node.typeCondition?.name.value;
    const holds =
      on === undefined ||
      hierarchy.types([on]).some((one) => hierarchy.objects(one).includes(type));
    return holds ? fieldsOf(type, { ...each, selection: node.selectionSet }, hierarchy) : [];
  });
}

/** A field with its arguments in one order. */
function textOf({ name, arguments: given = [] }: FieldNode): string {
  const texts = given.map((argument) => print(argument)).toSorted();
  return texts.length > 0 ? `${name.value}(${texts.join(', ')})` : name.value;
}

function conflict(at: Coordinate, first: AskedField, other: AskedField): Problem {
  return {
    code: 'REQUIRES_CONFLICT',
    ...other.origin,
    coordinate: other.by,
    message: `${other.by} is computed from ${textOf(other.node)}, and ${first.by} from ${textOf(first.node)}: at ${at} the query planner has one place for both.`,
    mend: 'Give it the same arguments in every @requires, or make a field of its own for each.',
  };
}
