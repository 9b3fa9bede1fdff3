import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  isUnionType,
  Kind,
  OperationTypeNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import {
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import type { Selection } from '../../../directives/operation/selection.ts';
import type { DemandDirectives, SizedFields } from './demand-directives.ts';
import { createFieldInputs, type CalledField, type Slice } from './field-inputs.ts';
import { derive, fixed, sum } from './varying.ts';
import type { Varying } from './varying.ts';

/** What an operation may demand with a request's variables. */
export interface Demand {
  /** Its cost by the rules of demand control of Apollo Router. */
  readonly cost: Varying<number>;
  /** How many values, objects and leaves, it may fetch. */
  readonly values: Varying<number>;
}

/** Compiles the demand of an operation. */
export type CompileCost = (selection: Selection) => Demand;

/**
 * Creates the cost analysis. It computes two numbers of each operation.
 *
 * The cost is the static estimate of Apollo Router: an object costs 1, a leaf nothing, unless `@cost` declares another
 * weight, times the sizes of the lists around it; an input object costs 1, a mutation 10. The size of a list is what
 * `sizedFields` of a field above give it, else that of its own `@listSize`, else `listSize`. A field of `@requires` costs
 * as if it were selected where the field that requires it is.
 * https://www.apollographql.com/docs/graphos/routing/security/demand-control, https://specs.apollo.dev/cost/v0.1/
 *
 * The number of values bounds what these rules leave out. Each leaf counts 1, because the gateway authorizes, releases and
 * records it. A list whose size no `@listSize` gives has the size of the conventional slicing arguments, such as `first`,
 * of its field or of the object above it, else the length of the longest list in its arguments, at least `listSize`.
 *
 * A field that is selected on an interface has the largest weight and size of the interface and its implementers.
 * `schema` includes fields that clients cannot see.
 */
export function createCompileCost(
  schema: GraphQLSchema,
  { weights, listSizes, requires }: DemandDirectives,
  listSize: number,
): CompileCost {
  const inputs = createFieldInputs(weights);
  const requiredDemands = new Map<Coordinate, { readonly cost: number; readonly values: number }>();

  function demandOfAll(selections: readonly Counted[], place: Place): Demand {
    const demands = selections.flatMap((selected) => {
      if (selected.kind === 'fragment') return [demandOfAll(selected.selections, place)];
      return selected.kind === 'field' ? [demandOf(selected, place)] : [];
    });
    return {
      cost: sum(demands.map(({ cost }) => cost)),
      values: sum(demands.map(({ values }) => values)),
    };
  }

  function demandOf(field: CountedField, place: Place): Demand {
    const dimensions = dimensionsOf(field.definition.type);
    const isList = dimensions > 0;
    const weight = weightOf(field);
    const required = demandOfRequired(field);
    const { own, passed, size } = sizeOf(field, place);
    const slice = inputs.slice(field);
    const item = demandOfAll(field.selections ?? [], {
      own,
      passed,
      slice:
        isList || own.some(({ fields }) => fields.size > 0)
          ? UNKNOWN
          : sliceBelow(largest(own), slice, place.slice),
      isRequired: place.isRequired,
    });
    const cost = derive([size, item.cost], (variables) => {
      const expected = size.at(variables) ?? listSize;
      return (isList ? expected : 1) * (weight + item.cost.at(variables));
    });
    // The sizes of lists within a list are unknown.
    const inner = listSize ** Math.max(0, dimensions - 1);
    const values = derive([size, slice, place.slice, item.values], (variables) => {
      const { given, hinted } = slice.at(variables);
      const expected =
        positive(size.at(variables)) ??
        given ??
        place.slice.at(variables) ??
        Math.max(listSize, hinted);
      return (isList ? expected * inner : 1) * (1 + item.values.at(variables));
    });
    return {
      cost: sum([cost, fixed(required.cost), ...inputs.cost(field)]),
      values: sum([values, fixed(required.values)]),
    };
  }

  /**
   * Returns the size that `@listSize` gives a field, here or above it, and what it gives the fields below. Evaluating the
   * size of any field throws where a required slicing argument is missing.
   */
  function sizeOf(field: CountedField, { own, passed, isRequired }: Place): FieldSize {
    const { name } = field.definition;
    const rules = declarations(listSizes, field);
    const ofField = rules.map((rule): Sized => {
      // Clients cannot pass slicing arguments to fields of `@requires`.
      const known = isRequired ? { ...rule, requireOneSlicingArgument: false } : rule;
      return { size: inputs.size(field, known), fields: rule.sizedFields };
    });
    // Where only implementers declare a size, the others may have any.
    const isPartial = rules.length > 0 && !listSizes.has(coordinateOf(field));
    const ofOthers = isPartial ? [{ size: fixed(listSize), fields: NO_FIELDS }] : [];
    const descended = [...own, ...passed].flatMap(({ size, fields }) => {
      const below = fields.get(name);
      return below ? [{ size, fields: below }] : [];
    });
    const ownSize = largest([...ofField, ...ofOthers, ...descended]);
    const named = [own, passed].map((sized) =>
      largest(sized.filter(({ fields }) => fields.get(name) === null)),
    );
    const size = derive([ownSize, ...named], (variables) => {
      const unnamed = ownSize.at(variables);
      for (const { at } of named) {
        const given = at(variables);
        if (given !== null) return given;
      }
      return unnamed;
    });
    return { own: ofField, passed: descended, size };
  }

  /** Returns the size that arguments set for the lists below an object. */
  function sliceBelow(
    size: Varying<number | null>,
    slice: Varying<Slice>,
    above: Varying<number | null>,
  ): Varying<number | null> {
    return derive([size, slice, above], (variables) => {
      const given = positive(size.at(variables)) ?? slice.at(variables).given;
      const fromAbove = above.at(variables);
      // Deeper down, the argument may not refer to the list, so it can only raise the expected size.
      return given ?? (fromAbove === null ? null : Math.max(fromAbove, listSize));
    });
  }

  function weightOf(field: CountedField): number {
    const named = getNamedType(field.definition.type);
    const ofType = weights.get(typeCoordinate(named.name)) ?? (isCompositeType(named) ? 1 : 0);
    const hasOwn = weights.has(coordinateOf(field));
    return Math.max(...declarations(weights, field), ...(hasOwn ? [] : [ofType]));
  }

  /** Returns what a directive declares for a field, and for the field of each implementer of its interface. */
  function declarations<Value>(
    byCoordinate: ReadonlyMap<Coordinate, Value>,
    { parent, definition }: CountedField,
  ): readonly Value[] {
    const implementers = isInterfaceType(parent) ? schema.getPossibleTypes(parent) : [];
    return [parent, ...implementers].flatMap(
      ({ name }) => byCoordinate.get(memberCoordinate(name, definition.name)) ?? [],
    );
  }

  /** Returns the demand of a field's `@requires`. It uses no variables, so it is one per field of the graph. */
  function demandOfRequired(field: CountedField): {
    readonly cost: number;
    readonly values: number;
  } {
    const at = coordinateOf(field);
    const known = requiredDemands.get(at);
    if (known !== undefined) return known;
    // Ends the recursion of a field that requires itself, which no plan can fetch.
    requiredDemands.set(at, { cost: 0, values: 0 });
    const place = { own: [], passed: [], slice: UNKNOWN, isRequired: true };
    const alternatives = requiredSelections(schema, requires, field).map((selections) =>
      demandOfAll(selections, place),
    );
    const demand = {
      cost: Math.max(0, ...alternatives.map(({ cost }) => cost.at({}))),
      values: Math.max(0, ...alternatives.map(({ values }) => values.at({}))),
    };
    requiredDemands.set(at, demand);
    return demand;
  }

  return ({ operation, selections }) => {
    const place = { own: [], passed: [], slice: UNKNOWN, isRequired: false };
    const { cost, values } = demandOfAll(selections, place);
    const isMutation = operation.operation === OperationTypeNode.MUTATION;
    return { cost: sum([fixed(isMutation ? MUTATION : 0), cost]), values };
  };
}

/** The cost of a mutation besides its selections. */
const MUTATION = 10;

/** The parts of a selected field that its cost depends on. */
interface CountedField extends CalledField {
  readonly kind: 'field';
  readonly selections: readonly Counted[] | null;
}

/** A selection with a cost. Introspection costs nothing. */
type Counted =
  | CountedField
  | { readonly kind: 'fragment'; readonly selections: readonly Counted[] }
  | { readonly kind: 'typename' | 'introspection' };

/** The place of a selection set. */
interface Place {
  /** The sizes that `@listSize` of the field above gives. */
  readonly own: readonly Sized[];
  /** Those of fields further above. The ones of the field above come first. */
  readonly passed: readonly Sized[];
  /** The size that an argument above sets for lists without a declared size; null if none does. */
  readonly slice: Varying<number | null>;
  /** Whether a `@requires` selects these fields, not a client. */
  readonly isRequired: boolean;
}

/** The size of an `@listSize`, and the fields below that have it. */
interface Sized {
  readonly size: Varying<number | null>;
  readonly fields: SizedFields;
}

interface FieldSize extends Pick<Place, 'own' | 'passed'> {
  /** Null if no directive gives the field a size. */
  readonly size: Varying<number | null>;
}

const NO_FIELDS: SizedFields = new Map();
const UNKNOWN: Varying<null> = fixed(null);

/** Returns the largest known size. */
function largest(sized: readonly Pick<Sized, 'size'>[]): Varying<number | null> {
  const sizes = sized.map(({ size }) => size);
  return derive(sizes, (variables) => {
    const known = sizes.map(({ at }) => at(variables)).filter((size) => size !== null);
    return known.length > 0 ? Math.max(...known) : null;
  });
}

/** A size of 0 means no limit on some servers. */
function positive(size: number | null): number | null {
  return size !== null && size > 0 ? size : null;
}

/** Returns how many lists a type nests. */
function dimensionsOf(type: GraphQLOutputType): number {
  const nullable = getNullableType(type);
  return isListType(nullable) ? 1 + dimensionsOf(nullable.ofType) : 0;
}

function coordinateOf({ parent, definition }: CountedField): Coordinate {
  return memberCoordinate(parent.name, definition.name);
}

/**
 * Returns the selections that `@requires` adds to a plan: alternatives, of which a plan uses one per object. For
 * `Patient.risk @requires(fields: "birthDate labs { value }")`, these are `birthDate` and `labs { value }` on `Patient`. A
 * field can have a `@requires` on the type that it is selected on, on a type that implements this interface, or on an
 * interface of this type, whose fields an `@interfaceObject` computes.
 */
function requiredSelections(
  schema: GraphQLSchema,
  requires: DemandDirectives['requires'],
  { parent, definition }: CountedField,
): readonly (readonly Counted[])[] {
  const interfaces = isUnionType(parent) ? [] : parent.getInterfaces();
  const members = isObjectType(parent) ? [] : schema.getPossibleTypes(parent);
  return [parent, ...interfaces, ...members].flatMap((type) =>
    (requires.get(memberCoordinate(type.name, definition.name)) ?? []).map((set) =>
      countedSelections(schema, type, set),
    ),
  );
}

function countedSelections(
  schema: GraphQLSchema,
  parent: GraphQLCompositeType,
  { selections }: SelectionSetNode,
): readonly Counted[] {
  return selections.flatMap((node): Counted[] => {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const named = node.typeCondition && schema.getType(node.typeCondition.name.value);
      const on = isCompositeType(named) ? named : parent;
      return [{ kind: 'fragment', selections: countedSelections(schema, on, node.selectionSet) }];
    }
    const fields = isUnionType(parent) ? {} : parent.getFields();
    const definition = node.kind === Kind.FIELD ? fields[node.name.value] : undefined;
    if (node.kind !== Kind.FIELD || !definition) return [];
    const on = getNamedType(definition.type);
    const set =
      isCompositeType(on) && node.selectionSet
        ? countedSelections(schema, on, node.selectionSet)
        : null;
    return [{ kind: 'field', parent, definition, node, selections: set }];
  });
}
