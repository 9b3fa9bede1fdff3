import autocannon from 'autocannon';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { packageFile } from '../../../schema/package-file.ts';
import { freePort } from '../../support/free-port.ts';
import { pinSelf, startPinned, stopAll } from '../pinned-process.ts';
import { printRow, printTable } from '../print-table.ts';
import { processSeconds } from '../processor-time.ts';
import { createToken, installPeers, peakMemory } from '../throughput/targets.ts';
import { drawGrowth, type Drawn } from './draw.ts';
import { FIELDS, growthGraph, type GraphSize } from './graph.ts';

/*
 * `npm run bench:growth -- [options]`: how a gateway grows with the graph, its marks, responses, connections and distinct
 * documents. One dimension grows at a time. Each point is a new gateway on core 0, over one subgraph process on core 1 with
 * the load. Memory is resident: its peak, and what is left 10 s after the load.
 *
 *   --dimension NAMES    some of the dimensions, separated by commas; all if missing
 *   --most N             leaves out larger points
 *   --seconds N          of warming up; the load that is measured has as many requests as that, and at least 100 (default: 5)
 *   --json FILE          writes every point
 *   --plot FILE          draws the points as SVG
 */
const { values: options } = parseArgs({
  options: {
    dimension: { type: 'string' },
    most: { type: 'string', default: '100000' },
    seconds: { type: 'string', default: '5' },
    json: { type: 'string' },
    plot: { type: 'string' },
  },
});

/** What one point measures. */
interface Case extends GraphSize {
  /** Fields of a response. */
  readonly fields: number;
  readonly connections: number;
  /** Distinct documents that the load sends in turn. */
  readonly documents: number;
  /** Whether an earlier start has filled `graph.cache`. */
  readonly isCached: boolean;
}

const BASE: Case = {
  types: 10,
  subgraphs: 5,
  marks: 100,
  fields: 10,
  connections: 10,
  documents: 1,
  isCached: false,
};

interface Dimension {
  readonly values: readonly number[];
  /** What its plot shows beside memory. */
  readonly time: 'startSeconds' | 'cpuMs';
  readonly caseOf: (value: number) => Partial<Case>;
}

const DIMENSIONS: Readonly<Record<string, Dimension>> = {
  fields: {
    values: [10, 100, 1_000, 10_000, 100_000],
    time: 'cpuMs',
    caseOf: (fields) => ({ fields }),
  },
  types: {
    values: [10, 100, 1_000],
    time: 'startSeconds',
    caseOf: (types) => ({ types, marks: 10 * types }),
  },
  cached: {
    values: [10, 100, 1_000],
    time: 'startSeconds',
    caseOf: (types) => ({ types, marks: 10 * types, isCached: true }),
  },
  subgraphs: {
    values: [5, 20, 100],
    time: 'startSeconds',
    caseOf: (subgraphs) => ({ types: 100, marks: 1_000, subgraphs }),
  },
  marks: {
    values: [10, 100, 1_000, 10_000],
    time: 'startSeconds',
    caseOf: (marks) => ({ types: 500, marks }),
  },
  connections: {
    values: [1, 10, 100, 1_000],
    time: 'cpuMs',
    caseOf: (connections) => ({ connections }),
  },
  documents: {
    values: [1, 10, 100, 1_000],
    time: 'cpuMs',
    caseOf: (documents) => ({ documents }),
  },
};

const START_MS = 300_000;
const SETTLE_MS = 10_000;
const TIMEOUT_SECONDS = 60;
const MIN_REQUESTS = 100;
const HEAD = [
  'dimension',
  'value',
  'start s',
  'start CPU s',
  'CPU ms per request',
  'peak MiB',
  'settled MiB',
];

async function main(): Promise<void> {
  const names = options.dimension?.split(',') ?? Object.keys(DIMENSIONS);
  const folder = mkdtempSync(join(tmpdir(), 'phi-gateway-growth-'));
  process.once('SIGINT', () => process.exit(130));
  process.once('exit', () => {
    stopAll();
    rmSync(folder, { recursive: true, force: true });
  });
  if (!pinSelf(1)) process.stderr.write('taskset is missing: nothing is pinned to a core\n');
  const subgraphPort = await freePort();
  startPinned(1, [packageFile('dist/test/bench/growth/serve-lists.js'), String(subgraphPort)]);
  const place = { folder, subgraphPort, ...(await createToken(folder)) };
  const points: Drawn[] = [];
  printTable(HEAD, []);
  for (const name of names) {
    const dimension = DIMENSIONS[name];
    if (!dimension) {
      const known = Object.keys(DIMENSIONS).join(', ');
      process.stderr.write(`There is no dimension ${name}. There are: ${known}.\n`);
      process.exit(2);
    }
    for (const value of dimension.values.filter((each) => each <= Number(options.most))) {
      const point = await measure({ ...BASE, ...dimension.caseOf(value) }, place);
      points.push({ dimension: name, value, ...point });
      printRow([
        name,
        String(value),
        point.startSeconds.toFixed(1),
        point.startCpuSeconds.toFixed(1),
        point.cpuMs.toPrecision(3),
        point.peakMiB.toFixed(0),
        point.settledMiB.toFixed(0),
      ]);
    }
  }
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(points, null, 1));
  if (options.plot !== undefined) {
    installPeers();
    const timeOf = (name: string) => DIMENSIONS[name]?.time ?? 'cpuMs';
    writeFileSync(options.plot, drawGrowth(points, timeOf));
  }
  process.exit(0);
}

