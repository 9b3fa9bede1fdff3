import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  array,
  assert,
  asyncProperty,
  constantFrom,
  json,
  nat,
  oneof,
  record,
  tuple,
  type Arbitrary,
} from 'fast-check';
import { createRemoteKeys } from '../../gateway/access/identity/remote-keys.ts';
import { casesAtDepth } from '../support/depth.ts';
import { KEY_SET, tokenFor } from '../support/edge.ts';
import { PATIENT, startFronting, type FrontingGateway } from '../support/fronting-gateway.ts';
import { startRawSubgraph, type RawSubgraph } from '../support/raw-subgraph.ts';
import { secretKey } from '../support/secret-key.ts';

/*
 * JSON that is deep, wide, damaged or oddly encoded, at every entry of the gateway and in every answer that it reads.
 * Each text holds SECRET, which may be in no refusal and no line of the log.
 */
const SECRET = 'Zebra-4711';

/** Levels around the limits, and above what JSON.stringify and recursive functions can walk. */
const levels = constantFrom(1, 63, 64, 65, 128, 129, 3_000, 20_000);
const value: Arbitrary<string> = oneof(
  constantFrom(
    'null',
    'true',
    '-0',
    '1e999',
    '-1e999',
    '1e-999',
    '12345678901234567890',
    '0.10e+2',
    '01',
    '+1',
    'NaN',
    'Infinity',
    "'x'",
    '// x',
    '[1,]',
    '{"a":1,}',
    '',
    '\u0000',
    '\uFEFF',
    String.raw`"\ud800"`,
    String.raw`"\udc00\ud800"`,
    String.raw`"\u0000"`,
    String.raw`"\u202e\ufeff"`,
    '"\u0001"',
    '"\u{1F600}\u2028"',
    '{"__proto__":{"roles":["doctor"]}}',
    String.raw`{"\u005f_proto__":1}`,
    '{"constructor":{"prototype":{"a":1}},"toString":1,"hasOwnProperty":1,"then":1,"toJSON":1}',
    '{"a":1,"a":2}',
    `"${SECRET}"`,
    `[["${SECRET}"]]`,
  ),
  tuple(levels, constantFrom(['[', ']'], ['{"a":', '}'], ['[{"a":', '}]'], ['{"and":[', ']}'])).map(
    ([count, [open, close]]) => `${open.repeat(count)}1${close.repeat(count)}`,
  ),
  nat(3_000).map((count) => `[${Array.from({ length: count }, (_, index) => index).join()}]`),
  nat(1_000).map(
    (count) => `{${Array.from({ length: count }, (_, index) => `"k${index}":${index}`).join()}}`,
  ),
  json(),
);
/** A text as bytes, in the encodings that clients and proxies produce. */
const encoding = constantFrom<(text: string) => Buffer>(
  (text) => Buffer.from(text),
  (text) => Buffer.from(text),
  (text) => Buffer.from(text),
  (text) => Buffer.from(`\uFEFF${text}`),
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(`\uFEFF${text}`, 'utf16le'),
  (text) => Buffer.from(text, 'utf16le').swap16(),
  (text) => Buffer.from(text, 'latin1'),
  (text) => Buffer.concat([Buffer.from(text), Buffer.from([0xc3])]),
  (text) => Buffer.from(text).subarray(0, -3),
  (text) => Buffer.concat([Buffer.from(text), Buffer.from(text)]),
  (text) => gzipSync(text),
);
const JSON_TYPE = 'application/json';
const contentType = constantFrom(
  JSON_TYPE,
  JSON_TYPE,
  JSON_TYPE,
  `${JSON_TYPE}; charset=utf-8`,
  `${JSON_TYPE}; charset=utf-16le`,
  `${JSON_TYPE}; charset=utf-7`,
  `${JSON_TYPE}; charset="utf-8"; charset=x`,
  'application/graphql-response+json',
  'text/plain',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded',
);
const contentEncoding = constantFrom(undefined, undefined, undefined, 'identity', 'gzip', 'br, x');

