import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import {
  createSigningKey,
  readSigningKey,
} from '../../../../gateway/audit/store/files/signing-key.ts';
import type { Batch } from '../../../../gateway/audit/tree/batch.ts';
import { readCheckpoint, type Checkpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import { createSigner, type NoteSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import {
  verifyLedger,
  type VerifyOptions,
} from '../../../../gateway/audit/verify/verify-ledger.ts';
import { leavesOf, rebuild, withLeaves } from '../rebuild-batches.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import type { Place, StoreKind } from '../stores.ts';
import { INSPECTED } from './inspected.ts';

export const ORIGIN = 'gateway.test/ledger';

/**
 * Writes a ledger before all tests of a suite, and puts it back before each. Batches (first..last leaf): 0..2 key, start
 * and policy; 3; 4; 5..7; 8; 9 the stop.
 */
export function createTamperedLedger(store: StoreKind) {
  const original = createDirectory();
  let publicKey = '';
  let place: Place;
  let untouched: readonly Batch[] = [];

  beforeAll(async () => {
    await store.start();
    place = await store.place(original.path);
    const { location } = place;
    const ledger = await openLedger(ledgerOptions(original.path, { location }));
    ({ publicKey } = ledger);
    await ledger.append(accessRecord(['p1', 'p2']));
    await ledger.append(accessRecord(['p3']));
    await Promise.all(['p4', 'p5', 'p6'].map((id) => ledger.append(accessRecord([id]))));
    await ledger.append(accessRecord(['p7']));
    await ledger.close();
    untouched = await place.batches();
  });
  afterAll(async () => {
    await store.stop();
    original.remove();
  });

  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  beforeEach(async () => {
    directory = createDirectory();
    path = join(directory.path, 'audit.db');
    for (const suffix of ['.key', '.guard']) {
      copyFileSync(join(original.path, `audit.db${suffix}`), path + suffix);
    }
    await place.replaceBatches(untouched);
  });
  afterEach(() => {
    directory.remove();
  });

  /**
   * Verified twice: by one thread alone, and with batches that were inspected ahead. They must agree. What is inspected
   * ahead doesn't depend on the store, so one store shows it.
   */
  const verify = async (overrides: Partial<VerifyOptions> = {}) => {
    const { location } = place;
    const guardPath = `${path}.guard`;
    const options = { location, publicKey, anchors: [], witnesses: [], guardPath, ...overrides };
    const alone = await verifyLedger(options);
    const inspected = store.name === 'SQLite' ? await verifyLedger(options, INSPECTED) : alone;
    expect(inspected).toEqual(alone);
    return alone;
  };
  const changeBatch = async (first: number, change: (batch: Batch) => Batch): Promise<Batch[]> =>
    (await place.batches()).map((batch) => (batch.first === first ? change(batch) : batch));

  return {
    get publicKey() {
      return publicKey;
    },
    get untouched() {
      return untouched;
    },
    /** The checkpoint at 9 leaves, as a witness would have remembered it. */
    get anchor() {
      return untouched.at(-2)?.note ?? '';
    },
    verify,
    /** Result and findings as `CODE from..to`, which is what a verdict must name exactly. */
    verdict: async (overrides: Partial<VerifyOptions> = {}) => {
      const { result, findings } = await verify(overrides);
      return [result, ...findings.map(({ code, from, to }) => `${code} ${from}..${to}`)];
    },
    readBatches: () => place.batches(),
    writeBatches: (batches: readonly Batch[]) => place.replaceBatches(batches),
    /** Changes the batch that begins at a leaf. */
    edit: async (first: number, change: (batch: Batch) => Partial<Batch>) => {
      const changed = await changeBatch(first, (batch) => ({ ...batch, ...change(batch) }));
      await place.replaceBatches(changed);
    },
    /** Replaces leaf 4, then rebuilds every batch. */
    forge: async (change: (text: string) => string, signer: NoteSigner) => {
      const changed = await changeBatch(4, (batch) => ({
        ...batch,
        ...withLeaves(leavesOf(batch).map((leaf) => Buffer.from(change(String(leaf))))),
      }));
      await place.replaceBatches(rebuild(changed, signer));
    },
    originalSigner: () => {
      const key = readSigningKey(`${path}.key`);
      if (key === null) throw new Error('The sample has no key.');
      return createSigner(ORIGIN, key);
    },
    /** A new key for the same name. */
    otherSigner: () => createSigner(ORIGIN, createSigningKey(join(directory.path, 'other.key'))),
    loseGuard: () => rmSync(`${path}.guard`),
  };
}

/** The checkpoint in the note of a batch. */
export function checkpointIn(note: string): Checkpoint {
  const read = readCheckpoint(note);
  if (read === null) throw new Error('The batch has no checkpoint.');
  return read.checkpoint;
}
