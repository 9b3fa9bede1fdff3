import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { erasePatient } from '../../../../gateway/audit/maintain/erase/erase-patient.ts';
import { createSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import type { LedgerReader } from '../../../../gateway/audit/store/ledger-reader.ts';
import { countCharts } from '../../../../gateway/reports/query/count-charts.ts';
import { fillIndex, FILL_DEFAULTS } from '../../../../gateway/reports/index/fill-index.ts';
import { findEvents } from '../../../../gateway/reports/query/find-events.ts';
import type { IndexLocation } from '../../../../gateway/reports/index/index-location.ts';
import type { ReportIndex } from '../../../../gateway/reports/index/open-index.ts';
import { readStatus } from '../../../../gateway/reports/index/position.ts';
import { rebuildIndex } from '../../../../gateway/reports/index/rebuild-index.ts';
import { atDepth } from '../../../support/depth.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../../audit/sample.ts';
import { STORES, type Place } from '../../audit/stores.ts';
import { digestIndex } from './digest-index.ts';
import { append, clockAt, indexPlace, START, STEP, tamper, withIndex } from './places.ts';
import { ledgers } from './random-records.ts';

jest.setTimeout(300_000);

const always = () => true;
const silent = { onProgress: () => undefined };

/** Another index in the directory of a test. */
function fileIndex(directory: string): IndexLocation {
  return { kind: 'sqlite', path: join(directory, `${randomUUID()}.index`) };
}

const digestOf = (index: IndexLocation) => withIndex(index, digestIndex, 'read');

async function using<Result>(place: Place, use: (reader: LedgerReader) => Promise<Result>) {
  const reader = await openReader(place.location);
  try {
    return await use(reader);
  } finally {
    await reader.close();
  }
}

describe.each(STORES)('a report index on $name', (store) => {
  const directories: ReturnType<typeof createDirectory>[] = [];
  beforeAll(() => store.start());
  afterAll(async () => {
    await store.stop();
    for (const directory of directories) directory.remove();
  });

  async function prepare() {
    const directory = createDirectory();
    directories.push(directory);
    const place = await store.place(directory.path);
    return { place, index: await indexPlace(place, directory.path), directory: directory.path };
  }

  it('has the same content when filled in steps of any size, with interruptions, as when rebuilt', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(ledgers, ledgers),
        fc.constantFrom('plain' as const, 'committed' as const),
        fc.integer({ min: 1, max: 40 }),
        async ([first, later], identity, stepWeight) => {
          const { place, index, directory } = await prepare();
          const options = { ...FILL_DEFAULTS, stepWeight };
          await append(place, directory, first, { identity });
          await using(place, (reader) =>
            withIndex(index, (open) => fillIndex(open, reader, options)),
          );
          const clock = clockAt(START + first.length * STEP);
          await append(place, directory, later, { identity, now: clock });
          await using(place, async (reader) => {
            // Stopped after each step, and gone on with.
            for (let lag = 1; lag > 0;) {
              lag = await withIndex(index, async (open) => {
                await fillIndex(open, reader, { ...options, isStopped: always });
                return (await readStatus(open, reader)).lag;
              });
            }
            const followed = await digestOf(index);
            const other = fileIndex(directory);
            await rebuildIndex(other, reader, silent);
            expect(await digestOf(other)).toBe(followed);
            await rebuildIndex(index, reader, silent);
            expect(await digestOf(index)).toBe(followed);
          });
        },
      ),
      { numRuns: store.name === 'SQLite' ? atDepth(3, 6) : atDepth(1, 3), endOnFailure: true },
    );
  });

  it('applies an "unreleased" record to a later record that is indexed afterwards', async () => {
    const { place, index, directory } = await prepare();
    const details = { first: 4, count: 100 };
    const record = { kind: 'unreleased', actor: null, accesses: [], details } as const;
    await append(place, directory, [accessRecord([], record)]);
    const fill = () =>
      using(place, (reader) => withIndex(index, (open) => fillIndex(open, reader)));
    await fill();
    await append(place, directory, [accessRecord(['p1'])], { now: clockAt(START + STEP) });
    await fill();
    await using(place, async (reader) => {
      const followed = await digestOf(index);
      await withIndex(index, async (open) => {
        const [found] = await countCharts(open, {
          filter: {},
          by: 'outcome',
          timeZone: 'UTC',
          limit: 5,
        });
        expect(found).toMatchObject({ key: 'unreleased', events: 1 });
      });
      await rebuildIndex(index, reader, silent);
      expect(await digestOf(index)).toBe(followed);
    });
  });

  it('gets a different digest for each change to its events, patients or position, so that tests can compare digests (control)', async () => {
    const { place, index, directory } = await prepare();
    await append(place, directory, [accessRecord(['p1']), accessRecord(['p2'])]);
    const digests = new Set<string>();
    await using(place, async (reader) => {
      for (const sql of [
        'SELECT 1',
        'UPDATE events SET records = 7',
        'DELETE FROM patients',
        "UPDATE position SET note = 'x'",
        'DELETE FROM events',
      ]) {
        await rebuildIndex(index, reader, silent);
        await tamper(index, sql);
        digests.add(await digestOf(index));
      }
    });
    expect(digests.size).toBe(5);
  });

  it('reports the size of the ledger, how many leaves are indexed, and the lag: none indexed before it is filled, all after', async () => {
    const { place, index, directory } = await prepare();
    await append(place, directory, [accessRecord(['p1'])]);
    await using(place, (reader) =>
      withIndex(index, async (open) => {
        const size = await reader.size();
        expect(await readStatus(open, reader)).toEqual({ size, indexed: 0, lag: size });
        expect(await fillIndex(open, reader)).toEqual({ size, brokenAt: null });
        expect(await readStatus(open, reader)).toEqual({ size, indexed: size, lag: 0 });
      }),
    );
  });

  it('has the same content as a rebuilt index if two writers fill it at the same time', async () => {
    const { place, index, directory } = await prepare();
    const records = Array.from({ length: 40 }, (_, at) => accessRecord([`p${at}`]));
    await append(place, directory, records);
    await withIndex(index, () => Promise.resolve());
    await using(place, (one) =>
      using(place, (other) =>
        withIndex(index, (first) =>
          withIndex(index, async (second) => {
            const options = { ...FILL_DEFAULTS, stepWeight: 5 };
            let read = 0;
            const overtaken: LedgerReader = {
              ...one,
              async *batches(leaf) {
                for await (const row of one.batches(leaf)) {
                  read += 1;
                  if (read === 20) await fillIndex(second, other, options);
                  yield row;
                }
              },
            };
            const { size } = await fillIndex(first, overtaken, options);
            expect(size).toBe(await one.size());
            expect(read).toBeLessThan(30);
            const followed = await digestIndex(first);
            const rebuilt = fileIndex(directory);
            await rebuildIndex(rebuilt, one, silent);
            expect(await digestOf(rebuilt)).toBe(followed);
          }),
        ),
      ),
    );
  });

  it('refuses to be filled from another ledger, or from an older copy of its ledger', async () => {
    const { place, index, directory } = await prepare();
    const other = await prepare();
    await append(place, directory, [accessRecord(['p1'])]);
    const restore = await place.save();
    const clock = clockAt(START + STEP);
    await append(place, directory, [accessRecord(['p2'])], { now: clock });
    await append(other.place, other.directory, [accessRecord(['p1']), accessRecord(['p3'])]);
    const fill = (from: Place) =>
      using(from, (reader) => withIndex(index, (open) => fillIndex(open, reader)));
    await fill(place);
    await expect(fill(other.place)).rejects.toThrow(/to another ledger.*audit reindex/);
    await restore();
    await expect(fill(place)).rejects.toThrow(/to another ledger.*audit reindex/);
  });

  it('ends before a gap in the ledger, filled or rebuilt, and reports where it ends', async () => {
    const { place, index, directory } = await prepare();
    await append(place, directory, [
      accessRecord(['p1']),
      accessRecord(['p2']),
      accessRecord(['p3']),
    ]);
    const batches = await place.batches();
    const [gone] = batches.filter(({ first }) => first === 4);
    await place.replaceBatches(batches.filter((batch) => batch !== gone));
    await using(place, async (reader) => {
      await withIndex(index, async (open) => {
        expect(await fillIndex(open, reader)).toEqual({ size: 4, brokenAt: 4 });
      });
      expect(await rebuildIndex(index, reader, silent)).toEqual({ size: 4, brokenAt: 4 });
    });
  });

  describe('of a ledger with patient ids as commitments', () => {
    it('refuses the rows of an erased patient until it is filled again, then shows them as (erased); an SQLite file then no longer has the id', async () => {
      const { place, index, directory } = await prepare();
      const eraser = join(directory, 'eraser.key');
      const { origin } = ledgerOptions(directory);
      const { vkey } = createSigner(origin, createSigningKey(eraser)).verifier;
      const name = 'patient-to-be-forgotten';
      await append(
        place,
        directory,
        [accessRecord([name, 'p2']), accessRecord(['p2']), accessRecord([name, 'p3', 'p2'])],
        { identity: 'committed', enroll: [vkey] },
      );
      const filter = { parts: ['access'] } as const;
      const order = { by: 'leaf', direction: 'asc' } as const;
      const find = (open: ReportIndex, reader: LedgerReader) =>
        findEvents(open, reader, { filter, order, after: null, limit: 100, publicKey: null });
      const { location } = place;
      const isFile = location.kind === 'sqlite';
      const erase = () =>
        erasePatient({
          location: isFile
            ? location
            : { ...location, server: { ...location.server, user: 'eraser' } },
          keyPath: isFile ? `${location.path}.key` : eraser,
          guardPath: isFile ? `${location.path}.guard` : `${eraser}.guard`,
          patient: name,
          reason: 'asked for',
          version: '0.1.0',
          at: START + 4 * STEP,
        });
      await using(place, (reader) => withIndex(index, (open) => fillIndex(open, reader)));
      await using(place, (reader) =>
        withIndex(index, async (open) => {
          expect((await find(open, reader)).events.map(({ row }) => row.patient)).toEqual([
            name,
            'p2',
            'p2',
            name,
            'p3',
            'p2',
          ]);
          await erase();
          const late = await find(open, reader);
          expect(JSON.stringify(late.events)).not.toContain(name);
          expect(late.refused.map(({ why }) => why)).toEqual(['erased', 'erased']);
          await fillIndex(open, reader);
          const { events, refused } = await find(open, reader);
          expect(refused).toEqual([]);
          expect(events.map(({ row }) => row.patient)).toEqual([
            '(erased)',
            'p2',
            'p2',
            '(erased)',
            'p3',
            'p2',
          ]);
          const rebuilt = fileIndex(directory);
          await rebuildIndex(rebuilt, reader, silent);
          expect(await digestOf(rebuilt)).toBe(await digestIndex(open));
        }),
      );
      const bytes = index.kind === 'sqlite' ? readFileSync(index.path) : Buffer.alloc(0);
      expect(bytes.includes(name)).toBe(false);
    });
  });
});

