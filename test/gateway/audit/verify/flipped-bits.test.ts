import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { pruneLedger } from '../../../../gateway/audit/maintain/retain/prune-ledger.ts';
import { makesIncomplete } from '../../../../gateway/audit/verify/finding-codes.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { StartError } from '../../../../gateway/platform/errors.ts';
import { atDepth, casesAtDepth } from '../../../support/depth.ts';
import { createOldLedger, NOW, patients } from '../maintain/retain/old-ledger.ts';
import { createDirectory } from '../sample.ts';
import { STORES, type Place, type StoreKind } from '../stores.ts';
import { createCells, type Cell, type Column } from './cells.ts';
import { everythingReported } from './everything-reported.ts';
import { INSPECTED } from './inspected.ts';
import { writeRichLedger, type RichLedger } from './rich-ledger.ts';

jest.setTimeout(atDepth(120_000, 600_000));

const columnsOf = (table: string, key: string, ...columns: readonly string[]) =>
  columns.map((column): readonly [string, Column] => [
    `${table}.${column}`,
    { table, key, column },
  ]);

const OF_BATCHES = columnsOf(
  'batches',
  'first',
  'first',
  'count',
  'leaves',
  'hashes',
  'size',
  'root',
  'note',
);

/** Columns of which a change makes every verification fail, or refuse the ledger. No row but the head's has its id. */
const COVERED: Readonly<Record<StoreKind['name'], readonly (readonly [string, Column])[]>> = {
  SQLite: [
    ...OF_BATCHES,
    ...columnsOf('head', 'id', 'size', 'edge', 'batch'),
    ...columnsOf('openings', 'commitment', 'commitment', 'salt', 'text'),
    ...columnsOf('identities', 'leaf', 'leaf', 'openings'),
  ],
  PostgreSQL: [
    ...OF_BATCHES,
    ...columnsOf('batches', 'first', 'signer'),
    ...columnsOf('head', 'id', 'size', 'root', 'edge', 'batch'),
    ...columnsOf('openings', 'commitment', 'commitment', 'salt', 'text'),
    ...columnsOf('identities', 'leaf', 'leaf', 'openings'),
    ...columnsOf('kysely_migration', 'name', 'name'),
  ],
};

/** Columns of the library that migrates the tables: they say nothing about what was recorded. */
const OF_MIGRATIONS = [
  ...columnsOf('kysely_migration', 'name', 'timestamp'),
  ...columnsOf('kysely_migration_lock', 'id', 'id', 'is_locked'),
];

/** What fails a ledger, by codes; `REFUSED` for one that can't be read as a ledger. */
type Verify = () => Promise<readonly string[]>;

function verifyAt(
  place: Place,
  trust: { readonly publicKey: string; readonly anchors: readonly string[] },
): Verify {
  const options = { location: place.location, ...trust, witnesses: [], guardPath: null };
  return async () => {
    try {
      const alone = await verifyLedger(options);
      // What is inspected ahead doesn't depend on the store.
      const isInFile = place.location.kind === 'sqlite';
      if (isInFile) expect(await verifyLedger(options, INSPECTED)).toEqual(alone);
      const { findings } = alone;
      return findings.flatMap(({ code }) => (makesIncomplete(code) ? [] : [code]));
    } catch (error) {
      if (error instanceof StartError) return ['REFUSED'];
      throw error;
    }
  };
}

/** A bit that was flipped, and what a verification said then. */
interface Flip {
  readonly at: string;
  readonly codes: readonly string[];
}

/**
 * Flips random bits of a column, one at a time, and puts each back: more than a thousand in the deep run of all
 * columns of a store. Values that the database refuses are left out.
 */
