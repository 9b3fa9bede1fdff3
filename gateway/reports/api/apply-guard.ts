import { createRequire } from 'node:module';
import type { GraphQLSchema } from 'graphql';
import type { FieldGuard } from '../../../directives/policy/shield.ts';

/** The part of graphql-middleware that is used here. */
interface Middleware {
  applyMiddleware(schema: GraphQLSchema, guard: FieldGuard): GraphQLSchema;
}

// graphql-shield makes guards with graphql-middleware's CommonJS build. Its ES module build would not recognize them.
const middleware = parseMiddleware(createRequire(import.meta.url)('graphql-middleware'));

/** A copy of the schema in which a guard decides before each resolver. */
export function applyGuard(schema: GraphQLSchema, guard: FieldGuard): GraphQLSchema {
  return middleware.applyMiddleware(schema, guard);
}

function parseMiddleware(loaded: unknown): Middleware {
  if (isMiddleware(loaded)) return loaded;
  throw new TypeError('unsupported graphql-middleware release');
}

function isMiddleware(value: unknown): value is Middleware {
  const exported = new Map<string, unknown>(Object.entries(Object(value)));
  return typeof exported.get('applyMiddleware') === 'function';
}
