import { writeCanonical } from '../../../../gateway/audit/record/canonical/canonical-json.ts';
import { packLeaves, type Batch } from '../../../../gateway/audit/tree/batch.ts';
import { readCheckpoint, signCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  nodeHash,
  splitHashes,
  treeRoot,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import { createSigner, type NoteSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { flip, leavesOf, rebuild, withLeaves } from '../rebuild-batches.ts';
import type { Place } from '../stores.ts';
import type { Row } from './verdict-row.ts';

/** The batches of the ledger that is manipulated, by their first leaves: 5..7 are in one, 9 is the stop. */
type Batches = readonly Batch[];

/** What a manipulation of batches has to work with. */
export interface BatchTools {
  readonly place: Place;
  readonly batches: Batches;
  /** The ledger's key, and one that no record enrolls. */
  readonly own: NoteSigner;
  readonly other: NoteSigner;
  /** Stores the batches with some of them changed. */
  readonly edit: (first: number, change: (batch: Batch) => Partial<Batch>) => Promise<void>;
  /** The checkpoint at 9 leaves. */
  readonly anchor: string;
}

const changed = (batch: Batch, change: (text: string) => string) =>
  withLeaves(leavesOf(batch).map((leaf) => Buffer.from(change(String(leaf)))));

const forged = (batches: Batches, signer: NoteSigner) =>
  rebuild(
    batches.map((batch) =>
      batch.first === 4
        ? { ...batch, ...changed(batch, (text) => text.replace('"p3"', '"p8"')) }
        : batch,
    ),
    signer,
  );

const notCanonical = (change: (text: string) => string): Row<BatchTools> => ({
  async does({ place, batches, own }) {
    const rebuilt = rebuild(
      batches.map((batch) => (batch.first === 4 ? { ...batch, ...changed(batch, change) } : batch)),
      own,
    );
    await place.replaceBatches(rebuilt);
    return { anchors: [rebuilt.at(-1)?.note ?? ''] };
  },
  verdict: ['FAIL', 'NON_CANONICAL 4..4'],
});

/** The leaves of each batch. */
const RANGES = ['0..2', '3..3', '4..4', '5..7', '8..8', '9..9'];

/** What can be done to the batches of a ledger. The head row follows them. */
export const ROWS_OF_BATCHES: Readonly<Record<string, Row<BatchTools>>> = {
  'nothing is changed': { does: () => Promise.resolve(), verdict: ['PASS'] },
  'a bit is flipped in a leaf': {
    does: ({ edit }) => edit(3, ({ leaves }) => ({ leaves: flip(leaves, 40) })),
    verdict: ['FAIL', 'LEAF_MISMATCH 3..3'],
  },
  'a bit is flipped in a stored leaf hash': {
    does: ({ edit }) => edit(5, ({ hashes }) => ({ hashes: flip(hashes, 33) })),
    verdict: ['FAIL', 'TREE_MISMATCH 6..6'],
    text: 'the record agrees with the signed root',
  },
  'a record is edited and all hashes are recomputed and signed with an unknown key': {
    does: ({ place, batches, other }) => place.replaceBatches(forged(batches, other)),
    verdict: [
      'FAIL',
      'ANCHOR_INCONSISTENT 0..9',
      ...RANGES.map((at) => `CHECKPOINT_SIGNATURE ${at}`),
    ],
  },
  'a record is edited and all hashes are recomputed and signed with the stolen key, and no checkpoint after it was kept':
    {
      async does({ place, batches, own }) {
        await place.replaceBatches(forged(batches, own));
        return { anchors: [batches[1]?.note ?? ''] };
      },
      verdict: ['PASS'],
      caveat: 'Unanchored since record 4',
    },
  'a record is edited and all hashes are recomputed and signed with the stolen key, and a checkpoint after it was kept':
    {
      does: ({ place, batches, own }) => place.replaceBatches(forged(batches, own)),
      verdict: ['FAIL', 'ANCHOR_INCONSISTENT 0..9'],
    },
  'the last batches are deleted, and a checkpoint over them was kept': {
    does: ({ place, batches }) => place.replaceBatches(batches.slice(0, -3)),
    verdict: ['FAIL', 'ROLLBACK 5..9'],
  },
  'the last batches are deleted, and no checkpoint was kept': {
    async does({ place, batches }) {
      await place.replaceBatches(batches.slice(0, -3));
      return { anchors: [] };
    },
    verdict: ['INCOMPLETE', 'NO_CHECKPOINT 5..5'],
  },
  'all batches are deleted': {
    does: ({ place }) => place.replaceBatches([]),
    verdict: ['FAIL', 'ROLLBACK 0..9', 'EMPTY 0..0'],
  },
  'a batch in the middle is deleted': {
    does: ({ place, batches }) => place.replaceBatches(batches.filter(({ first }) => first !== 5)),
    verdict: ['FAIL', 'GAP 5..7'],
  },
  'a leaf in a batch is deleted': {
    does: ({ edit }) =>
      edit(5, (batch) => ({ ...withLeaves(leavesOf(batch).slice(0, 2)), count: 2 })),
    verdict: ['FAIL', 'BATCH_COUNT 5..6'],
  },
  'two batches are merged': {
    async does({ place, batches }) {
      const [start, a, b, ...rest] = batches as [Batch, Batch, Batch, ...Batch[]];
      const merged = {
        ...b,
        first: a.first,
        count: 2,
        ...withLeaves([...leavesOf(a), ...leavesOf(b)]),
      };
      await place.replaceBatches([start, merged, ...rest]);
    },
    verdict: ['FAIL', 'LINK_MISMATCH 3..4', 'LINK_MISMATCH 5..7'],
  },
  'a batch is split, and its first part is signed with an unknown key': {
    async does({ place, batches, other }) {
      const at = batches.findIndex(({ first }) => first === 5);
      const [before, split] = [batches.slice(0, at), batches[at] as Batch];
      const [head = Buffer.alloc(0), ...tail] = leavesOf(split);
      const hashes = splitHashes(Buffer.concat(before.map((batch) => batch.hashes)));
      const root = treeRoot(appendLeaves(EMPTY_TREE, [...hashes, leafHash(head)]));
      const checkpoint = readCheckpoint(split.note)?.checkpoint;
      if (checkpoint === undefined) throw new Error('The batch has no checkpoint.');
      const note = signCheckpoint({ ...checkpoint, size: 6, root }, other);
      const one = { ...withLeaves([head]), first: 5, count: 1, size: 6, root, note };
      const two = { ...split, ...withLeaves(tail), first: 6, count: 2 };
      await place.replaceBatches([...before, one, two, ...batches.slice(at + 1)]);
    },
    verdict: ['FAIL', 'CHECKPOINT_SIGNATURE 5..5', 'LINK_MISMATCH 6..7', 'LINK_MISMATCH 8..8'],
  },
  'two leaves of a batch are swapped': {
    does: ({ edit }) =>
      edit(5, (batch) => {
        const [a, b, ...rest] = leavesOf(batch) as [Buffer, Buffer, ...Buffer[]];
        return { leaves: packLeaves([b, a, ...rest]) };
      }),
    verdict: ['FAIL', 'ORDER 5..6'],
  },
  'two batches are swapped': {
    async does({ place, batches }) {
      const [start, a, b, ...rest] = batches as [Batch, Batch, Batch, ...Batch[]];
      await place.replaceBatches([start, { ...b, first: 3 }, { ...a, first: 4 }, ...rest]);
    },
    verdict: ['FAIL', 'ORDER 3..3', 'ORDER 4..4', 'LINK_MISMATCH 5..7'],
  },
  'the last leaf is repeated with the stolen key': {
    does: ({ place, batches, own }) =>
      place.replaceBatches(rebuild([...batches, ...batches.slice(-1)], own)),
    verdict: ['FAIL', 'ORDER 10..10'],
  },
  'an inner node of the tree replaces leaves': {
    does: ({ edit }) =>
      edit(5, (batch) => {
        const hashes = [0, 32].map((at) => batch.hashes.subarray(at, at + 32));
        const node = nodeHash(hashes[0] ?? Buffer.alloc(0), hashes[1] ?? Buffer.alloc(0));
        const rest = batch.hashes.subarray(64);
        const [, , last = Buffer.alloc(0)] = leavesOf(batch);
        return {
          count: 2,
          hashes: Buffer.concat([node, rest]),
          leaves: packLeaves([Buffer.concat(hashes), last]),
        };
      }),
    verdict: ['FAIL', 'BATCH_COUNT 5..6'],
  },
  'an old batch is signed with a key that was enrolled later': {
    async does({ place, batches, own, other }) {
      const enrolled = rebuild(
        batches.map((batch) =>
          batch.first === 4
            ? {
                ...batch,
                ...changed(batch, (text) =>
                  writeCanonical({
                    ...(JSON.parse(text) as object),
                    kind: 'log.key.enrolled',
                    details: { key: other.verifier.vkey },
                  }),
                ),
              }
            : batch,
        ),
        own,
      );
      const checkpoint = readCheckpoint(enrolled[1]?.note ?? '')?.checkpoint;
      if (checkpoint === undefined) throw new Error('The batch has no checkpoint.');
      const note = signCheckpoint(checkpoint, other);
      await place.replaceBatches(
        enrolled.map((batch) => (batch.first === 3 ? { ...batch, note } : batch)),
      );
      return { anchors: [enrolled.at(-1)?.note ?? ''] };
    },
    verdict: ['FAIL', 'KEY_NOT_VALID_AT_SIZE 3..3', 'LINK_MISMATCH 4..4'],
  },
  'the signatures are stripped': {
    does: ({ place, batches }) =>
      place.replaceBatches(
        batches.map((batch) => ({ ...batch, note: `${batch.note.split('\n\n')[0] ?? ''}\n\n` })),
      ),
    verdict: [
      'FAIL',
      'UNSIGNED 0..2',
      ...['3..3', '4..4', '5..7', '8..8', '9..9'].flatMap((at) => [
        `UNSIGNED ${at}`,
        `LINK_MISMATCH ${at}`,
      ]),
    ],
  },
  'the ledger has another origin than the pinned key, and no checkpoint was kept': {
    async does({ place, batches, other }) {
      const key = createSigner('other.test/ledger', other.privateKey);
      await place.replaceBatches(rebuild(batches, key));
      return { anchors: [] };
    },
    verdict: ['FAIL', ...RANGES.map((at) => `ORIGIN_MISMATCH ${at}`), 'NO_CHECKPOINT 10..10'],
  },
  'two checkpoints of the same size were signed for different records': {
    does: ({ batches, own, anchor }) =>
      Promise.resolve({ anchors: [anchor, forged(batches, own).at(-2)?.note ?? ''] }),
    verdict: ['FAIL', 'ANCHOR_INCONSISTENT 0..8', 'EQUIVOCATION 0..8'],
  },
  'the content of records is gone and no record states a pruning': {
    does: ({ edit }) => edit(4, () => ({ leaves: packLeaves([Buffer.alloc(0)]) })),
    verdict: ['FAIL', 'BODY_MISSING 4..4'],
  },
  'a signed leaf has a duplicate key': notCanonical((text) =>
    text.replace('{', '{"_t":"phi-gateway/record/v1",'),
  ),
  'a signed leaf has the number 1.0': notCanonical((text) =>
    text.replace('"part":1', '"part":1.0'),
  ),
  'a signed leaf has a lone surrogate': notCanonical((text) => text.replace('"p3"', '"\\ud800"')),
  'a signed leaf has a trailing space': notCanonical((text) => `${text} `),
};
