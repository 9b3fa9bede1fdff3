import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApolloClient, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { BatchHttpLink } from '@apollo/client/link/batch-http';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { generatePersistedQueryIdsFromManifest } from '@apollo/persisted-query-lists';
import { cacheExchange, createClient, fetchExchange, type ClientOptions } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import { ClientError, GraphQLClient } from 'graphql-request';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Environment,
  fetchQuery,
  Network,
  RecordSource,
  Store,
  type ConcreteRequest,
  type FetchFunction,
} from 'relay-runtime';
import { REACH } from '../support/stack.ts';
import { startEdge, type Edge } from '../support/edge.ts';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';
import {
  writeApolloManifest,
  writeRelayManifest,
  type ApolloManifest,
  type RelayManifest,
} from './client-manifests.ts';

/** A request as a client sent it. */
interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  /** Null for GET. */
  readonly body: Readonly<Record<string, unknown>> | null;
}

let folder: string;
/** Accepts GET and registered documents; physicians may send only the documents of the manifests. */
let served: ServedGateway;
/** The gateway's HTTP server as it is by default. */
let usual: Edge;
let apollo: ApolloManifest;
let relay: RelayManifest;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phi-clients-'));
  [apollo, relay] = await Promise.all([writeApolloManifest(folder), writeRelayManifest(folder)]);
  [served, usual] = await Promise.all([
    startServedGateway(`
server: { get: true }
authorization: { reach: ${JSON.stringify(REACH)} }
documents:
  roles: { physician: enforce }
  manifests: ['${apollo.path}', '${relay.path}']
  automatic: true
`),
    startEdge('authorization: { reach: { nurse: all } }'),
  ]);
});
afterAll(async () => {
  await served.close();
  await usual.close();
  rmSync(folder, { recursive: true });
});

/** A fetch function that collects what a client sends. */
function collecting(sent: Sent[]): typeof fetch {
  return (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const body = typeof init.body === 'string' ? (JSON.parse(init.body) as Sent['body']) : null;
    sent.push({ method: init.method ?? 'GET', url, headers: new Headers(init.headers), body });
    return fetch(input, init);
  };
}

const PHYSICIAN = { authorization: `Bearer ${tokenOf(['physician'])}` };
const NURSE = { authorization: `Bearer ${tokenOf(['nurse'])}` };

const NAMES = gql`
  query PatientNames($first: Int!) {
    patients(first: $first) {
      ...Named
    }
  }
  fragment Named on Patient {
    id
    name
  }
`;
const OTHER = gql`
  query Other {
    patients(first: 1) {
      id
    }
  }
`;

function apolloClient(link: ConstructorParameters<typeof ApolloClient>[0]['link']): ApolloClient {
  return new ApolloClient({
    cache: new InMemoryCache(),
    link,
    clientAwareness: { name: 'portal', version: '1.2.3' },
  });
}

/** What Apollo Client reports of a failed query: codes, and the messages that a developer sees. */
async function apolloErrors(client: ApolloClient, query = OTHER): Promise<readonly string[]> {
  try {
    await client.query({ query });
    return [];
  } catch (error) {
    if (CombinedGraphQLErrors.is(error))
      return error.errors.flatMap(({ message, extensions }) => [
        String(extensions?.['code']),
        message,
      ]);
    throw error;
  }
}

const sha256 = (text: string) => hash('sha256', text, 'hex');

const apolloLink = (sent: Sent[], headers = NURSE, uri = served.gateway.url) =>
  new HttpLink({ uri, headers, fetch: collecting(sent) });

