import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PlainLeaf } from '../../../../gateway/audit/record/parse-leaf.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { daysBefore, isWeekend } from '../../../../gateway/demo/history/calendar.ts';
import { demoPortArguments, freeDemoPorts, isListening } from '../../../support/demo-ports.ts';
import { runPhiGateway } from '../../../support/run-phi-gateway.ts';
import { UNUSUAL_RULES } from '../../../../gateway/reports/catalog/unusual-rule.ts';
import { startPhiGateway } from '../../../support/phi-gateway-process.ts';
import type { PhiGatewayProcess } from '../../../support/phi-gateway-process.ts';
import { readLeaves } from '../../audit/read-leaves.ts';
import { DAY_MS } from '../../../../gateway/platform/durations.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-traffic-'));
const ledger = join(folder, '.data/audit.db');
const history = join(folder, '.data/demo/history');
const before = daysBefore(Date.now());

let ports: readonly number[];
const said = { interrupted: '', first: '', second: '' };
/** Whether an interrupted start left a ledger in the place of the demo ledger. */
let wasInPlace: boolean;
let wasLeft: readonly string[];
let leaves: readonly PlainLeaf[];
let verdict: Awaited<ReturnType<typeof verifyLedger>>;
let listening: readonly boolean[];
/** Which ports were open before the second start was killed, and which after its parts had time to end. */
let wasListening: readonly boolean[];
let listeningAfterKill: readonly boolean[];

function start(): PhiGatewayProcess {
  return startPhiGateway(['demo', '--history', '120', ...demoPortArguments(ports)], folder);
}

async function stop({ child, ended, output }: PhiGatewayProcess): Promise<string> {
  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(output().err).toBe('');
  return output().out;
}

const isSealed = () => readLeaves(ledger).at(-1)?.kind === 'log.stop';

/** Waits up to fifteen seconds until the parts of a killed demo have ended. */
async function untilNoneListens(): Promise<readonly boolean[]> {
  const deadline = performance.now() + 15_000;
  for (;;) {
    const left = await Promise.all(ports.map(isListening));
    if ((!left.includes(true) && isSealed()) || performance.now() > deadline) return left;
    await sleep(200);
  }
}

/** The cases that await review by the rules of the demo, and all rules that find one. */
let queue: { readonly entries: readonly (readonly string[])[]; readonly rules: readonly string[] };

