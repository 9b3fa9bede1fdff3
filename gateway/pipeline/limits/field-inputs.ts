import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isScalarType,
  isSpecifiedScalarType,
  Kind,
  valueFromAST,
  visit,
} from 'graphql';
import type {
  FieldNode,
  GraphQLArgument,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLInputType,
  GraphQLNamedType,
  ValueNode,
} from 'graphql';
import {
  argumentCoordinate,
  memberCoordinate,
  typeCoordinate,
  type Coordinate,
} from '../../../directives/coordinate.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { ListSize } from './demand-directives.ts';
import { derive, fixed } from './varying.ts';
import type { Variables, Varying } from './varying.ts';

/** A selected field, as far as its arguments are concerned. */
export interface CalledField {
  readonly parent: GraphQLCompositeType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
}

/** The number of objects that the arguments of a field seem to request: 20 for `patients(first: 20)`. */
export interface Slice {
  /** The requested size; null where no argument sets it. */
  readonly given: number | null;
  /** A lower bound of the expected size without a requested one, such as the number of listed ids. */
  readonly hinted: number;
}

/** What the arguments of a field contribute to its cost. */
export interface FieldInputs {
  /**
   * The cost of the arguments that the operation passes: an input object costs 1, a leaf nothing, unless `@cost` declares
   * another weight, which counts for a list and for each of its items. Null is free.
   */
  readonly cost: (field: CalledField) => readonly Varying<number>[];
  /**
   * The size that `@listSize` gives a field: the largest of its slicing arguments, else the assumed size. The size of a
   * slicing argument that is a list is its length. Evaluating it throws `GRAPHQL_VALIDATION_FAILED` where the directive
   * requires exactly one slicing argument, and none or several have a size.
   */
  readonly size: (field: CalledField, rule: ListSize) => Varying<number | null>;
  /**
   * The slice by the conventional names of slicing arguments, including those in input objects. The largest value counts:
   * for `first: 1, last: 1000000`, a million.
   */
  readonly slice: (field: CalledField) => Varying<Slice>;
}

/**
 * Creates the reader of arguments. Each value is visited once per request, however many fields and fragments use the same
 * variable or literal.
 */
export function createFieldInputs(weights: ReadonlyMap<Coordinate, number>): FieldInputs {
  const readings = new WeakMap<ValueNode, Varying<unknown>>();
  const literals = new WeakMap<Variables, Map<ValueNode, unknown>>();
  const counts = new Map<GraphQLNamedType | null, WeakMap<object, InputCount>>();

  /** Reads the value that an operation passes: a literal or a variable; undefined if it passes none. */
  function readGiven({ name, type }: GraphQLArgument, field: FieldNode): Varying<unknown> {
    const node = field.arguments?.find((argument) => argument.name.value === name)?.value;
    if (node === undefined) return fixed(undefined);
    const known = readings.get(node);
    if (known !== undefined) return known;
    const reading = hasVariable(node)
      ? { isFixed: false, at: (variables: Variables) => literal(node, type, variables) }
      : fixed(valueFromAST(node, type));
    readings.set(node, reading);
    return reading;
  }

  function literal(node: ValueNode, type: GraphQLInputType, variables: Variables): unknown {
    if (node.kind === Kind.VARIABLE) return ownValue(variables, node.name.value);
    const known = literals.get(variables) ?? new Map<ValueNode, unknown>();
    literals.set(variables, known);
    if (!known.has(node)) known.set(node, valueFromAST(node, type, variables));
    return known.get(node);
  }

  /** Reads the value of an argument, with its default. */
  function readValue(argument: GraphQLArgument, field: FieldNode): Varying<unknown> {
    const given = readGiven(argument, field);
    return derive([given], (variables) => {
      const value = given.at(variables);
      return value === undefined ? argument.defaultValue : value;
    });
  }

  /** Counts a value of a type; null stands for the type of what is inside a custom scalar. */
  function count(value: unknown, type: GraphQLNamedType | null): InputCount {
    if (value === null || value === undefined) return NOTHING;
    if (typeof value !== 'object') return { ...NOTHING, items: 1, largest: countOf(value) };
    const ofType = counts.get(type) ?? new WeakMap<object, InputCount>();
    counts.set(type, ofType);
    const known = ofType.get(value);
    if (known !== undefined) return known;
    const counted = Array.isArray(value) ? countList(value, type) : countObject(value, type);
    ofType.set(value, counted);
    return counted;
  }

  function countList(values: readonly unknown[], type: GraphQLNamedType | null): InputCount {
    const all: Counting = { ...NOTHING, lists: 1, hinted: values.length };
    for (const value of values) {
      const item = count(value, type);
      all.below += item.below;
      all.items += item.items;
      all.lists += item.lists;
      all.largest = larger(all.largest, item.largest);
      all.given = larger(all.given, item.given);
      all.hinted = Math.max(all.hinted, item.hinted);
    }
    return all;
  }

  function countObject(value: object, type: GraphQLNamedType | null): InputCount {
    const fields = type && isInputObjectType(type) ? type.getFields() : null;
    const all: Counting = { ...NOTHING, items: 1 };
    for (const [key, item] of Object.entries(value)) {
      const field = fields?.[key];
      const named = field ? getNamedType(field.type) : null;
      const inner = count(item, named);
      if (type && named) all.below += costOf(inner, named, memberCoordinate(type.name, key));
      const requested = isSlicing(key) ? inner.largest : null;
      // The meaning of keys in a custom scalar is unknown, so they can only raise the expected size.
      const isHint = named === null || FILTERS.has(plainName(key));
      all.given = larger(all.given, larger(inner.given, isHint ? null : requested));
      all.hinted = Math.max(all.hinted, inner.hinted, isHint ? (requested ?? 0) : 0);
    }
    return all;
  }

  function costOf(
    { below, items, lists }: InputCount,
    type: GraphQLNamedType,
    at: Coordinate,
  ): number {
    const weight = weights.get(at) ?? weights.get(typeCoordinate(type.name));
    return below + items * (weight ?? (isInputObjectType(type) ? 1 : 0)) + lists * (weight ?? 0);
  }

  return {
    cost: ({ parent, definition, node }) =>
      definition.args.map((argument) => {
        const at = argumentCoordinate(parent.name, definition.name, argument.name);
        const type = getNamedType(argument.type);
        const given = readGiven(argument, node);
        return derive([given], (variables) => costOf(count(given.at(variables), type), type, at));
      }),

    size: ({ definition, node }, rule) => {
      const { slicingArguments, assumedSize, requireOneSlicingArgument } = rule;
      const paths = slicingArguments.flatMap(([name, ...path]) => {
        const argument = definition.args.find((one) => one.name === name);
        return argument ? [{ value: readValue(argument, node), path }] : [];
      });
      return derive(
        paths.map(({ value }) => value),
        (variables) => {
          const sizes = paths
            .map(({ value, path }) => sizeOf(path.reduce(ownValue, value.at(variables))))
            .filter((size) => size !== null);
          if (slicingArguments.length > 0 && requireOneSlicingArgument && sizes.length !== 1)
            throw new GatewayError('GRAPHQL_VALIDATION_FAILED');
          return sizes.length > 0 ? Math.max(...sizes) : assumedSize;
        },
      );
    },

    slice: ({ definition, node }) => {
      const slices = definition.args.flatMap((argument) => {
        const isCount = isSlicing(argument.name);
        if (isPlainType(argument.type) && !isCount) return [];
        const type = getNamedType(argument.type);
        const value = readValue(argument, node);
        return derive([value], (variables): Slice => {
          const { largest, given, hinted } = count(value.at(variables), type);
          return { given: larger(given, isCount ? largest : null), hinted };
        });
      });
      return derive(slices, (variables) =>
        slices
          .map(({ at }) => at(variables))
          .reduce(
            (one, other) => ({
              given: larger(one.given, other.given),
              hinted: Math.max(one.hinted, other.hinted),
            }),
            { given: null, hinted: 0 },
          ),
      );
    },
  };
}

