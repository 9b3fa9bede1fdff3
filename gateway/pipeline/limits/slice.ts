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

/** The number of objects that the arguments of a field request: 20 for `patients(first: 20)`. */
export interface Slice {
  /** The requested size; null where no argument sets it. */
  readonly given: number | null;
  /** A lower bound of the expected size without a requested one, such as the number of listed ids. */
  readonly hinted: number;
}

/**
 * Finds the slice of a field by the names of its arguments, including those in input objects. The largest value counts:
 * for `first: 1, last: 1000000`, a million.
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

/** Returns the larger values of several slices. Missing values are ignored. */
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
 * Finds the slice of a field by its `@listSize`. Evaluating it throws `GRAPHQL_VALIDATION_FAILED` where the directive
 * requires exactly one slicing argument, and none or several are given.
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

const NO_SLICE: Slice = { given: null, hinted: 0 };

/**
 * Finds the slice in a list or an input object, at any depth. Inside a custom scalar the meaning of keys is unknown, so
 * they can only raise the expected size.
 */
function sliceWithin(name: string, type: GraphQLInputType, value: unknown): Slice {
  let given: number | null = null;
  let hinted = 0;
  const visit = (key: string, named: GraphQLNamedType | null, item: unknown): void => {
    if (item === null || item === undefined) return;
    if (Array.isArray(item)) {
      hinted = Math.max(hinted, item.length);
      for (const one of item) visit(key, named, one);
    } else if (typeof item === 'object') {
      const fields = named && isInputObjectType(named) ? named.getFields() : null;
      for (const [below, one] of Object.entries(item)) {
        const field = fields?.[below];
        visit(below, field ? getNamedType(field.type) : null, one);
      }
    } else {
      const plain = plainName(key);
      const count = SLICING.has(plain) ? countOf(item) : null;
      if (count === null) return;
      if (named === null || FILTERS.has(plain)) hinted = Math.max(hinted, count);
      else given = Math.max(given ?? 0, count);
    }
  };
  visit(name, getNamedType(type), value);
  return { given, hinted };
}

/** Returns the size that a slicing argument requests: a number, or the length of a list. */
function sizeOf(value: unknown): number | null {
  return countOf(Array.isArray(value) ? value.length : value);
}

/**
 * Reads a count from any scalar; null for any other value, including zero and negative numbers, which mean no limit on
 * some servers.
 */
function countOf(value: unknown): number | null {
  const count =
    typeof value === 'bigint' || (typeof value === 'string' && /^\d+$/.test(value))
      ? Number(value)
      : value;
  return typeof count === 'number' && count > 0 ? count : null;
}

/** Reads the value at a path; in a list of objects, the values of all of them. */
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