async function readQueue(): Promise<typeof queue> {
  const { out } = await runPhiGateway(['token', '--role', 'privacy_officer'], folder);
  const query = `{
    queue(first: 100) { edges { node { cases { state reasons { rule } } } } }
    unusual(first: 500) { edges { node { reasons { rule } } } }
  }`;
  const response = await fetch(`http://127.0.0.1:${ports[0]}/admin/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${out.trim()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const { data } = (await response.json()) as { data: QueueData };
  return {
    entries: data.queue.edges.map(({ node }) => [
      ...new Set(node.cases.filter(({ state }) => state !== 'CLOSED').flatMap(rulesOf)),
    ]),
    rules: [...new Set(data.unusual.edges.flatMap(({ node }) => rulesOf(node)))],
  };
}

function rulesOf({ reasons }: CaseData): readonly string[] {
  return reasons.map(({ rule }) => rule);
}

interface CaseData {
  readonly state: string;
  readonly reasons: readonly { readonly rule: string }[];
}

interface QueueData {
  readonly queue: {
    readonly edges: readonly { readonly node: { readonly cases: readonly CaseData[] } }[];
  };
  readonly unusual: { readonly edges: readonly { readonly node: CaseData }[] };
}

beforeAll(async () => {
  ports = await freeDemoPorts();
  const interrupted = start();
  await interrupted.untilSaid('recording sample traffic …');
  said.interrupted = await stop(interrupted);
  listening = await Promise.all(ports.map(isListening));
  wasInPlace = existsSync(ledger);
  wasLeft = existsSync(history) ? readdirSync(history) : [];

  const first = start();
  await first.untilSaid('Ctrl-C stops everything');
  said.first = await stop(first);
  const again = start();
  await again.untilSaid('Ctrl-C stops everything');
  wasListening = await Promise.all(ports.map(isListening));
  queue = await readQueue();
  again.child.kill('SIGKILL');
  await again.ended;
  said.second = again.output().out;
  listeningAfterKill = await untilNoneListens();

  leaves = readLeaves(ledger);
  verdict = await verifyLedger({
    location: { kind: 'sqlite', path: ledger },
    publicKey: null,
    anchors: [],
    witnesses: [],
    guardPath: `${ledger}.guard`,
  });
}, 400_000);

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** The records of callers in the sample traffic. */
const deeds = () =>
  leaves
    .slice(
      0,
      leaves.findIndex(({ kind }) => kind === 'log.stop'),
    )
    .filter(({ actor }) => actor !== null);
const count = (matches: (leaf: PlainLeaf) => boolean) => deeds().filter(matches).length;

/** The day on which the test began may have ended by now. */
const days = () => {
  const [from = 0] = before;
  const begun = Math.floor((leaves[0]?.at ?? from) / DAY_MS) * DAY_MS;
  return before.map((day) => day - from + begun);
};

describe('the first start of the demo', () => {
  it('prints that it records two weeks of sample traffic, and its progress', () => {
    expect(said.first).toMatch(
      /recording two weeks of sample traffic, by a gateway whose clock is set: \d+ requests/,
    );
    expect(said.first).toMatch(/recording sample traffic … \d+ of \d+/);
  });

  it('leaves a ledger that passes verification with a caveat about its simulated clock', () => {
    const { result, findings, caveats, outageCount, allowedSilence, covered, size } = verdict;
    expect({ result, findings }).toEqual({ result: 'PASS', findings: [] });
    expect(covered).toBe(size);
    const end = leaves.findIndex(({ kind }) => kind === 'log.stop');
    // From the end of the history, which is at midnight UTC, to the first start: no outage within hours of midnight.
    const silence = (leaves[end + 1]?.at ?? 0) - (leaves[end]?.at ?? 0);
    expect(outageCount).toBeGreaterThanOrEqual(silence > allowedSilence ? 1 : 0);
    const played = caveats.filter((line) => line.includes('clock that was set'));
    expect(played).toEqual([expect.stringMatching(`^Records 0\\.\\.${end} were written with a`)]);
  });

  it('records the simulated clock only in the start record of the sample traffic', () => {
    const starts = leaves.filter(({ kind }) => kind === 'log.start');
    expect(starts.map(({ details }) => details?.['clock'] ?? null)).toEqual(['set', null, null]);
    const [played, real] = starts;
    expect(played?.at).toBe(days()[0]);
    const machineTime = Number(played?.details?.['machineTime']);
    expect(machineTime).toBeGreaterThan((played?.at ?? Infinity) + 14 * DAY_MS);
    expect(machineTime).toBeLessThan(real?.at ?? 0);
  });

  it('records accesses on each of the fourteen days before it, and fewer on weekends', () => {
    const on = (day: number) => count(({ at }) => at >= day && at < day + DAY_MS);
    const [weekend, weekdays] = [days().filter(isWeekend), days().filter((day) => !isWeekend(day))];
    expect(Math.min(...weekend.map(on))).toBeGreaterThan(0);
    const sum = (of: readonly number[]) => of.reduce((total, day) => total + on(day), 0);
    expect(sum(weekend) / 4).toBeLessThan(sum(weekdays) / 10);
    expect(count(({ at }) => at < (days()[0] ?? 0) || at >= (days()[0] ?? 0) + 14 * DAY_MS)).toBe(
      0,
    );
  });

  it.each(['physician', 'nurse', 'billing', 'researcher', 'patient', 'privacy_officer'])(
    'records a request of a caller with the role %s',
    (role) => {
      expect(count(({ actor }) => actor?.roles.includes(role) === true)).toBeGreaterThan(0);
    },
  );

  it('records callers from the sample data besides the demo accounts, with their names', () => {
    const names = new Set(deeds().map(({ actor }) => actor?.name));
    expect(names).toContain('Demo billing');
    expect(
      [...names].filter((name) => /^\p{L}+\d+ \p{L}+\d+$/u.test(name ?? '')).length,
    ).toBeGreaterThan(5);
  });

  it('records one break-glass grant with two accesses and a stop, after the same caller was denied', () => {
    const kinds = leaves.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'breakglass.start')).toHaveLength(1);
    const under = leaves.filter(({ breakGlass }) => breakGlass !== null);
    expect(under.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['breakglass.start', null],
      ['access', null],
      ['access', null],
      ['breakglass.stop', 'STOPPED'],
    ]);
    const [grant] = under;
    expect(grant?.breakGlass?.until).toBeLessThanOrEqual((grant?.at ?? 0) + 15 * 60_000);
    const index = leaves.findIndex((leaf) => leaf === grant);
    const denied = leaves.slice(0, index).findLast(({ kind }) => kind === 'denial');
    expect(denied?.actor?.subject).toBe(grant?.actor?.subject);
  });

  it('records denials for a missing role or an unrelated patient, writes, and reads of reports', () => {
    const reasons = new Set(deeds().flatMap(({ denied }) => denied.map(({ reason }) => reason)));
    expect([...reasons]).toEqual(expect.arrayContaining(['role', 'reach']));
    const kinds = new Set(deeds().map(({ kind }) => kind));
    expect([...kinds]).toEqual(expect.arrayContaining(['intent', 'outcome', 'audit.read']));
  });

  it('records the times of requests by the simulated clock', () => {
    for (const { at, received } of deeds()) {
      expect(at - received).toBeGreaterThanOrEqual(0);
      expect(at - received).toBeLessThan(1_000);
    }
  });
});

describe('the unusual access in the sample traffic', () => {
  it('has a case of each rule, and in the queue nothing but the ten planned exceptions, the worst first', () => {
    expect(queue.rules.toSorted()).toEqual(UNUSUAL_RULES.toSorted());
    expect(queue.entries).toEqual([
      ['VIP', 'DEPARTMENT', 'TERMINATED', 'IMPOSSIBLE_TRAVEL'],
      ['PATIENT_QUESTION', 'SAME_SURNAME', 'SAME_ADDRESS', 'AFTER_HOURS'],
      ['VOLUME', 'BULK_DOWNLOAD'],
      ['CO_WORKER'],
      ['NEIGHBOR', 'REPEAT_OFFENDER'],
      ['SELF'],
      ['DECEASED'],
      ['BREAK_GLASS'],
      ['DISCHARGED'],
      ['NO_RELATIONSHIP'],
    ]);
  });
});

describe('a second start of the demo', () => {
  it('does not record the sample traffic again', () => {
    expect(said.second).not.toMatch(/recording .*sample traffic/);
    expect(leaves.filter(({ kind }) => kind === 'log.start')).toHaveLength(3);
  });

  it('leaves no process when it is killed, and a ledger that ends with the stop of the gateway', () => {
    expect(wasListening).toEqual(ports.map(() => true));
    expect(listeningAfterKill).toEqual(ports.map(() => false));
    expect(leaves.at(-1)?.kind).toBe('log.stop');
  });
});

describe('an interrupted first start of the demo', () => {
  it("leaves no process, and no ledger at the place of the demo's ledger", () => {
    expect(said.interrupted).not.toContain('gateway is up');
    expect(listening).toEqual(ports.map(() => false));
    expect(wasInPlace).toBe(false);
    expect(wasLeft).toContain('audit.db');
    expect(wasLeft).not.toContain('whole');
  });

  it('is cleaned up by the next start, which prints that', () => {
    expect(said.first).toContain('the incomplete sample traffic of an earlier start was removed');
    expect(existsSync(history)).toBe(false);
  });
});
