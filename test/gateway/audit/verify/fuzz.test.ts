import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { openWritable } from '../../../../gateway/audit/store/sqlite/sqlite.ts';
import { readCheckpoint, readTreeHead } from '../../../../gateway/audit/tree/checkpoint.ts';
import { createProver } from '../../../../gateway/audit/tree/create-prover.ts';
import { isConsistent, isIncluded } from '../../../../gateway/audit/tree/merkle-proof.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  treeRoot,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import { isSignedBy, readVerifier } from '../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { StartError } from '../../../../gateway/platform/errors.ts';
import { atDepth } from '../../../support/depth.ts';
import { readBatches } from '../read-leaves.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { INSPECTED } from './inspected.ts';
import { anyText } from '../../../support/any-text.ts';

/** Seeded, so that a failure can be repeated; fast-check prints the path that replays it. */
const FIRST = { seed: 20_261_124, interruptAfterTimeLimit: atDepth(6_000, 60_000) };

const directory = createDirectory();
const path = join(directory.path, 'audit.db');
const copy = join(directory.path, 'copy.db');
let publicKey = '';
let anchor = '';
let intact: Buffer;
let content = '';

beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(directory.path));
  ({ publicKey } = ledger);
  await Promise.all(['p1', 'p2', 'p3'].map((id) => ledger.append(accessRecord([id]))));
  await ledger.append(accessRecord(['p4', 'p5']));
  await ledger.close();
  anchor = readFileSync(`${path}.guard`, 'utf8');
  intact = readFileSync(path);
  content = digest(path);
});
afterAll(() => {
  directory.remove();
});

/** Everything that a verifier reads of the batches. */
function digest(file: string): string {
  return createHash('sha256')
    .update(JSON.stringify(readBatches(file)))
    .digest('hex');
}

function isSame(file: string): boolean {
  try {
    return digest(file) === content;
  } catch {
    return false;
  }
}

/**
 * The result, the same for one thread and for several, or that the ledger was refused with a message; any
 * other error fails the test.
 */
async function verify(file: string, note = anchor): Promise<string> {
  try {
    const location = { kind: 'sqlite', path: file } as const;
    const options = { location, anchors: [note], witnesses: [], publicKey, guardPath: null };
    const alone = await verifyLedger(options);
    expect(await verifyLedger(options, INSPECTED)).toEqual(alone);
    // A table that another program made is named, and must not be all that is found.
    const isWell = alone.findings.every(({ code }) => code === 'FOREIGN_OBJECT');
    return isWell ? 'PASS' : alone.result;
  } catch (error) {
    if (error instanceof StartError) return 'REFUSED';
    throw error;
  }
}

