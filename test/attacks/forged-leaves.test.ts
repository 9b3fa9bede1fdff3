import { keysOf } from '../../gateway/reports/catalog/filter-spec.ts';
import { EVENT_FIELDS } from '../../gateway/reports/catalog/row-order.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLeaf } from '../../gateway/audit/record/open-leaf.ts';
import type { Leaf } from '../../gateway/audit/record/parse-leaf.ts';
import { writeLeaves } from '../../gateway/audit/record/leaf.ts';
import type { AuditRecord } from '../../gateway/audit/record/record.ts';
import { pickFromLedger } from '../../gateway/audit/chain/pick-from-ledger.ts';
import { reportAccesses } from '../support/reports/report-accesses.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../gateway/audit/store/ledger-reader.ts';
import { compareIndex } from '../../gateway/reports/query/compare-index.ts';
import { fillIndex } from '../../gateway/reports/index/fill-index.ts';
import { findEvents } from '../../gateway/reports/query/find-events.ts';
import { openReportIndex, type ReportIndex } from '../../gateway/reports/index/open-index.ts';
import { toAuditEvents } from '../../gateway/reports/formats/fhir/to-audit-events.ts';
import { pickEvents } from '../../gateway/reports/query/reported-event.ts';
import { assert, constantFrom, jsonValue, oneof, property, string } from 'fast-check';
import { pathsIn, placesFor, withChange } from '../support/changed-json.ts';
import { findProfileFaults } from '../support/fhir/find-profile-faults.ts';
import { findR4Faults } from '../support/fhir/is-r4.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../gateway/audit/sample.ts';
import { STORES, type Place } from '../gateway/audit/stores.ts';
import { append, indexPlace } from '../gateway/reports/index/places.ts';

/** A record as a holder of a stolen key can sign it. */
function forged(change: object): AuditRecord {
  return Object.assign(accessRecord(['p1']), change);
}

const denied = (coordinate: unknown) => [{ coordinate, reason: 'role', count: 1 }];
const actor = (change: object) => ({ actor: { ...accessRecord([]).actor, ...change } });
const [entry] = accessRecord(['p1']).accesses;

const FORGED: readonly AuditRecord[] = [
  forged({ breakGlass: {} }),
  forged({ breakGlass: { id: 'g' } }),
  forged({ breakGlass: { id: 'g', until: 9e15 } }),
  forged({ denied: denied(5) }),
  forged({ denied: denied({}) }),
  forged({ denied: denied(['Patient.ssn']) }),
  forged({ patients: ['p2'], arguments: [{}] }),
  forged(actor({ roles: 'nurse' })),
  forged(actor({ roles: [['nurse']] })),
  forged(actor({ name: ['Nurse'] })),
  forged(actor({ subject: 7 })),
  forged({ client: { id: null, address: 7, agent: null } }),
  forged({ received: 9e15 }),
  forged({ operation: { kind: 'query' } }),
  forged({ action: 'X' }),
  forged({ accesses: [{ ...entry, rule: { relation: {}, wouldDeny: [] } }] }),
  forged({ accesses: [{ ...entry, fields: [{ name: 'ssn', view: {}, categories: [] }] }] }),
];

const RECORDS = [accessRecord(['p1']), ...FORGED, accessRecord(['p1'])];

