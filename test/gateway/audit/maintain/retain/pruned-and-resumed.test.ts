import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { provePatient } from '../../../../../gateway/audit/proof/prove-patient.ts';
import { writeProof } from '../../../../../gateway/audit/proof/proof-file.ts';
import { verifyProof } from '../../../../../gateway/audit/proof/verify-proof.ts';
import { pruneLedger } from '../../../../../gateway/audit/maintain/retain/prune-ledger.ts';
import { resumeLedger } from '../../../../../gateway/audit/maintain/resume/resume-ledger.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { STORES } from '../../stores.ts';
import { createOldLedger, NOW, patients, type OldLedger } from './old-ledger.ts';

const quiet = () => undefined;
const LATER = Date.parse('2031-06-01T00:00:00Z');

describe.each(STORES)('a ledger on $name that is pruned, restored and resumed', (store) => {
  let ledger: OldLedger;
  beforeAll(() => store.start());
  afterAll(() => store.stop());
  beforeEach(async () => {
    ledger = await createOldLedger(store);
    await ledger.write('2017-03-01', patients('a', 300));
    await ledger.write('2024-03-01', patients('b', 300));
  });
  afterEach(() => {
    ledger.remove();
  });

  const prune = (at: number) => pruneLedger({ ...ledger.tool, at }, quiet);
  const resume = (guarded: { readonly keyPath: string; readonly guardPath: string }) =>
    resumeLedger({
      keyPath: guarded.keyPath,
      guardPath: guarded.guardPath,
      location: ledger.place.location,
      checkpoint: null,
      reason: 'the disk failed',
      version: '1',
      at: NOW,
    });

  /** The result, the findings without TIME_GAP, and the ranges of each pruning. */
  async function verify() {
    const options = {
      location: ledger.place.location,
      publicKey: ledger.publicKey,
      anchors: [],
      witnesses: [],
      guardPath: ledger.guardPath,
    };
    const { result, findings, pruned } = await verifyLedger(options, undefined, undefined, LATER);
    const codes = findings.map(({ code }) => code).filter((code) => code !== 'TIME_GAP');
    return { result, codes, pruned: pruned.map(({ ranges }) => ranges) };
  }

  it('gets a verdict with its prunings and RANGE_LOST, can be pruned further, and gives proofs that its first key verifies', async () => {
    await prune(NOW);
    const restore = await ledger.place.save();
    await ledger.write('2026-07-01', ['lost']);
    await restore();
    expect((await resume(ledger)).loss).not.toBe(null);
    await ledger.write('2026-08-01', patients('c', 300));
    expect(await verify()).toEqual({
      result: 'INCOMPLETE',
      codes: ['RANGE_LOST'],
      pruned: [[[0, 255]]],
    });

    await prune(LATER);
    expect(await verify()).toEqual({
      result: 'INCOMPLETE',
      codes: ['RANGE_LOST'],
      pruned: [[[0, 255]], [[256, 511]]],
    });
    const { location } = ledger.place;
    const proof = await provePatient({
      location,
      patient: 'c-7',
      since: null,
      until: null,
      onProgress: quiet,
    });
    const text = writeProof(proof);
    const { result } = await verifyProof({ text, publicKey: ledger.publicKey, location });
    expect([result, proof.leaves.length]).toEqual(['PASS', 1]);
  });

  it('gets a verdict with RANGE_LOST and no pruning if the restored copy is older than the pruning, and can be pruned again', async () => {
    const restore = await ledger.place.save();
    await prune(NOW);
    await restore();
    // The guard of the pruning command knows what was lost.
    await resume(ledger.tool);
    expect(await verify()).toMatchObject({ codes: ['RANGE_LOST'], pruned: [] });
    await prune(NOW);
    expect(await verify()).toMatchObject({ codes: ['RANGE_LOST'], pruned: [[[0, 255]]] });
  });
});