describe('Apollo Client', () => {
  it('gets data by POST without special settings, and the gateway accepts the header and extension in which it names itself', async () => {
    const sent: Sent[] = [];
    const { data } = await apolloClient(apolloLink(sent)).query({
      query: NAMES,
      variables: { first: 2 },
    });
    expect((data as { patients: unknown[] }).patients).toHaveLength(2);
    expect(sent[0]?.headers.get('apollographql-client-name')).toBe('portal');
    expect(sent[0]?.body?.['extensions']).toMatchObject({
      clientLibrary: { name: '@apollo/client' },
    });
  });

  it('gets data by GET from a gateway that accepts GET', async () => {
    const sent: Sent[] = [];
    const get = new HttpLink({
      uri: served.gateway.url,
      headers: NURSE,
      fetch: collecting(sent),
      useGETForQueries: true,
    });
    expect((await apolloClient(get).query({ query: OTHER })).error).toBeUndefined();
    expect(sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it('gets data for an id of a manifest, sent without the document, for a caller who may send nothing else', async () => {
    const sent: Sent[] = [];
    const ids = new PersistedQueryLink(
      generatePersistedQueryIdsFromManifest({
        loadManifest: () => apollo.manifest,
      }),
    );
    const client = apolloClient(ids.concat(apolloLink(sent, PHYSICIAN)));
    const { data } = await client.query({ query: NAMES, variables: { first: 2 } });
    expect((data as { patients: unknown[] }).patients).toHaveLength(2);
    expect(sent.map(({ body }) => body?.['query'])).toEqual([undefined]);
  });

  it('registers documents for its caller, and sends only their hashes afterwards', async () => {
    const sent: Sent[] = [];
    const automatic = () =>
      apolloClient(new PersistedQueryLink({ sha256 }).concat(apolloLink(sent)));
    await automatic().query({ query: OTHER });
    await automatic().query({ query: OTHER });
    expect(sent.map(({ body }) => typeof body?.['query'])).toEqual([
      'undefined',
      'string',
      'undefined',
    ]);
  });

  it('sends the document after its hash to a gateway that registers none, and gets data', async () => {
    const sent: Sent[] = [];
    const ids = new PersistedQueryLink({ sha256 });
    const client = apolloClient(ids.concat(apolloLink(sent, NURSE, `${usual.url}/graphql`)));
    const { data } = await client.query({
      query: gql`
        query Hello {
          hello
        }
      `,
    });
    expect(data).toMatchObject({ hello: 'world' });
    expect(sent.map(({ body }) => typeof body?.['query'])).toEqual(['undefined', 'string']);
  });

  it.each<[string, string, () => ApolloClient]>([
    [
      'a document that is in no manifest',
      'DOCUMENT_NOT_TRUSTED',
      () => apolloClient(apolloLink([], PHYSICIAN)),
    ],
    [
      'GET where the server does not accept it',
      'METHOD_NOT_ALLOWED',
      () =>
        apolloClient(
          new HttpLink({ uri: `${usual.url}/graphql`, headers: NURSE, useGETForQueries: true }),
        ),
    ],
    [
      'a request without a token',
      'UNAUTHENTICATED',
      () => apolloClient(new HttpLink({ uri: served.gateway.url })),
    ],
  ])('shows the code and the message of the refusal of %s: %s', async (_what, code, client) => {
    expect(await apolloErrors(client())).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)]);
  });

  it('shows, for each operation of a batch, the code and the message that asks to turn batching off', async () => {
    const client = apolloClient(new BatchHttpLink({ uri: served.gateway.url, headers: NURSE }));
    const shown = await Promise.all([NAMES, OTHER].map((query) => apolloErrors(client, query)));
    const refusal = ['BATCH_NOT_SUPPORTED', expect.stringContaining('turn batching off')];
    expect(shown).toEqual([refusal, refusal]);
  });
});

interface Answer {
  readonly data?: unknown;
  readonly error?: unknown;
}

const urqlClient = (headers: Record<string, string>, changes: Partial<ClientOptions> = {}) =>
  createClient({
    url: served.gateway.url,
    exchanges: [cacheExchange, fetchExchange],
    fetchOptions: () => ({ headers }),
    ...changes,
  });

