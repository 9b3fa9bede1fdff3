import { createHash, hash, randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { openSubgraphIdentity } from '../../gateway/access/identity/open-subgraph-identity.ts';
import { connect as connectPostgres } from '../../gateway/audit/store/postgres/connect.ts';
import { tokenFor } from '../support/edge.ts';
import {
  everyNetworkSetting,
  PROXY,
  PUBLIC_URL,
  SUBGRAPH_TOKEN,
} from '../support/every-network-setting.ts';
import { startFronting, type FrontingGateway } from '../support/fronting-gateway.ts';
import { openHttp2, type Http2Client } from '../support/http2-client.ts';
import { readLedger } from '../support/read-ledger.ts';
import { readSamples } from '../support/read-samples.ts';
import { createAuthority, selfSigned, type SelfSigned } from '../support/self-signed.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { startStrictPatients, type StrictPatients } from '../support/strict-patients.ts';

const P1 = '956a4d3f-5fab-49fc-8e5c-fa6734077f5d';
const P2 = '00e36a2d-5859-4369-aed6-0a56df8edce6';
/** Values of the two patients that no refusal, log or store of limits may hold. */
const PHI = /999-30-2967|999-86-9882|Fay719|Tobias249/;
const BEHIND_PROXY = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };

const CHART = 'query Chart($id: ID!) { patient(id: $id) { id name ssn race } }';
const MOVE = `mutation Move { correctAddress(patientId: "${P1}", address: { line: "1 Way", city: "Acton", state: "MA", zip: "01720" }) { id } }`;

const folder = mkdtempSync(join(tmpdir(), 'phi-everything-on-'));
const server = selfSigned();
const clients = createAuthority('Clients');
const own = clients.issue({ subject: 'portal' });
const subgraphAuthority = createAuthority('Subgraphs');
const gatewayPair = subgraphAuthority.issue({ subject: 'gateway' });
const subgraphPair = selfSigned('ec', { subject: 'patients' });

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | null;
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Decompressed. */
  readonly text: string;
  /** Bytes of the body as they were sent. */
  readonly bytes: number;
  readonly data: unknown;
  readonly codes: readonly string[];
}

type Way = (sent: Sent) => Promise<Answer>;

let introspection: Server;
let patients: StrictPatients;
let gateway: FrontingGateway;
let http2: Http2Client;
let limitsStore: Awaited<ReturnType<Awaited<ReturnType<typeof sharedPostgres>>['createDatabase']>>;
const agents = {
  client: new Agent({ keepAlive: true, ca: server.cert }),
  proxy: new Agent({ keepAlive: true, ca: server.cert, localAddress: PROXY }),
};

beforeAll(async () => {
  introspection = createServer((request, response) => {
    request
      .resume()
      .once('end', () =>
        response.setHeader('content-type', 'application/json').end('{"active":false}'),
      );
  });
  introspection.listen(0, '127.0.0.1');
  await once(introspection, 'listening');
  const introspectionPort = (introspection.address() as AddressInfo).port;

  const key = join(folder, 'identity.key');
  const identity = await openSubgraphIdentity({ key, issuer: 'phi-gateway' });
  const postgres = await sharedPostgres();
  limitsStore = await postgres.createDatabase('everything_on');
  patients = await startStrictPatients({
    indexDir: join(folder, 'index'),
    tls: { ...subgraphPair, ca: subgraphAuthority.cert },
    authorization: `Bearer ${SUBGRAPH_TOKEN}`,
    gatewayKeys: identity.jwks,
  });

  const { user, password, port, database } = limitsStore;
  const settings = everyNetworkSetting({
    folder,
    certificates: { server, clients, subgraph: subgraphPair, gateway: gatewayPair },
    patients,
    identityKey: key,
    introspectionUrl: `http://127.0.0.1:${introspectionPort}/introspect`,
    limitsUrl: `postgres://${user}:${password}@127.0.0.1:${port}/${database}`,
    manifest: JSON.stringify({ [hash('md5', CHART)]: CHART }),
  });
  gateway = await startFronting({}, settings);
  http2 = await openHttp2(gateway.url, { ca: server.cert });
});

afterEach(async () => {
  patients.behave(null);
  // Whatever was sent, others are served.
  const honest = { headers: of('physician', 'honest'), body: chart(P1) };
  const answer = await WAYS['HTTP/1.1']?.(honest);
  if (answer?.status !== 200 || !answer.text.includes('Fay719'))
    throw new Error(`Others get ${answer?.text}`);
});

afterAll(async () => {
  http2.close();
  for (const agent of Object.values(agents)) agent.destroy();
  await gateway.close();
  await patients.close();
  introspection.close();
  rmSync(folder, { recursive: true });
});

function read(status: number, headers: Readonly<Record<string, unknown>>, sent: Buffer): Answer {
  const encoding = headers['content-encoding'];
  const body =
    encoding === 'br' ? brotliDecompressSync(sent) : encoding === 'gzip' ? gunzipSync(sent) : sent;
  const text = body.toString();
  const { data, errors = [] } = (text === '' ? {} : JSON.parse(text)) as {
    data?: unknown;
    errors?: { extensions: { code: string } }[];
  };
  const codes = errors.map(({ extensions }) => extensions.code);
  return { status, headers, text, bytes: sent.length, data, codes };
}

