import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packLeaves, unpackLeaves, type Batch } from '../../../../gateway/audit/tree/batch.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import {
  reportAccesses,
  type ReportOptions,
  type ReportSubject,
} from '../../../support/reports/report-accesses.ts';
import type { ReportRow } from '../../../../gateway/reports/query/report-row.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import {
  accessRecord,
  breakGlassRecord,
  createDirectory,
  GRANT,
  ledgerOptions,
} from '../../audit/sample.ts';

const START = Date.UTC(2026, 0, 1);
const directory = createDirectory();
let options: ReturnType<typeof ledgerOptions>;

const physician = accessRecord([]).actor;
const nurse = { ...(physician ?? failSample()), subject: 'nurse-3', roles: ['nurse'] };

const opening = commitTo('unconscious, no next of kin', 'ab'.repeat(32));

/** Leaves 3 to 12 of the ledger, one a day. */
const RECORDS: readonly AuditRecord[] = [
  accessRecord(['p1', 'p2']),
  accessRecord(['p2'], { actor: nurse }),
  accessRecord([], {
    accesses: [
      {
        type: 'Observation',
        fields: [
          {
            name: 'value',
            categories: ['CLINICAL'],
            view: 'deidentified',
            subgraphs: ['clinical'],
          },
        ],
        rule: { roles: ['physician'], relation: 'self', wouldDeny: [] },
        objects: [
          ['p1', 'o1'],
          ['p1', 'o2'],
          [null, 'o3'],
        ],
      },
      ...accessRecord(['p1']).accesses,
    ],
  }),
  accessRecord([], {
    kind: 'denial',
    actor: nurse,
    outcome: 'deny',
    accesses: [],
    denied: [{ coordinate: 'Patient.ssn', reason: 'role', count: 2 }],
  }),
  accessRecord([], {
    kind: 'intent',
    action: 'U',
    outcome: 'pending',
    accesses: [],
    arguments: ['Mutation.correctAddress(patient:)'],
    patients: ['p1'],
  }),
  accessRecord(['p3']),
  accessRecord([], {
    kind: 'unreleased',
    actor: null,
    details: { first: 8, count: 1 },
    accesses: [],
  }),
  breakGlassRecord(opening, 'p5'),
  accessRecord([], {
    accesses: accessRecord(['p5']).accesses.map((entry) => ({
      ...entry,
      rule: { roles: ['physician'], relation: 'break-glass', wouldDeny: [] },
    })),
    breakGlass: { id: GRANT, until: 1_764_000_900_000 },
  }),
  breakGlassRecord(opening, 'p5', { kind: 'breakglass.stop', reason: 'STOPPED', details: null }),
];

beforeAll(async () => {
  let now = START;
  options = ledgerOptions(directory.path, { now: () => now });
  const ledger = await openLedger(options);
  for (const record of RECORDS) {
    const isStart = record.kind === 'breakglass.start';
    await ledger.append(record, isStart ? opening : undefined);
    now += 86_400_000;
  }
  await ledger.close();
});
afterAll(() => {
  directory.remove();
});