interface Edit {
  /** Where, as a part of the whole. */
  readonly at: number;
  readonly removed: number;
  readonly added: Uint8Array;
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const splice = fc.record({
  at: place,
  removed: fc.nat({ max: 40 }),
  added: fc.uint8Array({ maxLength: 40 }),
});
const flips = fc.record({
  at: place,
  removed: fc.constant(1),
  added: fc.uint8Array({ minLength: 1, maxLength: 1 }),
});
const cuts = fc.record({
  at: place,
  removed: fc.constant(Infinity),
  added: fc.constant(new Uint8Array()),
});
const edits = fc.array(fc.oneof(flips, flips, splice, cuts), { minLength: 1, maxLength: 4 });

function edited(bytes: Buffer, changes: readonly Edit[]): Buffer {
  return changes.reduce((all, { at, removed, added }) => {
    const start = Math.floor(at * all.length);
    return Buffer.concat([all.subarray(0, start), added, all.subarray(start + removed)]);
  }, bytes);
}

describe('verification of randomly changed input', () => {
  it('does not pass a ledger file with changed batches, and always terminates', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        writeFileSync(copy, edited(intact, changes));
        const result = await verify(copy);
        expect(result !== 'PASS' || isSame(copy)).toBe(true);
      }),
      { ...FIRST, numRuns: atDepth(150, 1500) },
    );
  });

  it('does not pass a ledger in which a column of a batch holds another value, of any type', async () => {
    const column = fc.constantFrom('first', 'count', 'leaves', 'hashes', 'size', 'root', 'note');
    const value = fc.oneof(
      fc.constant(null),
      fc.integer(),
      fc.maxSafeInteger(),
      fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
      fc.double(),
      anyText,
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 5 }), column, value, async (index, name, changed) => {
        writeFileSync(copy, intact);
        const database = openWritable(copy);
        // Another program's table would hold any type in any column.
        database.exec('CREATE TABLE loose AS SELECT * FROM batches; DROP TABLE batches');
        database.exec('ALTER TABLE loose RENAME TO batches');
        database
          .prepare(
            `UPDATE batches SET ${name} = ? WHERE first = (SELECT first FROM batches ORDER BY first LIMIT 1 OFFSET ${index})`,
          )
          .run(changed);
        database.close();
        const result = await verify(copy);
        expect(result !== 'PASS' || isSame(copy)).toBe(true);
      }),
      { ...FIRST, numRuns: atDepth(50, 400) },
    );
  });

  it('does not accept a checkpoint with changed text as signed', () => {
    const key = readVerifier(publicKey);
    fc.assert(
      fc.property(edits, (changes) => {
        const note = edited(Buffer.from(anchor), changes).toString();
        fc.pre(key !== null && !note.startsWith(anchor.slice(0, anchor.indexOf('\n\n'))));
        const read = readCheckpoint(note)?.note ?? readTreeHead(note)?.note;
        expect(read !== undefined && key !== null && isSignedBy(read, key)).toBe(false);
      }),
      { ...FIRST, numRuns: atDepth(2_000, 20_000) },
    );
  });

  it('does not pass a ledger against a known checkpoint whose text was changed', async () => {
    await fc.assert(
      fc.asyncProperty(edits, async (changes) => {
        const note = edited(Buffer.from(anchor), changes).toString();
        const signed = anchor.slice(0, anchor.indexOf('\n\n'));
        fc.pre(!note.startsWith(`${signed}\n\n`));
        expect(['FAIL', 'INCOMPLETE']).toContain(await verify(path, note));
      }),
      { ...FIRST, numRuns: atDepth(50, 300) },
    );
  });

  it('does not accept a changed inclusion proof or consistency proof', () => {
    const hashes = Array.from({ length: 70 }, (_, index) => leafHash(Buffer.from(`leaf ${index}`)));
    const root = (size: number) => treeRoot(appendLeaves(EMPTY_TREE, hashes.slice(0, size)));
    const sizes = fc.tuple(fc.integer({ min: 1, max: 70 }), fc.integer({ min: 1, max: 70 }));
    fc.assert(
      fc.property(sizes, fc.nat(), edits, ([a, b], pick, changes) => {
        const [size, later] = [Math.min(a, b), Math.max(a, b)];
        const index = pick % later;
        const whole = createProver(EMPTY_TREE, new Set([index]));
        whole.add(hashes.slice(0, later));
        const audit = whole.finish().inclusion.get(index) ?? [];
        const prover = createProver(appendLeaves(EMPTY_TREE, hashes.slice(0, size)));
        prover.add(hashes.slice(size, later));
        const { consistency } = prover.finish();
        const leaf = hashes[index] ?? Buffer.alloc(0);
        const inclusion = { leaf, index, size: later, root: root(later) };
        const claim = { size, root: root(size), laterSize: later, laterRoot: root(later) };
        expect(isIncluded(inclusion, audit)).toBe(true);
        expect(isConsistent(claim, consistency)).toBe(true);
        const changed = (proof: readonly Buffer[]) => {
          const bytes = edited(Buffer.concat(proof), changes);
          const pieces = Math.ceil(bytes.length / 32);
          return Array.from({ length: pieces }, (_, at) => bytes.subarray(32 * at, 32 * at + 32));
        };
        const isOther = (proof: readonly Buffer[]) =>
          !Buffer.concat(proof).equals(Buffer.concat(changed(proof)));
        expect(isOther(audit) && isIncluded(inclusion, changed(audit))).toBe(false);
        expect(isOther(consistency) && isConsistent(claim, changed(consistency))).toBe(false);
      }),
      { ...FIRST, numRuns: atDepth(300, 3000) },
    );
  });
});
