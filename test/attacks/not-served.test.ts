import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { startStack, type Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';

let stack: Stack;
let gateway: StackGateway;
let token: string;
beforeAll(async () => {
  stack = await startStack({ names: ['patients'] });
  gateway = await stack.gateway('audit', { server: { port: 0, get: true } });
  token = stack.issuer.token('ada', { roles: ['physician'] });
});
afterAll(() => stack.close(), 30_000);

const QUERY = '{ patients(first: 1) { id name } }';
const SSN = '{ patients(first: 1) { id ssn } }';

interface Sent {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

async function send(
  headers: Readonly<Record<string, string>>,
  body: string | null,
  path = '/graphql',
): Promise<Sent> {
  stack.received.length = 0;
  const response = await fetch(new URL(path, gateway.url), {
    method: body === null ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, ...headers },
    ...(body !== null && { body }),
  });
  const type = response.headers.get('content-type');
  return { status: response.status, type, text: await response.text() };
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a subscription or an incremental-delivery request', () => {
  const subscription = 'subscription { patients(first: 1) { id name } }';
  const deferred = '{ patients(first: 1) { id ... @defer { name } } }';
  const streamed = '{ patients(first: 5) @stream(initialCount: 1) { id name } }';

  it.each<[string, string, string, string]>([
    [
      'OPERATION_NOT_SUPPORTED for a subscription',
      subscription,
      'application/json',
      'OPERATION_NOT_SUPPORTED',
    ],
    [
      'OPERATION_NOT_SUPPORTED for a subscription as server-sent events',
      subscription,
      'text/event-stream',
      'OPERATION_NOT_SUPPORTED',
    ],
    [
      'OPERATION_NOT_SUPPORTED for a subscription as multipart',
      subscription,
      'multipart/mixed;boundary=graphql;subscriptionSpec=1.0',
      'OPERATION_NOT_SUPPORTED',
    ],
    [
      'GRAPHQL_VALIDATION_FAILED for @defer',
      deferred,
      'application/json',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'GRAPHQL_VALIDATION_FAILED for @defer as multipart',
      deferred,
      'multipart/mixed;deferSpec=20220824',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'GRAPHQL_VALIDATION_FAILED for @defer with if: false',
      deferred.replace('@defer', '@defer(if: false)'),
      'multipart/mixed',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'GRAPHQL_VALIDATION_FAILED for @stream',
      streamed,
      'application/json',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'GRAPHQL_VALIDATION_FAILED for @stream as multipart',
      streamed,
      'multipart/mixed',
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])(
    'is refused with status 400, and nothing is sent to subgraphs: %s',
    async (_what, query, accept, code) => {
      const answer = await send({ ...JSON_TYPE, accept }, JSON.stringify({ query }));
      expect(answer.status).toBe(400);
      expect(answer.type).toMatch(/^application\/json/);
      const { errors, ...others } = JSON.parse(answer.text) as {
        errors: { extensions: { code: string } }[];
      };
      expect(new Set(errors.map(({ extensions }) => extensions.code))).toEqual(new Set([code]));
      expect(others).toEqual({});
      expect(stack.received).toEqual([]);
    },
  );

  it('cannot be sent over a WebSocket: the upgrade request gets a 4xx status', async () => {
    const answer = await raw(
      `GET /graphql HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d /);
    expect(answer).not.toMatch(/sec-websocket-accept/i);
  });
});

describe('a persisted query', () => {
  const extensions = {
    persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(SSN).digest('hex') },
  };

  it('is refused with PERSISTED_QUERY_NOT_SUPPORTED, by hash or with its text, for a role that ran its text and for another', async () => {
    const billing = stack.issuer.token('bill', { roles: ['billing'] });
    const asBilling = { ...JSON_TYPE, authorization: `Bearer ${billing}` };
    expect((await send(asBilling, JSON.stringify({ query: SSN }))).status).toBe(200);
    for (const [headers, body] of [
      [asBilling, { query: SSN, extensions }],
      [asBilling, { extensions }],
      [JSON_TYPE, { extensions }],
      [JSON_TYPE, { query: '', extensions }],
      [JSON_TYPE, { query: QUERY, extensions }],
    ] as const) {
      const answer = await send(headers, JSON.stringify(body));
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('"code":"PERSISTED_QUERY_NOT_SUPPORTED"');
      expect(answer.text).not.toContain('"data"');
      expect(stack.received).toEqual([]);
    }
  });

  it('is refused with PERSISTED_QUERY_NOT_SUPPORTED in a GET request', async () => {
    const search = new URLSearchParams({ extensions: JSON.stringify(extensions) });
    const headers = { 'apollo-require-preflight': '1' };
    const answer = await send(headers, null, `/graphql?${search.toString()}`);
    expect(answer.text).toContain('"code":"PERSISTED_QUERY_NOT_SUPPORTED"');
    expect(answer.text).not.toContain('"data"');
    expect(stack.received).toEqual([]);
  });
});

describe('a cross-site request that a browser sends without a CORS preflight', () => {
  // A browser sends these without a preflight: GET, and POST with three content types.
  it.each<[string, Readonly<Record<string, string>>, string | null, string]>([
    ['the GET of an image element', {}, null, `/graphql?query=${encodeURIComponent(QUERY)}`],
    [
      'the GET of a script element',
      { accept: '*/*' },
      null,
      `/graphql?query=${encodeURIComponent(QUERY)}`,
    ],
    [
      'a GET with a simple content type',
      { 'content-type': 'text/plain' },
      null,
      `/graphql?query=${encodeURIComponent(QUERY)}`,
    ],
    [
      'a URL-encoded form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      `query=${encodeURIComponent(QUERY)}`,
      '/graphql',
    ],
    [
      'a multipart form',
      { 'content-type': 'multipart/form-data; boundary=x' },
      `--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"${QUERY}"}\r\n--x--`,
      '/graphql',
    ],
    [
      'JSON as text/plain',
      { 'content-type': 'text/plain' },
      JSON.stringify({ query: QUERY }),
      '/graphql',
    ],
    [
      'JSON as text/plain with a parameter',
      { 'content-type': 'text/plain; application/json' },
      JSON.stringify({ query: QUERY }),
      '/graphql',
    ],
  ])(
    'is refused with 400 or 415, and nothing is sent to subgraphs: %s',
    async (_what, headers, body, path) => {
      const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', ...headers };
      const answer = await send(evil, body, path);
      expect([400, 415]).toContain(answer.status);
      expect(answer.text).toMatch(
        /"code":"(BAD_REQUEST|PREFLIGHT_REQUIRED|UNSUPPORTED_MEDIA_TYPE)"/,
      );
      expect(stack.received).toEqual([]);
    },
  );
});

/** Completes a request head with a token, sends it with a body, and returns all bytes of the response. */
function raw(head: string, body = ''): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  return new Promise((resolve) => {
    let received = '';
    const socket = connect(Number(port), hostname, () =>
      socket.write(`${head}authorization: Bearer ${token}\r\n\r\n${body}`),
    );
    socket.on('data', (data: Buffer) => {
      received += data.toString();
      if (/\r\n\r\n[\s\S]*\}|\r\n0\r\n/.test(received)) socket.end();
    });
    socket.setTimeout(1_000, () => socket.end());
    socket.once('error', () => resolve(received));
    socket.once('close', () => resolve(received));
  });
}

describe('an ambiguous or unusual HTTP request', () => {
  const body = JSON.stringify({ query: QUERY });
  const type = 'host: x\r\ncontent-type: application/json\r\n';
  const sized = `${type}content-length: ${body.length}\r\n`;
  const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n`;

  it.each<[string, string, string, RegExp]>([
    [
      '404 for another host and path in the request target',
      `POST http://evil.example/other HTTP/1.1\r\n${sized}`,
      body,
      /^HTTP\/1.1 404 .*NOT_FOUND/s,
    ],
    [
      '404 for a path with two slashes',
      `POST //graphql HTTP/1.1\r\n${sized}`,
      body,
      /^HTTP\/1.1 404 /,
    ],
    [
      '404 for a path with dot segments',
      `POST /x/../graphql HTTP/1.1\r\n${sized}`,
      body,
      /^HTTP\/1.1 404 /,
    ],
    [
      '404 for a path with a parameter',
      `POST /graphql;a=b HTTP/1.1\r\n${sized}`,
      body,
      /^HTTP\/1.1 404 /,
    ],
    [
      '404 for a path with an invalid escape',
      `POST /%zz HTTP/1.1\r\n${sized}`,
      body,
      /^HTTP\/1.1 404 /,
    ],
    [
      '400 for a folded header',
      `POST /graphql HTTP/1.1\r\nx: a\r\n b\r\n${sized}`,
      body,
      /^HTTP\/1.1 400 .*BAD_REQUEST/s,
    ],
    [
      '400 for white space before the colon of a header',
      `POST /graphql HTTP/1.1\r\ncontent-length : 1\r\n${sized}`,
      body,
      /^HTTP\/1.1 400 /,
    ],
    [
      '400 for a Content-Length with a sign',
      `POST /graphql HTTP/1.1\r\n${type}content-length: +${body.length}\r\n`,
      body,
      /^HTTP\/1.1 400 /,
    ],
    [
      '400 for an unknown transfer coding',
      `POST /graphql HTTP/1.1\r\n${type}transfer-encoding: xchunked\r\n`,
      chunks,
      /^HTTP\/1.1 400 /,
    ],
    [
      '400 for chunked that is not the last transfer coding',
      `POST /graphql HTTP/1.1\r\n${type}transfer-encoding: chunked, identity\r\n`,
      chunks,
      /^HTTP\/1.1 400 /,
    ],
    [
      '4xx for a chunk extension of 20 KB',
      `POST /graphql HTTP/1.1\r\n${type}transfer-encoding: chunked\r\n`,
      `1;${'x'.repeat(20_000)}\r\n{\r\n0\r\n\r\n`,
      /^HTTP\/1.1 4\d\d /,
    ],
    [
      '400 for a line feed without a carriage return',
      `POST /graphql HTTP/1.1\n${sized}`,
      body,
      /^HTTP\/1.1 400 /,
    ],
    ['405 for TRACE', `TRACE /graphql HTTP/1.1\r\n${type}`, '', /^HTTP\/1.1 405 /],
    [
      '4xx or a closed connection for CONNECT',
      `CONNECT evil.example:443 HTTP/1.1\r\n${type}`,
      '',
      /^$|^HTTP\/1.1 4/,
    ],
  ])('is refused, and nothing is sent to subgraphs: %s', async (_what, head, sent, expected) => {
    stack.received.length = 0;
    expect(await raw(head, sent)).toMatch(expected);
    expect(stack.received).toEqual([]);
  });

  it('is refused with 401 if its token is in a trailer', async () => {
    const { hostname, port } = new URL(gateway.url);
    stack.received.length = 0;
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(
          `POST /graphql HTTP/1.1\r\n${type}transfer-encoding: chunked\r\ntrailer: authorization\r\n\r\n${chunks}authorization: Bearer ${token}\r\n\r\n`,
        ),
      );
      socket.once('data', (data: Buffer) => {
        socket.destroy();
        resolve(data.toString());
      });
    });
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
    expect(stack.received).toEqual([]);
  });

  it.each([
    ['with an absolute request target', 'POST http://evil.example/graphql HTTP/1.1\r\n'],
    ['with an escaped path', 'POST /%67raphql HTTP/1.1\r\n'],
    [
      'with another method in a header',
      'POST /graphql HTTP/1.1\r\nx-http-method-override: GET\r\n',
    ],
    [
      'with an upgrade to HTTP/2',
      'POST /graphql HTTP/1.1\r\nconnection: upgrade, http2-settings\r\nupgrade: h2c\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n',
    ],
    [
      'with a query in the request target',
      'POST /graphql?query=%7Bpatients%7Bssn%7D%7D HTTP/1.1\r\n',
    ],
  ])(
    'is answered with 200 according to its body if only one reading is possible: %s',
    async (_what, head) => {
      const answer = await raw(`${head}${sized}`, body);
      expect(answer).toMatch(/^HTTP\/1.1 200 /);
      expect(answer).toContain('"name":');
      expect(answer).not.toContain('"ssn"');
    },
  );
});

describe('an unused fragment', () => {
  it('is refused with 400 GRAPHQL_VALIDATION_FAILED without naming its field, for existing and missing fields alike', async () => {
    for (const field of ['ssn', 'name', 'nothing']) {
      const query = `${QUERY} fragment F on Patient { ${field} }`;
      const answer = await send(JSON_TYPE, JSON.stringify({ query }));
      expect(answer.status).toBe(400);
      expect(answer.text).toContain('"code":"GRAPHQL_VALIDATION_FAILED"');
      expect(answer.text).not.toContain(field);
      expect(stack.received).toEqual([]);
    }
  });
});
