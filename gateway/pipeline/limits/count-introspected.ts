import { Kind } from 'graphql';
import type {
  FieldNode,
  FragmentDefinitionNode,
  IntrospectionSchema,
  SelectionNode,
  SelectionSetNode,
} from 'graphql';
import { isRecord } from '../../../directives/release/owner.ts';

/** The introspection at the root of an operation. */
export interface Introspection {
  readonly selections: readonly SelectionNode[];
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Counts the values of an introspection response. Types refer to types, so a few levels of `type` and `fields` can request
 * an unbounded response. Counting stops above `maxValues` and returns Infinity, so it is much cheaper than a response of
 * that size.
 *
 * The count includes fields that `@skip`, `@include` and `includeDeprecated` exclude, and counts duplicate keys twice.
 */
export function countIntrospected(
  schema: IntrospectionSchema,
  { selections, fragments, variables }: Introspection,
  maxValues: number,
): number {
  const types = new Map<unknown, unknown>(schema.types.map((type) => [type.name, type]));
  let count = 0;

  const fits = (nodes: readonly SelectionNode[], source: Values): boolean =>
    nodes.every((node) => {
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(node.name.value);
        return !fragment || fits(fragment.selectionSet.selections, source);
      }
      if (node.kind === Kind.INLINE_FRAGMENT) return fits(node.selectionSet.selections, source);
      count += 1;
      return count <= maxValues && fitsValue(node.selectionSet, valueOf(node, source));
    });

  const fitsValue = (set: SelectionSetNode | undefined, value: unknown): boolean => {
    if (Array.isArray(value)) return value.every((item) => fitsValue(set, item));
    if (!set || !isRecord(value)) return true;
    // A reference by name leads to the whole type.
    const named = 'kind' in value ? types.get(value['name']) : undefined;
    return fits(set.selections, isRecord(named) ? named : value);
  };

  const valueOf = ({ name, arguments: args }: FieldNode, source: Values): unknown => {
    if (name.value !== '__type') return source[name.value];
    const given = args?.find((argument) => argument.name.value === 'name')?.value;
    if (given?.kind === Kind.VARIABLE) return types.get(variables[given.name.value]);
    return given?.kind === Kind.STRING ? types.get(given.value) : null;
  };

  return fits(selections, { __schema: schema }) ? count : Infinity;
}

type Values = Readonly<Record<string, unknown>>;
