import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { erasePatient } from '../../gateway/audit/maintain/erase/erase-patient.ts';
import { createSigningKey } from '../../gateway/audit/store/files/signing-key.ts';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';
import { readStops } from '../../gateway/audit/chain/read-stops.ts';
import { placeHold } from '../../gateway/audit/maintain/retain/change-hold.ts';
import { listHolds } from '../../gateway/audit/maintain/retain/list-holds.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import type { Batch } from '../../gateway/audit/tree/batch.ts';
import { createSigner } from '../../gateway/audit/tree/signed-note.ts';
import { fillIndex } from '../../gateway/reports/index/fill-index.ts';
import { openReport } from '../../gateway/reports/accounting/open-report.ts';
import { leavesOf, withLeaves } from '../gateway/audit/rebuild-batches.ts';
import {
  accessRecord,
  breakGlassRecord,
  createDirectory,
  ledgerOptions,
} from '../gateway/audit/sample.ts';
import { STORES, type Place } from '../gateway/audit/stores.ts';
import { indexPlace, withIndex } from '../gateway/reports/index/places.ts';
import { forgeBatch } from '../support/forge-batch.ts';
import { reportAccesses, reportFromIndex } from '../support/reports/report-accesses.ts';

const ORIGIN = 'gateway.test/ledger';

const ignore = () => undefined;

const STOP = breakGlassRecord({ commitment: '' }, 'p2', {
  kind: 'breakglass.stop',
  reason: 'STOPPED',
  breakGlass: { id: 'stopped', until: 1 },
  details: null,
});

/** What the ledger holds behind its three first records: what an attacker takes away is the access to p1. */
const RECORDS: readonly AuditRecord[] = [STOP, accessRecord(['p1']), accessRecord(['p3'])];

/** Index of the access to p1. */
const TARGET = 4;

const withoutPatient = (batch: Batch): Batch => ({
  ...batch,
  ...withLeaves(
    leavesOf(batch).map((bytes) => Buffer.from(String(bytes).replaceAll('"p1"', '"p9"'))),
  ),
});

/** What a login that owns the tables, or a process that may write the file, does to the last record about a patient. */
const ATTACKS: Readonly<Record<string, (place: Place) => Promise<unknown>>> = {
  async 'is changed together with its hash'(place) {
    const batches = await place.batches();
    await place.replaceBatches(
      batches.map((batch) => (batch.first === TARGET ? withoutPatient(batch) : batch)),
    );
  },
  async 'is deleted with its batch'(place) {
    await place.execute(`DELETE FROM batches WHERE first = ${TARGET}`);
  },
  async 'is cut off and replaced by an unsigned batch'(place) {
    const batches = await place.batches();
    await place.replaceBatches(batches.filter(({ first }) => first < TARGET));
    await forgeBatch(place, [accessRecord(['p9']), accessRecord(['p9'])], null);
  },
};

describe.each(STORES)('on $name, where the last record about a patient', (store) => {
  const directory = createDirectory();
  let place: Place;
  let restore: () => Promise<void>;
  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    const options = ledgerOptions(directory.path, { location: place.location });
    const ledger = await openLedger(options);
    for (const record of RECORDS) await ledger.append(record);
    await ledger.close();
    restore = await place.save();
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  describe.each(Object.entries(ATTACKS))('%s', (_how, attack) => {
    beforeAll(() => attack(place));
    afterAll(() => restore());

    const asked = { by: { patient: 'p1' }, since: null, until: null, onPruned: ignore };

    it('is said to be damaged by a report that reads the ledger', async () => {
      const damaged: number[] = [];
      const onDamaged = (leaf: number) => void damaged.push(leaf);
      const { location } = place;
      const rows = [];
      for await (const row of reportAccesses({ ...asked, location, onDamaged })) rows.push(row);
      expect(rows).toEqual([]);
      expect(damaged).toEqual([TARGET]);
    });

    it('is said to be damaged by a report from an index that was filled afterwards', async () => {
      const index = await indexPlace(place, directory.path);
      const reader = await openReader(place.location);
      await withIndex(index, (open) => fillIndex(open, reader));
      await reader.close();
      const damaged: number[] = [];
      const options = { ...asked, location: place.location, index, publicKey: null };
      const onDamaged = (leaf: number) => void damaged.push(leaf);
      for await (const row of reportFromIndex({ ...options, onDamaged, onRefused: ignore }))
        expect(row).toBe(null);
      expect(damaged).toEqual([TARGET]);
    });

    it('keeps an accounting from being made', async () => {
      const opening = openReport({ location: place.location, mark: '"p1"' });
      await expect(opening).rejects.toThrow(/does not end with a batch that a key/);
    });

    it('keeps a gateway from starting that cannot tell which break-glass grants were stopped', async () => {
      await expect(readStops(place.location, 0)).rejects.toThrow(/is damaged at record \d/);
    });

    it('keeps holds from being listed as if there were none', async () => {
      await expect(listHolds(place.location)).rejects.toThrow(/legal holds are not known/);
    });
  });
});

describe.each(STORES)('on $name, a legal hold behind a batch that was deleted', (store) => {
  const directory = createDirectory();
  const options = ledgerOptions(directory.path, { identity: 'committed' });
  let place: Place;
  let tool: Parameters<typeof placeHold>[0];
  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    const { location } = place;
    const isShared = store.name === 'PostgreSQL';
    const keyPath = isShared ? `${directory.path}/officer.key` : options.keyPath;
    const guardPath = keyPath.replace(/key$/, 'guard');
    const enroll = isShared ? [createSigner(ORIGIN, createSigningKey(keyPath)).verifier.vkey] : [];
    const ledger = await openLedger({ ...options, location, enroll });
    await ledger.append(accessRecord(['p7']));
    await ledger.append(accessRecord(['p1']));
    await ledger.close();
    const [before] = (await place.batches()).slice(-3);
    tool = { location, keyPath, guardPath, version: '1', at: Date.now(), reason: 'a claim' };
    await placeHold(tool, { patient: 'p1', from: null, until: null });
    await place.execute(`DELETE FROM batches WHERE first = ${before?.first}`);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  it('still keeps the patient from being erased', async () => {
    const erasing = erasePatient({ ...tool, at: Date.now(), patient: 'p1', reason: 'asked for' });
    await expect(erasing).rejects.toThrow(/legal holds are not known/);
  });
});
