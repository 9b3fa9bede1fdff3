import {
  buildClientSchema,
  type GraphQLSchema,
  type IntrospectionObjectType,
  type IntrospectionSchema,
} from 'graphql';
import type { Decisions } from '../operation/authorize.ts';
import type { Reach } from '../operation/reach.ts';
import { cutIntrospection } from './filter-introspection.ts';
import { hiddenCoordinates } from './hidden-coordinates.ts';
import { hiddenDefaults } from './hidden-defaults.ts';
import { usableBy } from './usable.ts';

/** A schema, and what introspection tells of it. */
export interface Introspectable {
  readonly schema: GraphQLSchema;
  readonly introspection: IntrospectionSchema;
}

/**
 * Cuts a schema to what one caller could use: without the types, fields, arguments, input fields and enum
 * values that are denied under each of the caller's rolesIds, without what leads to these alone, and without
 * subscriptions. The result is a valid schema; it is for introspection and decides nothing. A query root that
 * is left without a field has `_nothing: Boolean`, since a schema can't be without one; an interface that is,
 * since an implementer keeps all of it to itself, is the union of the objects that are left.
 *
 * Takes milliseconds. Callers with the same decisions are told the same.
 */
export function visibleSchema(
  { schema, introspection: whole }: Introspectable,
  caller: { readonly decisions: Decisions; readonly reach: Reach },
): Introspectable {
  const coordinates = hiddenCoordinates(schema, usableBy(schema, caller));
  const defaults = hiddenDefaults(schema, coordinates);
  const introspection = withQueryField(cutIntrospection(whole, { coordinates, defaults }));
  return {
    introspection,
    schema: buildClientSchema({ __schema: introspection }, { assumeValid: true }),
  };
}

function withQueryField(schema: IntrospectionSchema): IntrospectionSchema {
  const { name } = schema.queryType;
  return {
    ...schema,
    types: schema.types.map((type) =>
      type.kind === 'OBJECT' && type.name === name && type.fields.length === 0
        ? { ...type, fields: NOTHING }
        : type,
    ),
  };
}

const NOTHING: IntrospectionObjectType['fields'] = [
  {
    name: '_nothing',
    description: 'Nothing of this graph is open to you. This field is not either.',
    args: [],
    type: { kind: 'SCALAR', name: 'Boolean' },
    isDeprecated: false,
    deprecationReason: null,
  },
];