describe('the file of a report index', () => {
  const directory = createDirectory();
  const path = join(directory.path, 'audit.index');
  const index = { kind: 'sqlite', path } as const;
  const ledger = { kind: 'sqlite', path: join(directory.path, 'audit.db') } as const;
  beforeAll(async () => {
    const [sqlite] = STORES;
    const place = await sqlite?.place(directory.path);
    if (place !== undefined) await append(place, directory.path, [accessRecord(['p1'])]);
  });
  afterAll(() => {
    directory.remove();
  });

  it('is readable by its owner only, both after filling and after rebuilding', async () => {
    const mode = () => statSync(path).mode & 0o777;
    const reader = await openReader(ledger);
    await withIndex(index, (open) => fillIndex(open, reader));
    expect(mode()).toBe(0o600);
    chmodSync(path, 0o644);
    await rebuildIndex(index, reader, silent);
    expect(mode()).toBe(0o600);
    await reader.close();
  });

  it('is read anew after a rebuild by a reader that had opened the old file', async () => {
    const reader = await openReader(ledger);
    await withIndex(index, async (open) => {
      await tamper(index, 'DELETE FROM events');
      const damaged = await digestIndex(open);
      await rebuildIndex(index, reader, silent);
      expect(await digestIndex(open)).not.toBe(damaged);
    });
    await reader.close();
  });

  it('stays unchanged if a rebuild fails, and no temporary file remains', async () => {
    const reader = await openReader(ledger);
    const before = readFileSync(path);
    const failing = {
      ...reader,
      batches: () => {
        throw Object.assign(new Error('no'), { code: 'SQLITE_IOERR' });
      },
    };
    await expect(rebuildIndex(index, failing, silent)).rejects.toThrow(
      /cannot be built \(SQLITE_IOERR\)/,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(directory.path).filter((name) => name.includes('next'))).toEqual([]);
    await reader.close();
  });

  it.each(['the ledger', 'a text', 'another database', 'a folder'])(
    'is not created in place of %s: opening and rebuilding are refused, and nothing is changed',
    async (what) => {
      const other = join(directory.path, what);
      if (what === 'the ledger') copyFileSync(ledger.path, other);
      if (what === 'a text') writeFileSync(other, 'a text');
      if (what === 'a folder') mkdirSync(other);
      if (what === 'another database') {
        const database = openWritable(other);
        database.exec('CREATE TABLE events (id INTEGER)');
        database.close();
      }
      const bytesOf = () => (what === 'a folder' ? readdirSync(other) : readFileSync(other));
      const before = bytesOf();
      const mistaken = { kind: 'sqlite', path: other } as const;
      const reader = await openReader(ledger);
      const message = /is not a report index and was left unchanged\. Name another file/;
      await expect(rebuildIndex(mistaken, reader, silent)).rejects.toThrow(message);
      await expect(withIndex(mistaken, () => Promise.resolve())).rejects.toThrow(message);
      await reader.close();
      expect(bytesOf()).toEqual(before);
    },
  );

  it('replaces an empty file; an index of another version, with a table of another name, cannot be opened until a rebuild replaces it', async () => {
    const reader = await openReader(ledger);
    const older = { kind: 'sqlite', path: join(directory.path, 'older.index') } as const;
    writeFileSync(older.path, '');
    await rebuildIndex(older, reader, silent);
    await tamper(
      older,
      `ALTER TABLE field_sets RENAME TO shapes;
       UPDATE kysely_migration SET name = '0001-tables-8' WHERE name LIKE '0001%'`,
    );
    await expect(withIndex(older, () => Promise.resolve())).rejects.toThrow(
      `The report index ${older.path} is of another version. Run: phi-gateway audit reindex --db audit.db --index ${older.path}`,
    );
    await rebuildIndex(older, reader, silent);
    await withIndex(older, () => Promise.resolve());
    await reader.close();
  });

  it.each([
    [
      'is missing',
      'none.index',
      /no report index at .*audit reindex --db audit\.db --index \S+none\.index$/,
    ],
    ['is not a database', 'text.index', /text\.index is not a report index\. Name another file/],
    [
      'has another version',
      'newer.index',
      /of another version.*audit reindex --db audit\.db --index \S+newer\.index$/,
    ],
  ])(
    'cannot be opened for reading, with an error that says what to do, if it %s',
    async (_what, name, message) => {
      const other = { kind: 'sqlite', path: join(directory.path, name) } as const;
      if (name === 'text.index') copyFileSync(new URL(import.meta.url), other.path);
      if (name === 'newer.index') {
        copyFileSync(path, other.path);
        await tamper(other, "INSERT INTO kysely_migration VALUES ('0009-later', 'now')");
      }
      await expect(withIndex(other, () => Promise.resolve(), 'read')).rejects.toThrow(message);
    },
  );
});
