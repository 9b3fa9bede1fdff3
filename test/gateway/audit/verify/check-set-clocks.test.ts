import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { createChangeDescriber } from '../../../../gateway/reports/query/describe-change.ts';
import { createSimulatedClock } from '../../../../gateway/demo/history/simulated-clock.ts';
import { readLeaves } from '../read-leaves.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 0, 5);

let directory: ReturnType<typeof createDirectory>;
beforeEach(() => {
  directory = createDirectory();
});
afterEach(() => {
  directory.remove();
});

const path = () => join(directory.path, 'audit.db');

/** A ledger on a clock that was set, with an access after each of these pauses (hours). */
async function play(pauses: readonly number[]) {
  const time = createSimulatedClock(START);
  const ledger = await openLedger(
    ledgerOptions(directory.path, { clock: time, heartbeatMs: HOUR }),
  );
  for (const pause of pauses) {
    await time.advanceTo(time.now() + pause * HOUR);
    await ledger.append(accessRecord(['p1']));
  }
  await ledger.close();
}

async function goOn() {
  const ledger = await openLedger(ledgerOptions(directory.path));
  await ledger.append(accessRecord(['p1']));
  await ledger.close();
}

function verify() {
  const { location } = ledgerOptions(directory.path);
  const guardPath = `${path()}.guard`;
  return verifyLedger({ location, publicKey: null, anchors: [], witnesses: [], guardPath });
}

const aboutClocks = (caveats: readonly string[]) =>
  caveats.filter((line) => line.includes('clock that was set'));

describe('a ledger that begins with a clock set to another time', () => {
  it('states in its first records that the clock was set, and the time of the machine', async () => {
    const before = Date.now();
    await play([]);
    const [, start] = readLeaves(path());
    expect(start).toMatchObject({ kind: 'log.start', at: START, details: { clock: 'set' } });
    expect(start?.details?.['machineTime']).toBeGreaterThanOrEqual(before);
    expect(start?.details?.['machineTime']).toBeLessThanOrEqual(Date.now());
  });

  it('is described once as having a clock set by hand, and at the next start as back on the clock of the machine', async () => {
    await play([]);
    const words = createChangeDescriber();
    const starts = readLeaves(path()).filter(({ kind }) => kind === 'log.start');
    expect(starts.map(words)).toEqual([expect.stringContaining('The clock is set by hand')]);
    expect(starts.map(words)).toEqual([null]);
    await goOn();
    const last = readLeaves(path()).findLast(({ kind }) => kind === 'log.start');
    expect(last === undefined ? null : words(last)).toContain("The clock is the machine's again");
  });

  it('writes heartbeats by the set clock, so that it has no TIME_GAP', async () => {
    await play([30, 1.5]);
    const leaves = readLeaves(path());
    const beats = leaves.filter(({ kind }) => kind === 'log.heartbeat');
    expect(beats).toHaveLength(31);
    expect(leaves.map(({ at }) => at)).toEqual(
      leaves.map(({ at }) => at).toSorted((a, b) => a - b),
    );
    expect(leaves.at(-1)).toMatchObject({ kind: 'log.stop', at: START + 31.5 * HOUR });
    expect(await verify()).toMatchObject({ result: 'PASS', findings: [] });
  });

  it('passes with a caveat about exactly the records written with the set clock', async () => {
    await play([0.5]);
    await goOn();
    const { result, findings, caveats, size } = await verify();
    expect({ result, findings, size }).toEqual({ result: 'PASS', findings: [], size: 9 });
    expect(aboutClocks(caveats)).toEqual([
      expect.stringMatching(
        /^Records 0\.\.4 were written with a clock that was set, to 2026-01-05T00:00:00\.000Z at first: .* The clock of the machine showed \d{4}-\S+Z then\.$/,
      ),
    ]);
  });

  it('has a caveat about all records up to its end if no gateway has started since', async () => {
    await play([0.5]);
    expect(aboutClocks((await verify()).caveats)).toEqual([
      expect.stringMatching(/^Records 0\.\.4 /),
    ]);
  });
});

it('a ledger with the clock of the machine has no caveat about a set clock', async () => {
  await goOn();
  const { caveats } = await verify();
  expect(aboutClocks(caveats)).toEqual([]);
  const [, start] = readLeaves(path());
  expect(start?.details).not.toHaveProperty('clock');
});

it('a ledger that already has records cannot be opened with a set clock', async () => {
  await goOn();
  const before = readLeaves(path());
  await expect(play([])).rejects.toThrow('only be set for a new ledger in a file');
  expect(readLeaves(path())).toEqual(before);
  expect((await verify()).result).toBe('PASS');
});