/** Sends over HTTP/1.1, with some options of the connection. */
async function overHttp1(
  { method = 'POST', path = '/graphql', headers = {}, body = null }: Sent,
  connection: { readonly agent: Agent | false; readonly pair?: SelfSigned },
): Promise<Answer> {
  const { agent, pair } = connection;
  const sent = requestHttps(new URL(path, gateway.url), {
    method,
    headers,
    agent,
    ca: server.cert,
    ...(pair && { cert: pair.cert, key: pair.key }),
  });
  sent.end(body ?? undefined);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  return read(response.statusCode ?? 0, response.headers, Buffer.concat(chunks));
}

/** The ways to the gateway. */
const WAYS: Readonly<Record<string, Way>> = {
  'HTTP/1.1': (sent) => overHttp1(sent, { agent: agents.client }),
  'HTTP/2': async (sent) => {
    const { status, headers, bytes } = await http2.send(sent);
    return read(status, headers, bytes);
  },
  'a trusted proxy': (sent) =>
    overHttp1({ ...sent, headers: { ...BEHIND_PROXY, ...sent.headers } }, { agent: agents.proxy }),
};

const JSON_TYPE = { 'content-type': 'application/json' };
const PREFLIGHT = { 'apollo-require-preflight': 'true' };
/** Headers of a caller. */
const of = (role: string, subject = `the ${role}`, claims: object = {}) => ({
  ...JSON_TYPE,
  authorization: `Bearer ${tokenFor(subject, { roles: role === '' ? [] : [role], ...claims })}`,
});
const bodyOf = (query: string, others: object = {}) => JSON.stringify({ query, ...others });
const chart = (id: string) => bodyOf(CHART, { variables: { id } });
const persisted = (sha256Hash: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
});
const search = (parameters: Readonly<Record<string, string>>) =>
  `/graphql?${new URLSearchParams(parameters).toString()}`;
const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
/** A query whose response has over 1 KiB, below which no response is compressed. */
const lengthen = (query: string) =>
  query.replace('{', `{ ${repeat(40, (index) => `${'long'.repeat(8)}${index}: __typename`)} `);
const doubling = (levels: number, spread: (name: string) => string) =>
  `{ patients(first: 1) { ...F0 } } ${repeat(levels, (i) => `fragment F${i} on Patient { ${spread(`...F${i + 1}`)} }`)} fragment F${levels} on Patient { name }`;

/** An answer without what differs from request to request and between protocols. */
function comparable({ status, headers, text, bytes }: Answer): object {
  const OWN = ['connection', 'keep-alive', 'transfer-encoding', 'date', 'ratelimit', 'retry-after'];
  const kept = Object.entries(headers).filter(
    ([name]) => !OWN.includes(name) && name !== 'x-request-id',
  );
  return { status, headers: Object.fromEntries(kept), text, bytes };
}

/** Sends a request in each way. The answers have to be the same, and none may be stored. */
async function everyWay(sent: Sent): Promise<Answer> {
  const answers: Answer[] = [];
  for (const way of Object.values(WAYS)) answers.push(await way(sent));
  const [first] = answers;
  if (first === undefined) throw new Error('There is no way.');
  for (const answer of answers) {
    expect(comparable(answer)).toEqual(comparable(first));
    expect(answer.headers['cache-control']).toBe('no-store');
    for (const name of ['etag', 'set-cookie']) expect(answer.headers).not.toHaveProperty(name);
  }
  return first;
}

const recordsOf = ({ headers }: Answer) =>
  readLedger(gateway.ledger).filter(
    ({ operation }) => operation?.requestId === headers['x-request-id'],
  );

const physician = of('physician');

