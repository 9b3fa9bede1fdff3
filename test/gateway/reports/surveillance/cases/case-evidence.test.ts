import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../../../../gateway/audit/store/ledger-reader.ts';
import { fillIndex } from '../../../../../gateway/reports/index/fill-index.ts';
import { readIndexHead } from '../../../../../gateway/reports/index/index-head.ts';
import {
  openReportIndex,
  type ReportIndex,
} from '../../../../../gateway/reports/index/open-index.ts';
import {
  openEvidence,
  type EvidenceLeaf,
} from '../../../../../gateway/reports/surveillance/cases/case-evidence.ts';
import { accessRecord, createDirectory } from '../../../audit/sample.ts';
import { STORES, type Place } from '../../../audit/stores.ts';
import { append, indexPlace } from '../../index/places.ts';

const PATIENTS = Array.from({ length: 20 }, (_, number) => `p${number}`);
/** More than what is read at a time, of leaves and of rows. */
const LISTS = 110;

/** A case for each patient of the lists, and one of all of them. */
function meantBy(first: number): readonly EvidenceLeaf[] {
  const leaves = Array.from({ length: LISTS }, (_, at) => first + at);
  return [...PATIENTS, null, 'nobody'].flatMap((patient) =>
    leaves.map((leaf) => {
      const tag = { system: 'test', code: patient ?? 'all', display: '' };
      return { leaf, patient, tag };
    }),
  );
}

describe.each(STORES)('the events behind unusual-access cases on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let reader: LedgerReader;
  let index: ReportIndex;
  let meant: readonly EvidenceLeaf[];

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    await append(
      place,
      directory.path,
      Array.from({ length: LISTS }, () => accessRecord(PATIENTS)),
    );
    reader = await openReader(place.location);
    index = await openReportIndex(
      { ledger: place.location, index: await indexPlace(place, directory.path) },
      'fill',
    );
    await fillIndex(index, reader);
    meant = meantBy((await reader.size()) - LISTS - 1);
  });
  afterAll(async () => {
    await index.close();
    await reader.close();
    await store.stop();
    directory.remove();
  });

  async function show(maxRows: number) {
    const tree = await readIndexHead(index, reader, { publicKey: null });
    if (tree === null) throw new Error('no head');
    return openEvidence(meant, { database: await index.database(), reader, tree, maxRows });
  }

  it('are returned once each, tagged with the cases of their patient and of all patients', async () => {
    const shown = await show(LISTS * PATIENTS.length);
    expect(shown.count).toBe(LISTS * PATIENTS.length);
    const leavesAndPatients: string[] = [];
    for await (const { rows, refused } of shown.pieces([])) {
      expect(refused).toEqual([]);
      for (const row of rows) {
        expect(shown.written.tagsOf(row).map(({ code }) => code)).toEqual(['all', row.row.patient]);
        leavesAndPatients.push(`${row.row.leaf} ${row.row.patient}`);
      }
    }
    expect(new Set(leavesAndPatients).size).toBe(shown.count);
  });

  it('are refused with OPERATION_TOO_COMPLEX if there are more rows than allowed', async () => {
    await expect(show(PATIENTS.length)).rejects.toMatchObject({ code: 'OPERATION_TOO_COMPLEX' });
  });
});
