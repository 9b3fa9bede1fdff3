import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { markOf, reportAccesses } from '../../../support/reports/report-accesses.ts';
import type { ReportSubject } from '../../../support/reports/report-accesses.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { compareIndex } from '../../../../gateway/reports/query/compare-index.ts';
import { fillIndex, FILL_DEFAULTS } from '../../../../gateway/reports/index/fill-index.ts';
import type { IndexLocation } from '../../../../gateway/reports/index/index-location.ts';
import { rebuildIndex } from '../../../../gateway/reports/index/rebuild-index.ts';
import { filterOf, reportFromIndex } from '../../../support/reports/report-accesses.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { atDepth } from '../../../support/depth.ts';
import { accessRecord, createDirectory } from '../../audit/sample.ts';
import { STORES, type Place } from '../../audit/stores.ts';
import { append, clockAt, indexPlace, START, STEP, tamper, withIndex } from '../index/places.ts';
import { ledgers, SUBJECTS } from '../index/random-records.ts';

jest.setTimeout(300_000);

const PERIODS = [
  { since: null, until: null },
  { since: START + 2 * STEP, until: START + 9 * STEP },
  { since: START + 5 * STEP, until: null },
] as const;

/** A ledger with many events, which is always among the cases. */
const LONG = fc.sample(ledgers, { numRuns: 8, seed: 11 }).flat().slice(0, 25);

type Period = (typeof PERIODS)[number];

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all = [];
  for await (const item of items) all.push(item);
  return all;
}

function ignore(): void {
  // Nothing is pruned here.
}

async function scan({ location }: Place, by: ReportSubject, period: Period) {
  const damaged: number[] = [];
  const onDamaged = (index: number) => damaged.push(index);
  const rows = await collect(
    reportAccesses({ location, by, ...period, onDamaged, onPruned: ignore }),
  );
  return { rows, damaged, refused: [] };
}

async function indexed(
  { location }: Place,
  index: IndexLocation,
  by: ReportSubject,
  period: Period,
) {
  const damaged: number[] = [];
  const refused: unknown[] = [];
  const options = { location, index, by, ...period, publicKey: null };
  const rows = await collect(
    reportFromIndex({
      ...options,
      onDamaged: (leaf) => damaged.push(leaf),
      onPruned: ignore,
      onRefused: (refusal) => refused.push(refusal),
    }),
  );
  return { rows, damaged, refused };
}

describe.each(STORES)('a report from an index on $name', (store) => {
  const directories: ReturnType<typeof createDirectory>[] = [];
  beforeAll(() => store.start());
  afterAll(async () => {
    await store.stop();
    for (const directory of directories) directory.remove();
  });

  async function prepare(records: readonly AuditRecord[], identity: 'plain' | 'committed') {
    const directory = createDirectory();
    directories.push(directory);
    const place = await store.place(directory.path);
    await append(place, directory.path, records, { identity });
    const index = await indexPlace(place, directory.path);
    return { place, index, directory: directory.path };
  }

  it('equals the report from the ledger for each subject and period, even if the index lags behind', async () => {
    const numRuns = store.name === 'SQLite' ? atDepth(3, 8) : atDepth(2, 3);
    let rows = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(ledgers, ledgers),
        fc.constantFrom('plain' as const, 'committed' as const),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(...PERIODS),
        async ([first, later], identity, stepWeight, period) => {
          const { place, index, directory } = await prepare(first, identity);
          const reader = await openReader(place.location);
          const fill = () =>
            withIndex(index, (open) => fillIndex(open, reader, { ...FILL_DEFAULTS, stepWeight }));
          const agree = async () => {
            for (const by of SUBJECTS) {
              const expected = await scan(place, by, period);
              expect(await indexed(place, index, by, period)).toEqual(expected);
              rows += expected.rows.length;
            }
          };
          await fill();
          const clock = clockAt(START + first.length * STEP);
          await append(place, directory, later, { identity, now: clock });
          await agree();
          await fill();
          await agree();
          await withIndex(index, async (open) => {
            for (const by of SUBJECTS) {
              const filter = filterOf(by, period);
              const options = { filter, publicKey: null, onProgress: () => undefined };
              const compared = await compareIndex(open, reader, {
                ...options,
                searchText: markOf(by),
              });
              expect(compared).toMatchObject({ result: 'COMPLETE', divergenceCount: 0 });
            }
          });
          await reader.close();
        },
      ),
      // Each smaller example would be a ledger of its own.
      { numRuns, endOnFailure: true, examples: [[[LONG, LONG], 'plain', 3, PERIODS[0]]] },
    );
    expect(rows).toBeGreaterThan(300);
  });

  it('applies an indexed "unreleased" record to a later record that is not indexed yet', async () => {
    const details = { first: 4, count: 100 };
    const record = { kind: 'unreleased', actor: null, accesses: [], details } as const;
    const { place, index, directory } = await prepare([accessRecord([], record)], 'plain');
    const reader = await openReader(place.location);
    await rebuildIndex(index, reader, { onProgress: () => undefined });
    await reader.close();
    await append(place, directory, [accessRecord(['p1'])], { now: clockAt(START + STEP) });
    const [period] = PERIODS;
    const { rows } = await indexed(place, index, { patient: 'p1' }, period);
    expect(rows).toMatchObject([{ patient: 'p1', outcome: 'unreleased' }]);
    expect(rows).toEqual((await scan(place, { patient: 'p1' }, period)).rows);
  });

  it('reads the ledger instead of the index if it has more than 1,000 rows; with one row, it refuses the row that was changed in the index', async () => {
    const patients = Array.from({ length: 1100 }, (_, index) => `patient-${index}`);
    const { place, index } = await prepare([accessRecord(patients)], 'plain');
    const reader = await openReader(place.location);
    await rebuildIndex(index, reader, { onProgress: () => undefined });
    await reader.close();
    const [period] = PERIODS;
    const expected = await scan(place, { actor: 'physician-7' }, period);
    // Rows that would be refused show that none of them was looked at.
    await tamper(index, 'UPDATE events SET records = records + 1');
    expect(await indexed(place, index, { actor: 'physician-7' }, period)).toEqual(expected);
    expect(expected.rows).toHaveLength(1100);
    const one = await indexed(place, index, { patient: 'patient-7' }, period);
    expect(one).toMatchObject({ rows: [], refused: [{ why: 'differs' }] });
  });
});
