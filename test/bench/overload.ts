import autocannon from 'autocannon';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { startStack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';
import { printTable } from './print-table.ts';

/*
 * What a gateway refuses and serves at 2, 5 and 10 times its capacity, how long an honest caller waits meanwhile, and
 * the gateway's memory. Capacity is the rate at which it answers 16 connections. All phases are of one run.
 *
 * npm run -s build && node dist/test/bench/overload.js
 */

const SECONDS = Number(process.env['SECONDS'] ?? 15);
const QUERY = '{ patients(first: 5) { id name birthDate } }';

async function main(): Promise<void> {
  const stack = await startStack();
  try {
    const gateway = await stack.gateway('overloaded', {
      limits: { requestsPerMinute: 10_000_000 },
      log: { level: 'error' },
    });
    const token = stack.issuer.token('load', { roles: ['physician'] });
    const honestToken = stack.issuer.token('honest', { roles: ['physician'] });
    const load = (connections: number, overallRate?: number) =>
      autocannon({
        url: new URL('/graphql', gateway.url).href,
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: QUERY }),
        connections,
        duration: SECONDS,
        ...(overallRate !== undefined && { overallRate }),
      });
    await load(16);
    const capacity = (await load(16)).requests.average;
    const rows: string[][] = [];
    for (const times of [1, 2, 5, 10]) {
      const offered = Math.round(capacity * times);
      // Enough connections that none has to wait for its own answer before it sends the next request.
      const running = Promise.resolve(load(Math.min(4_000, 100 * times), offered));
      const { waits, refused } = await honest(gateway, honestToken, running);
      const result = await running;
      const served = result['2xx'] / SECONDS;
      rows.push([
        `${times} ×`,
        offered.toFixed(0),
        (result.requests.total / SECONDS).toFixed(0),
        served.toFixed(0),
        (result.non2xx / SECONDS).toFixed(0),
        String(result.errors),
        percentile(waits, 0.5).toFixed(0),
        percentile(waits, 0.95).toFixed(0),
        `${refused} of ${waits.length + refused}`,
        String(memoryOf(gateway)),
      ]);
      await wait(2_000);
    }
    printTable(
      [
        'load',
        'offered/s',
        'sent/s',
        'served/s',
        'refused/s',
        'errors',
        'honest p50 ms',
        'honest p95 ms',
        'honest refused',
        'memory MB',
      ],
      rows,
    );
  } finally {
    await stack.close();
  }
}

/** Sends one request after the other until the load has ended, and tries again soon after a refusal. */
async function honest(gateway: StackGateway, token: string, until: Promise<unknown>) {
  const waits: number[] = [];
  let refused = 0;
  const over = new AbortController();
  void until.finally(() => {
    over.abort();
  });
  while (!over.signal.aborted) {
    const since = performance.now();
    const { status } = await gateway.ask(token, { query: QUERY });
    if (status === 503) refused += 1;
    else if (status === 200) waits.push(performance.now() - since);
    else throw new Error(`an honest request was answered with ${status}`);
    await wait(50);
  }
  return { waits, refused };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Largest resident memory of the gateway's process so far, in MB (proc_pid_status(5), Linux). */
function memoryOf({ process: { child } }: StackGateway): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_024);
}

await main();
