import {
  isAbstractType,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql';
import { typeCoordinate } from '../coordinate.ts';
import type { Policy } from '../policy/policy.ts';
import { applies } from './runtime-types.ts';
import type { Selected } from './selection.ts';

/**
 * Whether selections on objects of `on`, an interface or a union, show that an object has a type that is PHI. In
 * `{ conditions { __typename } }`, `Hiv` says what a patient has. Where `on` is the type itself, its name says nothing.
 */
export function revealsPhiType(
  { schema, policy }: { readonly schema: GraphQLSchema; readonly policy: Policy },
  on: GraphQLCompositeType,
  {
    type,
    selections,
  }: {
    readonly type: GraphQLObjectType;
    readonly selections: readonly Selected[];
  },
): boolean {
  if (!isAbstractType(on)) return false;
  if (policy.requirements.get(typeCoordinate(type.name))?.phi !== true) return false;
  const selectsName = (within: readonly Selected[]): boolean =>
    within.some((selected) =>
      selected.kind === 'fragment'
        ? applies(schema, selected.on, type) && selectsName(selected.selections)
        : selected.kind === 'typename',
    );
  return selectsName(selections);
}

/** https://spec.graphql.org/October2021/#sec-Type-Name-Introspection */
export const TYPE_NAME = '__typename';