/** What counts in an input value, apart from the weight of its own argument or input field. */
interface InputCount extends Slice {
  /** The cost of the input fields inside its objects. */
  readonly below: number;
  /** Its objects or leaves: 1, or those of a list. */
  readonly items: number;
  readonly lists: number;
  /** The largest number among its leaves. */
  readonly largest: number | null;
}

/** A count in progress. */
type Counting = { -readonly [Key in keyof InputCount]: InputCount[Key] };

const NOTHING: InputCount = {
  below: 0,
  items: 0,
  lists: 0,
  largest: null,
  given: null,
  hinted: 0,
};

/** Conventional names of slicing arguments, in lower case and without underscores. */
const SLICING: ReadonlySet<string> = new Set(
  (
    'first last limit take top count size max amount rows pagesize perpage itemsperpage resultsperpage ' +
    'rowsperpage batchsize maxresults maxitems maxcount maxsize maxrows pagelimit'
  ).split(' '),
);

/** Names that may be filters inside input objects, so that they can only raise the expected size. */
const FILTERS: ReadonlySet<string> = new Set(['count', 'size', 'max', 'amount', 'rows']);

/** Whether values of a type are single values. A custom scalar may hold lists and objects. */
function isPlainType(type: GraphQLInputType): boolean {
  const nullable = getNullableType(type);
  return isEnumType(nullable) || (isScalarType(nullable) && isSpecifiedScalarType(nullable));
}

function isSlicing(name: string): boolean {
  return SLICING.has(plainName(name));
}

function plainName(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}

function larger(one: number | null, other: number | null): number | null {
  if (one === null || other === null) return one ?? other;
  return Math.max(one, other);
}

/** The size that a slicing argument gives: the length of a list, or a whole number. A negative one is 0. */
function sizeOf(value: unknown): number | null {
  if (Array.isArray(value)) return value.length;
  const size = numberOf(value);
  const isWhole = size === Infinity || Number.isInteger(size);
  return size !== null && isWhole ? Math.max(0, size) : null;
}

/** Reads a count; null for zero and negative numbers too, which mean no limit on some servers. */
function countOf(value: unknown): number | null {
  const count = numberOf(value);
  return count !== null && count > 0 ? count : null;
}

/** Reads the number in any scalar, such as a `Long` that is written as a string. */
function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  const isWritten = typeof value === 'string' && /^\d+$/.test(value);
  return typeof value === 'bigint' || isWritten ? Number(value) : null;
}

/** Reads a member of an object; undefined for anything else. */
function ownValue(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}

function hasVariable(node: ValueNode): boolean {
  let found = false;
  visit(node, { Variable: () => void (found = true) });
  return found;
}
