import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync } from 'node:crypto';
import {
  pruneLedger,
  type PruneOptions,
} from '../../../../../gateway/audit/maintain/retain/prune-ledger.ts';
import { pruneLeaves } from '../../../../../gateway/audit/tree/batch.ts';
import { readCheckpoint } from '../../../../../gateway/audit/tree/checkpoint.ts';
import { cosign, createCosigner } from '../../../../../gateway/audit/tree/cosignature.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { STORES } from '../../stores.ts';
import { createOldLedger, patients, type OldLedger } from './old-ledger.ts';

const witness = createCosigner('witness.test/one', generateKeyPairSync('ed25519').privateKey);
const witnesses = [witness.verifier.vkey];
const at = (date: string) => Date.parse(date);

describe.each(STORES)('pruning old records from a ledger on $name by evidence of time', (store) => {
  let ledger: OldLedger;
  beforeAll(() => store.start());
  afterAll(() => store.stop());
  beforeEach(async () => {
    ledger = await createOldLedger(store);
  });
  afterEach(() => {
    ledger.remove();
  });

  const prune = (date: string, more: Partial<PruneOptions> = {}) =>
    pruneLedger({ ...ledger.tool, at: at(date), asOf: null, ...more }, () => undefined);

  async function verdict(now: string, anchors: readonly string[] = []) {
    const { publicKey, guardPath, place } = ledger;
    const options = { location: place.location, publicKey, anchors, witnesses, guardPath };
    const { findings } = await verifyLedger(options, undefined, undefined, at(now));
    return findings.flatMap(({ code, from, to }) =>
      code === 'TIME_GAP' ? [] : [`${code} ${from}..${to}`],
    );
  }

  const sizeNow = async () => (await ledger.place.batches()).at(-1)?.size ?? 0;

  /** The checkpoint at this size, cosigned at this date. */
  async function cosigned(size: number, date: string) {
    const note = (await ledger.place.batches()).find((batch) => batch.size === size)?.note ?? '';
    const text = readCheckpoint(note)?.note.text ?? '';
    return note + cosign(text, at(date) / 1000, witness);
  }

  it('is refused if only the clock of this machine says that years have passed, even if a gateway has just recorded its start by that clock', async () => {
    await ledger.write('2026-05-31T23:55:00Z', patients('a', 300));
    const before = await ledger.place.batches();
    await expect(prune('2033-06-01')).rejects.toThrow(
      /nothing else supports a time later than 2026-06-01T00:00.*--as-of DATE/,
    );
    // A gateway that starts by the same clock is not a witness.
    await ledger.write('2033-06-01', ['b']);
    await expect(prune('2033-06-01T01:00:00Z')).rejects.toThrow('nothing else supports');
    const after = await ledger.place.batches();
    expect(after.slice(0, before.length)).toEqual(before);
  });

  it('is refused if the clock of this machine is behind the ledger', async () => {
    await ledger.write('2026-06-01', patients('a', 3));
    await expect(prune('2026-05-31')).rejects.toThrow('Correct the clock');
  });

  it('is refused if the last record follows a pause of years, and removes nothing if the operator states a date before the retention of six years is over', async () => {
    await ledger.write('2020-05-31T12:00:00Z', patients('a', 300));
    await ledger.write('2026-05-31T11:00:00Z', ['b'], { options: { heartbeatMs: 3_600_000 } });
    // No record is later than the end of the six years.
    await expect(prune('2026-06-02')).rejects.toThrow('nothing else supports');
    const planned = await prune('2026-06-02', { asOf: at('2026-05-31T12:00:00Z') });
    expect(planned.plan.asOf).toBe(at('2026-05-31T12:00:00Z'));
    expect(planned.dropped).toBe(0);
  });

  it('keeps records that follow a recently cosigned checkpoint, and verification against this checkpoint reports PRUNE_POLICY once they are pruned', async () => {
    await ledger.write('2017-03-01', patients('a', 300));
    const size = await sizeNow();
    const early = await cosigned(size, '2017-03-02');
    await ledger.write('2017-03-03', patients('b', 300));
    const late = await cosigned(await sizeNow(), '2026-06-01');
    const young = await cosigned(size, '2026-05-30');
    const none = await prune('2026-06-02', { anchors: [young, late], witnesses });
    expect(none.plan.tiles.map(({ tile }) => tile)).toEqual([0]);
    const done = await prune('2026-06-02', { anchors: [early, late], witnesses });
    expect(done.plan.tiles.map(({ tile }) => tile)).toEqual([1]);
    expect(await verdict('2026-06-03', [early, late])).toEqual([]);
    // By this cosignature the second tile was days old.
    expect((await verdict('2026-06-03', [young])).join()).toMatch(/PRUNE_POLICY/);
  });

  it('makes verification report PRUNE_POLICY if the clock of the pruning was years ahead, at once (with CLOCK) and still years later', async () => {
    await ledger.write('2026-05-31T23:55:00Z', patients('a', 300));
    const { by, dropped } = await prune('2033-06-01', { asOf: Infinity });
    expect(dropped).toBeGreaterThan(200);
    const [leaf = 0] = by;
    const found = await verdict('2026-06-01T00:10:00Z');
    expect(found).toContain(`PRUNE_POLICY ${leaf}..${leaf}`);
    expect(found.join()).toContain('CLOCK');
    // The years pass, and what was recorded behind it still shows it.
    await ledger.write('2026-06-01T00:15:00Z', ['b']);
    expect(await verdict('2040-01-01')).toContain(`PRUNE_POLICY ${leaf}..${leaf}`);
  });

  it('makes verification report PRUNE_POLICY if the record of the first start of the ledger was removed', async () => {
    await ledger.write('2017-03-01', patients('a', 300));
    const { by } = await prune('2026-06-02', { asOf: Infinity });
    const [leaf = 0] = by;
    expect(await verdict('2026-06-03')).toEqual([]);
    const [first, ...rest] = await ledger.place.batches();
    if (first === undefined) throw new Error('The ledger is empty.');
    const leaves = pruneLeaves(first.leaves, new Set([1]));
    await ledger.place.replaceBatches([{ ...first, leaves }, ...rest]);
    expect(await verdict('2026-06-03')).toContain(`PRUNE_POLICY ${leaf}..${leaf}`);
  });
});
