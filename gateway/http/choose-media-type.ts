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
  const chosen = new Negotiator({ headers: { accept } }).mediaType([...SERVED]);
  return chosen?.startsWith(GRAPHQL_JSON) === true ? GRAPHQL_JSON : JSON_TYPE;
}
