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
import { createRequiredFields, type Counted, type CountedField } from './required-fields.ts';
import { largestSlice, sliceByDirective, sliceByName } from './slice.ts';
import type { Slice } from './slice.ts';
import { derive, fixed, sum } from './varying.ts';
import type { Varying } from './varying.ts';

/** The cost of an operation: how many values it may fetch, with a request's variables. */
export type CompileCost = (selection: Selection) => Varying<number>;

/**
 * Creates the count of what operations may fetch: each selected field counts 1, or its weight, times the
 * expected sizes of the lists that it stands in.
 *
 * A list is as long as its slicing arguments say: those that `@listSize` names, else those that have a name
 * for it. Without any it has `listSize` objects, or as many as the longest list in its arguments. Where an
 * object that is no list takes the argument, as a connection does, it holds for the lists below it. The rest
 * is the static cost of Apollo's and IBM's specification, but for leaves, which count 1 and not 0: here each
 * of them is judged, released and recorded.
 * https://specs.apollo.dev/cost/v0.1/, https://ibm.github.io/graphql-specs/cost-spec.html
 *
 * What `@requires` makes a plan fetch counts too, once for each set of selections, as if it stood beside the
 * field that it is for. `schema` holds it all, also what clients don't see.
 */
export function createCompileCost(
  schema: GraphQLSchema,
  directives: DemandDirectives,
  listSize: number,
): CompileCost {
  const { weights, requires } = directives;
  const argumentCost = createArgumentCost(weights);
  const required = createRequiredFields(schema, requires);
  const requiredCosts = new Map<Coordinate, number>();
  // What the graph's authors require of one another is not the client's to slice.
  const undemanding = new Map(
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

  /** What a field needs beside itself. It holds no variable, so it is one number for each field of the graph. */
  function requiredCost(at: Coordinate, field: CountedField): number {
    const known = requiredCosts.get(at);
    if (known !== undefined) return known;
    // A field that needs itself, which no plan can fetch, ends here.
    requiredCosts.set(at, 0);
    const costs = required(field).map((selections) =>
      costOfAll(selections, { above: null, listSizes: undemanding }).at({}),
    );
    const cost = Math.max(0, ...costs);
    requiredCosts.set(at, cost);
    return cost;
  }

  function costOf(field: CountedField, { above, listSizes }: Place): Varying<number> {
    const { node, definition, selections } = field;
    const dimensions = dimensionsOf(definition.type);
    const rules = customRulesFor(field, listSizes);
    const slice = largestSlice(
      rules.map((rule) =>
        rule && tells(rule)
          ? sliceByDirective(rule, definition.args, node)
          : sliceByName(definition.args, node),
      ),
    );
    const within = above?.names?.get(definition.name) ?? null;
    const counts =
      above !== null && within === null && (above.names?.has(definition.name) ?? true)
        ? above
        : null;
    const size = dimensions === 0 ? fixed(1) : sizeOf(slice, counts);
    const below =
      above !== null && within !== null
        ? { names: within, size: above.size }
        : sizedBelow({ rules, slice, above: counts, isList: dimensions > 0 });
    const one = sum([
      fixed(weightOf(field)),
      costOfAll(selections ?? [], { above: below, listSizes }),
    ]);
    // Lists of lists: their inner sizes nobody tells.
    const inner = listSize ** Math.max(0, dimensions - 1);
    const all = derive([size, one], (variables) => size.at(variables) * inner * one.at(variables));
    return sum([all, ...argumentCost(field)]);
  }

  function sizeOf(slice: Varying<Slice>, above: Sized | null): Varying<number> {
    const sized = above?.size ?? NOT_SIZED;
    return derive([slice, sized], (variables) => {
      const { given, hinted } = slice.at(variables);
      const upper = sized.at(variables);
      const told = above?.names ? (upper ?? given) : (given ?? upper);
      return told ?? Math.max(listSize, hinted);
    });
  }

  /** The size that a field's arguments give to lists below it. */
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
      const upper = sized.at(variables);
      // Further down it is less sure that the argument means the list: it may only raise what is expected.
      return slice.at(variables).given ?? (upper === null ? null : Math.max(upper, listSize));
    });
    return { names: null, size };
  }

  /** What is said of a field, or of each implementer's where it is selected on an interface. */
  function customRulesFor(
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

/** What a mutation costs beside its selections. */
const MUTATION = 10;

/** Where selections stand. */
interface Place {
  readonly above: Sized | null;
  readonly listSizes: DemandDirectives['listSizes'];
}

/** A size that lists below a field have: those of some names, or the next ones on every path. */
interface Sized {
  readonly names: SizedFields | null;
  readonly size: Varying<number | null>;
}

const NOT_SIZED: Varying<null> = fixed(null);

function tells({ slicingArguments, assumedSize }: ListSize): boolean {
  return slicingArguments.length > 0 || assumedSize !== null;
}

/** How many lists a type nests. */
function dimensionsOf(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + dimensionsOf(nullable.ofType) : 0;
}
