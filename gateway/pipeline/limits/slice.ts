import {
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isScalarType,
  isSpecifiedScalarType,
} from 'graphql';
import type { FieldNode, GraphQLArgument, GraphQLInputType, GraphQLNamedType } from 'graphql';
import type { ListSize } from './demand-directives.ts';
import { GatewayError } from '../../platform/errors.ts';
import { readArgument } from './read-argument.ts';
import { derive, fixed } from './varying.ts';
import type { Varying } from './varying.ts';

/** What the arguments of a field tell about how many objects it answers with. */
export interface Slice {
  /** The size that was asked for; null where nobody said. */
  readonly given: number | null;
  /** At least so many are to be expected where nobody said: ids that are listed, say. */
  readonly hinted: number;
}

/**
 * Finds the slice of a field by the names of its arguments, in nested input objects too. The largest counts:
 * of `first: 1, last: 1000000` it is the million.
 */
export function sliceByName(
  definitions: readonly GraphQLArgument[],
  field: FieldNode,
): Varying<Slice> {
  const slices = definitions.flatMap((definition) => {
    const { name, type } = definition;
    const isPlain = isPlainType(type);
    if (isPlain && !isSlicing(name)) return [];
    const value = readArgument(definition, field);
    return derive([value], (variables) =>
      isPlain
        ? { given: countOf(value.at(variables)), hinted: 0 }
        : sliceWithin(name, type, value.at(variables)),
    );
  });
  return largestSlice(slices);
}

/** Of several slices the larger of each: what nobody said counts for nothing. */
export function largestSlice(slices: readonly Varying<Slice>[]): Varying<Slice> {
  const [only = fixed(NO_SLICE), ...others] = slices;
  if (others.length === 0) return only;
  return derive(slices, (variables) => {
    let given: number | null = null;
    let hinted = 0;
    for (const { at } of slices) {
      const slice = at(variables);
      if (slice.given !== null) given = Math.max(given ?? 0, slice.given);
      hinted = Math.max(hinted, slice.hinted);
    }
    return { given, hinted };
  });
}

/**
 * Finds it as the graph's authors say. Throws `GRAPHQL_VALIDATION_FAILED` where they demand exactly one
 * slicing argument and there is none, or several.
 */
export function sliceByDirective(
  { slicingArguments, assumedSize, requireOneSlicingArgument }: ListSize,
  definitions: readonly GraphQLArgument[],
  field: FieldNode,
): Varying<Slice> {
  const paths = slicingArguments.map(([argument, ...path]) => {
    const definition = definitions.find(({ name }) => name === argument);
    return { read: definition ? [readArgument(definition, field)] : [], path };
  });
  return derive(
    paths.flatMap(({ read }) => read),
    (variables) => {
      const given = paths
        .flatMap(({ read, path }) => read.map(({ at }) => valueAt(at(variables), path)))
        .filter((value) => value !== null && value !== undefined);
      if (paths.length > 0 && requireOneSlicingArgument && given.length !== 1)
        throw new GatewayError('GRAPHQL_VALIDATION_FAILED');
      const sizes = given.map(sizeOf).filter((size) => size !== null);
      return { given: sizes.length > 0 ? Math.max(...sizes) : assumedSize, hinted: 0 };
    },
  );
}

/** Arguments that say how many, in lower case and without underscores. */
const SLICING: ReadonlySet<string> = new Set(
  (
    'first last limit take top count size max amount rows pagesize perpage itemsperpage resultsperpage ' +
    'rowsperpage batchsize maxresults maxitems maxcount maxsize maxrows pagelimit'
  ).split(' '),
);

/** Of these, those that are as likely to be a filter's value within an input object: they may only raise. */
const FILTERS: ReadonlySet<string> = new Set(['count', 'size', 'max', 'amount', 'rows']);

/** Whether a value of the type is one thing; a scalar of the graph's own may hold lists and objects. */
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

const NO_SLICE: Slice = { given: null, hinted: 0 };

/**
 * The slice in a list or an input object, as deep as it goes. Within a scalar that holds anything, nobody knows
 * what the keys mean: they may only raise.
 */
function sliceWithin(name: string, type: GraphQLInputType, value: unknown): Slice {
  let given: number | null = null;
  let hinted = 0;
  const look = (key: string, named: GraphQLNamedType | null, item: unknown): void => {
    if (item === null || item === undefined) return;
    if (Array.isArray(item)) {
      hinted = Math.max(hinted, item.length);
      for (const one of item) look(key, named, one);
    } else if (typeof item === 'object') {
      const fields = named && isInputObjectType(named) ? named.getFields() : null;
      for (const [below, one] of Object.entries(item)) {
        const field = fields?.[below];
        look(below, field ? getNamedType(field.type) : null, one);
      }
    } else {
      const plain = plainName(key);
      const count = SLICING.has(plain) ? countOf(item) : null;
      if (count === null) return;
      if (named === null || FILTERS.has(plain)) hinted = Math.max(hinted, count);
      else given = Math.max(given ?? 0, count);
    }
  };
  look(name, getNamedType(type), value);
  return { given, hinted };
}

/** The size that a slicing argument asks for: a number, or as many objects as a list names. */
function sizeOf(value: unknown): number | null {
  return countOf(Array.isArray(value) ? value.length : value);
}

/**
 * A count, whatever scalar holds it; null where it is none. What is not above zero is none: to some servers
 * it means everything.
 */
function countOf(value: unknown): number | null {
  const count =
    typeof value === 'bigint' || (typeof value === 'string' && /^\d+$/.test(value))
      ? Number(value)
      : value;
  return typeof count === 'number' && count > 0 ? count : null;
}

/** Of objects in a list, the values of all. */
function valueAt(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const [index, key] of path.entries()) {
    if (Array.isArray(found)) {
      const all = found.flatMap((one: unknown) => valueAt(one, path.slice(index)) ?? []);
      return all.length > 0 ? all : undefined;
    }
    if (typeof found !== 'object' || found === null) return undefined;
    found = Object.getOwnPropertyDescriptor(found, key)?.value;
  }
  return found;
}
