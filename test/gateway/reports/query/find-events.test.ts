import { keysOf } from '../../../../gateway/reports/catalog/filter-spec.ts';
import { matchesEvent } from '../../../../gateway/reports/query/match-event.ts';
import {
  EVENT_FIELDS,
  type ChartField,
  type EventOrder,
} from '../../../../gateway/reports/catalog/row-order.ts';
import { eventId } from '../../../../gateway/reports/catalog/event-id.ts';
import { RELATIONS } from '../../../../gateway/reports/catalog/event-filter.ts';
import { parseCursor } from '../../../../gateway/reports/query/cursor.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../../../gateway/audit/store/ledger-reader.ts';
import { countCharts } from '../../../../gateway/reports/query/count-charts.ts';
import { deriveLeaf } from '../../../../gateway/reports/index/derive-leaf.ts';
import { type EventFilter } from '../../../../gateway/reports/catalog/event-filter.ts';
import { fillIndex } from '../../../../gateway/reports/index/fill-index.ts';
import type { PlacedEvent } from '../../../../gateway/reports/index/fill-step.ts';
import { findEvents } from '../../../../gateway/reports/query/find-events.ts';
import type { LeafEvent } from '../../../../gateway/reports/index/leaf-events.ts';
import { openReportIndex, type ReportIndex } from '../../../../gateway/reports/index/open-index.ts';
import { unknownFilterValues } from '../../../../gateway/reports/query/unknown-filter-values.ts';
import { readStoredRoles, readFieldSet } from '../../../../gateway/reports/index/read-field-set.ts';
import { EVENT_CURSOR } from '../../../../gateway/reports/query/query-events.ts';
import { readStored } from '../../../../gateway/reports/index/read-batch.ts';
import { createDirectory } from '../../audit/sample.ts';
import { STORES, type Place } from '../../audit/stores.ts';
import { append, clockAt, indexPlace, START, STEP } from '../index/places.ts';
import { ledgers } from '../index/random-records.ts';

/** An issuer that uses the same subjects as the issuer of the sample. */
const PORTAL = 'https://portal.test';

const RECORDS = fc
  .sample(ledgers, { numRuns: 6, seed: 11 })
  .flat()
  .filter(({ kind }) => kind !== 'unreleased')
  .slice(0, 60)
  .map((record, at) => ({
    ...record,
    actor: record.actor && { ...record.actor, ...(at % 3 === 0 && { issuer: PORTAL }) },
  }));

const FILTERS: readonly EventFilter[] = [
  {},
  { patient: 'p1' },
  { patient: 'Zoë "\\ 👩‍⚕️' },
  { patient: 'nobody' },
  { actor: 'nurse-3' },
  { issuer: PORTAL },
  { actor: 'nurse-3', issuer: PORTAL },
  { actor: "' OR 1=1 --" },
  { actorName: 'Nurse' },
  { actorName: 'nobody' },
  { role: 'physician' },
  { role: 'auditor', denied: true },
  { role: 'nobody' },
  { leastRecords: 2 },
  { leastRecords: 1, mostRecords: 1 },
  { firstLeaf: 5 },
  { firstLeaf: 3, lastLeaf: 12 },
  { lastLeaf: 2 ** 31 - 1 },
  { coordinate: 'Patient.ssn' },
  { coordinate: 'Query.patient(id:)' },
  { category: 'DATE' },
  { kind: 'intent' },
  { kind: 'access' },
  { operation: 'Chart' },
  { purpose: 'TREAT', outcome: 'partial' },
  { outcome: 'permit' },
  { denied: true },
  { denied: false, breakGlass: false },
  { breakGlass: true },
  { oversight: true },
  { oversight: false, patient: 'p1' },
  { relation: 'care-team' },
  { relation: 'all' },
  { parts: ['touch'] },
  { parts: [] },
  { since: START + 3 * STEP, until: START + 20 * STEP },
  { patient: 'p2', coordinate: 'Observation.value', actor: 'physician-7', since: START },
];

const TIME: EventOrder = { by: 'time', direction: 'asc' };

const KEYS: Record<EventOrder['by'], (placed: PlacedEvent) => number | string> = {
  time: ({ event }) => event.at,
  leaf: ({ id }) => id,
  kind: ({ event }) => event.kind,
  actor: ({ event }) => event.actor ?? '',
  issuer: ({ event }) => event.issuer ?? '',
  actor_name: ({ event }) => event.actorName ?? '',
  roles: ({ event }) => event.roles,
  patient: ({ event }) => event.patient ?? '',
  coordinates: ({ event }) => event.fieldSet,
  operation: ({ event }) => event.operation ?? '',
  purpose: ({ event }) => event.purpose ?? '',
  outcome: ({ event }) => event.outcome,
  relations: ({ event }) => event.relations,
  records: ({ event }) => event.records,
  grant: ({ event }) => event.grant ?? '',
  grant_until: ({ event }) => event.grantUntil ?? 0,
};
function compare(one: number | string, other: number | string): number {
  return typeof one === 'number' || typeof other === 'number'
    ? Number(one) - Number(other)
    : Buffer.compare(Buffer.from(one), Buffer.from(other));
}

