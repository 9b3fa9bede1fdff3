import { LEDGER } from './places.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { pruneLedger } from '../../../../gateway/audit/maintain/retain/prune-ledger.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { answerAccount } from '../../../../gateway/reports/api/workers/answer-account.ts';
import { accountFromIndex } from '../../../../gateway/reports/accounting/account-from-index.ts';
import { compareIndex } from '../../../../gateway/reports/query/compare-index.ts';
import { FILL_DEFAULTS, fillIndex } from '../../../../gateway/reports/index/fill-index.ts';
import { openReportIndex } from '../../../../gateway/reports/index/open-index.ts';
import { openLedgerReport } from '../../../../gateway/reports/accounting/open-ledger-report.ts';
import { createDirectory } from '../../audit/sample.ts';
import {
  createOldLedger,
  patients,
  type OldLedger,
} from '../../audit/maintain/retain/old-ledger.ts';
import { STORES } from '../../audit/stores.ts';
import { digestIndex } from './digest-index.ts';

const quiet = () => undefined;

describe.each(STORES)('the report index of a pruned ledger on $name', (store) => {
  const directory = createDirectory();
  let ledger: OldLedger;
  beforeAll(async () => {
    await store.start();
    ledger = await createOldLedger(store);
    await ledger.write('2017-03-01', patients('a', 300));
    await ledger.write('2025-03-01', patients('b', 10));
  });
  afterAll(async () => {
    ledger.remove();
    directory.remove();
    await store.stop();
  });

  async function using<Result>(name: string, use: (parts: Parts) => Promise<Result>) {
    const path = join(directory.path, name);
    const index = await openReportIndex(
      { ledger: LEDGER, index: { kind: 'sqlite', path } },
      'fill',
    );
    const reader = await openReader(ledger.place.location);
    try {
      return await use({ index, reader });
    } finally {
      await reader.close();
      await index.close();
    }
  }
  type Parts = {
    readonly index: Awaited<ReturnType<typeof openReportIndex>>;
    readonly reader: Awaited<ReturnType<typeof openReader>>;
  };

  const fill = ({ index, reader }: Parts) => fillIndex(index, reader, FILL_DEFAULTS);
  const compare = ({ index, reader }: Parts) =>
    compareIndex(index, reader, {
      filter: {},
      searchText: null,
      publicKey: null,
      onProgress: quiet,
    });
  const count = async ({ index }: Parts, table: 'events' | 'patients') =>
    (await (await index.database()).selectFrom(table).select('id').execute()).length;

  it('drops the patients of pruned records, compares as COMPLETE with the ledger and equals a newly built index', async () => {
    await using('followed', async (parts) => {
      await fill(parts);
      expect(await count(parts, 'patients')).toBe(310);
    });
    const { dropped } = await pruneLedger(ledger.tool, quiet);
    expect(dropped).toBeGreaterThan(200);
    const followed = await using('followed', async (parts) => {
      await fill(parts);
      expect(await count(parts, 'patients')).toBe(310 - dropped);
      expect(await compare(parts)).toMatchObject({
        result: 'COMPLETE',
        divergences: [],
        damaged: [],
      });
      return digestIndex(parts.index);
    });
    const rebuilt = await using('new', async (parts) => {
      await fill(parts);
      return digestIndex(parts.index);
    });
    expect(rebuilt).toEqual(followed);
  });

  it('gives an accounting of disclosures the same range of pruned records, and the same first time after them, as a scan of the ledger', async () => {
    const { location } = ledger.place;
    const report = await openLedgerReport({ location, patientText: '"a0"' });
    await report.close();
    const since = Date.UTC(2016, 0, 1);
    const subject = { patient: 'a0', since, until: Date.UTC(2025, 11, 31) };
    const drawn = await using('followed', ({ index, reader }) =>
      accountFromIndex(index, reader, { subject, publicKey: null }),
    );
    expect(drawn.ledger).toEqual(report.ledger);
    expect(drawn.ledger.pruned).toEqual([[0, 255]]);
    // Not that of the record of the start, which outlives all.
    expect(drawn.ledger.begins).toBeGreaterThanOrEqual(Date.UTC(2017, 2, 1));
    const answer = await using('followed', ({ index, reader }) =>
      answerAccount(subject, { index, reader, publicKey: null }),
    );
    expect(answer.pruned).toEqual(['0-255']);
    expect(Date.parse(answer.begins ?? '')).toBe(report.ledger.begins);
  });

  it('does not compare as COMPLETE if the content of a record is missing without a recorded pruning, and the comparison names the record', async () => {
    const batches = await ledger.place.batches();
    const last = batches.at(-3);
    if (last === undefined) throw new Error('The ledger is too short.');
    await ledger.place.replaceBatches(
      batches.map((batch) =>
        batch.first === last.first ? { ...batch, leaves: Buffer.alloc(4 * batch.count) } : batch,
      ),
    );
    const result = await using('followed', compare);
    expect(result.result).not.toBe('COMPLETE');
    expect(result.damaged).toContain(last.first);
  });
});
