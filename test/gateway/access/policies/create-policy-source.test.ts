import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createLog } from '../../../../gateway/platform/log.ts';
import type { RequestContext } from '../../../../gateway/platform/request-context.ts';
import { createPolicySource } from '../../../../gateway/access/policies/create-policy-source.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, hashOf } from '../../../support/federated/random.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const cleanUp: (() => unknown)[] = [];
afterAll(async () => {
  for (const stop of cleanUp) await stop();
});

/** A policy source over a decision point on loopback with the given response. */
async function sourceOver(
  respond: (response: ServerResponse, body: unknown) => void,
  { token = null as string | null, timeoutMs = 10_000, cacheSeconds = 10 } = {},
) {
  const asked: { readonly authorization: string | undefined; readonly body: unknown }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
      asked.push({ authorization: request.headers.authorization, body });
      respond(response, body);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/data/policies`;
  const lines: string[] = [];
  let now = 0;
  const source = createPolicySource(
    { url, token, timeoutMs, cacheSeconds },
    {
      log: createLog('debug', { write: (line: string) => void lines.push(line) }),
      now: () => now,
    },
  );
  cleanUp.push(
    () => source.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return {
    source,
    asked,
    codes: () => lines.map((line) => (JSON.parse(line) as { code?: string }).code),
    pass: (milliseconds: number) => void (now += milliseconds),
  };
}

const NAMED = ['on duty', 'chief', '__proto__', 'constructor'];
const ada = contextOf(callerOf(['physician'], { scopes: ['read:a'], clientId: 'ward' }), {
  purpose: 'TREAT',
});

function saying(result: unknown) {
  return (response: ServerResponse) => void response.end(JSON.stringify({ result }));
}

describe('a policy source (external decision point for @policy)', () => {
  it('sends its token, the caller, their scopes and the policies to the decision point', async () => {
    const { source, asked } = await sourceOver(saying({}), { token: 'secret' });
    await source.fulfilled(ada, NAMED);
    expect(asked).toEqual([
      {
        authorization: 'Bearer secret',
        body: {
          input: {
            caller: {
              issuer: 'https://idp.test',
              subject: 'user-physician',
              roles: ['physician'],
              purpose: 'TREAT',
              client: 'ward',
              claims: {},
            },
            scopes: ['read:a'],
            policies: NAMED,
          },
        },
      },
    ]);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['the policies that the response sets to true', { 'on duty': true, chief: false }, ['on duty']],
    ['nothing that the response omits', {}, []],
    ['nothing that was not requested', { 'on duty': true, admin: true }, ['on duty']],
    ['nothing for values that only resemble true', { 'on duty': 'true', chief: 1 }, []],
    ['nothing for null', { 'on duty': null }, []],
    ['a policy named like an object property', JSON.parse('{ "__proto__": true }'), ['__proto__']],
  ])('grants %s', async (_what, result, expected) => {
    const { source, codes } = await sourceOver(saying(result));
    expect(await source.fulfilled(ada, NAMED)).toEqual(expected);
    expect(codes()).toEqual([]);
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    ['times out: POLICIES_LATE', () => undefined, 'POLICIES_LATE'],
    [
      'breaks the connection: POLICIES_UNANSWERED',
      (response) => response.destroy(),
      'POLICIES_UNANSWERED',
    ],
    [
      'responds with status 403: POLICIES_STATUS',
      (response) => response.writeHead(403).end('{"result":{"on duty":true}}'),
      'POLICIES_STATUS',
    ],
    [
      'redirects: POLICIES_STATUS',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
      'POLICIES_STATUS',
    ],
    ['sends no result: POLICIES_MALFORMED', (response) => response.end('{}'), 'POLICIES_MALFORMED'],
    ['sends null: POLICIES_MALFORMED', saying(null), 'POLICIES_MALFORMED'],
    ['sends true instead of an object: POLICIES_MALFORMED', saying(true), 'POLICIES_MALFORMED'],
    ['sends a list: POLICIES_MALFORMED', saying(['on duty']), 'POLICIES_MALFORMED'],
    [
      'sends text that is not JSON: POLICIES_MALFORMED',
      (response) => response.end('on duty'),
      'POLICIES_MALFORMED',
    ],
    [
      'sends JSON that is not an object: POLICIES_MALFORMED',
      (response) => response.end('7'),
      'POLICIES_MALFORMED',
    ],
    [
      'sends a response above the size limit: POLICIES_UNANSWERED',
      saying(Object.fromEntries(NAMED.map((name) => [name.padEnd(400_000), true]))),
      'POLICIES_UNANSWERED',
    ],
  ])('grants nothing and logs a code when the decision point %s', async (_how, respond, code) => {
    const isLate = code === 'POLICIES_LATE';
    const { source, codes } = await sourceOver(respond, isLate ? { timeoutMs: 200 } : {});
    expect(await source.fulfilled(ada, NAMED)).toEqual([]);
    expect(codes()).toEqual([code]);
  });

  it('sends equal concurrent requests once, and asks again only after the 10 s of cacheSeconds', async () => {
    const { source, asked, pass } = await sourceOver(saying({ chief: true }));
    const ask = () => source.fulfilled(ada, NAMED);
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([['chief'], ['chief'], ['chief']]);
    pass(9_999);
    await ask();
    expect(asked).toHaveLength(1);
    pass(1);
    expect(await ask()).toEqual(['chief']);
    expect(asked).toHaveLength(2);
  });

  it('asks again for each request when cacheSeconds is 0', async () => {
    const { source, asked } = await sourceOver(saying({}), { cacheSeconds: 0 });
    await source.fulfilled(ada, NAMED);
    await source.fulfilled(ada, NAMED);
    expect(asked).toHaveLength(2);
  });

  it('does not cache a call that fails by a broken connection: it asks again for the next request', async () => {
    let isDown = true;
    const { source, asked } = await sourceOver((response) =>
      isDown ? response.destroy() : response.end('{"result":{"chief":true}}'),
    );
    expect(await source.fulfilled(ada, NAMED)).toEqual([]);
    isDown = false;
    expect(await source.fulfilled(ada, NAMED)).toEqual(['chief']);
    expect(asked).toHaveLength(2);
  });

  const others: readonly (readonly [string, Partial<RequestContext>, (readonly string[])?])[] = [
    ['another subject', { caller: { ...ada.caller, subject: 'eve' } }],
    ['another issuer', { caller: { ...ada.caller, issuer: 'https://other.test' } }],
    ['another client', { caller: { ...ada.caller, clientId: 'portal' } }],
    ['other roles', { caller: { ...ada.caller, roles: ['nurse'] } }],
    ['other scopes', { caller: { ...ada.caller, scopes: ['read:b'] } }],
    ['another claim', { caller: { ...ada.caller, claims: new Map([['ward', 'W3']]) } }],
    ['another purpose', { purpose: 'ETREAT' }],
    ['other policies', {}, ['chief']],
  ];
  it.each(others)(
    'does not reuse a cached response for a request with %s that is equal otherwise',
    async (_what, change, policies = NAMED) => {
      const { source, asked } = await sourceOver(saying({ chief: true }));
      await source.fulfilled(ada, NAMED);
      await source.fulfilled({ ...ada, ...change }, policies);
      expect(asked).toHaveLength(2);
    },
  );

  it('grants the same with cached responses and joined calls as with a call for each request', async () => {
    const { numRuns, seed = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(50, 5_000);
    const random = createRandom(seed);
    const cached = await sourceOver(grantByRequest, { cacheSeconds: 10 });
    const plain = await sourceOver(grantByRequest, { cacheSeconds: 0 });
    for (let run = 0; run < numRuns; run += 1) {
      cached.pass(random.pick([0, 1, 1_000, 9_999]));
      const requests = Array.from({ length: random.pick([1, 2, 4]) }, () => ({
        context: { ...ada, ...random.pick(others)[1] },
        policies: random.pick([NAMED, ['chief']]),
      }));
      const found = await Promise.all(
        requests.map(({ context, policies }) => cached.source.fulfilled(context, policies)),
      );
      const expected = [];
      for (const { context, policies } of requests)
        expected.push(await plain.source.fulfilled(context, policies));
      expect({ seed, run, found }).toEqual({ seed, run, found: expected });
    }
    expect(cached.asked.length).toBeLessThan(plain.asked.length);
  });
});

/** Grants about half of the policies, others for each caller and list of policies. */
function grantByRequest(response: ServerResponse, body: unknown): void {
  const text = JSON.stringify(body);
  const granted = NAMED.filter((policy) => hashOf(text, policy) % 2 === 0);
  saying(Object.fromEntries(granted.map((policy) => [policy, true])))(response);
}
