import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { generateKeyPairSync } from 'node:crypto';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { packLeaves, type Batch } from '../../../../gateway/audit/tree/batch.ts';
import { writeCanonical } from '../../../../gateway/audit/record/canonical/canonical-json.ts';
import { readCheckpoint, signCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  splitHashes,
  treeRoot,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import { openLedger } from '../../../../gateway/audit/append/open-ledger.ts';
import { cosign, createCosigner } from '../../../../gateway/audit/tree/cosignature.ts';
import { createSigner, type NoteSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import {
  createSigningKey,
  readSigningKey,
} from '../../../../gateway/audit/store/files/signing-key.ts';
import {
  verifyLedger,
  type VerifyOptions,
} from '../../../../gateway/audit/verify/verify-ledger.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { flip, leavesOf, rebuild, withLeaves } from '../rebuild-batches.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';
import { INSPECTED } from './inspected.ts';

/**
 * The ledger that is tampered with. Batches (first..last leaf): 0..2 key, start and policy; 3; 4; 5..7; 8;
 * 9 the stop.
 */
const ORIGIN = 'gateway.test/ledger';

describe.each(STORES)('verification of a ledger on $name', (store) => {
  const original = createDirectory();
  let publicKey = '';
  let place: Place;
  let untouched: readonly Batch[];
  /** The checkpoint at 9 leaves, as a witness would have remembered it. */
  let anchor = '';

  beforeAll(async () => {
    await store.start();
    place = await store.place(original.path);
    const { location } = place;
    const ledger = await openLedger(ledgerOptions(original.path, { location }));
    ({ publicKey } = ledger);
    await ledger.append(accessRecord(['p1', 'p2']));
    await ledger.append(accessRecord(['p3']));
    await Promise.all(['p4', 'p5', 'p6'].map((id) => ledger.append(accessRecord([id]))));
    await ledger.append(accessRecord(['p7']));
    await ledger.close();
    untouched = await place.batches();
    anchor = untouched.at(-2)?.note ?? '';
  });
  afterAll(async () => {
    await store.stop();
    original.remove();
  });

  let directory: ReturnType<typeof createDirectory>;
  let path: string;
  beforeEach(async () => {
    directory = createDirectory();
    path = join(directory.path, 'audit.db');
    for (const suffix of ['.key', '.guard']) {
      copyFileSync(join(original.path, `audit.db${suffix}`), path + suffix);
    }
    await place.replaceBatches(untouched);
  });
  afterEach(() => {
    directory.remove();
  });

  /**
   * Verified twice: by one thread alone, and with batches that were inspected ahead. They must agree. What is inspected
   * ahead doesn't depend on the store, so one store shows it.
   */
  async function verify(overrides: Partial<VerifyOptions> = {}) {
    const { location } = place;
    const guardPath = `${path}.guard`;
    const options = { location, publicKey, anchors: [], witnesses: [], guardPath, ...overrides };
    const alone = await verifyLedger(options);
    const inspected = store.name === 'SQLite' ? await verifyLedger(options, INSPECTED) : alone;
    expect(inspected).toEqual(alone);
    return alone;
  }

  /** Result and findings as `CODE from..to`, which is what a verdict must name exactly. */
  async function verdict(overrides: Partial<VerifyOptions> = {}) {
    const { result, findings } = await verify(overrides);
    return [result, ...findings.map(({ code, from, to }) => `${code} ${from}..${to}`)];
  }

  const readBatches = () => place.batches();
  const writeBatches = (rows: readonly Batch[]) => place.replaceBatches(rows);

  async function edit(first: number, change: (batch: Batch) => Partial<Batch>) {
    await writeBatches(
      (await readBatches()).map((batch) =>
        batch.first === first ? { ...batch, ...change(batch) } : batch,
      ),
    );
  }

  function originalSigner(): NoteSigner {
    const key = readSigningKey(`${path}.key`);
    if (key === null) throw new Error('The sample has no key.');
    return createSigner(ORIGIN, key);
  }

  function otherSigner(): NoteSigner {
    return createSigner(ORIGIN, createSigningKey(join(directory.path, 'other.key')));
  }

  /** Leaves of the whole ledger with one of them replaced, then everything rebuilt. */
  async function forge(change: (text: string) => string, signer: NoteSigner) {
    await writeBatches(
      rebuild(
        (await readBatches()).map((batch) =>
          batch.first === 4
            ? {
                ...batch,
                ...withLeaves(leavesOf(batch).map((leaf) => Buffer.from(change(String(leaf))))),
              }
            : batch,
        ),
        signer,
      ),
    );
  }

  describe('without changes', () => {
    it('passes, and states its keys, anchors and caveats', async () => {
      const passed = await verify({ anchors: [anchor] });
      expect(passed).toMatchObject({
        result: 'PASS',
        findings: [],
        origin: ORIGIN,
        asked: 10,
        covered: 10,
        size: 10,
        root: (await readBatches()).at(-1)?.root.toString('hex'),
        keys: [{ vkey: publicKey, source: 'pinned', validFrom: 0, validUntil: null }],
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
        { vkey: publicKey, source: 'beside the ledger', validFrom: 0, validUntil: null },
      ]);
      expect(passed.caveats.join()).toContain('another key');
    });

    it('is INCOMPLETE with NO_CHECKPOINT without guard file and anchor, and passes with a caveat if it has only an anchor', async () => {
      rmSync(`${path}.guard`);
      expect(await verdict()).toEqual(['INCOMPLETE', 'NO_CHECKPOINT 10..10']);
      expect(await verdict({ anchors: [anchor] })).toEqual(['PASS']);
      expect((await verify({ anchors: [anchor] })).caveats.join()).toContain(
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
      rmSync(`${path}.guard`);
      expect(await verdict({ anchors: [earlier] })).toEqual(['PASS']);
      expect((await verify({ anchors: [earlier] })).caveats.join()).toContain(
        'Unanchored since record 4',
      );
      expect(await verdict({ anchors: [anchor] })).toEqual(['FAIL', 'ANCHOR_INCONSISTENT 0..8']);
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
      rmSync(`${path}.guard`);
      expect(await verdict({ anchors: [anchor] })).toEqual(['FAIL', 'ROLLBACK 5..8']);
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
      const { previousBatch } = readCheckpoint(target.note)?.checkpoint ?? expectNever();
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

  describe('with a changed checkpoint', () => {
    it('reports UNSIGNED if its signature is missing, and for each batch if all signatures are missing', async () => {
      await edit(4, (batch) => ({ note: batch.note.slice(0, batch.note.indexOf('— ')) }));
      expect((await verdict())[1]).toBe('UNSIGNED 4..4');
      await writeBatches(
        (await readBatches()).map((batch) => ({
          ...batch,
          note: `${batch.note.split('\n\n')[0] ?? ''}\n`,
        })),
      );
      expect((await verdict()).filter((finding) => finding.startsWith('UNSIGNED'))).toHaveLength(6);
    });

    it('reports CHECKPOINT_SIGNATURE if a character of its signature is changed', async () => {
      await edit(9, ({ note }) => ({
        note: note.replace(/(.)(..\n)$/, (_, a, b) => (a === 'A' ? 'B' : 'A') + b),
      }));
      expect(await verdict()).toContain('CHECKPOINT_SIGNATURE 9..9');
    });

    it('reports KEY_NOT_VALID_AT_SIZE if it is signed with a key that was enrolled only later, and accepts the key after its enrollment', async () => {
      const next = otherSigner();
      const enrollment = (text: string) =>
        writeCanonical({
          ...(JSON.parse(text) as object),
          kind: 'log.key.enrolled',
          details: { key: next.verifier.vkey },
        });
      await forge(enrollment, originalSigner());
      rmSync(`${path}.guard`);
      const early = (await readBatches())[1]?.note ?? '';
      const { checkpoint } = readCheckpoint(early) ?? expectNever();
      const resign = (batch: Batch) => ({ note: signCheckpoint(checkpointOf(batch), next) });
      await edit(3, () => ({ note: signCheckpoint(checkpoint, next) }));
      expect(await verdict()).toContain('KEY_NOT_VALID_AT_SIZE 3..3');
      await edit(3, () => ({ note: early }));
      await edit(9, resign);
      expect(await verdict()).toEqual(['INCOMPLETE', 'NO_CHECKPOINT 10..10']);
      expect((await verify()).keys[1]).toEqual({
        vkey: next.verifier.vkey,
        source: 'enrolled in the ledger',
        validFrom: 5,
        validUntil: null,
      });
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
          expect((await verify({ anchors: [anchor] })).result).toBe('FAIL');
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
      rmSync(`${path}.guard`);
      expect(await verdict({ anchors: [(await readBatches()).at(-1)?.note ?? ''] })).toEqual([
        'FAIL',
        'NON_CANONICAL 4..4',
      ]);
    });
  });

  describe('with a cosignature of a witness', () => {
    const { privateKey } = generateKeyPairSync('ed25519');
    const witness = createCosigner('witness.test/one', privateKey);
    const witnesses = [witness.verifier.vkey];
    /** After the ledger was written, seconds. */
    const SEEN = Math.ceil(Date.now() / 1000);
    const cosigned = (note: string) =>
      note + cosign(readCheckpoint(note)?.note.text ?? '', SEEN, witness);

    it('passes without a caveat, and names the witness, the size of the checkpoint that it cosigned, and the time', async () => {
      const last = untouched.at(-1)?.note ?? '';
      const passed = await verify({ anchors: [cosigned(last)], witnesses });
      expect(passed.anchors[0]).toMatchObject({
        size: 10,
        cosigned: [{ witness: 'witness.test/one', at: SEEN }],
      });
      expect(passed).toMatchObject({ result: 'PASS', caveats: [] });
    });

    it('has a caveat about the records that no witness has cosigned: those after the cosigned size, or all without a cosignature', async () => {
      const passed = await verify({ anchors: [cosigned(anchor)], witnesses });
      expect(passed.caveats.join()).toContain('From record 9 on, no given witness has cosigned');
      const unseen = await verify({ anchors: [anchor], witnesses });
      expect(unseen.caveats.join()).toContain('From record 0 on, no given witness has cosigned');
    });

    it('ignores a cosignature of another checkpoint, and reports ROLLBACK if cosigned records were cut off', async () => {
      const forged =
        anchor +
        cosigned(untouched.at(-1)?.note ?? '')
          .split('\n')
          .at(-2) +
        '\n';
      expect((await verify({ anchors: [forged], witnesses })).anchors[0]?.cosigned).toEqual([]);
      await writeBatches((await readBatches()).slice(0, -3));
      expect(await verdict({ anchors: [cosigned(anchor)], witnesses })).toContain('ROLLBACK 5..8');
    });

    it('is refused if the given key is not a key of a witness', async () => {
      await expect(verify({ witnesses: [publicKey] })).rejects.toThrow(
        'is not the key of a witness',
      );
    });
  });

  describe('with two checkpoints of the same size', () => {
    it('reports ANCHOR_INCONSISTENT and EQUIVOCATION if they are signed for different records, and passes if they are equal', async () => {
      await forge((text) => text.replace('"p3"', '"p8"'), originalSigner());
      const other = (await readBatches()).at(-2)?.note ?? '';
      await writeBatches(untouched);
      expect(await verdict({ anchors: [anchor, other] })).toEqual([
        'FAIL',
        'ANCHOR_INCONSISTENT 0..8',
        'EQUIVOCATION 0..8',
      ]);
      expect(await verdict({ anchors: [anchor, anchor] })).toEqual(['PASS']);
    });

    it('reports ANCHOR_INCONSISTENT and CHECKPOINT_SIGNATURE, not EQUIVOCATION, if another key signed one of them', async () => {
      await forge((text) => text.replace('"p3"', '"p8"'), otherSigner());
      const other = (await readBatches()).at(-2)?.note ?? '';
      await writeBatches(untouched);
      expect(await verdict({ anchors: [anchor, other] })).toEqual([
        'FAIL',
        'ANCHOR_INCONSISTENT 0..8',
        'CHECKPOINT_SIGNATURE 0..0',
      ]);
    });
  });

  describe('with another name, key or anchor', () => {
    it('reports ORIGIN_MISMATCH if the name of the ledger, or that of the guard, is not that of the pinned key', async () => {
      const other = createDirectory();
      const options = ledgerOptions(other.path, { origin: 'other.test/ledger' });
      await (await openLedger(options)).close();
      const foreign = { location: options.location, guardPath: options.guardPath };
      expect(await verdict(foreign)).toContain('ORIGIN_MISMATCH 0..2');
      expect(await verdict({ guardPath: foreign.guardPath })).toContain('ORIGIN_MISMATCH 0..0');
      other.remove();
    });

    it('reports CHECKPOINT_SIGNATURE if the pinned key has the same name and is another key', async () => {
      expect(await verdict({ publicKey: otherSigner().verifier.vkey })).toContain(
        'CHECKPOINT_SIGNATURE 0..2',
      );
    });

    it('reports CHECKPOINT_SIGNATURE if the anchor is not a checkpoint', async () => {
      expect(await verdict({ anchors: ['nonsense'] })).toContain('CHECKPOINT_SIGNATURE 0..0');
    });
  });
});

function checkpointOf(batch: Batch) {
  return readCheckpoint(batch.note)?.checkpoint ?? expectNever();
}

function expectNever(): never {
  throw new Error('The sample is not what the test expects.');
}
