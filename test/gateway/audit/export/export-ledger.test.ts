import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { exportLedger } from '../../../../gateway/audit/export/export-ledger.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { commitTo } from '../../../../gateway/audit/record/opening.ts';
import { reportAccesses } from '../../../support/reports/report-accesses.ts';
import type { ReadableLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { packLeaves, unpackLeaves } from '../../../../gateway/audit/tree/batch.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { accessRecord, at, breakGlassRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { placeInFile, STORES, type Place } from '../stores.ts';
import { hashEntry, leafHashes, readTiledLog, rootByUpperTiles, treeHash } from './read-tiles.ts';

const BATCH_LIST = 'phi-gateway-batches.jsonl';
const opening = commitTo('unconscious, no next of kin', 'ab'.repeat(32));

/** Bundles 0 and 1 are full, and so is the first tile of level 0. */
const APPENDED = 600;

async function fill(directory: string, location: Place['location']): Promise<string> {
  const ledger = await openLedger(ledgerOptions(directory, { location }));
  await ledger.append(breakGlassRecord(opening, 'p1'), opening);
  await Promise.all(
    Array.from({ length: APPENDED }, (_, id) => ledger.append(accessRecord([`p${id}`]))),
  );
  await ledger.append(accessRecord(['last']));
  await ledger.close();
  return ledger.publicKey;
}

function exportTo(directory: string, location: Place['location']) {
  return exportLedger({ location, directory, onProgress: () => undefined });
}

function flip(bytes: Buffer, place: number): Buffer {
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  return bytes;
}

async function reportBreakGlass(location: ReadableLocation) {
  const damaged: number[] = [];
  const onDamaged = (index: number) => damaged.push(index);
  const by = { breakGlass: true } as const;
  const rows = [];
  for await (const row of reportAccesses({
    location,
    by,
    since: null,
    until: null,
    onDamaged,
    onPruned: () => undefined,
  })) {
    rows.push(row);
  }
  expect(damaged).toEqual([]);
  return rows;
}

describe.each(STORES)('an export of a ledger on $name', (store) => {
  const directory = createDirectory();
  const target = join(directory.path, 'nested/export');
  let place: Place;
  let publicKey = '';

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    publicKey = await fill(directory.path, place.location);
    await exportTo(target, place.location);
  });
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  it('is a tlog-tiles log whose entries are the leaves of the ledger and hash to the signed root', async () => {
    const log = readTiledLog(target);
    const batches = await place.batches();
    const leaves = batches.flatMap((batch) => unpackLeaves(batch.leaves) ?? []);
    expect(log.size).toBe(leaves.length);
    expect(log.note).toBe(batches.at(-1)?.note);
    expect(Buffer.concat(log.entries).equals(Buffer.concat(leaves))).toBe(true);
    const hashes = log.entries.map((entry) => hashEntry(entry));
    expect(treeHash(hashes)).toEqual(log.root);
    expect(leafHashes(target, log.size)).toEqual(hashes);
    expect(rootByUpperTiles(target, log.size)).toEqual(log.root);
  });

  it('passes verification with the same verdict as the ledger', async () => {
    const anchors = [(await place.batches()).at(-2)?.note ?? ''];
    const known = { publicKey, anchors, witnesses: [], guardPath: null };
    const ofExport = await verifyLedger({
      location: { kind: 'export', directory: target },
      ...known,
    });
    expect(ofExport.result).toBe('PASS');
    expect(ofExport).toEqual(await verifyLedger({ location: place.location, ...known }));
  });

  it('gives the same break-glass report as the ledger, reasons included', async () => {
    const rows = await reportBreakGlass({ kind: 'export', directory: target });
    expect(rows).toEqual(await reportBreakGlass(place.location));
    expect(rows[0]?.breakGlass?.reason).toBe(opening.text);
  });
});

