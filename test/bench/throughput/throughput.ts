import autocannon from 'autocannon';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { packageFile } from '../../../schema/package-file.ts';
import { freePort } from '../../support/free-port.ts';
import { median } from '../median.ts';
import { pinSelf, startPinned, stopAll } from '../pinned-process.ts';
import { printTable } from '../print-table.ts';
import { processSeconds } from '../processor-time.ts';
import { drawRounds } from './draw.ts';
import { pacedLoad } from './paced-load.ts';
import { printProfile } from './print-profile.ts';
import type { Recording } from './raw-gateway.ts';
import type { Call } from './serve-graph.ts';
import {
  hasPeers,
  installPeers,
  peakMemory,
  REPLAYS,
  resetPeak,
  startTargets,
  TARGETS,
  type Place,
  type Target,
  type TargetName,
} from './targets.ts';
import { WORKLOADS, type Workload } from './workloads.ts';

/*
 * `npm run bench -- [options]`: requests per second of the gateway's processor time, latency and memory of this gateway
 * and others over the same subgraphs. Gateways have core 0, load and subgraphs core 1. Rounds of all targets are
 * interleaved, so that a noisy machine is noisy to all; the table holds medians, with the smallest and largest round.
 *
 *   --target NAMES       some of the targets, separated by commas; all if missing
 *   --workload NAMES     some of the workloads
 *   --rounds N --seconds N --connections N
 *   --share 0.5          sends half of the requests per second that each target can serve, at random times, to measure latency
 *   --json FILE          writes every round
 *   --compare FILE       prints ratios to a file that --json wrote before
 *   --plot FILE          draws the table as SVG
 *   --profile FOLDER     writes CPU profiles and prints where the time went; figures are lower then
 */
const { values: options } = parseArgs({
  options: {
    target: { type: 'string', default: Object.keys(TARGETS).join(',') },
    workload: { type: 'string', default: WORKLOADS.map(({ name }) => name).join(',') },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    connections: { type: 'string', default: '50' },
    share: { type: 'string', default: '1' },
    json: { type: 'string' },
    compare: { type: 'string' },
    plot: { type: 'string' },
    profile: { type: 'string' },
  },
});

/** The seconds of each of two loads before the first round. */
const WARM_UP_SECONDS = 3;

/** Fifty large responses at once may take a slow gateway longer than the ten seconds of autocannon. */
const TIMEOUT_SECONDS = 60;

/** One round of one target. */
interface Round {
  readonly target: TargetName;
  readonly workload: Workload['name'];
  /** Requests per second of the gateway's processor time. */
  readonly perCpuSecond: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly peakMiB: number;
  readonly longestDelayMs: number;
  readonly callsPerRequest: number;
}

async function main(): Promise<void> {
  const names = chosen(options.target, Object.keys(TARGETS) as TargetName[], 'target');
  const workloads = WORKLOADS.filter(({ name }) =>
    chosen(
      options.workload,
      WORKLOADS.map((one) => one.name),
      'workload',
    ).includes(name),
  );
  if (options.plot !== undefined || hasPeers(names)) installPeers();
  const folder = mkdtempSync(join(tmpdir(), 'phi-gateway-bench-'));
  process.once('SIGINT', () => process.exit(130));
  process.once('exit', () => {
    stopAll();
    rmSync(folder, { recursive: true, force: true });
  });
  if (!pinSelf(1)) process.stderr.write('taskset is missing: nothing is pinned to a core\n');
  const port = await freePort();
  startPinned(1, [packageFile('dist/test/bench/throughput/serve-graph.js'), String(port)]);
  const place: Place = {
    folder,
    origin: `http://127.0.0.1:${port}`,
    recordings: join(folder, 'recordings.json'),
    profiles: options.profile ?? null,
  };
  if (options.profile !== undefined) mkdirSync(options.profile, { recursive: true });
  const others = await startTargets(
    names.filter((name) => !REPLAYS.has(name)),
    place,
  );
  const targets = [...others, ...(await startReplays(names, others, workloads, place))];
  const rounds: Round[] = [];
  for (const workload of workloads) {
    const same = await withSameResponse(targets, workload);
    const served = new Map<TargetName, number>();
    for (const target of same) served.set(target.name, await warmUp(target, workload));
    for (let round = 0; round < Number(options.rounds); round += 1)
      for (const target of same) {
        const perSecond = served.get(target.name) ?? Number.NaN;
        rounds.push(await measure(target, workload, { place, perSecond }));
        process.stderr.write(`${workload.name} ${round + 1}: ${target.name}\n`);
      }
  }
  print(rounds, targets, workloads);
  if (options.json !== undefined) writeFileSync(options.json, JSON.stringify(rounds, null, 1));
  if (options.compare !== undefined)
    compare(rounds, JSON.parse(readFileSync(options.compare, 'utf8')) as Round[]);
  if (options.plot !== undefined) writeFileSync(options.plot, drawRounds(rounds));
  if (options.profile !== undefined)
    for (const target of targets) await printProfile(target, join(options.profile, target.name));
  process.exit(0);
}