describe.each(STORES)('the events of a report index on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let reader: LedgerReader;
  let index: ReportIndex;
  let derived: readonly PlacedEvent[];

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    await append(place, directory.path, RECORDS);
    reader = await openReader(place.location);
    index = await openReportIndex(
      { ledger: place.location, index: await indexPlace(place, directory.path) },
      'fill',
    );
    await fillIndex(index, reader);
    derived = await deriveAll();
  });
  afterAll(async () => {
    await index.close();
    await reader.close();
    await store.stop();
    directory.remove();
  });

  async function deriveAll(): Promise<PlacedEvent[]> {
    const events: PlacedEvent[] = [];
    for await (const row of reader.batches()) {
      for (const [offset, stored] of ((await readStored(reader, row)) ?? []).entries()) {
        for (const [at, event] of deriveLeaf(stored, true).events.entries()) {
          events.push({ id: eventId(row.first + offset, at), event });
        }
      }
    }
    return events;
  }

  async function pages(filter: EventFilter, order: EventOrder, limit: number) {
    const ids: number[] = [];
    const lengths: number[] = [];
    for (let next: string | null = '', rounds = 0; next !== null && rounds < 1000; rounds += 1) {
      const after = next === '' ? null : next;
      const page = await findEvents(index, reader, {
        filter,
        order,
        after,
        limit,
        publicKey: null,
      });
      expect(page.refused).toEqual([]);
      ids.push(...page.events.map(({ id }) => id));
      lengths.push(page.events.length);
      ({ next } = page);
    }
    return { ids, lengths };
  }

  it('decide which filter values are reported as unknown: those that no event has in the filtered field, even if another field has them', async () => {
    const database = await index.database();
    const unmet = (filter: EventFilter) => unknownFilterValues(database, filter);
    const none: EventFilter = {
      patient: 'nobody',
      actor: 'nobody',
      actorName: 'nobody',
      role: 'nobody',
      coordinate: 'Patient.snn',
      operation: 'Nothing',
      purpose: 'NOTHING',
      grant: 'none',
    };
    expect(await unmet(none)).toEqual(Object.keys(none));
    // Known, but as something else.
    expect(await unmet({ actor: 'physician', role: 'nurse-3', coordinate: 'TREAT' })).toEqual([
      'actor',
      'role',
      'coordinate',
    ]);
    for (const { event } of derived) {
      const { patient, actor, actorName, operation, purpose, grant } = event;
      const [coordinate] = readFieldSet(event.fieldSet).coordinates;
      const [role] = readStoredRoles(event.roles);
      const named = { patient, actor, actorName, operation, purpose, grant, coordinate, role };
      const set = Object.entries(named).filter(([, name]) => name != null);
      expect(await unmet(Object.fromEntries(set) as EventFilter)).toEqual([]);
    }
    expect(await unmet({})).toEqual([]);
  });

  it.each(FILTERS)('are found exactly if they match the filter %j', async (filter) => {
    const expected = derived.filter((each) => matchesEvent(each, filter)).map(({ id }) => id);
    const order = { by: 'leaf', direction: 'asc' } as const;
    expect((await pages(filter, order, 1000)).ids).toEqual(expected);
  });

  it('are matched in part, not all or none, by more than 15 of the sample filters (control)', () => {
    const counts = FILTERS.map(
      (filter) => derived.filter((each) => matchesEvent(each, filter)).length,
    );
    expect(counts.filter((count) => count > 0 && count < derived.length).length).toBeGreaterThan(
      15,
    );
  });

  it.each(keysOf(EVENT_FIELDS).flatMap((by) => [[by, 'asc'] as const, [by, 'desc'] as const]))(
    'can be paged in the order of %s %s, with each event once',
    async (by, direction) => {
      const sign = direction === 'asc' ? 1 : -1;
      const key = KEYS[by];
      const expected = derived
        .filter((each) => matchesEvent(each, { denied: false }))
        .toSorted((a, b) => sign * (compare(key(a), key(b)) || a.id - b.id))
        .map(({ id }) => id);
      const { ids, lengths } = await pages({ denied: false }, { by, direction }, 23);
      expect(ids).toEqual(expected);
      expect(lengths.slice(0, -1).every((length) => length === 23)).toBe(true);
      expect(lengths.length).toBeGreaterThan(3);
    },
  );

  it.each([
    ['empty', ''],
    ['for another order', Buffer.from('["leaf","asc",1,1]').toString('base64url')],
    ['not a list', Buffer.from('{}').toString('base64url')],
    [
      'a list with a fraction in place of a whole number',
      Buffer.from('["time","asc",1.5,1]').toString('base64url'),
    ],
    [
      'a list with a text in place of a number',
      Buffer.from('["time","asc","AA==",1]').toString('base64url'),
    ],
    ['too short', Buffer.from('["time","asc",1]').toString('base64url')],
    ['too long', Buffer.from('["time","asc",1,1,1]').toString('base64url')],
  ])('cannot be paged by a cursor that is %s (BAD_USER_INPUT)', (_what, text) => {
    expect(() => parseCursor(text, TIME, EVENT_CURSOR)).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    );
  });

  it.each<[ChartField, (event: LeafEvent) => readonly (string | null)[]]>([
    ['day', (event) => [new Date(event.at).toISOString().slice(0, 10)]],
    ['actor', ({ actor, issuer }) => [actor === null ? null : `${issuer} ${actor}`]],
    ['patient', (event) => [event.patient]],
    ['kind', (event) => [event.kind]],
    ['purpose', (event) => [event.purpose]],
    ['outcome', (event) => [event.outcome]],
    ['coordinate', (event) => readFieldSet(event.fieldSet).coordinates],
    ['category', (event) => readFieldSet(event.fieldSet).categories],
    ['relation', (event) => RELATIONS.filter((_, bit) => (event.relations & (1 << bit)) !== 0)],
  ])(
    'are counted by %s, with denials and break-glass uses, sorted by day if counted by day and otherwise by count',
    async (by, barsOf) => {
      const filter = { since: START + 2 * STEP };
      const counts = new Map<string, { events: number; denied: number; breakGlass: number }>();
      for (const { event } of derived.filter((each) => matchesEvent(each, filter))) {
        const keys = barsOf(event);
        for (const key of by === 'relation' && keys.length === 0 ? [''] : keys) {
          const known = counts.get(key ?? '') ?? { events: 0, denied: 0, breakGlass: 0 };
          counts.set(key ?? '', {
            events: known.events + 1,
            denied: known.denied + Number(event.part === 'denial'),
            breakGlass: known.breakGlass + Number(event.grant !== null),
          });
        }
      }
      const ask = { filter, by, timeZone: 'UTC' };
      const found = await countCharts(index, { ...ask, limit: 100 });
      const named = found.map(({ key, issuer, ...count }) => {
        return [issuer === undefined ? key : `${issuer} ${key}`, count] as const;
      });
      expect(new Map(named)).toEqual(counts);
      expect(new Set(found.flatMap(({ issuer }) => issuer ?? []))).toEqual(
        new Set(by === 'actor' ? ['https://idp.test', PORTAL] : []),
      );
      expect(found.length).toBe(counts.size);
      const ordered =
        by === 'day'
          ? found.toSorted((a, b) => compare(a.key, b.key))
          : found.toSorted((a, b) => b.events - a.events);
      expect(found).toEqual(ordered);
      const [one] = await countCharts(index, { ...ask, limit: 1 });
      expect(one).toEqual(by === 'day' ? found.at(-1) : found[0]);
    },
  );

  it('stay the same on the page after a cursor when newer events are recorded, whether the oldest or the newest event comes first', async () => {
    const orders: readonly EventOrder[] = [TIME, { by: 'time', direction: 'desc' }];
    const queries = orders.map((order) => ({ filter: {}, order, publicKey: null }));
    const firsts = await Promise.all(
      queries.map((query) => findEvents(index, reader, { ...query, after: null, limit: 10 })),
    );
    const nextPages = () =>
      Promise.all(
        queries.map((query, at) => {
          const after = firsts[at]?.next ?? null;
          return findEvents(index, reader, { ...query, after, limit: 20 });
        }),
      );
    const before = await nextPages();
    const clock = clockAt(START + RECORDS.length * STEP);
    await append(place, directory.path, RECORDS.slice(0, 5), { now: clock });
    await fillIndex(index, reader);
    for (const [at, page] of (await nextPages()).entries()) {
      expect(page.events.map(({ id }) => id)).toEqual(before[at]?.events.map(({ id }) => id));
      expect(page.events[0]?.id).not.toBe(firsts[at]?.events[0]?.id);
      expect(page.head?.size).toBeGreaterThan(before[at]?.head?.size ?? Infinity);
    }
  });
});
