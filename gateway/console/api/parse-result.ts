import { buildSchema, executeSync, GraphQLError, isScalarType } from 'graphql';
import type { GraphQLFieldResolver } from 'graphql';
import sdl from '../../reports/api/admin.graphql?raw';
import { documentOf } from './operation.ts';
import type { OperationName, ResultOf, VariablesOf } from './operation.ts';

const SCHEMA = buildSchema(sdl, { assumeValid: true, assumeValidSDL: true });

/** The JSON types of the scalars. Without this check, graphql-js would convert other values, such as "12" to 12. */
const JSON_TYPES = {
  Boolean: 'boolean',
  DateTime: 'string',
  ID: 'string',
  Int: 'number',
  String: 'string',
};

for (const [name, jsonType] of Object.entries(JSON_TYPES)) {
  const scalar = SCHEMA.getType(name);
  if (!isScalarType(scalar)) throw new TypeError(`The SDL has no scalar ${name}.`);
  const { serialize } = scalar;
  scalar.serialize = (value) => {
    if (typeof value !== jsonType) throw new GraphQLError(`A ${name} must be a ${jsonType}.`);
    return serialize(value);
  };
}

/**
 * Parses the result of an operation by the SDL of the report API: graphql-js executes the operation on the result and so
 * completes each value by its type. https://spec.graphql.org/October2021/#sec-Value-Completion
 *
 * @throws GraphQLError for a value that does not fit its type.
 */
export function parseResult<Name extends OperationName>(
  name: Name,
  variables: VariablesOf<Name>,
  result: unknown,
): ResultOf<Name> {
  const { data, errors } = executeSync({
    schema: SCHEMA,
    document: documentOf(name),
    variableValues: variables,
    rootValue: result,
    fieldResolver: valueOfField,
  });
  if (errors?.[0] !== undefined) throw errors[0];
  return data as ResultOf<Name>;
}

/** Reads a field of the result by its response key, which is its alias if it has one. */
const valueOfField: GraphQLFieldResolver<unknown, unknown> = (parent, _arguments, _, { path }) =>
  isObject(parent) && Object.hasOwn(parent, path.key) ? parent[path.key] : undefined;

function isObject(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === 'object' && value !== null;
}
