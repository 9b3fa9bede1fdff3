import type { HTTPGraphQLRequest } from '@apollo/server';
import type { AskedDocument } from '../../pipeline/documents/create-resolve-document.ts';
import { GatewayError } from '../../platform/errors.ts';

/** The parts of a request that name its document. */
interface DocumentRequest {
  readonly query?: string | null | undefined;
  readonly extensions?: Readonly<Record<string, unknown>> | null | undefined;
  readonly http?: Pick<HTTPGraphQLRequest, 'method' | 'body' | 'search'>;
}

/**
 * Reads which document a request names: its text, and an id in one of the forms that clients send.
 *
 * - `extensions.persistedQuery.sha256Hash`: Apollo's clients and urql
 * - `documentId`, such as `sha256:ecf4ed…`: GraphQL over HTTP, urql
 * - `doc_id` or `id`: Relay
 *
 * https://graphql.github.io/graphql-over-http/draft/#sec-Appendix-Persisted-Documents
 *
 * If the request has a text too, an id counts only if it is a SHA-256; others are ignored.
 *
 * @throws GatewayError `BAD_REQUEST` for a persisted query of another version or without a hash.
 */
export function readAskedDocument({ query, extensions, http }: DocumentRequest): AskedDocument {
  const text = query === '' ? null : (query ?? null);
  const hash = readPersistedQuery(extensions?.['persistedQuery']);
  if (hash !== null) return { text, id: hash };
  const parameter = readParameter(http);
  const documentId = parameter('documentId');
  if (text === null)
    return { text, id: withoutPrefix(documentId ?? parameter('doc_id') ?? parameter('id')) };
  return { text, id: documentId?.startsWith(PREFIX) === true ? withoutPrefix(documentId) : null };
}

/** https://www.apollographql.com/docs/apollo-server/performance/apq */
function readPersistedQuery(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  const fields = new Map(typeof value === 'object' ? Object.entries(value) : []);
  const hash: unknown = fields.get('sha256Hash');
  if (fields.get('version') !== 1 || typeof hash !== 'string')
    throw new GatewayError('BAD_REQUEST');
  return hash;
}

/** Reads parameters that Apollo Server does not: of the body, or of the URL of a GET request. */
function readParameter(http: DocumentRequest['http']): (name: string) => string | null {
  if (http === undefined) return () => null;
  if (http.method === 'GET') {
    const search = new URLSearchParams(http.search);
    return (name) => {
      const [first = null, ...others] = search.getAll(name);
      if (others.length > 0) throw new GatewayError('BAD_REQUEST');
      return first;
    };
  }
  const body = http.body;
  return (name) => {
    if (typeof body !== 'object' || body === null || !Object.hasOwn(body, name)) return null;
    const value: unknown = Reflect.get(body, name);
    return typeof value === 'string' ? value : null;
  };
}

const PREFIX = 'sha256:';

function withoutPrefix(id: string | null): string | null {
  return id?.startsWith(PREFIX) === true ? id.slice(PREFIX.length) : id;
}