const SDL = `
  scalar JSON
  type Query { echo(json: JSON, text: String, number: Float, in: In): String patient(id: ID! @patient): Patient }
  type Mutation { note(patient: ID! @patient, json: JSON): String @phi @role(anyOf: ["doctor"]) }
  input In { and: [In!] a: JSON }
  type Patient @key(fields: "id") @patient(id: "id") {
    id: ID!
    name: String @phi @role(anyOf: ["doctor"])
    extra: JSON @phi @role(anyOf: ["doctor"])
    tags: [String!]
    visits: [Visit!]
  }
  type Visit { code: Int! day: Float more: [[Visit]] }`;

/** The bytes, status and fields of an answer. */
interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
}
const answers: { subgraph: Answer | null; others: Answer | null } = {
  subgraph: null,
  others: null,
};

/** The decision point and the issuer. */
const party = createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    const { status, headers, bytes } = answers.others ?? USUAL;
    response.writeHead(status, headers).end(bytes);
  });
});
const USUAL: Answer = {
  status: 200,
  headers: { 'content-type': JSON_TYPE },
  bytes: Buffer.from('{"result":[{"patient":"p1"}],"active":false,"keys":[]}'),
};
const RECORDS: Answer = {
  ...USUAL,
  bytes: Buffer.from(
    '{"data":{"echo":"yes","note":"yes","patient":{"__typename":"Patient","id":"p1","name":"x","extra":1,"tags":["t"],"visits":[]}}}',
  ),
};

