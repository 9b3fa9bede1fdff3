import { LRUCache } from 'lru-cache';
import Negotiator from 'negotiator';

/** https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types */
const GRAPHQL_JSON = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';

/** The first type is chosen for wildcards, as the specification recommends. */
const SERVED: readonly string[] = [JSON_TYPE, GRAPHQL_JSON].flatMap((type) => [
  type,
  `${type}; charset=utf-8`,
]);

/**
 * Chooses the media type of a GraphQL response by the `Accept` header and its q-values. JSON where the header is missing
 * or accepts neither type: the operation is executed anyway, and its response must not be refused.
 */
export function chooseMediaType(accept: string | undefined): string {
  if (accept === undefined) return JSON_TYPE;
  const known = chosen.get(accept);
  if (known !== undefined) return known;
  const preferred = new Negotiator({ headers: { accept } }).mediaType([...SERVED]);
  const type = preferred?.startsWith(GRAPHQL_JSON) === true ? GRAPHQL_JSON : JSON_TYPE;
  chosen.set(accept, type);
  return type;
}

/** Header → type. Clients send few different ones. */
const chosen = new LRUCache<string, string>({ max: 100 });
