import type { GraphQLDataSource, GraphQLDataSourceProcessOptions } from '@apollo/gateway';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { BELOW } from '../../directives/failures.ts';
import { compileAnswerFilter, type AnswerFilter } from './answer-filter.ts';
import { fetchLogOf, type FetchLog } from './fetch-log.ts';
import { keepIdentity } from './keep-identity.ts';
import type { SubgraphClient } from './subgraph-client.ts';

/** The subgraph that a source speaks to, and what its answers are held against. */
export interface SubgraphSourceOptions {
  readonly client: SubgraphClient;
  /** The graph as the inner gateway sees it. */
  readonly schema: () => GraphQLSchema;
  /** Entity → the top-level fields of its keys. */
  readonly keyFields: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * A data source that trusts nothing of a subgraph but the shape it was asked for: keys nobody asked for are
 * dropped before they can be merged, an entity that comes back as another one is refused. What failed is
 * noted in the request's {@link FetchLog} by path; the data simply lacks it.
 */
export function createSubgraphSource(options: SubgraphSourceOptions): GraphQLDataSource {
  const filters = new WeakMap<DocumentNode, AnswerFilter>();
  const filterOf = (document: DocumentNode): AnswerFilter => {
    const known = filters.get(document);
    if (known) return known;
    const filter = compileAnswerFilter(document, options.schema());
    filters.set(document, filter);
    return filter;
  };

  return {
    process: async (fetch) => {
      const { document, log, path, representations } = describeFetch(fetch);
      const { query, variables } = fetch.request;
      const answer = await options.client.post(JSON.stringify({ query, variables }), log.signal);
      const filter = filterOf(document);
      const fail = (below: readonly (string | number)[]): void => {
        log.failedPaths.push([...path, ...below]);
      };
      const failAll = (): void => filter.keys.forEach((key) => fail([key, BELOW]));

      const entities: unknown = answer?.data?.['_entities'];
      const isComplete = representations
        ? Array.isArray(entities) && entities.length === representations.length
        : answer !== null;
      if (!answer || !isComplete) {
        failAll();
        return { data: null };
      }
      filter.apply(answer.data);
      for (const errorPath of answer.errorPaths) {
        // An entity's error is below `_entities` and its index; which object that is only the plan knows,
        // so it counts for all objects at the fetch's place.
        const below = (representations ? errorPath?.slice(2) : errorPath) ?? [];
        if (below.length > 0 && leadsToNull(errorPath, answer.data)) fail(below);
        else failAll();
      }
      if (representations && Array.isArray(entities)) {
        const graph = { schema: options.schema(), keyFields: options.keyFields };
        if (!keepIdentity(entities, representations, graph)) failAll();
      }
      return { data: answer.data };
    },
  };
}

/** An error that names no null explains none: then each null of the answer may be its doing. */
function leadsToNull(path: readonly (string | number)[] | null, data: unknown): boolean {
  let value = data;
  for (const key of path ?? []) {
    if (typeof value !== 'object' || value === null) break;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value === null;
}

interface Fetch {
  readonly document: DocumentNode;
  readonly log: FetchLog;
  readonly path: readonly (string | number)[];
  readonly representations: readonly unknown[] | null;
}

/** What the inner gateway's executor asks; it always gives the document and the request's context. */
function describeFetch(fetch: GraphQLDataSourceProcessOptions): Fetch {
  if (!('incomingRequestContext' in fetch) || !fetch.document)
    throw new TypeError('a fetch outside of a request');
  const representations: unknown = fetch.request.variables?.['representations'];
  return {
    document: fetch.document,
    log: fetchLogOf(fetch.context),
    path: fetch.pathInIncomingRequest ?? [],
    representations: Array.isArray(representations) ? representations : null,
  };
}
