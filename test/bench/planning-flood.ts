import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { startStack, type Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';
import { printTable } from './print-table.ts';

/*
 * What an honest caller notices of callers whose documents are all new, and what the gateway keeps of them. The
 * honest caller sends known documents all the time; after a while alone, attackers send ten a second that nobody has
 * sent before, each as large as the limits let pass. Both phases are of one run, so that a slow machine is slow to
 * both. Exits with 1 where the honest caller's p95 grows fivefold or more, or the gateway's memory reaches 600 MB.
 */

const SECONDS = Number(process.env['SECONDS'] ?? 90);
const ATTACKERS = Number(process.env['ATTACKERS'] ?? 1);
const PER_SECOND = 10;

const KNOWN = [
  '{ patients(first: 5) { id name birthDate } }',
  '{ patients(first: 3) { id name encounters(first: 3) { id start description } } }',
  '{ patients(first: 1) { id name conditions(first: 3) { id code } medications(first: 3) { id } } }',
];

async function main(): Promise<void> {
  const stack = await startStack();
  try {
    const limits = {
      requestsPerMinute: 1_000_000,
      unplannedPerMinute: 120,
      unplannedPerMinuteInAll: 600,
    };
    const gateway = await stack.gateway('flooded', { limits, log: { level: 'error' } });
    const before = memoryOf(gateway);
    const alone = await honest(stack, gateway, Promise.resolve(wait(SECONDS * 1_000 * 0.3)));
    const attack = flood(stack, gateway);
    const attacked = await honest(stack, gateway, attack);
    const outcomes = await attack;
    const after = memoryOf(gateway);
    const ratio = percentile(attacked, 0.95) / percentile(alone, 0.95);
    printTable(
      ['known documents of an honest caller', 'requests', 'p50 ms', 'p95 ms', 'max ms'],
      [row('alone', alone), row('while attacked', attacked)],
    );
    printTable(
      ['new documents of the attackers', 'count'],
      [...outcomes].map(([outcome, count]) => [outcome, String(count)]),
    );
    printTable(
      ['', 'measured', 'bound'],
      [
        ["honest caller's p95, attacked / alone", ratio.toFixed(2), '5'],
        ['gateway: most memory in MB', `${after.most} (${before.now} before)`, '600'],
      ],
    );
    if (ratio >= 5 || after.most >= 600) process.exitCode = 1;
  } finally {
    await stack.close();
  }
}

/** Times of one known document after the other, until something has ended. */
async function honest(
  stack: Stack,
  gateway: StackGateway,
  until: Promise<unknown>,
): Promise<number[]> {
  const token = stack.issuer.token('honest', { roles: ['physician'] });
  for (const query of KNOWN) await gateway.ask(token, { query });
  const times: number[] = [];
  const over = new AbortController();
  void until.finally(() => {
    over.abort();
  });
  for (let turn = 0; !over.signal.aborted; turn += 1) {
    const query = KNOWN[turn % KNOWN.length] ?? '';
    const since = performance.now();
    const { status } = await gateway.ask(token, { query });
    if (status !== 200) throw new Error(`an honest request was answered with ${status}`);
    times.push(performance.now() - since);
    await wait(20);
  }
  return times;
}

/** Sends new documents at a fixed rate, whether or not those before are answered. */
async function flood(stack: Stack, gateway: StackGateway): Promise<ReadonlyMap<string, number>> {
  const tokens = Array.from({ length: ATTACKERS }, (_, index) =>
    stack.issuer.token(`attacker ${index}`, { roles: ['physician'] }),
  );
  const outcomes = new Map<string, number>();
  const sent: Promise<void>[] = [];
  const send = async (token: string | null, query: string) => {
    const { status, errors } = await gateway.ask(token, { query });
    const outcome = [status, ...errors.slice(0, 1).map(({ extensions }) => extensions['code'])];
    outcomes.set(outcome.join(' '), (outcomes.get(outcome.join(' ')) ?? 0) + 1);
  };
  for (let index = 0; index < SECONDS * PER_SECOND; index += 1) {
    const token = tokens[index % tokens.length] ?? null;
    sent.push(send(token, unknown(index)));
    await wait(1_000 / PER_SECOND);
  }
  await Promise.all(sent);
  return outcomes;
}

/** Over 1,100 fields of five subgraphs, under aliases that no document had before. */
function unknown(index: number): string {
  const copies = Array.from(
    { length: 45 },
    (_, at) => `a${index}_${at}: patients(first: 1) { ...F }`,
  );
  return `{ ${copies.join(' ')} } fragment F on Patient { id name birthDate deathDate age gender race ethnicity maritalStatus address { line city county state zip } encounters(first: 1) { id start } conditions(first: 1) { id code } medications(first: 1) { id } claims(first: 1) { id } }`;
}

function row(name: string, times: readonly number[]): string[] {
  const shown = [percentile(times, 0.5), percentile(times, 0.95), Math.max(...times)];
  return [name, String(times.length), ...shown.map((time) => time.toFixed(1))];
}

function percentile(times: readonly number[], part: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}

/** Resident memory of the gateway's process in MB, now and at most so far (proc_pid_status(5), Linux). */
function memoryOf({ process: { child } }: StackGateway): {
  readonly now: number;
  readonly most: number;
} {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  const read = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024);
  return { now: read('VmRSS'), most: read('VmHWM') };
}

await main();