async function report(
  by: ReportSubject,
  overrides: Partial<ReportOptions> = {},
): Promise<ReportRow[]> {
  const damaged: number[] = [];
  const rows = reportAccesses({
    location: options.location,
    by,
    since: null,
    until: null,
    onDamaged: (index) => damaged.push(index),
    onPruned: () => undefined,
    ...overrides,
  });
  const found = await collect(rows);
  expect(damaged).toEqual([]);
  return found;
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

const places = (rows: readonly ReportRow[]) =>
  rows.map(({ leaf, patient, outcome }) => [leaf, patient, outcome]);

describe('the report on a patient', () => {
  it('shows the actor, time, operation, fields and leaf of an access', async () => {
    expect((await report({ patient: 'p1' }))[0]).toEqual({
      leaf: 3,
      time: '2026-01-01T00:00:00.000Z',
      kind: 'access',
      actor: 'physician-7',
      actorName: 'Physician Seven',
      issuer: 'https://idp.test',
      actorKind: 'ACCOUNT',
      roles: ['physician'],
      purpose: null,
      patient: 'p1',
      relations: ['all'],
      breakGlass: null,
      records: 1,
      coordinates: [
        { coordinate: 'Patient.birthDate', view: 'full', categories: ['DATE'] },
        { coordinate: 'Patient.ssn', view: 'full', categories: ['SSN'] },
      ],
      operation: 'Chart',
      outcome: 'permit',
    });
  });

  it("has one row per response, with the relations, fields and count of the patient's records, and one row per write, with its argument", async () => {
    const rows = await report({ patient: 'p1' });
    expect(places(rows)).toEqual([
      [3, 'p1', 'permit'],
      [5, 'p1', 'permit'],
      [7, 'p1', 'pending'],
    ]);
    expect(rows[1]?.records).toBe(3);
    expect(rows.map(({ relations }) => relations)).toEqual([['all'], ['all', 'self'], []]);
    expect(rows[1]?.coordinates.map(({ coordinate, view }) => `${coordinate} ${view}`)).toEqual([
      'Observation.value deidentified',
      'Patient.birthDate full',
      'Patient.ssn full',
    ]);
    expect(rows[2]?.coordinates[0]?.coordinate).toBe('Mutation.correctAddress(patient:)');
  });

  it('marks a response that was recorded and never released as unreleased', async () => {
    expect(places(await report({ patient: 'p3' }))).toEqual([[8, 'p3', 'unreleased']]);
  });

  it('is empty for a patient without accesses, and for the id "__proto__"', async () => {
    expect(await report({ patient: 'p9' })).toEqual([]);
    expect(await report({ patient: '__proto__' })).toEqual([]);
  });
});

describe('the reports on actors, fields and denials', () => {
  it('show the accesses and the denials of an actor', async () => {
    expect(places(await report({ actor: 'nurse-3' }))).toEqual([
      [4, 'p2', 'permit'],
      [6, null, 'deny'],
    ]);
  });

  it('show the accesses to a field, without other fields, and no accesses for an incomplete field name', async () => {
    const rows = await report({ field: 'Observation.value' });
    expect(places(rows)).toEqual([
      [5, 'p1', 'permit'],
      [5, null, 'permit'],
    ]);
    expect(rows.flatMap((row) => row.coordinates.map(({ coordinate }) => coordinate))).toEqual([
      'Observation.value',
      'Observation.value',
    ]);
    expect(await report({ field: 'Observation.valu' })).toEqual([]);
  });

  it('show the actor, the denied field, the count and the reason of a denial', async () => {
    expect(await report({ denied: true })).toMatchObject([
      {
        leaf: 6,
        actor: 'nurse-3',
        records: 2,
        coordinates: [{ coordinate: 'Patient.ssn', view: 'denied: role', categories: [] }],
      },
    ]);
  });
});

const brokenGlass = () => report({ breakGlass: true });

describe('the report on break-glass', () => {
  it('shows the start of a grant with actor, reason and expiry, each access under the grant and its stop, but no commitment to the reason', async () => {
    const { commitment } = opening;
    expect(await brokenGlass()).toMatchObject([
      { leaf: 10, kind: 'breakglass.start', patient: 'p5', actor: 'physician-7', relations: [] },
      { leaf: 11, kind: 'access', patient: 'p5', relations: ['break-glass'], records: 1 },
      { leaf: 12, kind: 'breakglass.stop', patient: 'p5' },
    ]);
    const until = new Date(1_764_000_900_000).toISOString();
    expect((await brokenGlass()).map(({ breakGlass }) => breakGlass)).toEqual([
      { grant: GRANT, until, reason: 'unconscious, no next of kin' },
      { grant: GRANT, until, reason: null },
      { grant: GRANT, until, reason: null },
    ]);
    expect(JSON.stringify(await brokenGlass())).not.toContain(commitment);
  });

  it.each<[string, string, string]>([
    ['"(missing)" for a reason that was removed', 'DELETE FROM openings', '(missing)'],
    [
      '"(changed)" for a reason that differs from its commitment',
      "UPDATE openings SET text = 'x'",
      '(changed)',
    ],
    ['"(missing)" for a reason whose table was lost', 'DROP TABLE openings', '(missing)'],
  ])('shows %s', async (_what, sql, shown) => {
    const database = openWritable(options.path);
    database.exec('BEGIN; CREATE TABLE kept AS SELECT * FROM openings; COMMIT');
    try {
      database.exec(sql);
      expect((await brokenGlass())[0]?.breakGlass?.reason).toBe(shown);
    } finally {
      database.exec('DROP TABLE IF EXISTS openings');
      database.exec('ALTER TABLE kept RENAME TO openings');
      database.close();
    }
  });

  it('has its rows in the reports on the patient and on the actor of the grant too', async () => {
    expect((await report({ patient: 'p5' })).map(({ leaf }) => leaf)).toEqual([10, 11, 12]);
    expect((await report({ actor: 'physician-7' })).map(({ leaf }) => leaf)).toEqual(
      expect.arrayContaining([10, 11, 12]),
    );
  });
});

async function limited(overrides: Partial<ReportOptions>) {
  return (await report({ patient: 'p1' }, overrides)).map(({ leaf }) => leaf);
}

describe('the period of a report on a patient', () => {
  it('includes records from its first to its last moment, and excludes records before and after', async () => {
    const day = 86_400_000;
    const since = START + 2 * day;
    expect(await limited({ since })).toEqual([5, 7]);
    expect(await limited({ until: since })).toEqual([3, 5]);
    expect(await limited({ since, until: since })).toEqual([5]);
    expect(await limited({ since: since + 1, until: since + 2 })).toEqual([]);
  });
});

describe('a damaged record in a report', () => {
  it('is reported as damaged, and its content is not shown', async () => {
    const database = openWritable(options.path);
    const read = database.prepare<[], Batch>('SELECT * FROM batches WHERE first = 3');
    const write = database.prepare('UPDATE batches SET leaves = ? WHERE first = 3');
    const [leaf = Buffer.alloc(0)] = unpackLeaves(read.get()?.leaves ?? Buffer.alloc(0)) ?? [];
    write.run(packLeaves([Buffer.from(leaf.toString().replace('"p1"', '"p8"'))]));
    const damaged: number[] = [];
    const onDamaged = (index: number) => damaged.push(index);
    expect(await report({ patient: 'p8' }, { onDamaged })).toEqual([]);
    expect(damaged).toEqual([3]);
    write.run(packLeaves([leaf]));
    database.close();
  });
});

function failSample(): never {
  throw new Error('The sample is not what the test expects.');
}
