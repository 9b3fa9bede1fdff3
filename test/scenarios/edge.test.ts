import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startHostile } from '../support/stack-hostile.ts';
import type { HostileSubgraph, RawAnswer } from '../support/stack-hostile.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';

let stack: Stack;
let hostile: HostileSubgraph;
let gateway: StackGateway;

beforeAll(async () => {
  stack = await startStack({ names: ['patients'] });
  hostile = await startHostile(stack.subgraphs[0]?.url ?? '');
  const subgraphs = stack.subgraphs.map(({ name, url }, index) => ({
    name,
    url: index === 0 ? hostile.url : url,
  }));
  gateway = await stack.gateway('audit', { graph: { subgraphs } });
});
afterEach(() => hostile.misbehave(null));
afterAll(async () => {
  await stack.close();
  await hostile.close();
});

const nurse = () => stack.issuer.token('the nurse', { roles: ['nurse'] });
const QUERY = '{ patients(first: 2) { id name birthDate address { city } } }';
const SECRET = '999-30-2967';

function post(body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(gateway.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
}

/** Number of requests that all subgraphs have received. */
const fetches = () => stack.received.length + hostile.requestHeaders.length;

describe('an unauthenticated caller', () => {
  it.each<[string, () => Readonly<Record<string, string>>]>([
    ['no token', () => ({})],
    ['a malformed token', () => ({ authorization: 'Bearer x.y.z' })],
    [
      'a forged token',
      () => ({ authorization: `Bearer ${stack.issuer.forge('x', { roles: ['nurse'] })}` }),
    ],
    [
      'an expired token',
      () => ({ authorization: `Bearer ${stack.issuer.token('x', { roles: ['nurse'], exp: 1 })}` }),
    ],
    [
      'a token for another audience',
      () => ({
        authorization: `Bearer ${stack.issuer.token('x', { roles: ['nurse'], aud: 'urn:other' })}`,
      }),
    ],
    [
      'a token of another issuer',
      () => ({
        authorization: `Bearer ${stack.issuer.token('x', { roles: ['nurse'], iss: 'https://else.example' })}`,
      }),
    ],
    ['a user name and password', () => ({ authorization: 'Basic bnVyc2U6bnVyc2U=' })],
    [
      'headers that claim an identity',
      () => ({ 'x-user-id': 'nurse', 'x-roles': 'nurse', cookie: 'session=nurse' }),
    ],
  ])('gets 401 with %s, and nothing is parsed or fetched', async (_what, headers) => {
    const before = fetches();
    for (const body of [JSON.stringify({ query: QUERY }), '{ not even JSON']) {
      const response = await post(body, headers());
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toMatch(
        /^Bearer(?: error="invalid_token", error_description="[^"]+")?$/,
      );
      expect(await response.json()).toEqual({
        errors: [
          {
            message: 'A valid access token is required.',
            extensions: { code: 'UNAUTHENTICATED' },
          },
        ],
      });
    }
    expect(fetches()).toBe(before);
  });
});

/** The key under which the gateway asks for the patients. */
const keyOf = ({ body }: RawAnswer) =>
  Object.keys((JSON.parse(body) as { readonly data: object }).data)[0] ?? '';
const withErrors = (answer: RawAnswer): RawAnswer => ({
  ...answer,
  body: JSON.stringify({
    data: { [keyOf(answer)]: null },
    errors: [
      {
        message: `no such patient: ${SECRET}`,
        path: [keyOf(answer)],
        locations: [{ line: 1, column: 3 }],
        extensions: {
          code: 'UNAUTHENTICATED',
          ssn: SECRET,
          stacktrace: [`at db (${SECRET})`],
          http: { status: 418, headers: { 'x-ssn': SECRET } },
        },
      },
    ],
  }),
});

describe('a response of the gateway', () => {
  const rude = (answer: RawAnswer): RawAnswer => ({
    ...answer,
    headers: {
      ...answer.headers,
      'cache-control': 'public, max-age=600',
      etag: '"phi"',
      'set-cookie': ['track=1', 'session=2'],
      'x-powered-by': 'subgraph',
      'access-control-allow-origin': '*',
      'x-request-id': 'mine',
    },
    body: JSON.stringify({
      ...(JSON.parse(answer.body) as object),
      extensions: { tracing: SECRET },
      note: SECRET,
    }),
  });

  it('has none of the headers and extra body keys that a subgraph sends, and must not be cached', async () => {
    const { data } = await gateway.ask(nurse(), { query: QUERY });
    hostile.misbehave(rude);
    const answer = await gateway.ask(nurse(), { query: QUERY });
    expect(answer).toMatchObject({ status: 200, data });
    expect(Object.keys(JSON.parse(answer.text) as object)).toEqual(['data']);
    expect([...answer.headers.keys()].toSorted()).toEqual([
      'cache-control',
      'connection',
      'content-length',
      'content-security-policy',
      'content-type',
      'date',
      'keep-alive',
      'ratelimit',
      'ratelimit-policy',
      'x-content-type-options',
      'x-request-id',
    ]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is fetched from subgraphs without any header, cookie or token of the caller', async () => {
    hostile.requestHeaders.length = 0;
    const body = JSON.stringify({ query: QUERY });
    const mine = { cookie: 'a=b', 'x-roles': 'admin', 'user-agent': 'mine', referer: 'https://x/' };
    const response = await post(body, { authorization: `Bearer ${nurse()}`, ...mine });
    expect(response.status).toBe(200);
    expect(hostile.requestHeaders.length).toBeGreaterThan(0);
    for (const headers of hostile.requestHeaders)
      expect(Object.keys(headers).toSorted()).toEqual([
        'accept',
        'connection',
        'content-length',
        'content-type',
        'host',
        'traceparent',
        'x-request-id',
      ]);
  });

  it.each<[string, (answer: RawAnswer) => RawAnswer]>([
    ['errors with PHI in message, code and status', withErrors],
    ['an HTML page', (answer) => ({ ...answer, body: `<h1>${SECRET}</h1>` })],
    [
      'half a response',
      (answer) => ({ ...answer, body: `{"data":{"patients":[{"id":"${SECRET}"` }),
    ],
    ['the status 401', (answer) => ({ ...withErrors(answer), status: 401 })],
    [
      'a string in place of a list',
      (answer) => ({ ...answer, body: JSON.stringify({ data: { [keyOf(answer)]: SECRET } }) }),
    ],
  ])(
    'has a generic SUBGRAPH_FAILED error and, like the log, no text of the subgraph if a subgraph sends %s',
    async (_what, change) => {
      hostile.misbehave(change);
      const answer = await gateway.ask(nurse(), { query: QUERY });
      expect(answer).toMatchObject({ status: 200, data: { patients: null } });
      expect(answer.errors).toEqual([
        {
          message: 'A part of the data could not be fetched.',
          path: ['patients'],
          extensions: { code: 'SUBGRAPH_FAILED' },
        },
      ]);
      expect(answer.headers.get('x-ssn')).toBeNull();
      expect(answer.text + gateway.log()).not.toContain(SECRET);
    },
  );

  it.each<[string, string, Readonly<Record<string, unknown>> | undefined, string]>([
    ['a misspelled field', '{ patients { snn } }', undefined, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a literal of another type',
      `{ patients(first: "${SECRET}") { id } }`,
      undefined,
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'a variable of another type',
      'query Q($n: Int!) { patients(first: $n) { id } }',
      { n: SECRET },
      'BAD_USER_INPUT',
    ],
    ['invalid GraphQL', `{ patients(first: "${SECRET}`, undefined, 'GRAPHQL_PARSE_FAILED'],
  ])(
    'has status 400 and repeats no value and suggests no field or type for %s',
    async (_what, query, variables, code) => {
      const before = fetches();
      const answer = await gateway.ask(nurse(), { query, ...(variables && { variables }) });
      expect(answer).toMatchObject({ status: 400, data: null });
      expect(answer.errors.map(({ extensions }) => extensions)).toEqual([{ code }]);
      expect(answer.text + gateway.log()).not.toContain(SECRET);
      expect(answer.text).not.toMatch(/ssn|snn|did you mean|Int/i);
      expect(fetches()).toBe(before);
    },
  );
});

describe('a caller beyond the rate limit', () => {
  it('gets 429 RATE_LIMITED with Retry-After, while another caller is served', async () => {
    const limited = await stack.gateway('limited', { limits: { requestsPerMinute: 3 } });
    const token = nurse();
    for (let count = 0; count < 3; count += 1)
      expect((await limited.ask(token, { query: QUERY })).status).toBe(200);
    const before = fetches();
    const refused = await limited.ask(token, { query: QUERY });
    expect(refused).toMatchObject({ status: 429, data: null });
    expect(refused.errors.map(({ extensions }) => extensions)).toEqual([{ code: 'RATE_LIMITED' }]);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(fetches()).toBe(before);
    const other = stack.issuer.token('another nurse', { roles: ['nurse'] });
    expect((await limited.ask(other, { query: QUERY })).status).toBe(200);
  });
});
