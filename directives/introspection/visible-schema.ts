import {
  buildClientSchema,
  type GraphQLSchema,
  type IntrospectionObjectType,
  type IntrospectionSchema,
} from 'graphql';
import type { Decisions } from '../operation/authorize.ts';
import type { Reach } from '../operation/reach.ts';
import { filterIntrospection } from './filter-introspection.ts';
import { hiddenCoordinates } from './hidden-coordinates.ts';
import { hiddenDefaults } from './hidden-defaults.ts';
import { usableBy } from './usable.ts';

/** A schema and the result of its introspection. */
export interface Introspectable {
  readonly schema: GraphQLSchema;
  readonly introspection: IntrospectionSchema;
}

/**
 * Reduces a schema to the elements that one caller could use. Left out are types, fields, arguments, input fields and
 * enum values that are denied for all of the caller's effective roles, elements that lead only to these, and
 * subscriptions. The result is a valid schema for introspection only; it doesn't affect authorization. A query root
 * without fields gets the field `_nothing: Boolean`, because a schema needs one. An interface without fields becomes
 * the union of its remaining objects.
 *
 * Takes milliseconds. Callers with the same decisions see the same schema.
 */
export function visibleSchema(
  { schema, introspection: whole }: Introspectable,
  caller: { readonly decisions: Decisions; readonly reach: Reach },
): Introspectable {
  const coordinates = hiddenCoordinates(schema, usableBy(schema, caller));
  const defaults = hiddenDefaults(schema, coordinates);
  const introspection = withQueryField(filterIntrospection(whole, { coordinates, defaults }));
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
    description: 'You have no access to any field of this graph, including this one.',
    args: [],
    type: { kind: 'SCALAR', name: 'Boolean' },
    isDeprecated: false,
    deprecationReason: null,
  },
];