let gateway: FrontingGateway;
let subgraph: RawSubgraph;
let origin: string;
beforeAll(async () => {
  party.listen(0, '127.0.0.1');
  await once(party, 'listening');
  const url = `http://127.0.0.1:${(party.address() as AddressInfo).port}`;
  subgraph = await startRawSubgraph(SDL, ({ query }, response) => {
    const { status, headers, bytes } = answers.subgraph ?? RECORDS;
    // The gateway asks for the field under an alias.
    const key = /(\w+): ?patient\(/.exec(query)?.[1] ?? 'patient';
    const text = bytes.toString('latin1').replace('"patient":', `"${key}":`);
    response.writeHead(status, headers).end(Buffer.from(text, 'latin1'));
  });
  const folder = mkdtempSync(join(tmpdir(), 'phi-fuzzed-'));
  writeFileSync(join(folder, 'jwks.json'), KEY_SET);
  const issuer = { audience: 'phi', namesPatients: false };
  gateway = await startFronting(
    { records: subgraph.url },
    {
      server: {
        port: 0,
        pauseSeconds: 0,
        get: true,
        metrics: { port: 0 },
        // Each request has an address of its own: refusals of strangers are limited by address.
        trustedProxies: ['127.0.0.1'],
      },
      graph: { subgraphs: [{ name: 'records', url: subgraph.url }] },
      subgraph: { retries: 0, circuitBreaker: null },
      identity: {
        issuers: [
          {
            ...issuer,
            issuer: 'https://id.example',
            jwks: join(folder, 'jwks.json'),
            namesPatients: true,
          },
          {
            ...issuer,
            issuer: 'https://opaque.example',
            introspection: {
              url: `${url}/introspect`,
              clientId: 'gateway',
              clientSecret: 's3cret',
            },
          },
        ],
      },
      authorization: { reach: { doctor: 'all', nurse: 'care-team' } },
      relationships: { url: `${url}/decide`, cacheSeconds: 0 },
      breakGlass: { roles: ['doctor'], key: secretKey() },
      admin: { roles: ['auditor'] },
      documents: { automatic: true },
      limits: {
        ...PATIENT,
        requestsPerMinute: 1_000_000,
        unplannedPerMinute: 1_000_000,
        unplannedPerMinuteInAll: 1_000_000,
      },
    },
  );
  ({ origin } = new URL(gateway.url));
});
afterAll(async () => {
  await gateway.close();
  await subgraph.close();
  party.closeAllConnections();
  party.close();
});

interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

let requests = 0;
/** Sends bytes as no client library would. The token is that of a doctor unless the headers have another. */
async function send({ method, url, headers = {}, body }: Sent) {
  requests += 1;
  const sent = httpRequest(new URL(url, origin), {
    method,
    agent: false,
    headers: {
      authorization: `Bearer ${tokenFor(`caller-${requests}`, { roles: ['doctor', 'auditor'] })}`,
      'apollo-require-preflight': '1',
      'x-forwarded-for': `10.${(requests >> 16) & 255}.${(requests >> 8) & 255}.${requests & 255}`,
      'x-forwarded-proto': 'https',
      ...headers,
    },
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, text };
}

/** Each `?` of a body becomes a value. */
function fill(body: string, values: readonly string[]): string {
  let index = 0;
  return body.replaceAll('?', () => values[(index += 1) % values.length] ?? '');
}

const percentEncoded = (bytes: Buffer) => bytes.toString('hex').replaceAll(/../g, '%$&');
const base64 = (bytes: Buffer) => bytes.toString('base64url');
/** What a header can hold: longer ones are refused before they are read. */
const short = (bytes: Buffer) => bytes.subarray(0, 6_000);

const BODIES = [
  ['/graphql', '?'],
  ['/graphql', '{"query":"{ echo }","variables":?,"extensions":?}'],
  ['/graphql', '{"query":"{ echo }","operationName":?}'],
  ['/graphql', '{"query":?}'],
  ['/graphql', '{"id":?,"documentId":?,"extensions":{"persistedQuery":?}}'],
  ['/graphql', '{"query":"query ($j: JSON) { echo(json: $j) }","variables":{"j":?}}'],
  ['/graphql', '{"query":"query ($i: In) { echo(in: $i) }","variables":{"i":{"and":?,"a":?}}}'],
  ['/graphql', '{"query":"query ($n: Float) { echo(number: $n) }","variables":{"n":?}}'],
  [
    '/graphql',
    '{"query":"mutation ($p: ID!, $j: JSON) { note(patient: $p, json: $j) }","variables":{"p":?,"j":?}}',
  ],
  ['/graphql', '{"query":"query ($p: ID!) { patient(id: $p) { name } }","variables":{"p":?}}'],
  ['/admin/graphql', '?'],
  [
    '/admin/graphql',
    '{"query":"query ($f: EventFilter, $a: String) { events(first: 1, filter: $f, after: $a) { totalCount } }","variables":{"f":?,"a":?}}',
  ],
  ['/admin/export', '?'],
  ['/admin/export', '{"report":"events","format":?,"filter":?,"orderBy":?,"language":?}'],
  ['/break-glass', '?'],
  ['/break-glass', '{"patient":?,"reason":?}'],
  ['/break-glass/stop', '?'],
  ['/admin/sign-out', '?'],
  ['/health/ready', '?'],
  ['/.well-known/jwks.json', '?'],
] as const;

const clientRequest: Arbitrary<Sent> = record({
  values: array(value, { minLength: 1, maxLength: 4 }),
  encode: encoding,
  type: contentType,
  coding: contentEncoding,
  isSecret: constantFrom(true, false),
}).chain(({ values: given, encode, type, coding, isSecret }) => {
  const values = isSecret ? [...given, `"${SECRET}"`] : given;
  const bytes = encode(values.join(''));
  const body = constantFrom(...BODIES).map(([url, text]): Sent => ({
    method: url.startsWith('/health') ? 'GET' : 'POST',
    url,
    headers: { 'content-type': type, ...(coding !== undefined && { 'content-encoding': coding }) },
    body: encode(fill(text, values)),
  }));
  const parameter = constantFrom('variables', 'extensions', 'query', 'operationName', 'id').map(
    (name): Sent => ({
      method: 'GET',
      url: `/graphql?query=%7becho%7d&${name}=${percentEncoded(short(bytes).subarray(0, 4_000))}`,
    }),
  );
  const header = constantFrom<Readonly<Record<string, string>>[]>(
    { authorization: `Bearer ${base64(short(bytes))}` },
    { authorization: `Bearer ${base64(short(bytes).subarray(0, 2_000))}.e30.AAAA` },
    { authorization: `DPoP e30.${base64(short(bytes).subarray(0, 4_000))}.AAAA` },
    { dpop: `${base64(short(bytes))}.e30.AAAA` },
    { 'x-break-glass': base64(short(bytes)) },
    { 'x-purpose-of-use': base64(short(bytes)), traceparent: base64(short(bytes)) },
  ).map((headers): Sent => ({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': JSON_TYPE, ...headers },
    body: Buffer.from('{"query":"{ echo }"}'),
  }));
  return oneof({ weight: 6, arbitrary: body }, parameter, header);
});

/** Lines of the log that say that something went wrong inside, or that hold what only the client or party knows. */
const badLines = () =>
  gateway.logged.filter((line) => line.includes('"level":50') || line.includes(SECRET));

describe('JSON of any form that a client sends', () => {
  it('is never answered with 5xx, nor with or beside a line of the log that has its content', async () => {
    const statuses = new Map<number, number>();
    await assert(
      asyncProperty(clientRequest, async (sent) => {
        const { status, text } = await send(sent);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        expect(status).toBeLessThan(500);
        expect(status < 400 || /"code":"[A-Z_]+"/.test(text)).toBe(true);
        expect(text).not.toContain(SECRET);
        expect(badLines()).toEqual([]);
      }),
      casesAtDepth(400, 20_000),
    );
    // A run in which everything is refused, or in the same way, would prove little.
    for (const status of [200, 400, 401, 413, 415]) expect([...statuses.keys()]).toContain(status);
  }, 300_000);
});

const partyAnswer = (bodies: readonly [string, ...string[]]): Arbitrary<Answer> =>
  record({
    body: constantFrom(...bodies),
    values: array(value, { minLength: 1, maxLength: 4 }),
    encode: encoding,
    status: constantFrom(200, 200, 200, 200, 204, 302, 400, 401, 500),
    type: contentType,
    coding: contentEncoding,
  }).map(({ body, values, encode, status, type, coding }) => ({
    status,
    headers: {
      'content-type': type,
      location: `${origin}/health/live`,
      ...(coding !== undefined && { 'content-encoding': coding }),
    },
    bytes: status === 204 ? Buffer.alloc(0) : encode(fill(body, [...values, `"${SECRET}"`])),
  }));

interface Answered {
  readonly patient: { readonly tags: unknown } | null;
}

/** Asks as a caller while a party gives an answer, and returns the status, the data and everything else. */
async function askDuring(who: keyof typeof answers, given: Answer, bearer: string) {
  answers[who] = given;
  const query = '{ patient(id: "p1") { name extra tags visits { code day more { code } } } }';
  const { status, text } = await send({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': JSON_TYPE },
    body: Buffer.from(JSON.stringify({ query })),
  });
  answers[who] = null;
  const { data, ...others } = JSON.parse(text) as Record<string, unknown>;
  expect(JSON.stringify(others)).not.toContain(SECRET);
  expect(badLines()).toEqual([]);
  return { status, data: data as Answered | null | undefined, others: JSON.stringify(others) };
}

describe('JSON of any form that another party answers with', () => {
  it('gives 200 with nothing but SUBGRAPH_FAILED as an error if it is the answer of a subgraph', async () => {
    const patient = '{"__typename":"Patient","id":"p1","name":?,"extra":?,"tags":?,"visits":?}';
    const outcomes = new Set<string>();
    await assert(
      asyncProperty(
        partyAnswer([
          '?',
          '{"data":?,"errors":?}',
          '{"data":{"patient":?}}',
          '{"data":{"patient":{"__typename":"Patient","id":"p1","name":"x","extra":?,"tags":null,"visits":null}}}',
          `{"data":{"patient":${patient}}}`,
          `{"data":{"patient":${patient}},"errors":?,"extensions":?}`,
          '{"data":{"patient":{"__typename":"Patient","id":"p1","name":"x","extra":1,"tags":[?],"visits":[{"code":?,"day":?,"more":[[?]]}]}}}',
          '{"data":null,"errors":[{"message":?,"path":?,"extensions":{"code":?}}]}',
        ]),
        async (given) => {
          const { status, others } = await askDuring(
            'subgraph',
            given,
            tokenFor('ada', { roles: ['doctor'] }),
          );
          expect(status).toBe(200);
          expect(others.replaceAll('"code":"SUBGRAPH_FAILED"', '')).not.toContain('"code"');
          outcomes.add(others === '{}' ? 'ok' : 'failed');
        },
      ),
      casesAtDepth(300, 10_000),
    );
    expect(outcomes).toEqual(new Set(['ok', 'failed']));
  }, 300_000);

  it('denies the patient, and gives no 5xx, if it is the answer of a decision point', async () => {
    await assert(
      asyncProperty(
        partyAnswer([
          '?',
          '{"result":?}',
          '{"result":[?]}',
          '{"result":[{"patient":"p1","careTeam":?,"denies":?}]}',
        ]),
        async (given) => {
          const bearer = tokenFor('bob', { roles: ['nurse'] });
          const { status, data } = await askDuring('others', given, bearer);
          expect(status).toBe(200);
          // Only an answer that lists the patient opens anything.
          expect(data?.patient?.tags === undefined || lists('p1', given.bytes)).toBe(true);
        },
      ),
      casesAtDepth(100, 3_000),
    );
  }, 300_000);

  it('gives 401, or 503 NOT_READY for an unusable answer, if it is the answer to an introspection', async () => {
    let count = 0;
    await assert(
      asyncProperty(
        partyAnswer([
          '?',
          '{"active":?,"sub":"ada","aud":"phi"}',
          '{"active":true,"sub":?,"aud":?,"exp":?,"iss":?}',
          '{"active":true,"sub":"ada","aud":"phi","roles":?,"scope":?,"cnf":?,"nbf":?}',
        ]),
        async (given) => {
          count += 1;
          const { status, others } = await askDuring('others', given, `opaque-${count}`);
          expect([200, 401, 503]).toContain(status);
          expect(status === 503).toBe(others.includes('NOT_READY'));
        },
      ),
      casesAtDepth(100, 3_000),
    );
  }, 300_000);

  it('leaves the keys of an issuer unusable, and nothing else happens, if it is the key set', async () => {
    const { port } = party.address() as AddressInfo;
    const url = new URL(`http://127.0.0.1:${port}/jwks`);
    await assert(
      asyncProperty(
        partyAnswer([
          '?',
          '{"keys":?}',
          '{"keys":[?]}',
          '{"keys":[{"kty":?,"kid":?,"x":?,"crv":?}]}',
        ]),
        async (given) => {
          answers.others = given;
          const keys = createRemoteKeys({ url, staleMs: 0, onFetched: () => undefined });
          const header = { alg: 'EdDSA', kid: SECRET };
          const found = Promise.resolve(keys.getKey(header, { payload: '', signature: '' }));
          const failure: unknown = await found.catch((error: unknown) => error);
          keys.close();
          answers.others = null;
          expect(failure).toBeInstanceOf(Error);
        },
      ),
      casesAtDepth(100, 3_000),
    );
  }, 300_000);
});

/** Whether the answer of a decision point is JSON that lists a patient. */
function lists(patient: string, bytes: Buffer): boolean {
  const { result } = JSON.parse(bytes.toString()) as {
    readonly result: readonly { patient: string }[];
  };
  return result.some((entry) => entry.patient === patient);
}
