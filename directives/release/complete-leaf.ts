import { getNamedType, isEnumType, type GraphQLOutputType } from 'graphql';
import { idText } from './id-text.ts';

/** Returns a leaf value in the form of its type, or undefined if the type can't hold it. */
export type LeafCheck = (value: unknown) => unknown;

/**
 * Compiles the check of a leaf type's values. Values of custom scalars are not checked.
 * https://spec.graphql.org/October2021/#sec-Scalars
 */
export function leafCheck(type: GraphQLOutputType): LeafCheck {
  const named = getNamedType(type);
  if (isEnumType(named)) {
    const names = new Set<unknown>(named.getValues().map(({ name }) => name));
    return (value) => (names.has(value) ? value : undefined);
  }
  return SCALARS.get(named.name) ?? ((value) => value);
}

const SCALARS: ReadonlyMap<string, LeafCheck> = new Map<string, LeafCheck>([
  ['Int', (value) => (isInt(value) ? value : undefined)],
  ['Float', (value) => (Number.isFinite(value) ? value : undefined)],
  ['Boolean', (value) => (typeof value === 'boolean' ? value : undefined)],
  ['String', (value) => (typeof value === 'string' ? value : undefined)],
  ['ID', idText],
]);

/** Whether a value is a signed 32-bit integer. */
function isInt(value: unknown): boolean {
  return Number.isInteger(value) && (Number(value) | 0) === value;
}
