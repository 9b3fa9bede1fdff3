import { eventId } from '../../../../gateway/reports/catalog/event-id.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../../../gateway/audit/store/ledger-reader.ts';
import { packLeaves, unpackLeaves } from '../../../../gateway/audit/tree/batch.ts';
import { leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { compareIndex } from '../../../../gateway/reports/query/compare-index.ts';
import type { EventFilter } from '../../../../gateway/reports/catalog/event-filter.ts';
import { findEvents } from '../../../../gateway/reports/query/find-events.ts';
import type { IndexLocation } from '../../../../gateway/reports/index/index-location.ts';
import { textKey } from '../../../../gateway/reports/index/index-schema.ts';
import { rebuildIndex } from '../../../../gateway/reports/index/rebuild-index.ts';
import { accessRecord, createDirectory } from '../../audit/sample.ts';
import { STORES, type Place } from '../../audit/stores.ts';
import { append, bytesLiteral, indexPlace, START, STEP, tamper, withIndex } from './places.ts';

/** Leaves 3 to 42 of the ledger: more than one of the subtrees that the index keeps. */
const RECORDS = [
  accessRecord(['p1', 'p2']),
  accessRecord(['p3']),
  ...Array.from({ length: 36 }, () => accessRecord(['p2'])),
  accessRecord(['p1']),
  accessRecord([], {
    kind: 'unreleased',
    actor: null,
    accesses: [],
    details: { first: 41, count: 1 },
  }),
];

const ORDER = { by: 'leaf', direction: 'asc' } as const;
const row = (leaf: number, place: number) => `id = ${eventId(leaf, place)}`;
const word = (index: IndexLocation, text: string) =>
  `(SELECT id FROM names WHERE text = ${bytesLiteral(index, text)})`;
const patient = (index: IndexLocation, text: string) =>
  `(SELECT id FROM patients WHERE text = ${bytesLiteral(index, text)})`;

/** Changes the patient in leaf 4, with or without its hash. */
async function changeLeaf(place: Place, withHash: boolean): Promise<void> {
  const batches = await place.batches();
  const changed = batches.map((batch) => {
    const { first } = batch;
    if (4 < first || 4 >= first + batch.count) return batch;
    const leaves = unpackLeaves(batch.leaves) ?? [];
    const edited = leaves.map((bytes, offset) =>
      first + offset === 4
        ? Buffer.from(bytes.toString().replace('"p3","p3"', '"p8","p8"'))
        : bytes,
    );
    const own = Buffer.concat(edited.map((bytes) => leafHash(bytes)));
    return { ...batch, leaves: packLeaves(edited), hashes: withHash ? own : batch.hashes };
  });
  await place.replaceBatches(changed);
}

describe.each(STORES)('a report index on $name under tampering', (store) => {
  const directory = createDirectory();
  let place: Place;
  let index: IndexLocation;
  let reader: LedgerReader;
  let publicKey = '';

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    publicKey = await append(place, directory.path, RECORDS);
    index = await indexPlace(place, directory.path);
    reader = await openReader(place.location);
  });
  beforeEach(() => rebuildIndex(index, reader, { onProgress: () => undefined }));
  afterAll(async () => {
    await reader.close();
    await store.stop();
    directory.remove();
  });

  const find = (filter: EventFilter) =>
    withIndex(
      index,
      async (open) => {
        const query = { filter, order: ORDER, after: null, limit: 100, publicKey };
        const { events, refused } = await findEvents(open, reader, query);
        return { leaves: events.map((event) => event.row.leaf), refused };
      },
      'read',
    );
  const compare = (filter: EventFilter, searchText: string | null = null) =>
    withIndex(
      index,
      async (open) => {
        const options = { filter, searchText, publicKey, onProgress: () => undefined };
        const { result, divergences } = await compareIndex(open, reader, options);
        return { result, divergences };
      },
      'read',
    );

  it('returns its rows, and its comparison with the ledger is COMPLETE, as long as nothing was changed', async () => {
    expect(await find({ patient: 'p1' })).toEqual({ leaves: [3, 41], refused: [] });
    await withIndex(index, async (open) => {
      const filter = { patient: 'p1', since: START, until: START + STEP };
      const options = { filter, searchText: '"p1"', publicKey, onProgress: () => undefined };
      const compared = await compareIndex(open, reader, options);
      const size = await reader.size();
      expect(compared).toMatchObject({
        result: 'COMPLETE',
        events: 1,
        filter,
        size,
        ledgerSize: size,
        head: { size, origin: 'gateway.test/ledger', key: { vkey: publicKey, source: 'pinned' } },
      });
    });
  });

  it.each<[string, string]>([
    ['at', 'at = at + 1'],
    ['part', 'part = 1'],
    ['kind', 'kind = outcome'],
    ['actor', 'actor = NULL'],
    ["actor's name", 'actor_name = kind'],
    ['roles', 'roles = roles + 1000'],
    ['relations', 'relations = 1'],
    ['purpose', 'purpose = kind'],
    ['operation', 'operation = NULL'],
    ['outcome', 'outcome = kind'],
    ['records', 'records = 2'],
    ['field_set', 'field_set = field_set + 1000'],
    ['grant', 'grant_id = kind'],
    ["grant's end", 'grant_until = at'],
  ])(
    'refuses a row with a changed %s, and its comparison with the ledger is INDEX_DIVERGED',
    async (_what, change) => {
      await tamper(index, `UPDATE events SET ${change} WHERE ${row(3, 0)}`);
      expect(await find({ patient: 'p1' })).toEqual({
        leaves: [41],
        refused: [{ leaf: 3, why: 'differs' }],
      });
      expect(await compare({ patient: 'p1' })).toEqual({
        result: 'INDEX_DIVERGED',
        divergences: [{ leaf: 3, kind: 'changed' }],
      });
    },
  );

  it('refuses a row that was moved to another patient, and reports it as extra for that patient and as missing for the true one', async () => {
    await tamper(index, `UPDATE events SET patient = ${patient(index, 'p3')} WHERE ${row(3, 0)}`);
    expect(await find({ patient: 'p3' })).toEqual({
      leaves: [4],
      refused: [{ leaf: 3, why: 'differs' }],
    });
    expect(await compare({ patient: 'p3' })).toEqual({
      result: 'INDEX_DIVERGED',
      divergences: [{ leaf: 3, kind: 'extra' }],
    });
    expect((await compare({ patient: 'p1' })).divergences).toEqual([{ leaf: 3, kind: 'missing' }]);
  });

  it('refuses the row of a patient whose id was changed in the index', async () => {
    const text = bytesLiteral(index, 'p9');
    await tamper(index, `UPDATE patients SET text = ${text} WHERE id = ${patient(index, 'p3')}`);
    expect(await find({ kind: 'access', since: START + STEP, until: START + STEP })).toEqual({
      leaves: [],
      refused: [{ leaf: 4, why: 'differs' }],
    });
  });

  it('refuses rows that were added, and reports them as extra', async () => {
    const columns =
      'at, part, kind, actor, actor_name, roles, patient, relations, purpose, operation, outcome, records, field_set, grant_id, grant_until';
    for (const id of [eventId(2, 0), eventId(4, 1), eventId(40, 7)]) {
      await tamper(
        index,
        `INSERT INTO events (id, ${columns}) SELECT ${id}, ${columns} FROM events WHERE ${row(4, 0)}`,
      );
    }
    expect(await find({ patient: 'p3' })).toEqual({
      leaves: [4],
      refused: [2, 4, 40].map((leaf) => ({ leaf, why: 'differs' })),
    });
    expect(await compare({ patient: 'p3' })).toEqual({
      result: 'INDEX_DIVERGED',
      divergences: [2, 4, 40].map((leaf) => ({ leaf, kind: 'extra' })),
    });
  });

  it('has the comparison result INDEX_DIVERGED if a row was deleted, which a search alone does not reveal', async () => {
    await tamper(index, `DELETE FROM events WHERE ${row(3, 0)}`);
    expect(await find({ patient: 'p1' })).toEqual({ leaves: [41], refused: [] });
    expect(await compare({ patient: 'p1' })).toEqual({
      result: 'INDEX_DIVERGED',
      divergences: [{ leaf: 3, kind: 'missing' }],
    });
    expect((await compare({ patient: 'p3' })).result).toBe('COMPLETE');
    expect((await compare({})).result).toBe('INDEX_DIVERGED');
  });

  it('reports the row of a patient who was deleted from the index as missing', async () => {
    await tamper(index, `DELETE FROM patients WHERE id = ${patient(index, 'p3')}`);
    expect((await compare({ patient: 'p3' })).divergences).toEqual([{ leaf: 4, kind: 'missing' }]);
  });

  it('refuses a row whose outcome or unreleased range was changed, and reports a changed or deleted range as a divergence from the ledger', async () => {
    const outcome = (text: string, leaf: number) =>
      tamper(index, `UPDATE events SET outcome = ${word(index, text)} WHERE ${row(leaf, 0)}`);
    await outcome('permit', 41);
    await outcome('unreleased', 4);
    expect(await find({ patient: 'p1' })).toEqual({
      leaves: [3],
      refused: [{ leaf: 41, why: 'differs' }],
    });
    expect((await find({ patient: 'p3' })).refused).toEqual([{ leaf: 4, why: 'differs' }]);
    await outcome('unreleased', 41);
    // An unreleased range has to come from a leaf that states it.
    await tamper(index, 'UPDATE unreleased SET first = 4, count = 1');
    expect((await find({ patient: 'p3' })).refused).toEqual([{ leaf: 4, why: 'differs' }]);
    expect((await find({ patient: 'p1' })).refused).toEqual([{ leaf: 41, why: 'differs' }]);
    expect((await compare({ patient: 'p3' })).divergences).toEqual([
      { leaf: 42, kind: 'changed' },
      { leaf: 4, kind: 'changed' },
    ]);
    await tamper(index, 'DELETE FROM unreleased');
    // The event is right, and is not shown without the range.
    const missing = { leaf: 42, kind: 'missing' };
    expect((await compare({ patient: 'p1' })).divergences).toEqual([missing]);
    await outcome('permit', 41);
    expect((await compare({ patient: 'p1' })).divergences).toEqual([
      missing,
      { leaf: 41, kind: 'changed' },
    ]);
  });

  it('refuses unchanged rows that match the filter only because a coordinate was added to their field set', async () => {
    const fieldSet = '(SELECT min(field_set) FROM field_set_coordinates)';
    const other = 'Mutation.correctAddress(patient:)';
    await tamper(
      index,
      `INSERT INTO names SELECT 999, ${bytesLiteral(index, textKey(other))}, ${bytesLiteral(index, other)};
       INSERT INTO field_set_coordinates VALUES (999, ${fieldSet})`,
    );
    const { leaves, refused } = await find({ coordinate: other });
    expect(leaves).toEqual([]);
    expect(refused).toHaveLength(40);
    expect(new Set(refused.map(({ why }) => why))).toEqual(new Set(['differs']));
  });

  it('refuses rows as not included if the stored tree nodes were changed', async () => {
    await tamper(index, `UPDATE nodes SET hash = ${bytesLiteral(index, 'x'.repeat(32))}`);
    const { leaves, refused } = await find({ patient: 'p1' });
    expect(leaves).toEqual([]);
    expect(refused).toEqual([3, 41].map((leaf) => ({ leaf, why: 'not included' })));
  });

  it('is refused as the index of another ledger if its checkpoint was changed', async () => {
    await tamper(index, "UPDATE position SET note = 'x'");
    await expect(find({ patient: 'p1' })).rejects.toThrow(/to another ledger.*audit reindex/);
  });

  describe('of a ledger that was changed, too,', () => {
    let restore: () => Promise<void>;
    beforeAll(async () => void (restore = await place.save()));
    afterEach(() => restore());

    it.each<[string, boolean, string]>([
      ['a record', false, 'changed'],
      ['a record with its hash', true, 'not included'],
    ])(
      'refuses a row if %s was changed in the ledger to match the index',
      async (_what, withHash, why) => {
        await changeLeaf(place, withHash);
        const text = bytesLiteral(index, 'p8');
        await tamper(
          index,
          `UPDATE patients SET text = ${text} WHERE id = ${patient(index, 'p3')}`,
        );
        const filter = { since: START + STEP, until: START + STEP };
        expect(await find(filter)).toEqual({ leaves: [], refused: [{ leaf: 4, why }] });
      },
    );

    it('has the comparison result INCOMPLETE, because the content of a changed record is unknown', async () => {
      await changeLeaf(place, false);
      for (const searchText of [null, '"p2"']) {
        const compared = await compare({ patient: 'p2' }, searchText);
        expect(compared).toEqual({ result: 'INCOMPLETE', divergences: [] });
      }
    });

    it('is not compared with a ledger that contradicts its own checkpoint', async () => {
      await changeLeaf(place, true);
      await expect(compare({ patient: 'p2' })).rejects.toThrow(/damaged at record 4/);
    });
  });
});