describe('urql', () => {
  const QUERY = 'query Urql { patients(first: 1) { id } }';
  it('gets data with preferGetMethod: false', async () => {
    const { data, error }: Answer = await urqlClient(NURSE, { preferGetMethod: false }).query(
      QUERY,
      {},
    );
    expect(error).toBeUndefined();
    expect(data).toMatchObject({ patients: [{ id: expect.any(String) }] });
  });

  it('gets data by GET, its default, with the header apollo-require-preflight from a gateway that accepts GET', async () => {
    const sent: Sent[] = [];
    const headers = { ...NURSE, 'apollo-require-preflight': 'true' };
    const { error } = await urqlClient(headers, { fetch: collecting(sent) }).query(QUERY, {});
    expect(error).toBeUndefined();
    expect(sent.map(({ method }) => method)).toEqual(['GET']);
  });

  it.each<[string, string, () => string]>([
    [
      'GET without the header apollo-require-preflight',
      'PREFLIGHT_REQUIRED',
      () => served.gateway.url,
    ],
    ['GET where the server does not accept it', 'METHOD_NOT_ALLOWED', () => `${usual.url}/graphql`],
  ])('shows the code of the refusal of %s: %s', async (_what, code, url) => {
    const { error } = await urqlClient(NURSE, { url: url() }).query(QUERY, {});
    expect(error?.graphQLErrors.map(({ extensions }) => extensions['code'])).toEqual([code]);
  });

  it('registers documents for its caller, and sends only their hashes afterwards', async () => {
    const sent: Sent[] = [];
    const automatic = () =>
      urqlClient(NURSE, {
        exchanges: [persistedExchange({ preferGetForPersistedQueries: false }), fetchExchange],
        fetch: collecting(sent),
      }).query('query Registered { patients(first: 1) { id } }', {});
    expect((await automatic()).error).toBeUndefined();
    expect((await automatic()).error).toBeUndefined();
    expect(sent.map(({ body }) => typeof body?.['query'])).toEqual([
      'undefined',
      'string',
      'undefined',
    ]);
  });

  it('gets data for a documentId of a manifest, for a caller who may send nothing else', async () => {
    const [operation] = apollo.manifest.operations;
    const document = { kind: 'Document', definitions: [], documentId: `sha256:${operation?.id}` };
    const { data, error }: Answer = await urqlClient(PHYSICIAN, { preferGetMethod: false }).query(
      document as never,
      { first: 1 } as never,
    );
    expect(error).toBeUndefined();
    expect(data).toMatchObject({ patients: [{ name: expect.any(String) }] });
  });
});

const sendRelay =
  (sent: Sent[], headers: Record<string, string>): FetchFunction =>
  async ({ id, text }, variables) => {
    const response = await collecting(sent)(served.gateway.url, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(text === null ? { doc_id: id, variables } : { query: text, variables }),
    });
    return response.json() as never;
  };
const queryRelay = (sent: Sent[], request: ConcreteRequest, headers: Record<string, string>) => {
  const store = new Store(new RecordSource());
  const environment = new Environment({ network: Network.create(sendRelay(sent, headers)), store });
  return fetchQuery(environment, request, { first: 2 }).toPromise();
};

describe('Relay', () => {
  it('gets data for the id that its compiler wrote into the manifest, for a caller who may send nothing else', async () => {
    const sent: Sent[] = [];
    const data = (await queryRelay(sent, relay.query, PHYSICIAN)) as { patients: unknown[] };
    expect(data.patients).toHaveLength(2);
    expect(sent.map(({ body }) => body)).toEqual([
      { doc_id: relay.query.params.id, variables: { first: 2 } },
    ]);
  });

  it('gets data for a text of a caller who may send any document, and shows the message of the refusal to a caller who may not', async () => {
    const text = 'query births2Query($first: Int!) { patients(first: $first) { id birthDate } }';
    const request = {
      ...relay.query,
      params: { ...relay.query.params, id: null, cacheID: 'births2', text },
    };
    expect(await queryRelay([], request as ConcreteRequest, NURSE)).toMatchObject({
      patients: [{ birthDate: expect.any(String) }, {}],
    });
    await expect(queryRelay([], request as ConcreteRequest, PHYSICIAN)).rejects.toThrow(
      'You may send only documents that are listed in a manifest of this server.',
    );
  });
});

describe('graphql-request', () => {
  const QUERY = 'query Requested { patients(first: 1) { id } }';

  it('gets data by POST without special settings, and by GET with the header apollo-require-preflight', async () => {
    const url = served.gateway.url;
    const posts = new GraphQLClient(url, { headers: NURSE });
    expect(await posts.request(QUERY)).toMatchObject({ patients: [{}] });
    const headers = { ...NURSE, 'apollo-require-preflight': 'true' };
    const gets = new GraphQLClient(url, { headers, method: 'GET' });
    expect(await gets.request(QUERY)).toMatchObject({ patients: [{}] });
  });

  it('shows the message of the refusal of a batch', async () => {
    const client = new GraphQLClient(served.gateway.url, { headers: NURSE });
    const batch = [{ document: QUERY }, { document: QUERY }];
    const error = await client.batchRequests(batch).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(ClientError);
    expect(String(error)).toContain('turn batching off in the client');
  });
});