function chosen<Name extends string>(given: string, all: readonly Name[], what: string): Name[] {
  const names = given.split(',');
  const unknown = names.filter((name) => !all.some((known) => known === name));
  if (unknown.length > 0) {
    process.stderr.write(
      `There is no ${what} ${unknown.join(', ')}. There are: ${all.join(', ')}.\n`,
    );
    process.exit(2);
  }
  return all.filter((name) => names.includes(name));
}

/** Starts the targets that replay the calls of the gateway that makes the fewest. */
async function startReplays(
  names: readonly TargetName[],
  others: readonly Target[],
  workloads: readonly Workload[],
  place: Place,
): Promise<readonly Target[]> {
  const replays = names.filter((name) => REPLAYS.has(name));
  if (replays.length === 0) return [];
  const recordings: Record<string, Recording> = {};
  for (const { body } of workloads) {
    const recorded: { readonly calls: readonly Call[]; readonly response: unknown }[] = [];
    for (const target of others) {
      await ask(target, body);
      await takeCalls(place);
      const response = await ask(target, body);
      recorded.push({ calls: (await takeCalls(place)).calls, response });
    }
    const expected = shape(recorded[0]?.response);
    const [fewest] = recorded
      .filter(({ response }) => isDeepStrictEqual(shape(response), expected))
      .toSorted((a, b) => a.calls.length - b.calls.length);
    if (fewest)
      recordings[body] = {
        origin: place.origin,
        steps: stepsOf(fewest.calls),
        response: fewest.response,
      };
  }
  writeFileSync(place.recordings, JSON.stringify(recordings));
  return startTargets(replays, place);
}

/** A call that started after the end of all others before it begins a step. */
function stepsOf(calls: readonly Call[]): Recording['steps'] {
  const steps: { path: string; body: string }[][] = [];
  let end = -Infinity;
  for (const { path, body, startedAt, endedAt } of calls.toSorted(
    (a, b) => a.startedAt - b.startedAt,
  )) {
    if (startedAt >= end) steps.push([]);
    steps.at(-1)?.push({ path, body });
    end = Math.max(end, endedAt);
  }
  return steps;
}

async function takeCalls({ origin }: Place) {
  const response = await fetch(`${origin}/calls`);
  return (await response.json()) as { readonly count: number; readonly calls: readonly Call[] };
}

/** Lets V8 compile what the workload needs. Returns how many requests the target serves per second. */
async function warmUp(target: Target, workload: Workload): Promise<number> {
  await load(target, workload, { duration: WARM_UP_SECONDS });
  const { requests, duration } = await load(target, workload, { duration: WARM_UP_SECONDS });
  // What was under way at the end is still being answered.
  await load(target, workload, { amount: Number(options.connections) });
  return requests.total / duration;
}

/** Sends about as many requests as the target serves in `--seconds`. All are answered: work on others would not count. */
async function measure(
  target: Target,
  workload: Workload,
  { place, perSecond }: { readonly place: Place; readonly perSecond: number },
): Promise<Round> {
  const { pid = 0 } = target.process;
  await takeCalls(place);
  await longestDelay(target);
  resetPeak(target);
  const rate = Number(options.share) < 1 ? Number(options.share) * perSecond : null;
  const amount = Math.ceil((rate ?? perSecond) * Number(options.seconds));
  const before = processSeconds(pid);
  const sent = Math.max(amount, 2 * Number(options.connections));
  const { p50Ms, p99Ms, duration } =
    rate === null
      ? await measureFull(target, workload, sent)
      : await pacedLoad(target.url, requestTo(target, workload.body), {
          amount: sent,
          perSecond: rate,
          connections: Number(options.connections),
        });
  const cpu = processSeconds(pid) - before;
  const { count } = await takeCalls(place);
  return {
    target: target.name,
    workload: workload.name,
    perCpuSecond: sent / cpu,
    perSecond: sent / duration,
    p50Ms,
    p99Ms,
    peakMiB: peakMemory(target),
    longestDelayMs: await longestDelay(target),
    callsPerRequest: count / sent,
  };
}

async function measureFull(target: Target, workload: Workload, amount: number) {
  const { latency, duration } = await load(target, workload, { amount });
  return { p50Ms: latency.p50, p99Ms: latency.p99, duration };
}

/** The longest delay of the target's event loop since this was asked last. */
async function longestDelay({ process: child, eventLoopFile }: Target): Promise<number> {
  rmSync(eventLoopFile, { force: true });
  child.kill('SIGUSR2');
  const until = Date.now() + 5_000;
  while (Date.now() < until) {
    try {
      const text = readFileSync(eventLoopFile, 'utf8');
      if (text !== '') return Number(text);
    } catch {
      // It is not written yet.
    }
    await setTimeout(20);
  }
  return Number.NaN;
}

