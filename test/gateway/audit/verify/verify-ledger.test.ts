import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { packLeaves, type Batch } from '../../../../gateway/audit/tree/batch.ts';
import { signCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  splitHashes,
  treeRoot,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { flip, leavesOf, rebuild, withLeaves } from '../rebuild-batches.ts';
import { STORES } from '../stores.ts';
import { checkpointIn, createTamperedLedger, ORIGIN } from './tampered-ledger.ts';

describe.each(STORES)('verification of a ledger on $name', (store) => {
  const ledger = createTamperedLedger(store);
  const { edit, forge, originalSigner, otherSigner, readBatches, verdict, verify, writeBatches } =
    ledger;

  describe('without changes', () => {
    it('passes, and states its keys, anchors and caveats', async () => {
      const passed = await verify({ anchors: [ledger.anchor] });
      expect(passed).toMatchObject({
        result: 'PASS',
        findings: [],
        origin: ORIGIN,
        asked: 10,
        covered: 10,
        size: 10,
        root: (await readBatches()).at(-1)?.root.toString('hex'),
        keys: [{ vkey: ledger.publicKey, source: 'pinned', validFrom: 0, validUntil: null }],
        anchors: [
          { source: 'anchor', size: 9, agrees: true, cosigned: [] },
          { source: 'guard', size: 10, agrees: true, cosigned: [] },
        ],
        caveats: [expect.stringContaining('From record 9 on, only the guard confirms')],
      });
    });

    it("passes with the ledger's own key and a caveat if no key is pinned", async () => {
      const passed = await verify({ publicKey: null });
      expect(passed.result).toBe('PASS');
      expect(passed.keys).toEqual([
        { vkey: ledger.publicKey, source: 'beside the ledger', validFrom: 0, validUntil: null },
      ]);
      expect(passed.caveats.join()).toContain('another key');
    });

    it('is INCOMPLETE with NO_CHECKPOINT without guard file and anchor, and passes with a caveat if it has only an anchor', async () => {
      ledger.loseGuard();
      expect(await verdict()).toEqual(['INCOMPLETE', 'NO_CHECKPOINT 10..10']);
      expect(await verdict({ anchors: [ledger.anchor] })).toEqual(['PASS']);
      expect((await verify({ anchors: [ledger.anchor] })).caveats.join()).toContain(
        'Unanchored since record 9',
      );
    });
  });

  describe('with a changed record', () => {
    it('reports LEAF_MISMATCH with the index of each of two changed records', async () => {
      await edit(3, (batch) => ({ leaves: flip(batch.leaves, 40) }));
      await edit(5, (batch) => {
        const [a = Buffer.alloc(0), b = Buffer.alloc(0), c = Buffer.alloc(0)] = leavesOf(batch);
        return { leaves: packLeaves([a, flip(b, 100), c]) };
      });
      expect(await verdict()).toEqual(['FAIL', 'LEAF_MISMATCH 3..3', 'LEAF_MISMATCH 6..6']);
      expect((await verify()).covered).toBe(10);
    });

    it('reports LEAF_MISMATCH for a flipped bit in a record, tried at every 37th byte', async () => {
      const leaves = leavesOf(
        (await readBatches()).find(({ first }) => first === 4) ??
          ((await readBatches())[0] as Batch),
      );
      const length = leaves[0]?.length ?? 0;
      for (let at = 0; at < length; at += 37) {
        await edit(4, () => ({ leaves: packLeaves([flip(leaves[0] ?? Buffer.alloc(0), at)]) }));
        expect(await verdict()).toEqual(['FAIL', 'LEAF_MISMATCH 4..4']);
      }
    });

    it('reports TREE_MISMATCH if the stored hash is changed to match the record', async () => {
      await edit(4, (batch) => withLeaves(leavesOf(batch).map((leaf) => flip(leaf, 100))));
      expect(await verdict()).toEqual(['FAIL', 'TREE_MISMATCH 4..4']);
    });

    it('reports CHECKPOINT_SIGNATURE and ANCHOR_INCONSISTENT if everything is recomputed and signed with another key', async () => {
      await forge((text) => text.replace('"p3"', '"p8"'), otherSigner());
      const [result, ...codes] = await verdict();
      expect(result).toBe('FAIL');
      expect(codes).toContain('CHECKPOINT_SIGNATURE 4..4');
      expect(codes).toContain('ANCHOR_INCONSISTENT 0..9');
    });

    it('passes with a caveat if everything is signed with the stolen key, but reports ANCHOR_INCONSISTENT if it has a later anchor', async () => {
      const earlier = (await readBatches())[1]?.note ?? '';
      await forge((text) => text.replace('"p3"', '"p8"'), originalSigner());
      ledger.loseGuard();
      expect(await verdict({ anchors: [earlier] })).toEqual(['PASS']);
      expect((await verify({ anchors: [earlier] })).caveats.join()).toContain(
        'Unanchored since record 4',
      );
      expect(await verdict({ anchors: [ledger.anchor] })).toEqual([
        'FAIL',
        'ANCHOR_INCONSISTENT 0..8',
      ]);
    });
  });

  describe('with an unchanged record and a changed hash, root or size', () => {
    it('reports TREE_MISMATCH for the stored hash, and states that the record agrees', async () => {
      await edit(5, (batch) => ({ hashes: flip(batch.hashes, 33) }));
      expect(await verdict()).toEqual(['FAIL', 'TREE_MISMATCH 6..6']);
      expect((await verify()).findings[0]?.text).toContain(
        'the record agrees with the signed root',
      );
    });

    it.each([
      ['root', (batch: Batch) => ({ root: flip(batch.root, 0) })],
      ['size', (batch: Batch) => ({ size: batch.size + 1 })],
    ])('reports TREE_MISMATCH for the stored %s', async (_, change) => {
      await edit(4, change);
      expect(await verdict()).toEqual(['FAIL', 'TREE_MISMATCH 4..4']);
    });
  });

  describe('with missing records', () => {
    it('reports ROLLBACK for the last records by guard file or anchor, and is INCOMPLETE without either', async () => {
      await writeBatches((await readBatches()).slice(0, -3));
      expect(await verdict()).toEqual(['FAIL', 'ROLLBACK 5..9']);
      ledger.loseGuard();
      expect(await verdict({ anchors: [ledger.anchor] })).toEqual(['FAIL', 'ROLLBACK 5..8']);
      expect(await verdict()).toEqual(['INCOMPLETE', 'NO_CHECKPOINT 5..5']);
      expect((await verify()).asked).toBe(5);
    });

    it('reports GAP with the range of the records that are missing in the middle', async () => {
      await writeBatches((await readBatches()).filter(({ first }) => first !== 5));
      expect(await verdict()).toEqual(['FAIL', 'GAP 5..7']);
      expect(await verify()).toMatchObject({ asked: 10, covered: 7 });
    });

    it('reports GAP with the range of the records that are missing at the beginning', async () => {
      await writeBatches((await readBatches()).slice(1));
      expect(await verdict()).toEqual(['FAIL', 'GAP 0..2']);
    });

    it.each([
      ['its count unchanged', 0],
      ['its count changed', 1],
    ])('reports BATCH_COUNT if one batch lacks records, with %s', async (_, removed) => {
      await edit(5, (batch) => ({
        ...withLeaves(leavesOf(batch).slice(1)),
        count: batch.count - removed,
      }));
      expect(await verdict()).toEqual(['FAIL', `BATCH_COUNT 5..${7 - removed}`]);
    });

    it('reports BATCH_COUNT if a batch is left empty', async () => {
      await edit(8, () => ({ leaves: Buffer.alloc(0), hashes: Buffer.alloc(0), count: 0 }));
      expect(await verdict()).toEqual(['FAIL', 'BATCH_COUNT 8..8']);
    });
  });

  describe('with changed batches', () => {
    it('reports LINK_MISMATCH if two are merged', async () => {
      const [start, a, b, ...rest] = (await readBatches()) as [Batch, Batch, Batch, ...Batch[]];
      const merged = { ...b, ...withLeaves([...leavesOf(a), ...leavesOf(b)]), first: 3, count: 2 };
      await writeBatches([start, merged, ...rest]);
      expect(await verdict()).toEqual(['FAIL', 'LINK_MISMATCH 3..4', 'LINK_MISMATCH 5..7']);
    });

    it('reports CHECKPOINT_SIGNATURE and LINK_MISMATCH if one is split and its first part is signed with another key', async () => {
      const batches = await readBatches();
      const target = batches.find(({ first }) => first === 5) as Batch;
      const [head = Buffer.alloc(0), ...tail] = leavesOf(target);
      const before = splitHashes(Buffer.concat(batches.slice(0, 3).map(({ hashes }) => hashes)));
      const tree = appendLeaves(EMPTY_TREE, [...before, leafHash(head)]);
      const root = treeRoot(tree);
      const { previousBatch } = checkpointIn(target.note);
      const note = signCheckpoint({ origin: ORIGIN, size: 6, root, previousBatch }, otherSigner());
      const one = { ...withLeaves([head]), first: 5, count: 1, size: 6, root, note };
      const two = { ...target, ...withLeaves(tail), first: 6, count: 2 };
      await writeBatches([...batches.slice(0, 3), one, two, ...batches.slice(4)]);
      expect(await verdict()).toContain('CHECKPOINT_SIGNATURE 5..5');
      expect(await verdict()).toContain('LINK_MISMATCH 6..7');
    });

    it('reports ORDER for two that are swapped, and LINK_MISMATCH for the next one', async () => {
      const [start, a, b, ...rest] = (await readBatches()) as [Batch, Batch, Batch, ...Batch[]];
      await writeBatches([start, { ...b, first: 3 }, { ...a, first: 4 }, ...rest]);
      expect(await verdict()).toEqual(['FAIL', 'ORDER 3..3', 'ORDER 4..4', 'LINK_MISMATCH 5..7']);
    });

    it('reports ORDER if records in one are swapped, with or without their hashes', async () => {
      await edit(5, (batch) => ({
        leaves: packLeaves(
          leavesOf(batch).toSorted((a, b) => (a.includes('p5') ? -1 : Number(b.includes('p5')))),
        ),
      }));
      expect(await verdict()).toEqual(['FAIL', 'ORDER 5..6']);
      await edit(5, (batch) => withLeaves(leavesOf(batch)));
      expect((await verdict())[1]).toBe('ORDER 5..7');
    });

    it('reports ORDER if the last record is repeated and signed with the stolen key', async () => {
      const batches = await readBatches();
      await writeBatches(rebuild([...batches, ...batches.slice(-1)], originalSigner()));
      expect(await verdict()).toEqual(['FAIL', 'ORDER 10..10']);
    });

    it('reports BATCH_COUNT if a stored root has the wrong length', async () => {
      await edit(8, () => ({ root: Buffer.alloc(3) }));
      expect(await verdict()).toEqual(['FAIL', 'BATCH_COUNT 8..8']);
    });
  });

  describe('with a random change to the stored batches', () => {
    it('fails if the change removes or reorders rows', async () => {
      const batches = await readBatches();
      const sample = fc.shuffledSubarray(batches, { maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(sample, async (rows) => {
          fc.pre(rows.some((row, index) => row !== batches[index]) || rows.length < batches.length);
          const firsts = rows.map(({ first }) => first).toSorted((a, b) => a - b);
          await writeBatches(rows.map((row, index) => ({ ...row, first: firsts[index] ?? 0 })));
          expect((await verify({ anchors: [ledger.anchor] })).result).toBe('FAIL');
        }),
        casesAtDepth(store.name === 'SQLite' ? 100 : 20, 300),
      );
    });
  });

  describe('with a correctly signed record that no gateway writes', () => {
    it.each([
      ['a duplicate key', (text: string) => text.replace('{', '{"_t":"phi-gateway/record/v1",')],
      ['the number 1.0', (text: string) => text.replace('"part":1', '"part":1.0')],
      ['a lone surrogate', (text: string) => text.replace('"p3"', '"\\ud800"')],
      ['a trailing space', (text: string) => `${text} `],
      ['an unknown format', (text: string) => text.replace('record/v1', 'record/v9')],
    ])('reports NON_CANONICAL for a record with %s', async (_, change) => {
      await forge(change, originalSigner());
      ledger.loseGuard();
      expect(await verdict({ anchors: [(await readBatches()).at(-1)?.note ?? ''] })).toEqual([
        'FAIL',
        'NON_CANONICAL 4..4',
      ]);
    });
  });
});
