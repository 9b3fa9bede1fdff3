import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tokenFor } from '../support/edge.ts';
import { startFronting, type FrontingGateway } from '../support/fronting-gateway.ts';
import { startGuardedSubgraph, type GuardedSubgraph } from '../support/guarded-subgraph.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-subgraph-headers-'));
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

let near: GuardedSubgraph;
let far: GuardedSubgraph;
let gateway: FrontingGateway;

beforeAll(async () => {
  [near, far] = await Promise.all([
    startGuardedSubgraph('near', () => true),
    startGuardedSubgraph('far', () => true),
  ]);
  writeFileSync(join(folder, 'api.key'), 'the-key\n', { mode: 0o600 });
  gateway = await startFronting(
    {},
    {
      graph: {
        subgraphs: [
          {
            name: 'near',
            url: near.url,
            headers: { 'x-api-key': { file: join(folder, 'api.key') }, 'x-site': 'north' },
            forwardHeaders: ['X-Tenant', 'authorization', 'cookie'],
          },
          { name: 'far', url: far.url },
        ],
      },
      subgraph: { identity: { key: join(folder, 'gateway.key') } },
    },
  );
});
beforeEach(() => {
  near.answered.length = 0;
  far.answered.length = 0;
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([near.close(), far.close()]);
  rmSync(folder, { recursive: true });
});

const token = tokenFor('ada', { roles: ['doctor'] });

/** Sends a query of both subgraphs with headers in pairs, each as it is. */
function ask(
  ...headers: readonly string[]
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  const body = JSON.stringify({ query: '{ near far }' });
  return new Promise((resolve, reject) => {
    const sent = httpRequest(gateway.url, {
      method: 'POST',
      headers: [
        'host',
        new URL(gateway.url).host,
        'authorization',
        `Bearer ${token}`,
        'content-type',
        'application/json',
        'content-length',
        String(body.length),
        ...headers,
      ],
    });
    sent.once('error', reject);
    sent.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => void (text += chunk));
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    sent.end(body);
  });
}

describe('a client of a gateway whose configuration forwards headers', () => {
  it('has only the named headers forwarded, and only to the subgraph that names them', async () => {
    const answer = await ask('x-tenant', 'a, b', 'cookie', 'c=1', 'x-other', 'o', 'x-user', 'root');
    expect(JSON.parse(answer.text)).toEqual({ data: { near: 'of near', far: 'of far' } });
    const common = ['accept', 'connection', 'content-length', 'content-type', 'host'];
    expect(Object.keys(near.answered[0] ?? {}).toSorted()).toEqual(
      [
        ...common,
        'authorization',
        'cookie',
        'phi-gateway-identity',
        'traceparent',
        'x-api-key',
        'x-request-id',
        'x-site',
        'x-tenant',
      ].toSorted(),
    );
    expect(near.answered[0]).toMatchObject({
      authorization: `Bearer ${token}`,
      'x-api-key': 'the-key',
      'x-tenant': 'a, b',
    });
    expect(Object.keys(far.answered[0] ?? {}).toSorted()).toEqual(
      [...common, 'authorization', 'traceparent', 'x-request-id'].toSorted(),
    );
    expect(far.answered[0]?.authorization).not.toContain(token);
  });

  it.each([
    ['twice', ['x-tenant', 'a', 'x-tenant', 'b'], 'Send the header x-tenant once.'],
    ['twice in another case', ['X-Tenant', 'a', 'x-tenant', 'a'], 'Send the header x-tenant once.'],
    ['with bytes outside ASCII', ['x-tenant', 'é'], 'Send the header x-tenant in visible ASCII.'],
    ['without a value', ['x-tenant', ''], 'Send the header x-tenant in visible ASCII.'],
  ])(
    'gets 400 BAD_REQUEST for a forwarded header that is sent %s, and nothing is fetched',
    async (_what, headers, problem) => {
      const { status, text } = await ask(...headers);
      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({
        errors: [{ extensions: { code: 'BAD_REQUEST', problems: [problem] } }],
      });
      expect([...near.answered, ...far.answered]).toEqual([]);
    },
  );

  it('can set none of the headers that the gateway sets itself, but its trace is continued in traceparent', async () => {
    const { headers } = await ask(
      'x-api-key',
      'mine',
      'x-site',
      'south',
      'x-request-id',
      '1',
      'phi-gateway-identity',
      'mine',
      'traceparent',
      `00-${TRACE}-${SPAN}-01`,
    );
    for (const sent of [...near.answered, ...far.answered]) {
      expect(sent['x-request-id']).toBe(headers['x-request-id']);
      expect(sent['phi-gateway-identity'] ?? 'ey').toMatch(/^ey/);
      // The client's trace, with a span for each call.
      expect(sent['traceparent']).toMatch(new RegExp(`^00-${TRACE}-(?!${SPAN})[0-9a-f]{16}-01$`));
    }
    expect(near.answered[0]).toMatchObject({ 'x-api-key': 'the-key', 'x-site': 'north' });
    expect(near.answered[0]?.['traceparent']).not.toBe(far.answered[0]?.['traceparent']);
  });

  it.each([
    'none',
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
  ])(
    'gets a trace with the id of its request if its traceparent is invalid: %s',
    async (traceparent) => {
      const { headers } = await ask('traceparent', traceparent);
      const id = String(headers['x-request-id']).replaceAll('-', '');
      expect(near.answered[0]?.['traceparent']).toMatch(new RegExp(`^00-${id}-[0-9a-f]{16}-00$`));
    },
  );

  it('has neither its forwarded headers nor the configured ones logged, for a request that is served and one that is refused', async () => {
    expect((await ask('x-tenant', 'ward-9', 'cookie', 'c=1')).status).toBe(200);
    expect(near.answered).toMatchObject([
      { 'x-api-key': 'the-key', 'x-site': 'north', 'x-tenant': 'ward-9', cookie: 'c=1' },
    ]);
    expect((await ask('x-tenant', 'ward-9', 'x-tenant', 'ward-9', 'cookie', 'c=1')).status).toBe(
      400,
    );
    const logged = gateway.logged.join('');
    expect(logged).toContain('"msg":"request refused"');
    expect(logged).not.toMatch(/the-key|north|ward-9|c=1/);
  });
});
