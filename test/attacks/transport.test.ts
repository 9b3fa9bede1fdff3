import { createServer, request as httpRequest } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEdge, tokenFor } from '../support/edge.ts';
import type { Edge } from '../support/edge.ts';

let edge: Edge;
beforeAll(async () => void (edge = await startEdge()));
afterAll(() => edge.close());

const QUERY = JSON.stringify({ query: '{ hello }' });

async function send(init: {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | null;
}) {
  const { method = 'POST', path = '/graphql', headers = {}, body = QUERY } = init;
  const response = await fetch(`${edge.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokenFor('ada')}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body !== null && { body }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

/** Sends an array of this many operations, and returns the body of the response. */
async function sendBatch(count: number): Promise<unknown> {
  const operations = Array.from({ length: count }, () => QUERY);
  const { status, text } = await send({ body: `[${operations.join(',')}]` });
  expect(status).toBe(400);
  return JSON.parse(text);
}

/** Bytes on the wire, as no client library would send them. */
function sendRaw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(edge.url);
    const socket = connect(Number(port), hostname, () => socket.end(bytes));
    let received = '';
    socket.on('data', (data: Buffer) => void (received += data.toString()));
    socket.once('error', reject);
    socket.once('close', () => resolve(received));
  });
}

describe('an HTTP request to the gateway', () => {
  const multipart = 'multipart/form-data; boundary=x';
  it.each<[number, string, string, Parameters<typeof send>[0]]>([
    [400, 'BATCH_NOT_SUPPORTED', 'an array of one operation', { body: `[${QUERY}]` }],
    [400, 'BATCH_NOT_SUPPORTED', 'an empty array', { body: '[]' }],
    [400, 'BAD_REQUEST', 'an empty object', { body: '{}' }],
    [400, 'BAD_REQUEST', 'a string', { body: '"{ hello }"' }],
    [400, 'BAD_REQUEST', 'null', { body: 'null' }],
    [400, 'BAD_REQUEST', 'no body', { body: '' }],
    [400, 'BAD_REQUEST', 'a body that is not JSON', { body: 'query { hello }' }],
    [
      400,
      'BAD_REQUEST',
      'an AST as the query',
      { body: '{"query":{"kind":"Document","definitions":[]}}' },
    ],
    [
      400,
      'BAD_REQUEST',
      'an operation name that is not a string',
      { body: '{"query":"{ hello }","operationName":1}' },
    ],
    [400, 'BAD_REQUEST', 'variables as a list', { body: '{"query":"{ hello }","variables":[1]}' }],
    [
      400,
      'BAD_REQUEST',
      'a __proto__ key',
      { body: '{"query":"{ hello }","variables":{"__proto__":{"a":1}}}' },
    ],
    [
      400,
      'BAD_REQUEST',
      'bytes that are not UTF-8',
      { body: Buffer.from('7b2271c328227d', 'hex') },
    ],
    [415, 'UNSUPPORTED_MEDIA_TYPE', 'plain text', { headers: { 'content-type': 'text/plain' } }],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'a URL-encoded form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'query={hello}' },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'multipart',
      { headers: { 'content-type': multipart }, body: '--x--' },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'application/graphql',
      { headers: { 'content-type': 'application/graphql' }, body: '{ hello }' },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'a media type that starts like JSON',
      { headers: { 'content-type': 'application/jsonx' } },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'UTF-16',
      { headers: { 'content-type': 'application/json; charset=utf-16' } },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'two charsets',
      { headers: { 'content-type': 'application/json; charset=utf-8; charset=utf-7' } },
    ],
    [
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'a compressed body',
      { headers: { 'content-encoding': 'gzip' } },
    ],
    [405, 'METHOD_NOT_ALLOWED', 'PUT', { method: 'PUT' }],
    [405, 'METHOD_NOT_ALLOWED', 'OPTIONS', { method: 'OPTIONS', body: null }],
    [405, 'METHOD_NOT_ALLOWED', 'PROPFIND', { method: 'PROPFIND', body: null }],
    [
      405,
      'METHOD_NOT_ALLOWED',
      'GET',
      { method: 'GET', path: '/graphql?query={hello}', body: null },
    ],
    [404, 'NOT_FOUND', 'a path with a trailing slash', { path: '/graphql/' }],
    [404, 'NOT_FOUND', 'a path in another case', { path: '/GraphQL' }],
  ])('is rejected with %i %s and not executed: %s', async (status, code, _what, init) => {
    const before = edge.executed.length;
    const answer = await send(init);
    expect(JSON.parse(answer.text)).toEqual({
      errors: [{ message: expect.any(String), extensions: { code } }],
    });
    expect(answer.status).toBe(status);
    expect(edge.executed).toHaveLength(before);
  });

  it('refuses an array of up to 100 operations with BATCH_NOT_SUPPORTED for each of them, a longer array only once, and executes none', async () => {
    const before = edge.executed.length;
    const refusal = {
      errors: [{ message: expect.any(String), extensions: { code: 'BATCH_NOT_SUPPORTED' } }],
    };
    expect(await sendBatch(2)).toEqual([refusal, refusal]);
    expect(await sendBatch(100)).toHaveLength(100);
    expect(await sendBatch(101)).toEqual(refusal);
    expect(edge.executed).toHaveLength(before);
  });

  it.each([
    'application/json',
    'application/json;charset=UTF-8',
    'Application/JSON; charset="utf-8"',
  ])('is accepted with the content type %s', async (type) => {
    expect((await send({ headers: { 'content-type': type } })).status).toBe(200);
  });

  it.each([
    ['not HTTP', 'hello\r\n\r\n'],
    [
      'two Content-Length headers',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{}',
    ],
    [
      'Content-Length with chunked encoding',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['headers of 20 KB', `POST /graphql HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`],
    ['HTTP/2 without negotiation', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])(
    'is rejected with a 4xx status, an error code and the security headers, and not executed, if it is malformed or too long: %s',
    async (_what, bytes) => {
      const before = edge.executed.length;
      const answer = await sendRaw(bytes);
      expect(answer).toMatch(/^HTTP\/1.1 4\d\d [\s\S]*"extensions":{"code":"/);
      for (const header of [
        'cache-control: no-store',
        'x-content-type-options: nosniff',
        "content-security-policy: default-src 'none'; frame-ancestors 'none'",
      ])
        expect(answer.toLowerCase()).toContain(`\r\n${header}\r\n`);
      expect(edge.executed).toHaveLength(before);
    },
  );

  it.each([
    ['text/html', /^application\/json/],
    ['multipart/mixed; deferSpec=20220824', /^application\/json/],
    ['application/graphql-response+json', /^application\/graphql-response\+json/],
    ['*/*;q=0', /^application\/json/],
    ['*/*', /^application\/json/],
    ['application/*', /^application\/json/],
    ['application/graphql-response+json; charset=utf-8', /^application\/graphql-response\+json/],
    [
      'application/graphql-response+json, application/json;q=0.9',
      /^application\/graphql-response\+json/,
    ],
    [
      'application/json;q=0.9, application/graphql-response+json',
      /^application\/graphql-response\+json/,
    ],
    ['application/graphql-response+json;q=0.5, application/json', /^application\/json/],
    ['application/graphql-response+json;q=0, */*;q=0.1', /^application\/json/],
    ['application/graphql-response+json;q=0, text/html', /^application\/json/],
    ['application/json;q=0, */*', /^application\/graphql-response\+json/],
    ['text/x-application/graphql-response+json', /^application\/json/],
  ])(
    'answers a request with Accept: %s with 200 and a content type that matches %s',
    async (accept, type) => {
      const answer = await send({ headers: { accept } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toMatch(type);
    },
  );

  it('is answered with 200 despite a malformed Host header', async () => {
    const authorization = `Bearer ${tokenFor('ada')}`;
    const head = `POST /graphql HTTP/1.1\r\nhost: a b\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\nconnection: close\r\n`;
    const answer = await sendRaw(`${head}content-length: ${QUERY.length}\r\n\r\n${QUERY}`);
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
  });

  it('is rejected with 401 if it has two Authorization headers', async () => {
    const one = `authorization: Bearer ${tokenFor('ada')}\r\n`;
    const head = `POST /graphql HTTP/1.1\r\nhost: x\r\n${one}${one}content-type: application/json\r\nconnection: close\r\n`;
    const answer = await sendRaw(`${head}content-length: ${QUERY.length}\r\n\r\n${QUERY}`);
    expect(answer).toMatch(/^HTTP\/1.1 401 /);
  });
});

/** Sends a request with a method that fetch() refuses to send. */
function sendMethod(url: string, method: string) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>(
    (resolve, reject) => {
      const sent = httpRequest(url, { method }, (response) => {
        let text = '';
        response.on('data', (data: Buffer) => void (text += data.toString()));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      });
      sent.once('error', reject).end();
    },
  );
}

describe('an HTTP method that a path does not support', () => {
  const OTHERS = ['HEAD', 'OPTIONS', 'TRACE', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'];

  it.each([...OTHERS, 'GET'])(
    'is rejected with 405 and Allow: POST at /graphql, and not executed: %s',
    async (method) => {
      const before = edge.executed.length;
      const { status, headers, text } = await sendMethod(
        `${edge.url}/graphql?query={hello}`,
        method,
      );
      expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'POST' });
      expect(text).toMatch(method === 'HEAD' ? /^$/ : /METHOD_NOT_ALLOWED/);
      expect(edge.executed).toHaveLength(before);
    },
  );

  it('is rejected with 405 before the body is parsed: PUT with malformed JSON', async () => {
    const { status } = await send({ method: 'PUT', body: '{', headers: { 'content-type': 'x/y' } });
    expect(status).toBe(405);
  });

  it.each(OTHERS)(
    'is rejected with 405 and Allow: GET, POST at /graphql if GET is configured: %s',
    async (method) => {
      const open = await startEdge(
        'server: { get: true, cors: { origins: [https://app.example] } }',
      );
      const { status, headers } = await sendMethod(`${open.url}/graphql?query={hello}`, method);
      expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, POST' });
      expect(open.executed).toEqual([]);
      await open.close();
    },
  );

  it('is rejected with 405 and Allow: GET, HEAD at the health paths: POST; HEAD gets 200, or 503 at /health/ready if not ready', async () => {
    for (const path of ['/health/ready', '/health/live']) {
      const posted = await sendMethod(`${edge.url}${path}`, 'POST');
      expect([posted.status, posted.headers.allow]).toEqual([405, 'GET, HEAD']);
      const { status, headers, text } = await sendMethod(`${edge.url}${path}`, 'HEAD');
      expect({ status, text }).toEqual({ status: 200, text: '' });
      expect(headers['cache-control']).toBe('no-store');
    }
    edge.setReady(false);
    expect((await sendMethod(`${edge.url}/health/ready`, 'HEAD')).status).toBe(503);
    edge.setReady(true);
  });

  it.each(['/nothing', '/graphql/', '/(', '/:a(', '/*', '/__proto__', '/constructor'])(
    'is answered with 404 and no Allow header on an unknown path, as are GET and POST: %s',
    async (path) => {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS', 'TRACE', 'PROPFIND']) {
        const { status, headers } = await sendMethod(`${edge.url}${path}`, method);
        expect({ method, status, allow: headers.allow }).toEqual({ method, status: 404 });
      }
    },
  );
});

describe('a persisted query while persisted queries are off', () => {
  const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };

  it.each([
    ['by its hash', { extensions }],
    ['with its text', { query: '{ hello }', extensions }],
  ])(
    'is rejected with status 200 and PERSISTED_QUERY_NOT_SUPPORTED, as by Apollo Server, and not executed: %s',
    async (_how, body) => {
      for (const accept of ['application/json', 'application/graphql-response+json']) {
        const before = edge.executed.length;
        const answer = await send({ headers: { accept }, body: JSON.stringify(body) });
        // The very code, text and status that Apollo Server sends: clients compare them.
        expect(JSON.parse(answer.text)).toEqual({
          errors: [
            {
              message: 'PersistedQueryNotSupported',
              extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' },
            },
          ],
        });
        expect(answer.status).toBe(200);
        expect(answer.headers.get('cache-control')).toBe('no-store');
        expect(edge.executed).toHaveLength(before);
      }
    },
  );

  it('is rejected with status 200 and PersistedQueryNotSupported in a GET request too', async () => {
    const open = await startEdge('server: { get: true }');
    const query = `extensions=${encodeURIComponent(JSON.stringify(extensions))}`;
    const response = await fetch(`${open.url}/graphql?${query}`, {
      headers: { authorization: `Bearer ${tokenFor('ada')}`, 'apollo-require-preflight': '1' },
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      errors: [{ message: 'PersistedQueryNotSupported' }],
    });
    await open.close();
  });
});

describe('the public audits of the GraphQL over HTTP specification', () => {
  /** Expected for `application/json` only: this gateway gives an error its status in both media types. */
  const OTHERWISE = [
    'SHOULD use 200 status code on document parsing failure when accepting application/json',
    'SHOULD use 200 status code on document validation failure when accepting application/json',
    'SHOULD use a status code of 200 on variable coercion failure when accepting application/json',
  ];

  it.each([
    ['POST only', ''],
    ['GET and POST', 'server: { get: true }'],
  ])(
    'fail only where they expect 200 for a parse, validation or variable error in application/json: %s',
    async (_what, yaml) => {
      const audited = await startEdge(`introspection: true\n${yaml}`);
      const audits = serverAudits({
        url: `${audited.url}/graphql`,
        fetchFn: (url: string, init: RequestInit = {}) =>
          fetch(url, {
            ...init,
            headers: {
              ...(init.headers as Record<string, string>),
              authorization: `Bearer ${tokenFor('ada')}`,
              'apollo-require-preflight': '1',
            },
          }),
      });
      const found = await Promise.all(audits.map(({ fn }) => fn()));
      await audited.close();
      const failed = found.filter(
        ({ name, status }) =>
          status === 'error' || (status === 'warn' && name.startsWith('SHOULD')),
      );
      expect(failed.map(({ name }) => name)).toEqual(OTHERWISE);
      expect(found.filter(({ status }) => status === 'ok').length).toBeGreaterThan(50);
    },
  );
});

describe('GET /graphql if it is configured', () => {
  let open: Edge;
  beforeAll(async () => void (open = await startEdge('server: { get: true }')));
  afterAll(() => open.close());

  const ask = (query: string, headers: Record<string, string>) =>
    fetch(`${open.url}/graphql?query=${encodeURIComponent(query)}`, {
      headers: { authorization: `Bearer ${tokenFor('ada')}`, ...headers },
    });

  it('answers a query with the header apollo-require-preflight', async () => {
    const response = await ask('{ hello }', { 'apollo-require-preflight': '1' });
    expect(await response.json()).toEqual({ data: { hello: 'world' } });
  });

  it('refuses requests without a preflight header (400), mutations (405) and callers without a token (401)', async () => {
    const before = open.executed.length;
    expect((await ask('{ hello }', {})).status).toBe(400);
    expect((await ask('{ hello }', { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await ask('mutation { touch }', { 'apollo-require-preflight': '1' })).status).toBe(405);
    const stranger = { authorization: '', 'apollo-require-preflight': '1' };
    expect((await ask('{ hello }', stranger)).status).toBe(401);
    expect(open.executed).toHaveLength(before);
  });
});

describe('JSON that a client sends', () => {
  let open: Edge;
  beforeAll(async () => {
    open = await startEdge(
      'server: { get: true }\ndocuments: { automatic: true }\nlimits: { bodyBytes: 10000, eventLoopDelayMs: 60000, turnDelayMs: 600000 }',
    );
  });
  afterAll(() => open.close());

  const headers = {
    authorization: `Bearer ${tokenFor('ada')}`,
    'content-type': 'application/json',
    'apollo-require-preflight': '1',
  };
  const post = (body: string) =>
    fetch(`${open.url}/graphql`, { method: 'POST', headers, body: Buffer.from(body, 'latin1') });
  const get = (search: string) => fetch(`${open.url}/graphql?${search}`, { headers });
  const QUERY_TEXT = encode('{ hello }');
  const PERSISTED = `"persistedQuery":{"version":1,"sha256Hash":"${'0'.repeat(64)}"}`;
  /** Where a client sends an object: its members as text → the response. */
  const FORMS = new Map<string, (members: string) => Promise<Response>>([
    ['variables', (members) => post(`{"query":"{ hello }","variables":{${members}}}`)],
    ['extensions', (members) => post(`{"query":"{ hello }","extensions":{${members}}}`)],
    ['a body with an id', (members) => post(`{"id":"x",${members}}`)],
    [
      'extensions with a persisted query',
      (members) => post(`{"extensions":{${PERSISTED},${members}}}`),
    ],
    [
      'variables of GET',
      (members) => get(`query=${QUERY_TEXT}&variables=${encode(`{${members}}`)}`),
    ],
    [
      'extensions of GET',
      (members) => get(`query=${QUERY_TEXT}&extensions=${encode(`{${members}}`)}`),
    ],
    [
      'extensions of GET with a persisted query',
      (members) => get(`extensions=${encode(`{${PERSISTED},${members}}`)}`),
    ],
  ]);

  it.each<[number, string, string, string]>([
    [413, 'REQUEST_TOO_LARGE', '70 levels', nested(70)],
    [413, 'REQUEST_TOO_LARGE', '2,000 levels', nested(2_000)],
    [400, 'BAD_REQUEST', 'the key __proto__', '"a":{"__proto__":{"b":1}}'],
    [400, 'BAD_REQUEST', 'the key __proto__ with escapes', String.raw`"a":{"\u005f_proto__":1}`],
    [400, 'BAD_REQUEST', 'a key twice', '"a":1,"a":2'],
    [400, 'BAD_REQUEST', 'a key twice, once with escapes', String.raw`"b":{"a":1,"\u0061":2}`],
    [400, 'BAD_REQUEST', 'bytes that are not UTF-8', '"a":"\xc3\x28"'],
    [400, 'BAD_REQUEST', 'a surrogate in UTF-8', '"a":"\xed\xa0\x80"'],
    [400, 'BAD_REQUEST', 'a number beyond the largest', '"a":1e999'],
    [400, 'BAD_REQUEST', 'a comma at the end', '"a":1,'],
    [400, 'BAD_REQUEST', 'a control character in a string', '"a":"\u0000"'],
  ])('is refused with %i %s in every form, and nothing is executed: %s', async (...row) => {
    const [status, code, , members] = row;
    const before = open.executed.length;
    const found: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const [form, sendAs] of FORMS) {
      const response = await sendAs(members);
      const { errors } = (await response.json()) as { errors?: { extensions: object }[] };
      found[form] = [response.status, errors?.[0]?.extensions];
      expected[form] = [status, { code }];
    }
    expect(found).toEqual(expected);
    expect(open.executed).toHaveLength(before);
  });

  it('is refused in the query string with 413 REQUEST_TOO_LARGE over limits.bodyBytes too', async () => {
    const response = await get(
      `query=${QUERY_TEXT}&variables=${encode(`{"a":"${'x'.repeat(4_000)}"}`)}`,
    );
    expect(response.status).toBe(413);
  });

  it('may repeat names and colons in different objects and in strings, and be 60 levels deep', async () => {
    const members = String.raw`"a":{"a":":\":"},"b":[{"c":1},{"c":2}],"constructor":{"prototype":{}},${nested(50)}`;
    for (const [form, sendAs] of FORMS) {
      const response = await sendAs(members);
      expect([form, response.status]).toEqual([form, 200]);
    }
  });
});

/** Percent-encodes text of which each character stands for one byte. */
function encode(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('hex').replaceAll(/../g, '%$&');
}

/** A member with a list of this depth. */
function nested(levels: number): string {
  return `"n":${'['.repeat(levels)}${']'.repeat(levels)}`;
}

describe('an error about a GraphQL document', () => {
  it.each([
    ['{ person { sssn } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ person(ssn: 9991234) { name } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ echo(text: "999-12-3456") { x } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ echo(text: "999-12-3456) }', 'GRAPHQL_PARSE_FAILED'],
    ['query ($a: Secret999) { hello }', 'GRAPHQL_VALIDATION_FAILED'],
  ])('answers %s with status 400, the code %s and no text of the document', async (query, code) => {
    const answer = await send({ body: JSON.stringify({ query }) });
    expect(answer.status).toBe(400);
    const { errors } = JSON.parse(answer.text) as { errors: Record<string, unknown>[] };
    for (const error of errors) {
      expect(error['extensions']).toEqual({ code });
      expect(Object.keys(error).toSorted()).toEqual(
        'locations' in error ? ['extensions', 'locations', 'message'] : ['extensions', 'message'],
      );
    }
    expect(answer.text).not.toMatch(/999|ssn|Secret|Did you mean|Expected|Unknown/i);
  });

  it('does not repeat the value of a variable in its BAD_USER_INPUT error', async () => {
    const body = JSON.stringify({
      query: 'query ($n: Int) { echo(number: $n) }',
      variables: { n: '999-12-3456' },
    });
    const answer = await send({ body });
    expect(answer.text).not.toContain('999');
    expect(JSON.parse(answer.text)).toMatchObject({
      errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });
});

describe('APOLLO_* environment variables', () => {
  it('are removed from process.env when the gateway starts, and cause no request to the endpoints they name', async () => {
    const calls: string[] = [];
    const home = createServer((request, response) => {
      calls.push(request.url ?? '');
      response.end('{}');
    });
    await new Promise<void>((resolve) => void home.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(home.address() as AddressInfo).port}`;
    const leftovers = {
      APOLLO_KEY: 'service:hospital:key',
      APOLLO_GRAPH_REF: 'hospital@current',
      APOLLO_GRAPH_ID: 'hospital',
      APOLLO_SCHEMA_REPORTING: 'true',
      APOLLO_USAGE_REPORTING_ENDPOINT: url,
      APOLLO_UPLINK_ENDPOINTS: url,
    };
    Object.assign(process.env, leftovers);
    const quiet = await startEdge();
    const response = await fetch(`${quiet.url}/graphql`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokenFor('ada')}`,
        'content-type': 'application/json',
        'apollo-federation-include-trace': 'ftv1',
      },
      body: QUERY,
    });
    expect(await response.json()).toEqual({ data: { hello: 'world' } });
    await quiet.close();
    expect(Object.keys(process.env).filter((name) => name.startsWith('APOLLO_'))).toEqual([]);
    expect(calls).toEqual([]);
    home.close();
  });
});