interface Place {
  readonly folder: string;
  readonly subgraphPort: number;
  readonly jwks: string;
  readonly token: string;
}

async function measure(size: Case, place: Place): Promise<Omit<Drawn, 'dimension' | 'value'>> {
  const port = await freePort();
  const config = writeConfig(size, port, place);
  const cli = packageFile('dist/gateway/cli/phi-gateway.js');
  const start = () => startPinned(0, [cli, 'serve', '--config', config]);
  const url = `http://127.0.0.1:${port}/graphql`;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${place.token}` };
  if (size.isCached) {
    const first = start();
    await untilAnswered(url, headers, () => first.exitCode);
    first.kill('SIGKILL');
    await once(first, 'exit');
  }
  const since = performance.now();
  const gateway = start();
  const ended = once(gateway, 'exit');
  const bodies = Array.from({ length: size.documents }, (_, index) => bodyOf(size.fields, index));
  await untilAnswered(url, headers, () => gateway.exitCode);
  const startSeconds = (performance.now() - since) / 1_000;
  const { pid = 0 } = gateway;
  const startCpuSeconds = processSeconds(pid);
  for (const body of bodies) await assertAnswers(url, { headers, body, fields: size.fields });
  const load = async (length: { readonly duration: number } | { readonly amount: number }) => {
    const { requests, errors, non2xx } = await autocannon({
      ...length,
      url,
      connections: size.connections,
      timeout: TIMEOUT_SECONDS,
      requests: bodies.map((body) => ({ method: 'POST', headers, body })),
    });
    if (errors + non2xx > 0)
      throw new Error(`${errors} errors, ${non2xx} responses other than 2xx`);
    return requests.total;
  };
  // V8 compiles what runs often.
  const warming = await load({ duration: Number(options.seconds) });
  const before = processSeconds(pid);
  // Requests that are under way at the end of a duration would add their time but not their number.
  const amount = Math.max(MIN_REQUESTS, warming, size.connections, size.documents);
  const count = await load({ amount });
  const cpuMs = (1_000 * (processSeconds(pid) - before)) / count;
  await setTimeout(SETTLE_MS);
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const settledMiB = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024;
  const peakMiB = peakMemory({ process: gateway });
  gateway.kill('SIGKILL');
  await ended;
  return { startSeconds, startCpuSeconds, cpuMs, peakMiB, settledMiB };
}

function writeConfig(
  { types, subgraphs, marks, isCached }: Case,
  port: number,
  { folder, subgraphPort, jwks }: Place,
): string {
  const files = growthGraph({ types, subgraphs, marks }).map((sdl, index) => {
    const path = join(folder, `s${index}.graphql`);
    writeFileSync(path, sdl);
    return { name: `s${index}`, url: `http://127.0.0.1:${subgraphPort}/`, sdl: path };
  });
  const path = join(folder, 'gateway.yaml');
  const ledger = join(folder, `${port}.db`);
  const config = {
    server: { port },
    graph: { subgraphs: files, ...(isCached && { cache: `${ledger}.graph` }) },
    identity: { issuers: [{ issuer: 'https://bench.test', audience: 'bench', jwks }] },
    authorization: { reach: { nurse: 'all' } },
    limits: {
      requestsPerMinute: 10_000_000,
      cost: 10_000_000,
      releasedFields: 1_000_000,
      unplannedPerMinute: 10_000_000,
      unplannedPerMinuteInAll: 10_000_000,
      eventLoopDelayMs: 60_000,
      turnDelayMs: 600_000,
    },
    audit: { db: ledger, key: `${ledger}.key` },
    log: { level: 'error' },
  };
  writeFileSync(path, stringify(config));
  return path;
}

/** A document with this many fields in its response, different for each index. */
function bodyOf(fields: number, index: number): string {
  const [first, ...others] = FIELDS;
  const selection = [`of${index}: ${first}`, ...others].join(' ');
  return JSON.stringify({ query: `{ t0s(first: ${fields / FIELDS.length}) { ${selection} } }` });
}

async function untilAnswered(
  url: string,
  headers: Readonly<Record<string, string>>,
  exitCode: () => number | null,
): Promise<void> {
  const until = Date.now() + START_MS;
  for (;;) {
    if (exitCode() !== null) throw new Error(`the gateway ended with exit code ${exitCode()}`);
    try {
      const body = JSON.stringify({ query: '{ __typename }' });
      await (await fetch(url, { method: 'POST', headers, body })).text();
      return;
    } catch (error) {
      if (Date.now() > until) throw new Error('the gateway did not start', { cause: error });
      await setTimeout(20);
    }
  }
}

/** Throws unless a response has this many fields and no error: a figure counts only for the same work. */
async function assertAnswers(
  url: string,
  {
    headers,
    body,
    fields,
  }: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly fields: number;
  },
): Promise<void> {
  const response = await fetch(url, { method: 'POST', headers, body });
  const text = await response.text();
  const { data, errors } = JSON.parse(text) as {
    readonly data?: { readonly t0s: readonly object[] } | null;
    readonly errors?: unknown;
  };
  const found = (data?.t0s ?? []).reduce((sum, one) => sum + Object.values(one).length, 0);
  if (found !== fields || errors !== undefined)
    throw new Error(`a response has ${found} fields: ${text.slice(0, 300)}`);
}

await main();