describe.each(STORES)('malformed records signed with a stolen key, on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let reader: LedgerReader;
  let index: ReportIndex;
  /** The leaves of the first and the last record, which are valid. */
  let good: readonly number[];

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    await append(place, directory.path, RECORDS);
    reader = await openReader(place.location);
    index = await openReportIndex(
      { ledger: place.location, index: await indexPlace(place, directory.path) },
      'fill',
    );
    const first = (await reader.size()) - RECORDS.length - 1;
    good = [first, first + RECORDS.length - 1];
  });
  afterAll(async () => {
    await index.close();
    await reader.close();
    await store.stop();
    directory.remove();
  });

  it('do not stop the report index from being filled to the end of the ledger', async () => {
    expect(await fillIndex(index, reader)).toEqual({ size: await reader.size(), brokenAt: null });
  });

  it.each(keysOf(EVENT_FIELDS))(
    'are left out of a list ordered by %s, which still has all valid events',
    async (by) => {
      const order = { by, direction: 'asc' } as const;
      const filter = { kind: 'access' } as const;
      const page = { filter, order, after: null, limit: 100, publicKey: null };
      const { events, refused } = await findEvents(index, reader, page);
      expect(events.map(({ row }) => row.leaf)).toEqual(good);
      expect(refused).toEqual([]);
    },
  );

  it('are all reported as damaged by a comparison of index and ledger, whose result is INCOMPLETE', async () => {
    const options = { searchText: null, publicKey: null, onProgress: () => undefined };
    const compared = await compareIndex(index, reader, { filter: { kind: 'access' }, ...options });
    expect(compared.result).toBe('INCOMPLETE');
    expect(compared.damaged.length).toBeGreaterThanOrEqual(FORGED.length);
  });

  it.each([
    ['the events of a patient', pickEvents({ filter: { patient: 'p1' }, isNarrow: false })],
    [
      'the accesses to one field',
      pickEvents({ filter: { coordinate: 'Patient.ssn' }, isNarrow: true }),
    ],
  ])(
    'are skipped by a report that reads the whole ledger, which reports damaged records: %s',
    async (_what, choice) => {
      const damaged: number[] = [];
      const picked: number[] = [];
      const onDamaged = (leaf: number) => void damaged.push(leaf);
      const { location } = place;
      const options = { location, choice, onDamaged, onPruned: () => undefined };
      for await (const { facts } of pickFromLedger(options)) picked.push(facts.index);
      expect(picked).toEqual(good);
      expect(damaged.length).toBeGreaterThan(0);
    },
  );
});

describe.each(STORES)(
  'a forged record that marks every other record as unreleased, on $name',
  (store) => {
    const directory = createDirectory();
    const everything = { first: 0, count: Number.MAX_SAFE_INTEGER };
    let place: Place;

    beforeAll(async () => {
      await store.start();
      place = await store.place(directory.path);
      const says = accessRecord([], { kind: 'unreleased', accesses: [], details: everything });
      await append(place, directory.path, [accessRecord(['p1']), says, accessRecord(['p1'])]);
    });
    afterAll(async () => {
      await store.stop();
      directory.remove();
    });

    it('does not stop a report, which lists the other records as unreleased', async () => {
      const outcomes: string[] = [];
      const by = { patient: 'p1' };
      const asked = { location: place.location, by, since: null, until: null };
      const ignore = { onDamaged: () => undefined, onPruned: () => undefined };
      for await (const { outcome } of reportAccesses({ ...asked, ...ignore }))
        outcomes.push(outcome);
      expect(outcomes).toEqual(['unreleased', 'unreleased']);
    });
  },
);

describe('the FHIR export of a ledger record', () => {
  const context = {
    id: '019ab697-e800-7000-8000-0277573806d7',
    at: 1,
    source: ledgerOptions('').source,
  };
  const [bytes] = writeLeaves(
    accessRecord(['p1', 'p2'], {
      patients: ['p1', 'p3'],
      arguments: ['Query.patient(id:)'],
      denied: [{ coordinate: 'Patient.note', reason: 'reach', count: 1 }],
      breakGlass: { id: 'grant-1', until: 2 },
      details: { reports: 'events', disclosed: 3 },
    }),
    context,
  );
  const json = String(bytes);
  const places = [...pathsIn(JSON.parse(json)).slice(1), ...placesFor(json, ['further'])];
  const facts = { origin: 'test', index: 7, isReleased: true, reason: null, patientSystem: null };

  it('is valid against R4 and its IHE profile after any value of the record is changed, unless the record is then no longer valid', () => {
    const change = oneof(
      jsonValue(),
      string({ unit: 'binary' }),
      constantFrom('', 8.64e15, 'constructor', '__proto__', 'toString'),
    );
    let tried = 0;
    assert(
      property(constantFrom(...places), change, (path, value) => {
        const leaf = openLeaf(withChange(json, path, value) as Leaf, null);
        if (leaf === null) return;
        tried += 1;
        for (const event of toAuditEvents(leaf, facts)) {
          expect(findR4Faults(event)).toEqual([]);
          expect(findProfileFaults(event)).toEqual([]);
        }
      }),
      { numRuns: 3000 },
    );
    expect(tried).toBeGreaterThan(300);
  });
});
