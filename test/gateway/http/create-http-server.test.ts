import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StartError } from '../../../gateway/platform/errors.ts';
import { startEdge, tokenFor } from '../../support/edge.ts';
import type { Edge } from '../../support/edge.ts';

let edge: Edge;
beforeAll(async () => void (edge = await startEdge()));
afterAll(() => edge.close());

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: { data?: unknown; errors?: { message: string; extensions: { code: string } }[] };
}

async function post(body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${edge.url}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenFor('ada')}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    json: JSON.parse(text) as Answer['json'],
  };
}

const codes = (answer: Answer) => answer.json.errors?.map((error) => error.extensions.code);

describe('a GraphQL query over HTTP', () => {
  it('gets a response with data for an authenticated caller', async () => {
    const answer = await post({ query: 'query Hi { hello }', operationName: 'Hi' });
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({ data: { hello: 'world' } });
  });

  it("reaches the pipeline with caller and trace id, but with the gateway's own request id", async () => {
    const answer = await post(
      { query: '{ hello }' },
      {
        traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
        'user-agent': 'portal/3',
        'x-request-id': 'chosen by the client',
      },
    );
    const context = edge.contexts.at(-1);
    expect(context).toMatchObject({
      caller: {
        subject: 'ada',
        issuer: 'https://id.example',
        address: '127.0.0.1',
        userAgent: 'portal/3',
      },
      traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
      requestId: answer.headers.get('x-request-id'),
    });
    expect(context?.requestId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(Math.abs(Date.now() - (context?.received ?? 0))).toBeLessThan(5_000);
  });

  it.each([
    ['AUDIT_UNAVAILABLE', 'gateway'],
    ['SUBGRAPH_FAILED', 'graphql'],
    ['INTERNAL_SERVER_ERROR', 'error'],
  ])(
    'gets the code %s if the pipeline fails, and neither the response nor the log has the text of the error',
    async (code, how) => {
      const answer = await post({ query: `{ fail(how: "${how}") hello }` });
      expect(codes(answer)).toEqual([code]);
      expect(answer.text).not.toContain('999-12-3456');
      expect(Object.keys(answer.json.errors?.[0] ?? {})).toEqual(['message', 'path', 'extensions']);
      expect(edge.logged.join('')).not.toContain('999-12-3456');
    },
  );
});

describe('an HTTP response', () => {
  const requests: [string, () => Promise<{ headers: Headers }>][] = [
    ['to a query, with data', () => post({ query: '{ hello }' })],
    ['to invalid GraphQL', () => post({ query: '{' })],
    ['to a request without a token', () => post({ query: '{ hello }' }, { authorization: '' })],
    ['to invalid JSON', () => post('{')],
    ['to a health check', () => fetch(`${edge.url}/health/live`)],
    ['to a request of an unknown path', () => fetch(`${edge.url}/nothing`)],
    ['to a request of an invalid URL', () => fetch(`${edge.url}/%`)],
  ];
  it.each(requests)(
    'is JSON, forbids caching, has a request id and has no header that names the server software: %s',
    async (_what, request) => {
      const { headers } = await request();
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      for (const name of [
        'etag',
        'server',
        'x-powered-by',
        'strict-transport-security',
        'set-cookie',
      ]) {
        expect(headers.get(name)).toBeNull();
      }
    },
  );
});

describe('a request without a valid token', () => {
  it.each([
    ['no token', '', 'Bearer'],
    ['another scheme', 'Basic bnVyc2U6bnVyc2U=', 'Bearer'],
    [
      'an invalid token',
      'Bearer x.y.z',
      'Bearer error="invalid_token", error_description="The access token is malformed, expired or not valid here"',
    ],
  ])(
    'is refused with 401 and a WWW-Authenticate challenge before its body is parsed: %s',
    async (_what, authorization, challenge) => {
      const before = edge.executed.length;
      const answer = await post('not even JSON', { authorization });
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe(challenge);
      expect(codes(answer)).toEqual(['UNAUTHENTICATED']);
      expect(edge.executed).toHaveLength(before);
    },
  );
});

describe('the counter of refused requests', () => {
  it('counts refused requests by code, but not syntax errors or accepted requests', async () => {
    const before = edge.refused.length;
    await post({ query: '{ hello }' }, { authorization: '' });
    await post({ query: `{ ${'hello '.repeat(3_000)} }` });
    await post({ query: `{ ${'a: hello '.repeat(60)} }` });
    await post({ query: '{ hello }' });
    await post({ query: '{' });
    expect(edge.refused.slice(before)).toEqual([
      'UNAUTHENTICATED',
      'OPERATION_TOO_COMPLEX',
      'OPERATION_TOO_COMPLEX',
    ]);
  });
});

describe('an operation that fits the schema and has 800 equal fields', () => {
  it('is refused with OPERATION_TOO_COMPLEX and status 400, as graphql-js does not finish its validation', async () => {
    const answer = await post({ query: `{ ${'hello '.repeat(800)} }` });
    expect([answer.status, codes(answer)]).toEqual([400, ['OPERATION_TOO_COMPLEX']]);
  });
});

describe('the health endpoint', () => {
  it('responds at /health/ready with 503 NOT_READY and the problem while a part of the gateway is not ready', async () => {
    expect((await fetch(`${edge.url}/health/ready`)).status).toBe(200);
    edge.setReady(false);
    const response = await fetch(`${edge.url}/health/ready`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'NOT_READY', problems: ['subgraph s1: SUBGRAPH_LATE'] } }],
    });
    edge.setReady(true);
    expect((await fetch(`${edge.url}/health/live`)).status).toBe(200);
  });
});

describe('introspection', () => {
  const queries = [
    '{ __schema { types { name } } }',
    '{ __type(name: "Person") { name } }',
    '{ a: __type(name: "Person") { name } hello }',
    '{ ...F } fragment F on Query { __schema { types { name } } }',
    '{ ... { __schema { types { name } } } }',
  ];
  it.each(queries)(
    'is refused with 400 GRAPHQL_VALIDATION_FAILED by default: %s',
    async (query) => {
      const answer = await post({ query });
      expect(answer.status).toBe(400);
      expect(codes(answer)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    },
  );

  it('is answered with the setting introspection: true', async () => {
    const open = await startEdge('introspection: true');
    const response = await fetch(`${open.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenFor('ada')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ __type(name: "Person") { name } }' }),
    });
    expect(await response.json()).toEqual({ data: { __type: { name: 'Person' } } });
    await open.close();
  });
});

describe('stopping the server', () => {
  it('completes a running request and accepts no new ones', async () => {
    const stopping = await startEdge();
    const running = fetch(`${stopping.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokenFor('ada')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ slow(ms: 300) }' }),
    });
    await new Promise((resolve) => void setTimeout(resolve, 100));
    const closed = stopping.close();
    expect(await (await running).json()).toEqual({ data: { slow: 'slow' } });
    await closed;
    await expect(fetch(`${stopping.url}/health/live`)).rejects.toThrow('fetch failed');
  });
});

describe('a server port that is already taken', () => {
  it('stops the start with an error that names the port', async () => {
    const port = new URL(edge.url).port;
    const start = startEdge('', { port });
    await expect(start).rejects.toThrow(StartError);
    await expect(start).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
  });
});
