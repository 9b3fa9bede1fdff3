import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { exportLedger } from '../../../../gateway/audit/export/export-ledger.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { clearOpenings } from '../../../../gateway/audit/record/identity-openings.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { readStops } from '../../../../gateway/access/break-glass/read-stops.ts';
import { reportAccesses } from '../../../support/reports/report-accesses.ts';
import type { ReportRow } from '../../../../gateway/reports/query/report-row.ts';
import type { ReportSubject } from '../../../support/reports/report-accesses.ts';
import type { ReadableLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import {
  accessRecord,
  breakGlassRecord,
  createDirectory,
  GRANT,
  ledgerOptions,
} from '../sample.ts';
import { STORES, type Place } from '../stores.ts';

const opening = commitTo('unconscious', 'ab'.repeat(32));

const RECORDS: readonly AuditRecord[] = [
  accessRecord(['p1', 'p2']),
  accessRecord(['p1'], {
    kind: 'denial',
    accesses: [],
    denied: [{ coordinate: 'Patient.ssn', reason: 'reach', count: 1 }],
    patients: ['p1'],
  }),
  accessRecord([], {
    kind: 'intent',
    action: 'U',
    arguments: ['Mutation.correctAddress(patient:)'],
    accesses: [],
    patients: ['p2'],
  }),
  breakGlassRecord(opening, 'p1'),
  breakGlassRecord(opening, 'p1', { kind: 'breakglass.stop', reason: 'STOPPED', details: null }),
  accessRecord(['p3']),
];

const SUBJECTS: readonly ReportSubject[] = [
  { patient: 'p1' },
  { patient: 'p2' },
  { patient: 'p9' },
  { actor: 'physician-7' },
  { field: 'Patient.ssn' },
  { denied: true },
  { breakGlass: true },
];

async function report(location: ReadableLocation, by: ReportSubject) {
  const damaged: number[] = [];
  const onDamaged = (index: number) => damaged.push(index);
  const rows: ReportRow[] = [];
  for await (const row of reportAccesses({
    location,
    by,
    since: null,
    until: null,
    onDamaged,
    onPruned: () => undefined,
  }))
    rows.push(row);
  return { rows, damaged };
}

const patients = ({ rows }: { readonly rows: readonly ReportRow[] }) =>
  rows.map(({ leaf, patient }) => `${leaf} ${patient}`);

describe.each(STORES)('a ledger on $name with patient ids stored as commitments', (store) => {
  const directory = createDirectory();
  const plain = createDirectory();
  let place: Place;
  let plainPlace: Place;

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    plainPlace = await store.place(plain.path);
    for (const [{ location }, { path }, identity] of [
      [place, directory, 'committed'],
      [plainPlace, plain, 'plain'],
    ] as const) {
      const options = { location, identity, now: () => 1_764_000_000_000 };
      const ledger = await openLedger(ledgerOptions(path, options));
      for (const record of RECORDS)
        await ledger.append(record, record.kind === 'breakglass.start' ? opening : undefined);
      await ledger.close();
    }
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
    plain.remove();
  });

  it('holds no patient id in its leaves', async () => {
    const leaves = Buffer.concat((await place.batches()).map((batch) => batch.leaves));
    const ids = ['"p1"', '"p2"', '"p3"'];
    expect(ids.filter((id) => leaves.includes(id))).toEqual([]);
    expect(leaves.includes('"identity":"committed"')).toBe(true);
  });

  it.each(SUBJECTS)('gives the same report on %j as a ledger with plain ids', async (by) => {
    const expected = await report(plainPlace.location, by);
    expect(await report(place.location, by)).toEqual(expected);
    expect(expected.rows.length > 0).toBe(!('patient' in by && by.patient === 'p9'));
  });

  it('lists a break-glass grant that its holder stopped as stopped', async () => {
    expect((await readStops(place.location, { now: 0, ms: 0 })).ids).toEqual([GRANT]);
  });

  it('can be exported with its ids, so that reports from the export are the same', async () => {
    const path = join(directory.path, 'export');
    await exportLedger({ location: place.location, directory: path, onProgress: () => null });
    const exported: ReadableLocation = { kind: 'export', directory: path };
    for (const by of SUBJECTS)
      expect(await report(exported, by)).toEqual(await report(place.location, by));
  });

  describe('with a row of ids that was tampered with', () => {
    const leaf = 3;
    let restore: () => Promise<void>;
    beforeAll(async () => void (restore = await place.save()));

    async function replace(change: (openings: Buffer) => Buffer) {
      const reader = await openReader(place.location);
      const [row] = await reader.identities(leaf, leaf);
      await reader.close();
      const literal = change(row?.openings ?? Buffer.alloc(0)).toString('hex');
      const hex = store.name === 'SQLite' ? `x'${literal}'` : `decode('${literal}', 'hex')`;
      await place.execute(`UPDATE identities SET openings = ${hex} WHERE leaf = ${leaf}`);
    }

    it('shows an emptied id as erased in the report on an actor, and the record as damaged in the report on the patient', async () => {
      await replace((openings) => clearOpenings(openings, new Set([0])));
      expect(patients(await report(place.location, { actor: 'physician-7' })).slice(0, 2)).toEqual([
        '3 (erased)',
        '3 p2',
      ]);
      expect(await report(place.location, { patient: 'p1' })).toMatchObject({
        rows: [{ leaf: 4 }, { leaf: 6 }, { leaf: 7 }],
        damaged: [leaf],
      });
      await restore();
    });

    it('reports a record as damaged if a stored id was replaced by that of another patient, and not as an access to the other patient', async () => {
      await replace((openings) =>
        Buffer.from(openings.toString('latin1').replace('["p1"', '["p3"'), 'latin1'),
      );
      const changed = await report(place.location, { patient: 'p3' });
      expect(changed.damaged).toEqual([3]);
      expect(patients(changed)).toEqual(['8 p3']);
      expect((await report(place.location, { patient: 'p1' })).damaged).toEqual([3]);
      await restore();
    });

    it('reports a record as damaged if its row of ids is missing', async () => {
      await place.execute(`DELETE FROM identities WHERE leaf = ${leaf}`);
      const missing = await report(place.location, { patient: 'p1' });
      expect(missing.damaged).toEqual([3]);
      expect(patients(missing)).toEqual(['4 p1', '6 p1', '7 p1']);
      await restore();
    });
  });
});
