import { createRequire } from 'node:module';
import type { GraphQLSchema } from 'graphql';
import type { FieldGuard } from '../../../directives/policy/shield.ts';

/** The part of graphql-middleware that is used here. */
interface Middleware {
  applyMiddleware(schema: GraphQLSchema, guard: FieldGuard): GraphQLSchema;
}

// graphql-shield's guards are objects of the CommonJS build, which the ES module build does not recognize.
const middleware = parseMiddleware(createRequire(import.meta.url)('graphql-middleware'));

/** A copy of the schema in which a guard decides before each resolver. */
export function applyGuard(schema: GraphQLSchema, guard: FieldGuard): GraphQLSchema {
  return middleware.applyMiddleware(schema, guard);
}

function parseMiddleware(loaded: unknown): Middleware {
  if (isMiddleware(loaded)) return loaded;
  throw new TypeError('graphql-middleware is not the release this code knows');
}

function isMiddleware(value: unknown): value is Middleware {
  const exported = new Map<string, unknown>(Object.entries(Object(value)));
  return typeof exported.get('applyMiddleware') === 'function';
}
