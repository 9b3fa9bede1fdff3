import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { openWriter } from '../../gateway/audit/append/open-writer.ts';
import { erasePatient } from '../../gateway/audit/maintain/erase/erase-patient.ts';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';
import { reportAccesses } from '../support/reports/report-accesses.ts';
import { placeHold } from '../../gateway/audit/maintain/retain/change-hold.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { compareIndex } from '../../gateway/reports/query/compare-index.ts';
import { fillIndex } from '../../gateway/reports/index/fill-index.ts';
import { openReportIndex } from '../../gateway/reports/index/open-index.ts';
import { openLedgerReport } from '../../gateway/reports/accounting/open-ledger-report.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../gateway/audit/sample.ts';
import { placeInFile, type Place } from '../gateway/audit/stores.ts';
import { append, indexPlace } from '../gateway/reports/index/places.ts';
import { createEntry } from '../../gateway/audit/append/write-entry.ts';
import type { RecordSource } from '../../gateway/audit/record/leaf.ts';

/** A record that marks others as unreleased, as a holder of a stolen key can sign it. */
function unreleased(details: AuditRecord['details'], change: object = {}): AuditRecord {
  return Object.assign(accessRecord([], { kind: 'unreleased', accesses: [], details }), change);
}

describe('genuine ledger records, next to a record forged with a stolen key', () => {
  let directory: ReturnType<typeof createDirectory>;
  let place: Place;
  beforeEach(async () => {
    directory = createDirectory();
    place = placeInFile(`${directory.path}/audit.db`);
  });
  afterEach(() => {
    directory.remove();
  });

  /** Runs a function with an index that is filled from the ledger. */
  async function withFilledIndex<Result>(
    use: (
      index: Awaited<ReturnType<typeof openReportIndex>>,
      reader: Awaited<ReturnType<typeof openReader>>,
    ) => Promise<Result>,
  ): Promise<Result> {
    const reader = await openReader(place.location);
    const index = await openReportIndex(
      { ledger: place.location, index: await indexPlace(place, directory.path) },
      'fill',
    );
    try {
      await fillIndex(index, reader);
      return await use(index, reader);
    } finally {
      await index.close();
      await reader.close();
    }
  }

  async function outcomes(): Promise<readonly string[]> {
    const reported: string[] = [];
    const asked = { location: place.location, by: { patient: 'p1' }, since: null, until: null };
    const ignore = { onDamaged: () => undefined, onPruned: () => undefined };
    for await (const { outcome } of reportAccesses({ ...asked, ...ignore })) reported.push(outcome);
    return reported;
  }

  it('stay in the report index, and in reports as permitted, if the forged record marks a range that starts at record -1 as unreleased', async () => {
    await append(place, directory.path, [
      accessRecord(['p1']),
      unreleased({ first: -1, count: 1000 }),
    ]);
    const compared = await withFilledIndex((index, reader) =>
      compareIndex(index, reader, {
        filter: { kind: 'access' },
        searchText: null,
        publicKey: null,
        onProgress: () => undefined,
      }),
    );
    expect(compared).toMatchObject({ result: 'COMPLETE', events: 1 });
    expect(await outcomes()).toEqual(['permit']);
  });

  it('are reported as released if the forged record marks them as unreleased with an unknown action', async () => {
    const range = { first: 0, count: 1000 };
    await append(place, directory.path, [accessRecord(['p1']), unreleased(range, { action: 'X' })]);
    expect(await outcomes()).toEqual(['permit']);
    const report = await openLedgerReport({ location: place.location, patientText: '"p1"' });
    const released: boolean[] = [];
    for await (const { isReleased } of report.leaves) released.push(isReleased);
    await report.close();
    expect(released).toEqual([true]);
  });

  it('can be erased and put on legal hold, and the forged record, whose patient is unknown, is held for every patient', async () => {
    const options = ledgerOptions(directory.path, {
      location: place.location,
      identity: 'committed',
    });
    const ledger = await openLedger(options);
    await ledger.append(accessRecord(['p-one']));
    await ledger.close();
    const at = Date.now();
    const writer = await openWriter({ ...options, witnesses: null, at, clockSetAt: null });
    writer.setSource({ gateway: 'g' } as RecordSource);
    await writer.commit([createEntry(at, accessRecord(['p-two']))]);
    writer.keepGuard();
    await writer.abandon();

    const { keyPath, guardPath } = options;
    const tool = { location: place.location, keyPath, guardPath, version: '1', at, reason: 'x' };
    const texts = await withFilledIndex(async (index, reader) => {
      await erasePatient({ ...tool, patient: 'p-one' });
      await fillIndex(index, reader);
      const database = await index.database();
      const rows = await database.selectFrom('patients').select('text').execute();
      return rows.map(({ text }) => text.toString());
    });
    expect(texts).not.toContain('p-one');
    const held = await placeHold(tool, { patient: null, from: 0, until: null });
    expect(held.records).toBeGreaterThan(1);
    // The patient of the forged record is unknown, so it is held for every patient.
    expect((await placeHold(tool, { patient: 'other', from: 0, until: null })).records).toBe(1);
  });
});
