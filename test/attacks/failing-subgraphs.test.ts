import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tokenFor } from '../support/edge.ts';
import { startFronting, type FrontingGateway } from '../support/fronting-gateway.ts';
import { startRawSubgraph, type Asked, type RawSubgraph } from '../support/raw-subgraph.ts';
import { readLedger } from '../support/read-ledger.ts';
import { readSamples } from '../support/read-samples.ts';

type Respond = (response: ServerResponse, asked: Asked) => void;

const answer: Respond = (response, { query }) => {
  const key = /\{\s*(\w+)/.exec(query)?.[1] ?? 'x';
  response.end(JSON.stringify({ data: { [key]: 'yes' } }));
};
const hang: Respond = () => undefined;
const unavailable: Respond = (response) => void response.writeHead(503).end('<h1>Later</h1>');
const cut: Respond = (response) => void response.destroy();

/** What each subgraph does now. */
const behaviors: Record<string, Respond> = { down: unavailable, cut, hung: hang, slow: answer };
const subgraphs: Record<string, RawSubgraph> = {};
let gateway: FrontingGateway;
beforeAll(async () => {
  for (const name of Object.keys(behaviors)) {
    const marks = '@phi @role(anyOf: ["doctor"])';
    const sdl = `type Query { ${name}(slow: Boolean): String ${marks} } type Mutation { ${name}Change: String ${marks} }`;
    subgraphs[name] = await startRawSubgraph(sdl, (asked, response) =>
      behaviors[name]?.(response, asked),
    );
  }
  const urls = Object.entries(subgraphs).map(([name, { url }]) => ({ name, url }));
  gateway = await startFronting(
    {},
    {
      server: { port: 0, pauseSeconds: 0, metrics: { port: 0 } },
      graph: {
        subgraphs: urls.map((each) => ({
          ...each,
          ...(each.name === 'down' && { circuitBreaker: { openSeconds: 120 } }),
        })),
      },
      subgraph: { timeoutMs: 1_500, circuitBreaker: { minCalls: 8, openSeconds: 1 } },
    },
  );
});
afterAll(async () => {
  await gateway.close();
  for (const subgraph of Object.values(subgraphs)) await subgraph.close();
});

async function ask(who: string, query: string, variables = {}): Promise<string> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenFor(who, { roles: ['doctor'] })}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query, variables }),
  });
  return response.text();
}

const received = (name: string) => subgraphs[name]?.asked.length ?? 0;
const lines = (name: string, text: string) =>
  gateway.logged.filter((line) => line.includes(text) && line.includes(`"${name}"`)).length;
async function sample(metric: string): Promise<number | null> {
  return (await readSamples(gateway.metricsUrl ?? '')).of(`phi_gateway_subgraph_${metric}`);
}
const isOpen = (name: string) => sample(`circuit_open{subgraph="${name}"}`);

describe('a subgraph that answers 503 to everything', () => {
  it('gets 8 requests for 60 queries and a mutation, which all get SUBGRAPH_FAILED, and the mutation is recorded with an error outcome', async () => {
    expect(await isOpen('down')).toBe(0);
    const answers: string[] = [];
    for (let count = 0; count < 60; count += 1)
      answers.push(await ask(count % 2 === 0 ? 'ada' : 'bob', '{ down }'));
    expect(received('down')).toBe(8);
    expect([...new Set(answers)]).toEqual([expect.stringContaining('SUBGRAPH_FAILED')]);
    expect(await sample('retries_total{subgraph="down"}')).toBe(4);
    const refused = 'failures_total{subgraph="down",code="SUBGRAPH_CIRCUIT_OPEN"}';
    expect(await sample(refused)).toBe(56);
    expect(await isOpen('down')).toBe(1);
    expect(lines('down', 'has opened')).toBe(1);

    const before = readLedger(gateway.ledger).length;
    expect(await ask('ada', 'mutation { downChange }')).toContain('SUBGRAPH_FAILED');
    expect(received('down')).toBe(8);
    const records = readLedger(gateway.ledger).slice(before);
    expect(records.map(({ kind, outcome }) => `${kind} ${outcome}`)).toEqual([
      'intent pending',
      'outcome error',
    ]);
  });

  it('is named in readiness and in one log line with its status, also while its circuit is open', async () => {
    const ready = await (await fetch(new URL('/health/ready', gateway.url))).text();
    expect(ready).toContain('"subgraph down: SUBGRAPH_MALFORMED (status 503)"');
    expect(lines('down', '"code"')).toBe(1);
  });
});

describe('a subgraph that cuts each connection', () => {
  it('gets each mutation once and each query twice', async () => {
    expect(await ask('ada', 'mutation { cutChange }')).toContain('SUBGRAPH_FAILED');
    expect(received('cut')).toBe(1);
    expect(await ask('ada', '{ cut }')).toContain('SUBGRAPH_FAILED');
    expect(received('cut')).toBe(3);
  });
});

describe('a subgraph that never answers', () => {
  it('makes later calls fail at once, also while a probe hangs, and is called again after an answered probe', async () => {
    const callers = ['ada', 'bob', 'eve', 'dan'];
    await Promise.all(callers.flatMap((who) => [ask(who, '{ hung }'), ask(who, '{ hung }')]));
    expect(received('hung')).toBe(8);
    expect(await isOpen('hung')).toBe(1);
    // A timer can fire up to a millisecond early.
    await sleep(1_010);
    const probe = ask('ada', '{ hung }');
    await subgraphs['hung']?.arrived(9);
    expect(await ask('ada', '{ hung }')).toContain('SUBGRAPH_FAILED');
    expect(subgraphs['hung']?.asked.at(8)?.isAborted).toBe(false);
    expect(received('hung')).toBe(9);
    expect(await probe).toContain('SUBGRAPH_FAILED');
    behaviors['hung'] = answer;
    await sleep(1_010);
    for (const who of ['ada', 'ada', 'bob']) expect(await ask(who, '{ hung }')).toContain('yes');
    expect(await isOpen('hung')).toBe(0);
    for (const word of ['opened', 'closed']) expect(lines('hung', `has ${word}`)).toBe(1);
  });
});

describe('one caller with operations that time out', () => {
  it('does not open the circuit breaker of the subgraph, and the queries of another caller are answered', async () => {
    behaviors['slow'] = (response, asked) =>
      (Object.values(asked.variables).includes(true) ? hang : answer)(response, asked);
    const query = 'query ($slow: Boolean) { slow(slow: $slow) }';
    expect(await ask('bob', query)).toContain('yes');
    const attack = Array.from({ length: 40 }, () => ask('ada', query, { slow: true }));
    expect(await ask('bob', query)).toContain('yes');
    for (const text of await Promise.all(attack)) expect(text).toContain('SUBGRAPH_FAILED');
    expect(await ask('bob', query)).toContain('yes');
    expect(await isOpen('slow')).toBe(0);
  });
});