async function flipSome(
  { place, store }: { readonly place: Place; readonly store: StoreKind['name'] },
  column: Column,
  {
    isMeant = () => true,
    verify,
    look = done,
  }: {
    readonly isMeant?: (cell: Cell) => boolean;
    readonly verify: Verify;
    /** Called while a bit is flipped. */
    readonly look?: () => Promise<void>;
  },
): Promise<readonly Flip[]> {
  const cells = createCells(place, store);
  const rows = (await cells.read(column)).filter(
    (cell) => isMeant(cell) && !(Buffer.isBuffer(cell.value) && cell.value.length === 0),
  );
  const random = fc.record({
    row: fc.nat({ max: rows.length - 1 }),
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });
  const flips: Flip[] = [];
  for (const { row, at } of fc.sample(random, casesAtDepth(store === 'SQLite' ? 12 : 3, 80))) {
    const cell = rows[row];
    const putBack = cell === undefined ? null : await cells.flip(column, cell, at);
    if (cell === undefined || putBack === null) continue;
    flips.push({ at: `${column.column} of ${cell.key} at ${at}`, codes: await verify() });
    await look();
    await putBack();
  }
  return flips;
}

const done = () => Promise.resolve();

/** The head row has the hash of the last batch, and must not be all that shows what was changed in it. */
function isUnnoticed(column: Column): (flip: Flip) => boolean {
  return ({ codes }) => codes.every((code) => column.table !== 'head' && code === 'HEAD_MISMATCH');
}

describe.each(STORES)('a flipped bit in a ledger on $name', (store) => {
  const directory = createDirectory();
  let ledger: RichLedger;
  let verify: Verify;
  let reported: string;

  beforeAll(async () => {
    await store.start();
    ledger = await writeRichLedger(store, directory.path);
    verify = verifyAt(ledger.place, ledger);
    reported = await everythingReported(ledger.place.location);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  const flipIn = (column: Column, more: Partial<Parameters<typeof flipSome>[2]> = {}) =>
    flipSome({ place: ledger.place, store: store.name }, column, { verify, ...more });
  const isWithdrawn = ({ key }: Cell) => key === ledger.withdrawn;

  it.each(COVERED[store.name])('is found by verification if it is in %s', async (_, column) => {
    const flips = await flipIn(column, { isMeant: (cell) => !isWithdrawn(cell) });
    expect(flips).not.toEqual([]);
    expect(flips.filter(isUnnoticed(column))).toEqual([]);
    expect(await verify()).toEqual([]);
  });

  it.each(columnsOf('openings', 'commitment', 'salt', 'text'))(
    'changes no report if it is in %s of a withdrawn text',
    async (_, column) => {
      const reports: string[] = [];
      const look = async () => void reports.push(await everythingReported(ledger.place.location));
      await flipIn(column, { isMeant: isWithdrawn, look });
      expect(new Set(reports)).toEqual(new Set([reported]));
    },
  );

  if (store.name === 'PostgreSQL') {
    it.each(OF_MIGRATIONS)('changes no report and no verdict if it is in %s', async (_, column) => {
      const reports: string[] = [];
      const look = async () => void reports.push(await everythingReported(ledger.place.location));
      const flips = await flipIn(column, { look });
      expect(flips.filter(({ codes }) => codes.length > 0)).toEqual([]);
      expect(new Set(reports)).toEqual(new Set([reported]));
    });
  }
});

describe.each(STORES)('a flipped bit in a pruned ledger on $name', (store) => {
  let ledger: Awaited<ReturnType<typeof createOldLedger>>;
  let verify: Verify;

  beforeAll(async () => {
    await store.start();
    ledger = await createOldLedger(store);
    await ledger.write('2017-03-01', patients('a', 300));
    await pruneLedger({ ...ledger.tool, at: NOW }, () => undefined);
    const { place, publicKey } = ledger;
    const anchors = [(await place.batches()).at(-1)?.note ?? ''];
    verify = verifyAt(place, { publicKey, anchors });
  });
  afterAll(async () => {
    await store.stop();
    ledger.remove();
  });

  it.each(OF_BATCHES)('is found by verification if it is in %s', async (_, column) => {
    const flips = await flipSome({ place: ledger.place, store: store.name }, column, { verify });
    expect(flips).not.toEqual([]);
    expect(flips.filter(isUnnoticed(column))).toEqual([]);
    expect(await verify()).toEqual([]);
  });
});
