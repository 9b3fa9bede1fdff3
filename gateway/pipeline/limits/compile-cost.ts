import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  OperationTypeNode,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import {
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import type { Selection } from '../../../directives/operation/selection.ts';
import { createArgumentCost } from './argument-cost.ts';
import type { DemandDirectives, ListSize, SizedFields } from './demand-directives.ts';
import {
  createRequiredSelections,
  type Counted,
  type CountedField,
} from './required-selections.ts';
import { largestSlice, sliceByDirective, sliceByName } from './slice.ts';
import type { Slice } from './slice.ts';
import { derive, fixed, sum } from './varying.ts';
import type { Varying } from './varying.ts';

/** Compiles the cost of an operation: how many values it may fetch with a request's variables. */
export type CompileCost = (selection: Selection) => Varying<number>;

/**
 * Creates the cost analysis: a selected field costs 1, or its weight, times the expected sizes of the lists that
 * contain it. `{ patients(first: 20) { name phone } }` costs 60: 20 patients with a name and a phone number each.
 *
 * The size of a list is the value of its slicing arguments: those of `@listSize`, else those with a conventional name.
 * Without a slicing argument it is `listSize`, or the length of the longest list in its arguments. The slicing
 * argument of an object that is not a list, such as a connection, applies to the lists below it. Everything else is
 * the static cost of Apollo's and IBM's specifications, except that a leaf costs 1 instead of 0, because the gateway
 * authorizes, releases and records each leaf.
 * https://specs.apollo.dev/cost/v0.1/, https://ibm.github.io/graphql-specs/cost-spec.html
 *
 * Fields that `@requires` adds to a plan cost too, once per selection set, as if they were selected next to the field
 * that requires them. `schema` includes fields that clients cannot see.
 */
export function createCompileCost(
  schema: GraphQLSchema,
  directives: DemandDirectives,
  listSize: number,
): CompileCost {
  const { weights, requires } = directives;
  const argumentCost = createArgumentCost(weights);
  const required = createRequiredSelections(schema, requires);
  const requiredCosts = new Map<Coordinate, number>();
  // Clients cannot pass slicing arguments to fields of `@requires`.
  const listSizesOfRequired = new Map(
    [...directives.listSizes].map(([at, rule]) => [
      at,
      { ...rule, requireOneSlicingArgument: false },
    ]),
  );

  const costOfAll = (
    selections: readonly Counted[],
    { above, listSizes, counted = new Set() }: Place & { readonly counted?: Set<Coordinate> },
  ): Varying<number> =>
    sum(
      selections.flatMap((selected) => {
        if (selected.kind === 'fragment')
          return costOfAll(selected.selections, { above, listSizes, counted });
        if (selected.kind !== 'field') return [];
        const at = memberCoordinate(selected.parent.name, selected.definition.name);
        const own = costOf(selected, { above, listSizes });
        if (counted.has(at)) return own;
        counted.add(at);
        return [own, fixed(requiredCost(at, selected))];
      }),
    );

  /** Returns the cost of a field's `@requires`. It uses no variables, so it is one number per field of the graph. */
  function requiredCost(at: Coordinate, field: CountedField): number {
    const known = requiredCosts.get(at);
    if (known !== undefined) return known;
    // Ends the recursion of a field that requires itself, which no plan can fetch.
    requiredCosts.set(at, 0);
    const costs = required(field).map((selections) =>
      costOfAll(selections, { above: null, listSizes: listSizesOfRequired }).at({}),
    );
    const cost = Math.max(0, ...costs);
    requiredCosts.set(at, cost);
    return cost;
  }

  function costOf(field: CountedField, { above, listSizes }: Place): Varying<number> {
    const { node, definition, selections } = field;
    const dimensions = dimensionsOf(definition.type);
    const rules = listSizeRulesFor(field, listSizes);
    const slice = largestSlice(
      rules.map((rule) =>
        rule && hasSize(rule)
          ? sliceByDirective(rule, definition.args, node)
          : sliceByName(definition.args, node),
      ),
    );
    // The size above is for subfields of this field, for this field (its name, or every name), or for neither.
    const sizedSubfields = above?.names?.get(definition.name) ?? null;
    const isSized = sizedSubfields === null && (above?.names?.has(definition.name) ?? true);
    const sizeAbove = isSized ? above : null;
    const size = dimensions === 0 ? sizeOfObject(slice, rules) : sizeOf(slice, sizeAbove);
    const below =
      above !== null && sizedSubfields !== null
        ? { names: sizedSubfields, size: above.size }
        : sizedBelow({ rules, slice, above: sizeAbove, isList: dimensions > 0 });
    const itemCost = sum([
      fixed(weightOf(field)),
      costOfAll(selections ?? [], { above: below, listSizes }),
    ]);
    // The sizes of lists within a list are unknown.
    const innerSizes = listSize ** Math.max(0, dimensions - 1);
    const cost = derive(
      [size, itemCost],
      (variables) => size.at(variables) * innerSizes * itemCost.at(variables),
    );
    return sum([cost, ...argumentCost(field)]);
  }

  function sizeOf(slice: Varying<Slice>, above: Sized | null): Varying<number> {
    const sized = above?.size ?? NOT_SIZED;
    return derive([slice, sized], (variables) => {
      const { given, hinted } = slice.at(variables);
      const fromAbove = sized.at(variables);
      // A size that `@listSize` sets for this field by name wins over the field's own arguments; any other does not.
      const sliced = above?.names ? (fromAbove ?? given) : (given ?? fromAbove);
      return sliced ?? Math.max(listSize, hinted);
    });
  }

  /** Returns the size that a field's arguments set for lists below it. */
  function sizedBelow(field: {
    readonly rules: readonly (ListSize | null)[];
    readonly slice: Varying<Slice>;
    readonly above: Sized | null;
    readonly isList: boolean;
  }): Sized | null {
    const { slice, above, isList } = field;
    const names: SizedFields = new Map(
      field.rules.flatMap((rule) => [...(rule?.sizedFields ?? [])]),
    );
    if (names.size > 0)
      return { names, size: derive([slice], (variables) => slice.at(variables).given) };
    if (isList) return null;
    const sized = above?.size ?? NOT_SIZED;
    const size = derive([slice, sized], (variables) => {
      const fromAbove = sized.at(variables);
      // Deeper down, the argument may not refer to the list, so it can only raise the expected size.
      return (
        slice.at(variables).given ?? (fromAbove === null ? null : Math.max(fromAbove, listSize))
      );
    });
    return { names: null, size };
  }

  /** Returns `@listSize` of a field, or of every implementer's field where it is selected on an interface. */
  function listSizeRulesFor(
    { parent, definition }: CountedField,
    listSizes: DemandDirectives['listSizes'],
  ): readonly (ListSize | null)[] {
    const types = isObjectType(parent) ? [parent] : schema.getPossibleTypes(parent);
    const rules = types.map(
      ({ name }) => listSizes.get(memberCoordinate(name, definition.name)) ?? null,
    );
    const own = listSizes.get(memberCoordinate(parent.name, definition.name));
    return [...new Set([...rules, ...(own || rules.length === 0 ? [own ?? null] : [])])];
  }

  function weightOf({ parent, definition }: CountedField): number {
    const named = getNamedType(definition.type);
    const types = isObjectType(parent) ? [parent] : [parent, ...schema.getPossibleTypes(parent)];
    const own = types.flatMap(
      ({ name }) => weights.get(memberCoordinate(name, definition.name)) ?? [],
    );
    return own.length > 0 ? Math.max(...own) : (weights.get(typeCoordinate(named.name)) ?? 1);
  }

  return ({ operation, selections }) =>
    sum([
      fixed(operation.operation === OperationTypeNode.MUTATION ? MUTATION : 0),
      costOfAll(selections, { above: null, listSizes: directives.listSizes }),
    ]);
}

/** The cost of a mutation besides its selections. */
const MUTATION = 10;

/** The place of a selection set. */
interface Place {
  readonly above: Sized | null;
  readonly listSizes: DemandDirectives['listSizes'];
}

/** The size of lists below a field: the lists with some names, or the next lists on every path. */
interface Sized {
  readonly names: SizedFields | null;
  readonly size: Varying<number | null>;
}

const NOT_SIZED: Varying<null> = fixed(null);

function hasSize({ slicingArguments, assumedSize }: ListSize): boolean {
  return slicingArguments.length > 0 || assumedSize !== null;
}

/** Returns 1. Evaluating it throws as for a list where `@listSize` refuses the arguments, whatever is selected below. */
function sizeOfObject(slice: Varying<Slice>, rules: readonly (ListSize | null)[]): Varying<number> {
  if (!rules.some((rule) => rule?.requireOneSlicingArgument === true)) return fixed(1);
  return derive([slice], (variables) => {
    slice.at(variables);
    return 1;
  });
}

/** Returns how many lists a type nests. */
function dimensionsOf(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + dimensionsOf(nullable.ofType) : 0;
}
