import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import {
  quarantineLedger,
  type QuarantineOptions,
} from '../../../../../gateway/audit/maintain/quarantine/quarantine-ledger.ts';
import { commitTo } from '../../../../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../../../../gateway/audit/record/record.ts';
import type { LedgerLocation } from '../../../../../gateway/audit/store/ledger-location.ts';
import type { Batch } from '../../../../../gateway/audit/tree/batch.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, breakGlassRecord, createDirectory, ledgerOptions } from '../../sample.ts';
import { saveLedger } from '../../save-ledger.ts';
import type { Place, StoreKind } from '../../stores.ts';
import { INSPECTED } from '../../verify/inspected.ts';

export const ORIGIN = 'gateway.test/ledger';
/** The reason that a true record commits to. */
export const ONE = commitTo('found unconscious', 'ab'.repeat(32));

/** A read that never was, and a reason that a true record commits to. */
export const FORGED: readonly AuditRecord[] = [
  accessRecord(['p-forged']),
  breakGlassRecord(ONE, 'p-forged'),
];

/** Writes a ledger before all tests of a suite, and puts it back, without forged batches, before each. */
export function createAttackedLedger(store: StoreKind) {
  const directory = createDirectory();
  const { keyPath, guardPath } = ledgerOptions(directory.path);
  const evidencePath = join(directory.path, 'evidence.jsonl');
  let olderNote = '';
  let place: Place;
  let publicKey = '';
  let putBack: () => Promise<void>;
  let honest: readonly Batch[] = [];

  // The tests share records of the start. Where the record of the stop is lost, their age counts as a gap.
  const heartbeatMs = 3_600_000;
  const open = () =>
    openLedger(ledgerOptions(directory.path, { location: place.location, heartbeatMs }));

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    const ledger = await open();
    ({ publicKey } = ledger);
    await ledger.append(accessRecord(['p1']));
    await ledger.append(breakGlassRecord(ONE, 'p1'), ONE);
    await ledger.close();
    olderNote = readFileSync(guardPath, 'utf8');
    const again = await open();
    await again.append(accessRecord(['p2']));
    await again.close();
    honest = await place.batches();
    putBack = await saveLedger(place, directory.path);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });
  beforeEach(() => putBack());

  const as = (user: string): LedgerLocation => {
    const { location } = place;
    return location.kind === 'postgres'
      ? { kind: 'postgres', server: { ...location.server, user } }
      : location;
  };
  const options = (overrides: Partial<QuarantineOptions> = {}): QuarantineOptions => ({
    location: as('quarantiner'),
    keyPath,
    guardPath,
    version: '1',
    at: Date.now(),
    checkpoints: [],
    witnesses: [],
    reason: 'a writer login was stolen',
    evidencePath,
    ...overrides,
  });

  return {
    directory: directory.path,
    keyPath,
    guardPath,
    evidencePath,
    get place(): Place {
      return place;
    },
    /** All batches, before a test changes them. */
    get honest(): readonly Batch[] {
      return honest;
    },
    /** A checkpoint of an earlier time than the guard's. */
    get olderNote() {
      return olderNote;
    },
    open,
    as,
    options,
    quarantine: (overrides?: Partial<QuarantineOptions>) => quarantineLedger(options(overrides)),
    verify: (anchors: readonly string[] = []) => {
      const { location } = place;
      return verifyLedger({ location, publicKey, anchors, witnesses: [], guardPath }, INSPECTED);
    },
    /** What an attempt says, and what it has left. */
    tried: async (attempt: Promise<unknown>) => {
      const said = await attempt.then(
        () => 'done',
        (error: unknown) => String(error),
      );
      return { said, batches: await place.batches(), hasFile: existsSync(evidencePath) };
    },
  };
}

/** An attempt that was refused, changed nothing and made no file. */
export function refusal(why: RegExp, batches: readonly Batch[]) {
  return { said: expect.stringMatching(why), batches, hasFile: false };
}

/** The last batch of a ledger that has one. */
export function lastOf(batches: readonly Batch[]): Batch {
  const last = batches.at(-1);
  if (last === undefined) throw new Error('The ledger is empty.');
  return last;
}
