import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { tokenFor } from '../support/edge.ts';
import { startFronting, type FrontingGateway } from '../support/fronting-gateway.ts';
import { startRawSubgraph, type RawSubgraph } from '../support/raw-subgraph.ts';

const BIG = `
  type Query { big(chunked: Boolean): Note quick: String @phi @role(anyOf: ["doctor"]) hang: String }
  type Note @key(fields: "id") { id: ID! text: String @phi @role(anyOf: ["doctor"]) }
`;
const MORE = 'type Note @key(fields: "id") { id: ID! more: String @phi @role(anyOf: ["doctor"]) }';
const TEXT = 'x'.repeat(900_000);

let isHolding = true;
const held = new Set<() => void>();
function release(): void {
  for (const send of held) send();
  held.clear();
}

let big: RawSubgraph;
let more: RawSubgraph;
let gateway: FrontingGateway;
beforeAll(async () => {
  big = await startRawSubgraph(BIG, ({ query, variables }, response: ServerResponse) => {
    const key = /\{\s*(\w+)/.exec(query)?.[1] ?? 'x';
    if (query.includes('hang')) return;
    if (query.includes('quick')) {
      response.end(JSON.stringify({ data: { [key]: 'quick' } }));
      return;
    }
    const note = { __typename: 'Note', id: '1', text: TEXT };
    const body = JSON.stringify({ data: { [key]: note } });
    const isChunked = query.includes('true') || Object.values(variables).includes(true);
    if (!isChunked) response.setHeader('content-length', body.length);
    response.write(body.slice(0, 100_000));
    response.end(body.slice(100_000));
  });
  more = await startRawSubgraph(MORE, (_asked, response) => {
    const entity = { __typename: 'Note', id: '1', more: 'more' };
    const send = () => void response.end(JSON.stringify({ data: { _entities: [entity] } }));
    if (isHolding) held.add(send);
    else send();
  });
  const subgraph = {
    timeoutMs: 4_000,
    maxResponseBytes: 1_000_000,
    maxBytesInFlight: 2_000_000,
    connectionsPerCaller: 4,
  };
  gateway = await startFronting({ big: big.url, more: more.url }, { subgraph });
});
afterEach(() => {
  isHolding = true;
  release();
});
afterAll(async () => {
  await gateway.close();
  await big.close();
  await more.close();
});

async function ask(who: string, query: string, signal?: AbortSignal): Promise<string> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenFor(who, { roles: ['doctor'] })}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query }),
    ...(signal && { signal }),
  });
  return response.text();
}

const NOTE = '{ big { id text more } }';
const outcome = (text: string) =>
  text.includes('SUBGRAPH_FAILED') ? 'failed' : text.includes(TEXT) ? 'whole' : text;

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries === 1_200) throw new Error('It never came to that.');
    await sleep(25);
  }
}

describe('subgraph response bytes held in memory', () => {
  it('are limited per caller and in total: further calls wait until some are released, and then succeed', async () => {
    const first = ask('ada', NOTE);
    await until(() => held.size === 1);
    const second = ask('ada', NOTE);
    const other = ask('bob', NOTE);
    await until(() => held.size === 2);
    const third = ask('eve', NOTE);
    await sleep(500);
    expect(held.size).toBe(2);
    isHolding = false;
    release();
    expect(outcome(await first)).toBe('whole');
    expect(outcome(await other)).toBe('whole');
    expect([outcome(await second), outcome(await third)]).toEqual(['whole', 'whole']);
  });

  it('make a call that waits beyond the timeout fail, logged as SUBGRAPH_BUSY and not as a failure of the subgraph, and are released', async () => {
    // The first holds bytes until its second call times out, which is after the other has timed out.
    const both = await Promise.all([ask('ada', NOTE), ask('ada', NOTE)]);
    expect(both.map(outcome)).toEqual(['failed', 'failed']);
    const log = gateway.logged.join('');
    expect(log).toContain('"code":"SUBGRAPH_BUSY"');
    expect(log).not.toMatch(/"subgraph":"big"[^\n]*begun to fail/);
    isHolding = false;
    // The failed calls have released their bytes.
    expect(outcome(await ask('ada', NOTE))).toBe('whole');
  });

  it('are counted as a chunked response arrives: at the limit per caller the call fails without waiting, and another caller is served', async () => {
    const first = ask('ada', NOTE);
    await until(() => held.size === 1);
    const since = performance.now();
    expect(outcome(await ask('ada', '{ big(chunked: true) { id text } }'))).toBe('failed');
    expect(performance.now() - since).toBeLessThan(3_500);
    expect(outcome(await ask('bob', '{ big(chunked: true) { id text } }'))).toBe('whole');
    isHolding = false;
    release();
    await first;
  });

  it('are released when the client disconnects, so that the next call succeeds', async () => {
    for (let count = 0; count < 5; count += 1) {
      const leaving = new AbortController();
      const asking = ask('ada', NOTE, leaving.signal);
      await until(() => held.size === 1);
      leaving.abort();
      await expect(asking).rejects.toThrow('aborted');
      await until(() => more.asked.at(-1)?.isAborted === true);
      held.clear();
    }
    isHolding = false;
    expect(outcome(await ask('ada', NOTE))).toBe('whole');
  });
});

describe('connections to a subgraph', () => {
  it('are limited per caller, so that hanging calls of one caller do not block others', async () => {
    const before = big.asked.filter(({ query }) => query.includes('hang')).length;
    const leaving = new AbortController();
    const hanging = Array.from({ length: 80 }, () => ask('ada', '{ hang }', leaving.signal));
    const settled = Promise.allSettled(hanging);
    const asked = () => big.asked.filter(({ query }) => query.includes('hang')).length - before;
    await until(() => asked() === 4);
    await sleep(300);
    expect(asked()).toBe(4);
    const since = performance.now();
    expect(await ask('bob', '{ quick }')).toContain('quick');
    expect(performance.now() - since).toBeLessThan(3_000);
    leaving.abort();
    await settled;
    // Disconnected clients have left the queue.
    await until(() =>
      big.asked.every(({ query, isAborted }) => !query.includes('hang') || isAborted),
    );
    expect(await ask('ada', '{ quick }')).toContain('quick');
    expect(asked()).toBeLessThan(40);
  });
});
