import autocannon from 'autocannon';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { packageFile } from '../../../schema/package-file.ts';
import { freePort } from '../../support/free-port.ts';
import { median } from '../median.ts';
import { startPinned, stopAll } from '../pinned-process.ts';
import { printTable } from '../print-table.ts';
import { childrenOf, processSeconds } from '../processor-time.ts';
import { configOf, createToken, untilReady } from './targets.ts';
import { WORKLOADS } from './workloads.ts';

/*
 * `npm run bench:workers -- [options]`: requests per second of this gateway by `server.workers`. All processes, those of load
 * and subgraphs too, share all cores. Rounds are interleaved; the table holds medians, with the smallest and largest round.
 *
 *   --workers NUMBERS    values of `server.workers`, separated by commas
 *   --workload NAME      one of the workloads of `npm run bench`
 *   --rounds N --seconds N --connections N
 */
const { values: options } = parseArgs({
  options: {
    workers: { type: 'string', default: '1,2' },
    workload: { type: 'string', default: 'entity' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '50' },
  },
});

interface Round {
  readonly workers: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Processor time per request of the process that was started, ms. */
  readonly primaryMs: number;
  /** The same of all worker processes together. */
  readonly workersMs: number;
}

async function main(): Promise<void> {
  const workload = WORKLOADS.find(({ name }) => name === options.workload);
  if (workload === undefined) throw new RangeError(`There is no workload ${options.workload}.`);
  const folder = mkdtempSync(join(tmpdir(), 'phi-gateway-bench-'));
  process.once('SIGINT', () => process.exit(130));
  process.once('exit', () => {
    stopAll();
    rmSync(folder, { recursive: true, force: true });
  });
  const port = await freePort();
  startPinned(null, [packageFile('dist/test/bench/throughput/serve-graph.js'), String(port)]);
  const origin = `http://127.0.0.1:${port}`;
  const token = await createToken(folder);
  const gateways = [];
  for (const workers of options.workers.split(',').map(Number))
    gateways.push(await startGateway(workers, { folder, origin, ...token }));
  const rounds: Round[] = [];
  for (const gateway of gateways) {
    // Each worker gets a connection. Until it has planned the document, it refuses most of many requests at a time.
    await load(gateway, workload.body, {
      connections: gateway.workers,
      amount: 20 * gateway.workers,
    });
    await measure(gateway, workload.body);
  }
  for (let round = 0; round < Number(options.rounds); round += 1)
    for (const gateway of gateways) rounds.push(await measure(gateway, workload.body));
  print(rounds);
  process.exit(0);
}

type Gateway = Awaited<ReturnType<typeof startGateway>>;

async function startGateway(
  workers: number,
  place: {
    readonly folder: string;
    readonly origin: string;
    readonly token: string;
    readonly jwks: string;
  },
) {
  const port = await freePort();
  const name = `workers-${workers}`;
  const file = join(place.folder, `${name}.yaml`);
  const config = configOf('marked', {
    server: { port, workers },
    jwks: place.jwks,
    place,
    ledger: name,
  });
  writeFileSync(file, stringify(config));
  const cli = packageFile('dist/gateway/cli/phi-gateway.js');
  const gateway = {
    name,
    workers,
    url: `http://127.0.0.1:${port}/graphql`,
    headers: { authorization: `Bearer ${place.token}` },
    process: startPinned(null, [cli, 'serve', '--config', file]),
  };
  await untilReady(gateway);
  return gateway;
}

async function measure(gateway: Gateway, body: string): Promise<Round> {
  const { pid = 0 } = gateway.process;
  const children = childrenOf(pid);
  const secondsOfWorkers = () =>
    children.map(processSeconds).reduce((sum, seconds) => sum + seconds, 0);
  const before = { primary: processSeconds(pid), workers: secondsOfWorkers() };
  const { requests, latency, duration, errors, non2xx } = await load(gateway, body, {
    connections: Number(options.connections),
    duration: Number(options.seconds),
  });
  if (errors + non2xx > 0)
    throw new Error(`${gateway.name}: ${errors} errors, ${non2xx} responses of another status`);
  const msPerRequest = (seconds: number) => (seconds * 1_000) / requests.total;
  return {
    workers: gateway.workers,
    perSecond: requests.total / duration,
    p50Ms: latency.p50,
    p99Ms: latency.p99,
    primaryMs: msPerRequest(processSeconds(pid) - before.primary),
    workersMs: msPerRequest(secondsOfWorkers() - before.workers),
  };
}

function load(
  { url, headers }: Gateway,
  body: string,
  extent: { readonly connections: number } & (
    { readonly amount: number } | { readonly duration: number }
  ),
) {
  return autocannon({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    ...extent,
  });
}

function print(rounds: readonly Round[]): void {
  const head = ['workers', 'requests/s', 'p50 ms', 'p99 ms', 'ms of primary', 'ms of workers'];
  const rows = [...new Set(rounds.map(({ workers }) => workers))].map((workers) => {
    const own = rounds.filter((round) => round.workers === workers);
    const middle = (key: keyof Round, digits: number) =>
      median(own.map((round) => round[key])).toFixed(digits);
    const perSecond = own.map((round) => round.perSecond);
    return [
      String(workers),
      `${middle('perSecond', 0)} (${Math.min(...perSecond).toFixed(0)}–${Math.max(...perSecond).toFixed(0)})`,
      middle('p50Ms', 0),
      middle('p99Ms', 0),
      middle('primaryMs', 3),
      middle('workersMs', 3),
    ];
  });
  printTable(head, rows);
}

await main();