async function load(
  target: Target,
  { body, name }: Workload,
  extent: { readonly duration: number } | { readonly amount: number },
) {
  const result = await autocannon({
    url: target.url,
    method: 'POST',
    ...requestTo(target, body),
    connections: Number(options.connections),
    timeout: TIMEOUT_SECONDS,
    verifyBody: (text) => text?.includes('"errors"') === false,
    ...extent,
  });
  const { errors, mismatches } = result;
  if (errors + mismatches + result.non2xx > 0)
    throw new Error(
      `${target.name}, ${name}: ${errors} without a response, ${mismatches} with GraphQL errors, responses by status: ${JSON.stringify(result.statusCodeStats)}`,
    );
  return result;
}

async function ask(target: Target, body: string): Promise<unknown> {
  const response = await fetch(target.url, { method: 'POST', ...requestTo(target, body) });
  return response.json();
}

function requestTo({ headers }: Target, body: string) {
  return { headers: { 'content-type': 'application/json', ...headers }, body };
}

/**
 * Returns the targets with the same response, but for values that marks de-identify: a figure counts only for the same work.
 * Other gateways that respond otherwise are left out; ours must not.
 */
async function withSameResponse(
  targets: readonly Target[],
  workload: Workload,
): Promise<readonly Target[]> {
  const answers = await Promise.all(
    targets.map(async (target) => ({ target, answer: await ask(target, workload.body) })),
  );
  const first = answers[0]?.answer;
  const size = Math.round(JSON.stringify(first).length / 1_000);
  process.stderr.write(`${workload.name}: ${workload.about}, ${size} kB\n`);
  return answers
    .filter(({ target: { name }, answer }) => {
      const isMarked = name === 'phi-gateway' || REPLAYS.has(name);
      const [given, expected] = isMarked ? [shape(answer), shape(first)] : [answer, first];
      if (isDeepStrictEqual(given, expected) && !JSON.stringify(answer).includes('"errors"'))
        return true;
      const text = `${name} responds otherwise to ${workload.name}: ${JSON.stringify(answer).slice(0, 500)}`;
      if (isMarked || name === 'unmarked') throw new Error(text);
      process.stderr.write(`${text}\nIt is left out.\n`);
      return false;
    })
    .map(({ target }) => target);
}

/** Keys and lengths of lists, without values. */
function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return value === null;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
}

function print(
  rounds: readonly Round[],
  targets: readonly Target[],
  workloads: readonly Workload[],
): void {
  const head = [
    'workload',
    'target',
    'requests per CPU second',
    '× vanilla',
    '× raw',
    'requests/s',
    'p50 ms',
    'p99 ms',
    'peak MiB',
    'longest delay ms',
    'calls',
  ];
  const rows = workloads.flatMap(({ name }) =>
    targets
      .filter((target) =>
        rounds.some((round) => round.workload === name && round.target === target.name),
      )
      .map((target) => {
        const of = (from: TargetName, key: NumberKey) =>
          rounds
            .filter((round) => round.workload === name && round.target === from)
            .map((round) => round[key]);
        const own = of(target.name, 'perCpuSecond');
        const middle = (key: NumberKey, digits = 0) => median(of(target.name, key)).toFixed(digits);
        const times = (peer: TargetName) => {
          const theirs = of(peer, 'perCpuSecond');
          return theirs.length === 0 ? '–' : (median(own) / median(theirs)).toFixed(2);
        };
        return [
          name,
          target.name,
          `${middle('perCpuSecond')} (${Math.min(...own).toFixed(0)}–${Math.max(...own).toFixed(0)})`,
          times('vanilla'),
          times('raw'),
          middle('perSecond'),
          middle('p50Ms', 1),
          middle('p99Ms', 1),
          middle('peakMiB'),
          middle('longestDelayMs', 1),
          middle('callsPerRequest', 1),
        ];
      }),
  );
  printTable(head, rows);
}

type NumberKey = Exclude<keyof Round, 'target' | 'workload'>;

/** Ratios of requests per CPU second, of this run to an earlier one; the raw gateway's tell how far the machine differs. */
function compare(now: readonly Round[], before: readonly Round[]): void {
  const keys = [...new Set(now.map(({ workload, target }) => `${workload} ${target}`))];
  const middle = (rounds: readonly Round[], key: string) =>
    median(
      rounds
        .filter(({ workload, target }) => `${workload} ${target}` === key)
        .map(({ perCpuSecond }) => perCpuSecond),
    );
  printTable(
    ['workload and target', 'before', 'now', 'ratio'],
    keys.map((key) => {
      const [then, current] = [middle(before, key), middle(now, key)];
      return [key, then.toFixed(0), current.toFixed(0), (current / then).toFixed(2)];
    }),
  );
}

await main();