const library = (name: string) => ({ clientLibrary: { name, version: '2.0.0' } });

const postAsNurse = (headers: Record<string, string>, body: object) =>
  served.send({ token: tokenOf(['nurse']), headers: Object.entries(headers), body });

const getAsNurse = (headers: Record<string, string>, parameters: Record<string, unknown>) => {
  const search = new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
  return served.send({
    token: tokenOf(['nurse']),
    method: 'GET',
    path: `/graphql?${search.toString()}`,
    headers: Object.entries(headers),
  });
};

/** Requests as Apollo iOS and Apollo Kotlin write them, by their sources. */
describe('the request of a mobile client', () => {
  const ACCEPT =
    'multipart/mixed;deferSpec=20220824, application/graphql-response+json, application/json';
  const query = 'query Mobile($first: Int!) { patients(first: $first) { __typename id } }';
  const id = sha256(query);
  const asked = { operationName: 'Mobile', variables: { first: 1 } };
  const persistedQuery = { version: 1, sha256Hash: id };
  const ios = {
    accept: ACCEPT.replaceAll(', ', ','),
    'apollographql-client-name': 'com.example.ward-apollo-ios',
    'apollographql-client-version': '1.0-42',
    'x-apollo-operation-name': 'Mobile',
    'x-apollo-operation-type': 'query',
    'x-apollo-operation-id': id,
  };
  const kotlin = {
    accept: ACCEPT,
    'x-apollo-request-uuid': '0d0e4f6a-97a0-4ac3-9a54-70a0a9cb6d1e',
    'x-apollo-operation-id': id,
    'x-apollo-operation-name': 'Mobile',
  };
  it.each<[string, Record<string, string>, object]>([
    ['Apollo iOS', ios, { ...asked, query, extensions: library('apollo-ios') }],
    ['Apollo Kotlin', kotlin, { ...asked, query, extensions: library('apollo-kotlin') }],
  ])('by POST gets data as one JSON response: %s', async (_client, headers, body) => {
    const answer = await postAsNurse(headers, body);
    expect(answer.data).toMatchObject({ patients: [{ __typename: 'Patient' }] });
    expect(answer.headers.get('content-type')).toBe(
      'application/graphql-response+json; charset=utf-8',
    );
  });

  it('by GET gets data, from Apollo Kotlin with apollo-require-preflight, from Apollo iOS with x-apollo-operation-name', async () => {
    const kotlinGet = { ...kotlin, 'apollo-require-preflight': 'true' };
    for (const headers of [kotlinGet, { ...ios, 'content-type': 'application/json' }])
      expect((await getAsNurse(headers, { ...asked, query })).data).toMatchObject({
        patients: [{}],
      });
  });

  it.each<[string, Record<string, string>, typeof getAsNurse]>([
    ['Apollo Kotlin, by GET', { ...kotlin, 'apollo-require-preflight': 'true' }, getAsNurse],
    ['Apollo iOS, by POST', ios, postAsNurse],
  ])(
    'with only a hash is answered with PersistedQueryNotFound until the caller has sent the document, then with data: %s',
    async (client, headers, first) => {
      const own = `${query} # ${client}`;
      const extensions = {
        persistedQuery: { ...persistedQuery, sha256Hash: sha256(own) },
      };
      const unknown = await first(headers, { ...asked, extensions });
      expect(unknown.json).toMatchObject({ errors: [{ message: 'PersistedQueryNotFound' }] });
      expect(unknown.status).toBe(200);
      const retried = await postAsNurse(headers, { ...asked, query: own, extensions });
      expect(retried.data).toMatchObject({ patients: [{}] });
      expect((await first(headers, { ...asked, extensions })).data).toMatchObject({
        patients: [{}],
      });
    },
  );
});

describe('the documents of the manifests', () => {
  it('are planned after the start, and the log has their number and none that would be refused', async () => {
    const planned = () => served.logged.find((line) => line.includes('documents are planned'));
    while (planned() === undefined) await new Promise((resolve) => void setTimeout(resolve, 10));
    expect(JSON.parse(planned() ?? '')).toMatchObject({ count: 2 });
    expect(served.logged.filter((line) => line.includes('would be refused'))).toEqual([]);
  });
});
