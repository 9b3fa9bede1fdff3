import Negotiator from 'negotiator';

/** https://graphql.github.io/graphql-over-http/draft/#sec-Media-Types */
const GRAPHQL_JSON = 'application/graphql-response+json';
const JSON_TYPE = 'application/json';

/** The first is the choice where wildcards leave it open, as the specification has it for servers of today. */
const SERVED: readonly string[] = [JSON_TYPE, GRAPHQL_JSON].flatMap((type) => [
  type,
  `${type}; charset=utf-8`,
]);

/**
 * The media type of a GraphQL response, by the `Accept` header with its q-values. JSON where the header is missing
 * or admits neither type: a server may disregard it, and must not refuse what it has executed.
 */
export function chooseMediaType(accept: string | undefined): string {
  const chosen = new Negotiator({ headers: { accept } }).mediaType([...SERVED]);
  return chosen?.startsWith(GRAPHQL_JSON) === true ? GRAPHQL_JSON : JSON_TYPE;
}