describe('with every setting of the network on, a request', () => {
  it.each<[number, string, string, Sent]>([
    [400, 'BATCH_NOT_SUPPORTED', 'is an array', { headers: physician, body: `[${chart(P1)}]` }],
    [
      400,
      'PREFLIGHT_REQUIRED',
      'comes by GET from a page of another site',
      {
        method: 'GET',
        path: search({
          documentId: `sha256:${hash('sha256', CHART)}`,
          variables: `{"id":"${P1}"}`,
        }),
        headers: { authorization: physician.authorization, origin: 'https://evil.example' },
      },
    ],
    [
      405,
      'BAD_REQUEST',
      'has a mutation in a URL',
      { method: 'GET', path: search({ query: MOVE }), headers: { ...of('nurse'), ...PREFLIGHT } },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'has the content type text/plain',
      { headers: { ...physician, 'content-type': 'text/plain' }, body: chart(P1) },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'has the content type multipart/form-data',
      {
        headers: { ...physician, 'content-type': 'multipart/form-data; boundary=x' },
        body: '--x--',
      },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'is JSON in UTF-16',
      {
        headers: { ...physician, 'content-type': 'application/json; charset=utf-16' },
        body: chart(P1),
      },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'has a compressed body',
      { headers: { ...physician, 'content-encoding': 'gzip' }, body: chart(P1) },
    ],
    [
      400,
      'DOCUMENT_ID_MISMATCH',
      'has a listed hash with another document',
      {
        headers: physician,
        body: bodyOf(`{ patient(id: "${P1}") { ssn } }`, persisted(hash('sha256', CHART))),
      },
    ],
    [
      403,
      'DOCUMENT_NOT_TRUSTED',
      'has a document that no manifest lists, for a role that may send only listed ones',
      { headers: of('researcher'), body: bodyOf('{ patients(first: 1) { birthDate } }') },
    ],
    [
      400,
      'OPERATION_NOT_SUPPORTED',
      'is a subscription',
      { headers: physician, body: bodyOf('subscription { patients { name } }') },
    ],
    [
      400,
      'GRAPHQL_VALIDATION_FAILED',
      'uses @defer',
      {
        headers: { ...physician, accept: 'multipart/mixed; deferSpec=20220824' },
        body: bodyOf('{ patients(first: 1) { ... @defer { name } } }'),
      },
    ],
    [
      400,
      'GRAPHQL_VALIDATION_FAILED',
      'uses @stream',
      { headers: physician, body: bodyOf('{ patients(first: 1) @stream { name } }') },
    ],
    [
      400,
      'OPERATION_TOO_COMPLEX',
      'has fragments that double 25 times',
      { headers: physician, body: bodyOf(doubling(25, (name) => `${name} ${name}`)) },
    ],
    [
      400,
      'OPERATION_TOO_COMPLEX',
      'has inline fragments that double 25 times',
      {
        headers: physician,
        body: bodyOf(doubling(25, (name) => `... { ${name} } ... { ${name} }`)),
      },
    ],
    [
      400,
      'OPERATION_TOO_COMPLEX',
      'has 2,000 nested inline fragments',
      { headers: physician, body: bodyOf(`{ ${'... { '.repeat(2_000)} a ${'}'.repeat(2_000)} }`) },
    ],
    [
      400,
      'OPERATION_TOO_COMPLEX',
      'asks for a million patients in a variable',
      {
        headers: physician,
        body: bodyOf('query($n: Int!) { patients(first: $n) { name } }', {
          variables: { n: 1_000_000 },
        }),
      },
    ],
    [
      400,
      'OPERATION_TOO_COMPLEX',
      'has 1,000 aliases of __typename',
      { headers: physician, body: bodyOf(`{ ${repeat(1_000, (i) => `a${i}: __typename`)} }`) },
    ],
    [
      400,
      'OPERATION_TOO_COMPLEX',
      'has 500 duplicates of a field of 1,000 patients',
      { headers: physician, body: bodyOf(`{ patients(first: 1000) { ${'name '.repeat(500)} } }`) },
    ],
    [
      400,
      'OPERATION_TOO_COMPLEX',
      'has 60 directives in an operation named __schema',
      {
        headers: physician,
        body: bodyOf(`query __schema { patients { ${'name @include(if: true) '.repeat(60)} } }`),
      },
    ],
    [
      413,
      'REQUEST_TOO_LARGE',
      'has a variable of 100,000 nested lists',
      {
        headers: physician,
        body: `{"query":"{ __typename }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
      },
    ],
    [
      413,
      'REQUEST_TOO_LARGE',
      'has a body of 300 KB',
      {
        headers: physician,
        body: bodyOf('{ __typename }', { variables: { a: 'x'.repeat(300_000) } }),
      },
    ],
    [
      400,
      'BAD_REQUEST',
      'sends a forwarded header that is not ASCII',
      { headers: { ...physician, 'x-tenant': 'é' }, body: chart(P1) },
    ],
    [
      401,
      'UNAUTHENTICATED',
      'has its token in the URL',
      {
        method: 'GET',
        path: search({
          query: '{ patients(first: 1) { name } }',
          access_token: tokenFor('ada', { roles: ['physician'] }),
        }),
        headers: PREFLIGHT,
      },
    ],
    [
      401,
      'UNAUTHENTICATED',
      'has a revoked token',
      { headers: of('physician', 'ada', { jti: 'revoked' }), body: chart(P1) },
    ],
    [
      401,
      'UNAUTHENTICATED',
      'has an opaque token that its issuer does not know',
      { headers: { ...JSON_TYPE, authorization: 'Bearer unknown' }, body: chart(P1) },
    ],
    [
      401,
      'UNAUTHENTICATED',
      'has a token that has to be bound to a key and is not',
      {
        headers: of('physician', 'ada', { iss: 'https://smart.example', scope: 'user/*.rs' }),
        body: chart(P1),
      },
    ],
  ])(
    'is refused with %i %s over HTTP/1.1, HTTP/2 and a proxy, without a subgraph call, if it %s',
    async (status, code, _what, sent) => {
      const before = patients.accepted.length;
      const since = performance.now();
      const answer = await everyWay(sent);
      expect(answer).toMatchObject({ status, codes: [code] });
      expect(answer.data ?? null).toBeNull();
      expect(answer.text).not.toMatch(PHI);
      expect(patients.accepted).toHaveLength(before);
      expect(performance.now() - since).toBeLessThan(2_000);
    },
  );
});

/** How each role sees the chart of the first patient, and whether its social security number may be fetched. */
const VIEWS: readonly (readonly [
  role: string,
  claims: object,
  view: object | null,
  fetchesSsn: boolean,
])[] = [
  ['privacy_officer', {}, { ssn: '999-30-2967', race: null }, true],
  ['nurse', {}, { ssn: null, race: 'other' }, false],
  ['physician', {}, { ssn: '2967', race: 'other' }, true],
  ['patient', { patient: P2 }, null, false],
  ['researcher', {}, null, false],
  ['', {}, null, false],
];

describe('a document of a manifest', () => {
  const variables = { id: P1 };
  const id = hash('md5', CHART);
  const sha256 = hash('sha256', CHART);
  const inUrl = (parameters: Readonly<Record<string, string>>) =>
    search({ ...parameters, variables: JSON.stringify(variables) });

  it.each<[string, Sent]>([
    ['its text', { body: chart(P1) }],
    ['its hash', { body: JSON.stringify({ variables, ...persisted(sha256) }) }],
    ['documentId', { body: JSON.stringify({ variables, documentId: `sha256:${sha256}` }) }],
    ['doc_id', { body: JSON.stringify({ variables, doc_id: id }) }],
    ['its id in a URL', { method: 'GET', path: inUrl({ documentId: id }), headers: PREFLIGHT }],
  ])(
    'requested by %s, shows each role only what it may see over HTTP/1.1, HTTP/2 and a proxy, and fetches the SSN only for a role that sees it',
    async (_form, sent) => {
      for (const [role, claims, view, fetchesSsn] of VIEWS) {
        const before = patients.accepted.length;
        const headers = { ...of(role, `the ${role}`, claims), ...sent.headers };
        const { status, data } = await everyWay({ ...sent, headers });
        expect({ role, status, data }).toMatchObject({
          role,
          status: 200,
          data: { patient: view },
        });
        const fetched = patients.accepted.slice(before).some(({ query }) => /\bssn\b/.test(query));
        expect({ role, fetched }).toEqual({ role, fetched: fetchesSsn });
      }
    },
  );
});

it('a registered document is found by its hash only for the caller that registered it, not for the same subject of another issuer', async () => {
  const query = '{ patients(first: 1) { ssn } }';
  const byHash = { body: JSON.stringify(persisted(hash('sha256', query))) };
  const officer = of('privacy_officer');
  const registered = { headers: officer, body: bodyOf(query, persisted(hash('sha256', query))) };
  expect((await everyWay(registered)).text).toContain('999-30-2967');
  expect((await everyWay({ headers: officer, ...byHash })).text).toContain('999-30-2967');
  const subject = 'the privacy_officer';
  const namesake = await boundToKey('privacy_officer', subject, {
    iss: 'https://smart.example',
    scope: 'user/*.rs',
  });
  for (const way of Object.values(WAYS))
    expect((await way({ headers: await namesake(), ...byHash })).codes).toEqual([
      'PERSISTED_QUERY_NOT_FOUND',
    ]);
  for (const headers of [of('privacy_officer', 'another'), physician])
    expect(await everyWay({ headers, ...byHash })).toMatchObject({
      status: 200,
      codes: ['PERSISTED_QUERY_NOT_FOUND'],
    });
});

/** Headers with which a client claims to be the gateway, a proxy or another caller. */
const FORGED = {
  'phi-gateway-identity': 'eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJwcml2YWN5X29mZmljZXIiXX0.',
  signature: 'gateway=:AAAA:',
  'signature-input': 'gateway=("@method")',
  'content-digest': 'sha-256=:AAAA:',
  'x-api-key': 'mine',
  'x-site': 'south',
  'x-request-id': '1',
  'x-user': 'root',
  'x-roles': 'privacy_officer',
  'x-forwarded-user': 'root',
  cookie: 'a=b',
};

describe('a client that sends headers of the gateway, a proxy or another caller', () => {
  it('gets the same response as without them, and of these headers the subgraph receives only the forwarded one, x-tenant', async () => {
    const before = patients.accepted.length;
    const honest = await everyWay({ headers: of('nurse'), body: chart(P1) });
    const headers = { ...FORGED, ...of('nurse'), 'x-tenant': 'ward 1' };
    const forged = await everyWay({ headers, body: chart(P1) });
    expect(forged.text).toBe(honest.text);
    expect(forged.data).toMatchObject({ patient: { name: expect.any(String), ssn: null } });
    const [first, ...others] = patients.accepted.slice(before);
    expect(others).toHaveLength(5);
    for (const { headers: received } of others.slice(-3)) {
      expect(Object.keys(received).toSorted()).toEqual(
        [...Object.keys(first?.headers ?? {}), 'x-tenant'].toSorted(),
      );
      expect(received).toMatchObject({
        authorization: `Bearer ${SUBGRAPH_TOKEN}`,
        'x-api-key': 'the-key',
        'x-site': 'north',
        'x-tenant': 'ward 1',
      });
      const [, claims = ''] = String(received['phi-gateway-identity']).split('.');
      expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
        sub: 'the nurse',
        roles: ['nurse'],
      });
      for (const name of [
        'signature',
        'signature-input',
        'content-digest',
        'x-request-id',
      ] as const)
        expect(received[name]).not.toBe(FORGED[name]);
    }
  });

  it('gets 400 BAD_REQUEST if it sends the forwarded header x-tenant twice, and nothing is fetched', async () => {
    const before = patients.accepted.length;
    const headers = { ...physician, 'x-tenant': ['a', 'b'] };
    expect(await everyWay({ headers, body: chart(P1) })).toMatchObject({
      status: 400,
      codes: ['BAD_REQUEST'],
    });
    expect(patients.accepted).toHaveLength(before);
  });
});

describe('a subgraph that an attacker calls directly, not through the gateway', () => {
  it('closes a connection without the client certificate of the gateway, and sends nothing over it', async () => {
    const socket = connect({ host: '127.0.0.1', port: patients.port, ca: subgraphPair.cert });
    let received = '';
    socket.on('data', (data: Buffer) => void (received += data.toString()));
    socket.on('error', () => undefined);
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}');
    await new Promise((resolve) => void socket.once('close', resolve));
    expect(received).toBe('');
  });

  it('answers 401 and executes nothing, even with the stolen certificate, credentials and a whole request of the gateway', async () => {
    await WAYS['HTTP/2']?.({ headers: of('privacy_officer'), body: chart(P1) });
    const { headers = {}, body = '' } = patients.accepted.at(-1) ?? {};
    const stolen = Object.fromEntries(
      Object.entries(headers).filter(
        ([name]) => !['connection', 'content-length', 'host', 'transfer-encoding'].includes(name),
      ),
    ) as Record<string, string>;
    const before = patients.accepted.length;
    const thief = await openHttp2(patients.url, { ca: subgraphPair.cert, ...gatewayPair });
    const bearer = { ...JSON_TYPE, authorization: `Bearer ${SUBGRAPH_TOKEN}` };
    for (const [sent, text] of [
      [stolen, body],
      [stolen, body.replace(P1, P2)],
      [{ ...stolen, ...FORGED, authorization: stolen['authorization'] ?? '' }, body],
      [{ ...FORGED, ...bearer }, body],
      [bearer, body],
      [{ ...stolen, authorization: `Bearer ${stolen['phi-gateway-identity'] ?? ''}` }, body],
    ] as const)
      expect(await thief.send({ headers: sent, body: text })).toMatchObject({ status: 401 });
    thief.close();
    expect(patients.accepted).toHaveLength(before);
  });
});

const derOf = ({ cert }: SelfSigned) => new X509Certificate(cert).raw;
const stated = { 'client-cert': `:${derOf(own).toString('base64')}:` };
const boundToOwn = {
  cnf: { 'x5t#S256': createHash('sha256').update(derOf(own)).digest('base64url') },
};

describe('the headers of a proxy', () => {
  const bound = of('physician', 'bound', boundToOwn);
  const direct = [WAYS['HTTP/1.1'], WAYS['HTTP/2']].flatMap((way) => way ?? []);

  it('determine the recorded address of the client only if a trusted proxy sends them', async () => {
    const headers = { ...physician, ...BEHIND_PROXY, forwarded: 'for=203.0.113.7' };
    for (const way of direct) {
      const [record] = recordsOf(await way({ headers, body: chart(P1) }));
      expect(record?.client).toMatchObject({ address: '127.0.0.1' });
      expect(record?.client).not.toHaveProperty('proxies');
    }
    const answer = await WAYS['a trusted proxy']?.({ headers, body: chart(P1) });
    const [record] = answer === undefined ? [] : recordsOf(answer);
    expect(record?.client).toMatchObject({ address: '203.0.113.9', proxies: [PROXY] });
  });

  it('state the client certificate of a bound token only if a trusted proxy sends them; else it gets 401 unless the connection has the certificate', async () => {
    const sent = { headers: { ...bound, ...BEHIND_PROXY, ...stated }, body: chart(P1) };
    const before = patients.accepted.length;
    for (const way of direct) expect(await way(sent)).toMatchObject({ status: 401 });
    expect(patients.accepted).toHaveLength(before);
    expect(await WAYS['a trusted proxy']?.(sent)).toMatchObject({ status: 200, codes: [] });
    const unstated = { ...sent, headers: bound };
    expect(await WAYS['a trusted proxy']?.(unstated)).toMatchObject({ status: 401 });
    // The certificate of the connection, beside a header that counts for nothing.
    const connection = { agent: false as const, pair: own };
    expect(await overHttp1(sent, connection)).toMatchObject({ status: 200 });
  });

  it('make the gateway refuse a request with 403 HTTPS_REQUIRED, and fetch nothing, if a trusted proxy states http', async () => {
    const before = patients.accepted.length;
    const headers = { ...physician, ...BEHIND_PROXY, 'x-forwarded-proto': 'http' };
    expect(await WAYS['a trusted proxy']?.({ headers, body: chart(P1) })).toMatchObject({
      status: 403,
      codes: ['HTTPS_REQUIRED'],
    });
    expect(patients.accepted).toHaveLength(before);
  });
});

/** A caller whose token is bound to a key, and proofs of that key. */
async function boundToKey(role: string, subject: string, claims: object = {}) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const token = tokenFor(subject, {
    roles: [role],
    cnf: { jkt: await calculateJwkThumbprint(jwk) },
    ...claims,
  });
  const ath = createHash('sha256').update(token).digest('base64url');
  const prove = () =>
    new SignJWT({ jti: randomUUID(), htm: 'POST', htu: PUBLIC_URL, ath })
      .setIssuedAt()
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey);
  return async () => ({
    ...JSON_TYPE,
    authorization: `DPoP ${token}`,
    dpop: await prove(),
  });
}

describe('a token that is bound to a key', () => {
  it('is accepted once with each proof; the same request gets 401 when it is sent again over any protocol', async () => {
    const headersOf = await boundToKey('physician', 'ada');
    for (const [name, first] of Object.entries(WAYS)) {
      const sent = { headers: await headersOf(), body: chart(P1) };
      expect({ name, ...(await first(sent)) }).toMatchObject({ name, status: 200 });
      const before = patients.accepted.length;
      for (const again of Object.values(WAYS))
        expect(await again(sent)).toMatchObject({ status: 401, codes: ['UNAUTHENTICATED'] });
      expect(patients.accepted).toHaveLength(before);
    }
  });

  it('with patient/ scopes, gives access only to the patient of its launch context; another patient is null and not fetched', async () => {
    const smart = { iss: 'https://smart.example', scope: 'patient/*.rs', patient: P1 };
    const headersOf = await boundToKey('physician', 'app', smart);
    for (const way of Object.values(WAYS)) {
      const one = await way({ headers: await headersOf(), body: chart(P1) });
      expect(one.data).toMatchObject({ patient: { ssn: '2967' } });
      const before = patients.accepted.length;
      const two = await way({ headers: await headersOf(), body: chart(P2) });
      expect(two.data).toEqual({ patient: null });
      expect(patients.accepted).toHaveLength(before);
    }
  });
});

describe('a compressed response', () => {
  it('has the same status, error codes and text as an uncompressed one for three roles, for a patient that exists and for one that does not', async () => {
    for (const [role, claims] of VIEWS.slice(1, 4)) {
      for (const id of [P1, randomUUID()]) {
        const body = bodyOf(lengthen(CHART), { variables: { id } });
        const headers = { ...of(role, `the ${role}`, claims), 'graphql-cost': 'report' };
        const plain = await everyWay({ headers, body });
        expect(plain.headers).not.toHaveProperty('content-encoding');
        for (const encoding of ['gzip', 'br']) {
          const compressed = await everyWay({
            headers: { ...headers, 'accept-encoding': encoding },
            body,
          });
          const { status, codes, text } = compressed;
          expect(compressed.headers).toHaveProperty('content-encoding', encoding);
          expect({ status, codes, text }).toEqual({
            status: plain.status,
            codes: plain.codes,
            text: plain.text,
          });
        }
      }
    }
  });
});

describe('a patient who queries another patient', () => {
  it.each([
    ['identity', undefined],
    ['br', 'br'],
  ])(
    'gets the same cost, headers and bytes, from as many subgraph calls, whether or not the other patient exists, with Accept-Encoding: %s',
    async (accept, encoding) => {
      const headers = {
        ...of('patient', 'curious', { patient: P1 }),
        'graphql-cost': 'report',
        'accept-encoding': accept,
      };
      for (const query of [
        CHART,
        'query($id: ID!) { patient(id: $id) { address { line city } } }',
      ]) {
        const ask = (id: string) =>
          everyWay({ headers, body: bodyOf(lengthen(query), { variables: { id } }) });
        const before = patients.accepted.length;
        const existing = await ask(P2);
        const fetched = patients.accepted.length - before;
        const absent = await ask(randomUUID());
        expect(existing.text).toContain('"cost":{');
        expect(existing.headers['content-encoding']).toBe(encoding);
        expect(comparable(existing)).toEqual(comparable(absent));
        expect(patients.accepted.length - before).toBe(2 * fetched);
      }
    },
  );
});

describe('a subgraph that sends forged or unsigned responses', () => {
  it('cannot add headers, extensions or keys to the response for the client, or make it cacheable', async () => {
    patients.behave(async (execute) => {
      const response = await execute();
      const { data } = JSON.parse(response.body) as { data: { patient: object } };
      return {
        status: 200,
        headers: {
          ...response.headers,
          'cache-control': 'public, max-age=3600',
          etag: '"1"',
          'set-cookie': 'session=1',
          'x-secret': 'leak',
        },
        body: JSON.stringify({
          data: {
            ...data,
            patient: { ...data.patient, passport: 'leak', mrn: 'leak' },
            more: 'leak',
          },
          extensions: { secret: 'leak', cost: { actual: 0 } },
        }),
      };
    });
    const answer = await everyWay({ headers: physician, body: chart(P1) });
    expect(answer.data).toEqual({
      patient: { id: P1, name: expect.any(String), ssn: '2967', race: 'other' },
    });
    expect(JSON.stringify(answer)).not.toMatch(/leak|extensions/);
  });

  it('cannot give a patient the record of another patient: the response has null', async () => {
    patients.behave(async (execute) => {
      const response = await execute();
      return { ...response, body: response.body.replaceAll(P1, P2) };
    });
    const headers = of('patient', 'the first', { patient: P1 });
    const answer = await everyWay({ headers, body: chart(P1) });
    expect(answer.text).not.toMatch(PHI);
    expect(answer.data).toEqual({ patient: null });
  });

  it('makes an unsigned response null with SUBGRAPH_FAILED, recorded with the outcome error and without a release', async () => {
    patients.behave(async (execute) => ({ ...(await execute()), isSigned: false }));
    const answer = await everyWay({ headers: physician, body: chart(P1) });
    expect(answer).toMatchObject({
      status: 200,
      codes: ['SUBGRAPH_FAILED'],
      data: { patient: null },
    });
    expect(recorded(answer)).toEqual([['access', 'error', 0]]);
  });
});

it('a response with more PHI fields than the role may have is refused with 400 OPERATION_TOO_COMPLEX; a role with a higher limit gets it', async () => {
  const query = '{ patients(first: 25) { name birthDate } }';
  const headers = { ...of('nurse'), 'graphql-cost': 'report' };
  const answer = await everyWay({ headers, body: bodyOf(query) });
  expect(answer).toMatchObject({ status: 400, codes: ['OPERATION_TOO_COMPLEX'] });
  expect(answer.text).not.toMatch(PHI);
  expect(recordsOf(answer).flatMap(({ accesses }) => accesses)).toEqual([]);
  const allowed = await everyWay({ headers: physician, body: bodyOf(query) });
  const released = recordsOf(allowed).flatMap(({ accesses }) => accesses);
  expect(released.length).toBeGreaterThan(0);
});

/** Headers of a caller with three requests a minute. */
const spent = (claims: object = {}) => of('billing', 'spent', claims);

it('a caller who has used up the requests of a minute gets 429 and a time to retry over each protocol, in each form of request, with another token or address', async () => {
  const query = bodyOf('{ patients(first: 1) { id } }');
  const statuses: number[] = [];
  for (const way of Object.values(WAYS))
    statuses.push((await way({ headers: spent(), body: query })).status);
  expect(statuses).toEqual([200, 200, 200]);
  const before = patients.accepted.length;
  const { authorization } = spent();
  const bound = await boundToKey('billing', 'spent');
  const forms: readonly Sent[] = [
    { headers: spent(), body: query },
    { headers: spent({ jti: randomUUID(), client_id: 'another' }), body: query },
    { headers: spent({ roles: ['billing', 'physician'] }), body: query },
    {
      headers: spent(),
      body: JSON.stringify({ documentId: hash('md5', CHART), variables: { id: P1 } }),
    },
    { headers: spent(), body: JSON.stringify(persisted(hash('sha256', CHART))) },
    {
      method: 'GET',
      path: search({ query: '{ patients(first: 1) { id } }' }),
      headers: { authorization, ...PREFLIGHT },
    },
    { headers: { ...spent(), 'x-forwarded-for': '198.51.100.7', 'x-tenant': 'b' }, body: query },
    { headers: { ...spent(boundToOwn), ...BEHIND_PROXY, ...stated }, body: query },
    { headers: { ...spent(), 'graphql-cost': 'report', 'accept-encoding': 'br' }, body: query },
  ];
  for (const sent of forms)
    for (const [name, way] of Object.entries(WAYS)) {
      const answer = await way(sent);
      // Only a trusted proxy can state the certificate of a client.
      const isUnbound =
        sent.headers !== undefined && 'client-cert' in sent.headers && name !== 'a trusted proxy';
      expect({
        name,
        status: answer.status,
        saysWhen: Number(answer.headers['retry-after'] ?? 0) > 0,
      }).toEqual({ name, status: isUnbound ? 401 : 429, saysWhen: !isUnbound });
      expect(answer.data ?? null).toBeNull();
    }
  for (const way of Object.values(WAYS))
    expect(await way({ headers: await bound(), body: query })).toMatchObject({ status: 429 });
  const certificate = { headers: spent(boundToOwn), body: query };
  expect(await overHttp1(certificate, { agent: false, pair: own })).toMatchObject({ status: 429 });
  expect(patients.accepted).toHaveLength(before);
});

const UNAVAILABLE = { status: 503, headers: { 'content-type': 'text/html' }, body: 'Fay719' };
const isWrite = ({ body }: { readonly body: string }) => body.includes('correctAddress');
/** The kinds and outcomes of an answer's records, and how many fields they say were released. */
const recorded = (answer: Answer) =>
  recordsOf(answer).map(({ kind, outcome, accesses }) => [kind, outcome, accesses.length]);

describe('a subgraph that fails', () => {
  it.each<[string, () => Promise<typeof UNAVAILABLE | null>]>([
    ['answers 503', () => Promise.resolve(UNAVAILABLE)],
    ['closes the connection', () => Promise.resolve(null)],
  ])(
    'gets a mutation only once if it %s, and the intent and the outcome error are recorded',
    async (_what, fail) => {
      patients.behave(fail);
      for (const [name, way] of Object.entries(WAYS)) {
        const before = patients.accepted.length;
        const answer = await way({ headers: of('nurse', `writer by ${name}`), body: bodyOf(MOVE) });
        expect({ name, ...answer }).toMatchObject({ name, codes: ['SUBGRAPH_FAILED'] });
        expect(answer.text).not.toMatch(PHI);
        expect(patients.accepted.slice(before).map(isWrite)).toEqual([true]);
        expect(recorded(answer)).toEqual([
          ['intent', 'pending', 0],
          ['outcome', 'error', 0],
        ]);
        await keepCircuitClosed();
        patients.behave(fail);
      }
    },
  );

  it('gets a query again after a 503, and the response to the second attempt is released and recorded once', async () => {
    for (const way of Object.values(WAYS)) {
      let calls = 0;
      patients.behave((execute) => {
        calls += 1;
        return calls === 1 ? Promise.resolve(UNAVAILABLE) : execute();
      });
      const answer = await way({ headers: physician, body: chart(P1) });
      expect(answer.data).toMatchObject({ patient: { ssn: '2967' } });
      expect(calls).toBe(2);
      expect(recorded(answer)).toEqual([['access', 'permit', 1]]);
    }
  });
});

/** Sends queries that succeed, so that the circuit stays closed. */
async function keepCircuitClosed(): Promise<void> {
  patients.behave(null);
  for (let count = 0; count < 2; count += 1)
    await WAYS['HTTP/1.1']?.({ headers: of('physician', 'honest'), body: chart(P1) });
}

describe('a gateway with as many operations under way as limits.operationsUnderWay', () => {
  it('refuses further requests of any caller and content with the same 503 OVERLOADED, unrecorded, stays ready, and answers the operations under way', async () => {
    const waiting: (() => void)[] = [];
    patients.behave(async (execute) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return execute();
    });
    const before = patients.accepted.length;
    const underWay = Array.from({ length: 8 }, (_, index) =>
      http2.send({ headers: of('physician', `caller ${index}`), body: chart(P1) }),
    );
    while (waiting.length < 8) await new Promise((resolve) => void setTimeout(resolve, 5));
    const answers: Answer[] = [];
    for (const sent of [
      { headers: physician, body: chart(P1) },
      { headers: of('patient', 'curious', { patient: P1 }), body: chart(P2) },
      { headers: of('nurse'), body: bodyOf(MOVE) },
      { headers: JSON_TYPE, body: chart(P1) },
      { headers: { ...JSON_TYPE, authorization: 'Bearer unknown' }, body: chart(P1) },
      { headers: { ...JSON_TYPE, ...FORGED }, body: '{' },
    ])
      answers.push(await everyWay(sent));
    for (const answer of answers) {
      expect(answer).toMatchObject({ status: 503, codes: ['OVERLOADED'] });
      expect(comparable(answer)).toEqual(comparable(answers[0] ?? answer));
      for (const name of ['ratelimit', 'ratelimit-policy', 'www-authenticate'])
        expect(answer.headers).not.toHaveProperty(name);
      expect(recordsOf(answer)).toEqual([]);
    }
    expect(patients.accepted).toHaveLength(before + 8);
    const health = await everyWay({ method: 'GET', path: '/health/ready' });
    expect(health).toMatchObject({ status: 200 });
    for (const resume of waiting) resume();
    for (const { status, text } of await Promise.all(underWay))
      expect({ status, name: text.includes('Fay719') }).toEqual({ status: 200, name: true });
  });
});

/** Whether the gateway calls the subgraph no more: 1 or 0. */
async function isOpen(): Promise<number | null> {
  const samples = await readSamples(gateway.metricsUrl ?? '');
  return samples.of('phi_gateway_subgraph_circuit_open{subgraph="patients"}');
}

it('a caller gets data while unauthenticated clients hold idle connections and send bodies that never end', async () => {
  const port = Number(new URL(gateway.url).port);
  const held = Array.from({ length: 12 }, (_, index) => {
    const socket = connect({ host: '127.0.0.1', port, ca: server.cert });
    socket.on('error', () => undefined).resume();
    if (index % 2 === 0)
      socket.write(
        'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
      );
    return socket;
  });
  await Promise.all(held.map((socket) => once(socket, 'secureConnect')));
  const other = await openHttp2(gateway.url, { ca: server.cert });
  const streams = Array.from({ length: 12 }, () => {
    const stream = other.session.request({ ':method': 'POST', ':path': '/graphql', ...JSON_TYPE });
    stream.on('error', () => undefined).write('{');
    return stream;
  });
  const statuses = await Promise.all(
    streams.map(async (stream) => {
      const [headers] = (await once(stream, 'response')) as [{ readonly ':status': number }];
      return headers[':status'];
    }),
  );
  // More of them than may be under way came at once.
  expect([401, 503]).toEqual(expect.arrayContaining([...new Set(statuses)]));
  expect(statuses).toContain(401);
  expect(await everyWay({ headers: physician, body: chart(P1) })).toMatchObject({
    status: 200,
    codes: [],
  });
  other.close();
  for (const socket of held) socket.destroy();
});

describe('an open circuit breaker of a subgraph', () => {
  it('sends no query and no mutation to the subgraph: both get SUBGRAPH_FAILED, and are recorded without a release', async () => {
    patients.behave(() => Promise.resolve(UNAVAILABLE));
    // Earlier responses keep it closed for a second.
    const opened = Date.now() + 60_000;
    while ((await isOpen()) !== 1 && Date.now() < opened)
      await Promise.all(
        ['caller 0', 'caller 1', 'caller 2', 'caller 3'].map(async (caller) =>
          WAYS['HTTP/1.1']?.({ headers: of('physician', caller), body: chart(P1) }),
        ),
      );
    expect(await isOpen()).toBe(1);
    const before = patients.accepted.length;
    for (const way of Object.values(WAYS)) {
      const write = await way({ headers: of('nurse'), body: bodyOf(MOVE) });
      expect(write.codes).toEqual(['SUBGRAPH_FAILED']);
      expect(recorded(write)).toEqual([
        ['intent', 'pending', 0],
        ['outcome', 'error', 0],
      ]);
      const query = await way({ headers: physician, body: chart(P1) });
      expect(query).toMatchObject({ codes: ['SUBGRAPH_FAILED'], data: { patient: null } });
      // The lookup was permitted, and released nothing.
      expect(recorded(query)).toEqual([['access', 'permit', 0]]);
    }
    expect(patients.accepted).toHaveLength(before);
    patients.behave(null);
    const closed = Date.now() + 60_000;
    while ((await isOpen()) === 1 && Date.now() < closed) {
      await new Promise((resolve) => void setTimeout(resolve, 100));
      await WAYS['HTTP/1.1']?.({ headers: of('physician', 'honest'), body: chart(P1) });
    }
  });
});

it('the log contains no PHI, token or secret, and the store of limits no caller or address', async () => {
  const logged = gateway.logged.join('');
  expect(logged).toContain('a document is in no manifest');
  expect(logged).not.toMatch(PHI);
  for (const text of [P1, P2, '1 Way', '203.0.113.9']) expect(logged).not.toContain(text);
  expect(logged).not.toMatch(/eyJ|of-the-gateway|the-key|s3cret/);
  const store = await connectPostgres(limitsStore);
  const { rows } = await store.query('SELECT * FROM phi_limits.counters');
  await store.end();
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toMatch(/ada|spent|physician|127\.0|203\.0/);
});
