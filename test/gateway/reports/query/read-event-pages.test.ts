import { expect, it } from '@jest/globals';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { fillIndex } from '../../../../gateway/reports/index/fill-index.ts';
import { indexBeside } from '../../../../gateway/reports/index/index-location.ts';
import { readEventPages } from '../../../../gateway/reports/query/read-event-pages.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';
import { tamper, withIndex } from '../index/places.ts';

/** One more than a page holds; 7 times 143. */
const RECORDS = 1_001;

it('the event pages of a patient end with REPORTS_UNAVAILABLE if the patient is erased from the index before the last page', async () => {
  const directory = createDirectory();
  const location = { kind: 'sqlite', path: `${directory.path}/audit.db` } as const;
  const ledger = await openLedger(ledgerOptions(directory.path, { location }));
  const record = accessRecord(['p1']);
  for (let appended = 0; appended < RECORDS; appended += RECORDS / 7)
    await Promise.all(Array.from({ length: RECORDS / 7 }, () => ledger.append(record)));
  await ledger.close();
  const reader = await openReader(location);
  await withIndex(indexBeside(location), async (index) => {
    await fillIndex(index, reader);
    const read = async (onPage: (rows: number) => Promise<void>) => {
      let rows = 0;
      for await (const { events } of readEventPages(index, reader, {
        filter: { patient: 'p1' },
        order: { by: 'leaf', direction: 'asc' },
        size: await reader.size(),
        publicKey: null,
      })) {
        rows += events.length;
        await onPage(rows);
      }
      return rows;
    };
    expect(await read(() => Promise.resolve())).toBe(RECORDS);
    const erase = async (rows: number) => {
      if (rows === RECORDS - 1)
        await tamper(indexBeside(location), 'DELETE FROM events; DELETE FROM patients;');
    };
    await expect(read(erase)).rejects.toMatchObject({ code: 'REPORTS_UNAVAILABLE' });
  });
  await reader.close();
  directory.remove();
});