describe('an export of a ledger', () => {
  const directory = createDirectory();
  const path = join(directory.path, 'audit.db');
  const original = join(directory.path, 'original');
  const copy = join(directory.path, 'copy');
  let publicKey = '';
  let anchor = '';
  let size = 0;

  beforeAll(async () => {
    publicKey = await fill(directory.path, at(path));
    ({ size } = await exportTo(original, at(path)));
    anchor = readFileSync(join(original, 'checkpoint'), 'utf8');
  });
  beforeEach(() => {
    rmSync(copy, { recursive: true, force: true });
    cpSync(original, copy, { recursive: true });
  });
  afterAll(() => {
    directory.remove();
  });

  async function verdict() {
    const { result, findings } = await verifyLedger({
      location: { kind: 'export', directory: copy },
      publicKey,
      anchors: [anchor],
      witnesses: [],
      guardPath: null,
    });
    return [result, ...findings.map(({ code, from, to }) => `${code} ${from}..${to}`)];
  }

  function edit(file: string, change: (bytes: Buffer) => Buffer) {
    writeFileSync(join(copy, file), change(readFileSync(join(copy, file))));
  }

  function editLines(change: (lines: string[]) => string[]) {
    edit(BATCH_LIST, (bytes) =>
      Buffer.from(
        change(bytes.toString().trimEnd().split('\n'))
          .map((line) => `${line}\n`)
          .join(''),
      ),
    );
  }

  it('is readable by its owner only', () => {
    const entries = readdirSync(original, { recursive: true, encoding: 'utf8' });
    const modes = ['', ...entries].map((name) => statSync(join(original, name)).mode & 0o777);
    expect(new Set(modes)).toEqual(new Set([0o600, 0o700]));
  });

  it('is written to an empty folder, but is refused for a folder with content, for a file and, without creating a folder, for a missing ledger', async () => {
    await expect(exportTo(original, at(path))).rejects.toThrow(/is not empty/);
    await expect(exportTo(path, at(path))).rejects.toThrow(/is not a directory/);
    const target = join(directory.path, 'taken/export');
    await expect(exportTo(target, at(`${path}.none`))).rejects.toThrow(/There is no audit ledger/);
    expect(existsSync(target)).toBe(false);
    const empty = join(directory.path, 'empty');
    mkdirSync(empty);
    await exportTo(empty, at(path));
    expect(readdirSync(empty).toSorted()).toEqual(['checkpoint', BATCH_LIST, 'tile']);
  });

  it('is refused if the ledger is damaged, with an error that names the damaged record, and leaves no file behind', async () => {
    const damaged = join(directory.path, 'damaged.db');
    cpSync(path, damaged);
    const place = placeInFile(damaged);
    const batches = await place.batches();
    await place.replaceBatches(
      batches.map((batch) => {
        if (batch.first !== 3) return batch;
        const leaves = (unpackLeaves(batch.leaves) ?? []).map((leaf) => Buffer.from(leaf));
        return { ...batch, leaves: packLeaves(leaves.map((leaf) => flip(leaf, 40))) };
      }),
    );
    const before = readdirSync(directory.path);
    await expect(exportTo(join(directory.path, 'none'), at(damaged))).rejects.toThrow(
      /is damaged at record 3 and cannot be exported/,
    );
    expect(readdirSync(directory.path)).toEqual(before);
  });

  it('fails if the target cannot be written, and leaves no file behind', async () => {
    const closed = join(directory.path, 'closed');
    mkdirSync(closed);
    writeFileSync(join(closed, 'file'), '');
    const target = join(closed, 'file/export');
    await expect(exportTo(target, at(path))).rejects.toThrow(
      /cannot be written \((?:ENOTDIR|EEXIST)\)/,
    );
    expect(readdirSync(closed)).toEqual(['file']);
  });

  describe('fails verification when', () => {
    it.each([
      [
        'a bit of an entry is flipped, with LEAF_MISMATCH',
        'tile/entries/000',
        5000,
        /^LEAF_MISMATCH \d+\.\.\d+$/,
      ],
      [
        'a bit of a leaf hash is flipped, with TREE_MISMATCH',
        'tile/0/001',
        40,
        /^TREE_MISMATCH 257\.\.257$/,
      ],
      [
        'a bit of a tile hash is flipped, with TREE_MISMATCH',
        'tile/1/000.p/2',
        40,
        /^TREE_MISMATCH 0\.\./,
      ],
      ['a bit of the checkpoint is flipped, with TREE_MISMATCH', 'checkpoint', 2, /^TREE_MISMATCH/],
    ])('%s', async (_, file, place, finding) => {
      edit(file, (bytes) => flip(bytes, place));
      const [result, ...findings] = await verdict();
      expect(result).toBe('FAIL');
      expect(findings).toContainEqual(expect.stringMatching(finding));
    });

    it.each(['tile/entries/001', 'tile/0/000', 'tile/1/000.p/2', 'checkpoint'])(
      'the file %s is missing',
      async (file) => {
        rmSync(join(copy, file));
        expect((await verdict())[0]).toBe('FAIL');
      },
    );

    it('a batch is missing from the list of batches, with GAP', async () => {
      editLines((lines) => lines.filter((_, index) => index !== 2));
      expect(await verdict()).toContain('GAP 3..3');
    });

    it('the last batch is missing from the list of batches (ROLLBACK), or the list is cut off', async () => {
      editLines((lines) => lines.slice(0, -1));
      expect(await verdict()).toContain(`ROLLBACK ${size - 1}..${size - 1}`);
      edit(BATCH_LIST, (bytes) => bytes.subarray(0, -10));
      expect((await verdict())[0]).toBe('FAIL');
    });

    it('batches in the list of batches are swapped, repeated or unreadable', async () => {
      editLines(([head = '', a = '', b = '', ...rest]) => [head, b, a, ...rest]);
      expect((await verdict())[0]).toBe('FAIL');
      editLines(([head = '', b = '', a = '', ...rest]) => [head, a, b, b, ...rest]);
      expect((await verdict())[0]).toBe('FAIL');
      editLines(([head = '', a = '', b = '', , ...rest]) => [head, a, b, 'nonsense', ...rest]);
      expect((await verdict())[0]).toBe('FAIL');
    });

    it('a break-glass reason is changed (OPENING_MISMATCH) or missing (OPENING_MISSING)', async () => {
      editLines((lines) => lines.map((line) => line.replace('unconscious', 'curious')));
      expect(await verdict()).toEqual(['FAIL', 'OPENING_MISMATCH 3..3']);
      editLines((lines) => lines.map((line) => line.replace(/"openings":\[.+\]/, '"openings":[]')));
      expect(await verdict()).toEqual(['FAIL', 'OPENING_MISSING 3..3']);
    });

    it('the list of batches states an unknown format', async () => {
      editLines(([, ...lines]) => ['{"format":"phi-gateway/batches/v2"}', ...lines]);
      expect((await verdict())[0]).toBe('FAIL');
    });

    it('a tile is larger than the format allows, with UNREADABLE', async () => {
      appendFileSync(join(copy, 'tile/0/000'), Buffer.alloc(10_000));
      expect(await verdict()).toContain('UNREADABLE 0..0');
    });
  });

  it('fails verification with a finding after any random change of bytes in any file', async () => {
    const files = readdirSync(original, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(original, name)).isFile(),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.constantFrom('replace', 'remove', 'insert', 'cut', 'append'),
        fc.integer({ min: 1, max: 255 }),
        async (file, part, kind, byte) => {
          const bytes = readFileSync(join(original, file));
          const place = Math.floor(part * bytes.length);
          const before = bytes.subarray(0, place);
          const changed = {
            replace: [before, Buffer.from([(bytes[place] ?? 0) ^ byte]), bytes.subarray(place + 1)],
            remove: [before, bytes.subarray(place + 1)],
            insert: [before, Buffer.from([byte]), bytes.subarray(place)],
            cut: [before],
            append: [bytes, Buffer.alloc(byte)],
          }[kind];
          writeFileSync(join(copy, file), Buffer.concat(changed));
          const [result, ...findings] = await verdict();
          writeFileSync(join(copy, file), bytes);
          expect([result, findings.length > 0]).toEqual(['FAIL', true]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('is rejected as not an export if its list of batches is missing', async () => {
    rmSync(join(copy, BATCH_LIST));
    await expect(verdict()).rejects.toThrow(/is not an export of an audit ledger/);
  });
});
