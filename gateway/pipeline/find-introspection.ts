import type { FieldNode } from 'graphql';
import type { Selected } from '../../directives/operation/select.ts';
import { GatewayError } from '../platform/errors.ts';

/**
 * Finds `__schema` and `__type` at the root of an operation, through fragments. Below another field, one that
 * returns the query root, nothing answers them: throws `GRAPHQL_VALIDATION_FAILED`.
 */
export function findIntrospection(selections: readonly Selected[]): readonly FieldNode[] {
  return selections.flatMap((selected) => {
    if (selected.kind === 'fragment') return findIntrospection(selected.selections);
    if (selected.kind === 'introspection') return [selected.node];
    const isBelow =
      selected.kind === 'field' && findIntrospection(selected.selections ?? []).length > 0;
    if (isBelow) throw new GatewayError('GRAPHQL_VALIDATION_FAILED');
    return [];
  });
}
