import { setTimeout as sleep } from 'node:timers/promises';
import { Pool } from 'undici';
import { createRandom } from '../../support/console/random.ts';

/** Latency of requests in ms, from when each was due to the end of its response. */
export interface PacedLoad {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Seconds from the first request to the last response. */
  readonly duration: number;
}

/**
 * Sends requests at random times, as many independent clients do: gaps are exponentially distributed, the same ones in each
 * run. A request that waits for a free connection was due all the same, so a slow server is not spared what a faster one
 * gets. Rejects for a response that is not 200.
 */
export async function pacedLoad(
  url: string,
  request: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  {
    amount,
    perSecond,
    connections,
  }: { readonly amount: number; readonly perSecond: number; readonly connections: number },
): Promise<PacedLoad> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const random = createRandom(1);
  const latencies: number[] = [];
  const send = async (due: number) => {
    const { statusCode, body } = await pool.request({ path: pathname, method: 'POST', ...request });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${text.slice(0, 200)}`);
    latencies.push(performance.now() - due);
  };
  const start = performance.now();
  const sent: Promise<void>[] = [];
  let due = start;
  while (sent.length < amount) {
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    sent.push(send(due));
    due += (-Math.log(1 - random()) / perSecond) * 1_000;
  }
  await Promise.all(sent);
  const duration = (performance.now() - start) / 1_000;
  await pool.close();
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99), duration };
}
