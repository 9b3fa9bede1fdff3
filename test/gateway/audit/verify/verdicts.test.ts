import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createSigningKey, readSigningKey } from '../../../../gateway/audit/files/signing-key.ts';
import { openLedger } from '../../../../gateway/audit/open-ledger.ts';
import { writeCanonical } from '../../../../gateway/audit/record/canonical-json.ts';
import { packLeaves, type Batch } from '../../../../gateway/audit/tree/batch.ts';
import { readCheckpoint, signCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import { nodeHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { createSigner, type NoteSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import {
  verifyLedger,
  type VerifyOptions,
} from '../../../../gateway/audit/verify/verify-ledger.ts';
import { flip, leavesOf, rebuild, withLeaves } from '../rebuild-batches.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../sample.ts';
import { STORES, type Place } from '../stores.ts';

const ORIGIN = 'gateway.test/ledger';

/** The batches of the ledger that is manipulated, by their first leaves: 5..7 are in one, 9 is the stop. */
type Batches = readonly Batch[];

/** What a manipulation has to work with. */
interface Tools {
  readonly place: Place;
  readonly batches: Batches;
  /** The ledger's key, and one that no record enrolls. */
  readonly own: NoteSigner;
  readonly other: NoteSigner;
  /** Stores the batches with some of them changed. */
  readonly edit: (first: number, change: (batch: Batch) => Partial<Batch>) => Promise<void>;
  /** The checkpoint at 9 leaves, and what a guard would hold at the end. */
  readonly anchor: string;
  readonly guard: string;
}

/** A row of the table: what is done, what the verification is given, and its verdict. */
interface Row {
  readonly does: (
    tools: Tools,
  ) => Promise<Partial<Pick<VerifyOptions, 'anchors' | 'publicKey'>> | void>;
  /** The result, then every finding as `CODE from..to`. */
  readonly verdict: readonly string[];
  /** Part of a caveat that the verdict must state. */
  readonly caveat?: string;
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

const notCanonical = (change: (text: string) => string): Row => ({
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

/**
 * The table of manipulations and verdicts, as far as this ledger shows them. Others need one of their own:
 * `silence.test.ts`, `set-clocks.test.ts`, `committed-identity.test.ts` and `erased-meanwhile.test.ts` beside this
 * file, `retain/prune-ledger.test.ts`, and `reports/index/tampering.test.ts` for the report index.
 */
const ROWS: Readonly<Record<string, Row>> = {
  'nothing is changed': { does: () => Promise.resolve(), verdict: ['PASS'] },
  'a bit is flipped in a leaf': {
    does: ({ edit }) => edit(3, ({ leaves }) => ({ leaves: flip(leaves, 40) })),
    verdict: ['FAIL', 'LEAF_MISMATCH 3..3'],
  },
  'a bit is flipped in a stored leaf hash': {
    does: ({ edit }) => edit(5, ({ hashes }) => ({ hashes: flip(hashes, 33) })),
    verdict: ['FAIL', 'TREE_MISMATCH 6..6'],
  },
  'everything is edited and recomputed without the key': {
    does: ({ place, batches, other }) => place.replaceBatches(forged(batches, other)),
    verdict: [
      'FAIL',
      'ANCHOR_INCONSISTENT 0..9',
      ...RANGES.map((at) => `CHECKPOINT_SIGNATURE ${at}`),
    ],
  },
  'everything is edited and recomputed with the stolen key, and nothing was remembered': {
    async does({ place, batches, own }) {
      await place.replaceBatches(forged(batches, own));
      return { anchors: [batches[1]?.note ?? ''] };
    },
    verdict: ['PASS'],
    caveat: 'Unanchored since record 4',
  },
  'everything is edited and recomputed with the stolen key, and a checkpoint was remembered': {
    does: ({ place, batches, own }) => place.replaceBatches(forged(batches, own)),
    verdict: ['FAIL', 'ANCHOR_INCONSISTENT 0..9'],
  },
  'the last batches are deleted': {
    does: ({ place, batches }) => place.replaceBatches(batches.slice(0, -3)),
    verdict: ['FAIL', 'ROLLBACK 5..9'],
  },
  'the last batches are deleted, and nothing was remembered': {
    async does({ place, batches }) {
      await place.replaceBatches(batches.slice(0, -3));
      return { anchors: [] };
    },
    verdict: ['INCOMPLETE', 'NO_CHECKPOINT 5..5'],
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
  'an inner node stands in the place of leaves': {
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
  'the ledger is of another origin': {
    async does({ place, batches, other }) {
      const key = createSigner('other.test/ledger', other.privateKey);
      await place.replaceBatches(rebuild(batches, key));
      return { anchors: [] };
    },
    verdict: ['FAIL', ...RANGES.map((at) => `ORIGIN_MISMATCH ${at}`), 'NO_CHECKPOINT 10..10'],
  },
  'two heads of one size were published': {
    does: ({ batches, own, anchor }) =>
      Promise.resolve({ anchors: [anchor, forged(batches, own).at(-2)?.note ?? ''] }),
    verdict: ['FAIL', 'ANCHOR_INCONSISTENT 0..8', 'EQUIVOCATION 0..8'],
  },
  'bodies are gone without a prune record': {
    does: ({ edit }) => edit(4, () => ({ leaves: packLeaves([Buffer.alloc(0)]) })),
    verdict: ['FAIL', 'BODY_MISSING 4..4'],
  },
  'a signed leaf has a duplicate key': notCanonical((text) =>
    text.replace('{', '{"_t":"phi-gateway/record/v1",'),
  ),
  'a signed leaf has 1.0': notCanonical((text) => text.replace('"part":1', '"part":1.0')),
  'a signed leaf has a lone surrogate': notCanonical((text) => text.replace('"p3"', '"\\ud800"')),
  'a signed leaf has a trailing space': notCanonical((text) => `${text} `),
};

describe.each(STORES)('the verdict on a ledger on $name', (store) => {
  const directory = createDirectory();
  let tools: Tools;
  let publicKey = '';

  beforeAll(async () => {
    await store.start();
    const place = await store.place(directory.path);
    const options = ledgerOptions(directory.path, { location: place.location });
    const ledger = await openLedger(options);
    ({ publicKey } = ledger);
    await ledger.append(accessRecord(['p1', 'p2']));
    await ledger.append(accessRecord(['p3']));
    await Promise.all(['p4', 'p5', 'p6'].map((id) => ledger.append(accessRecord([id]))));
    await ledger.append(accessRecord(['p7']));
    await ledger.close();
    const batches = await place.batches();
    const key = readSigningKey(options.keyPath) ?? createSigningKey(options.keyPath);
    tools = {
      place,
      batches,
      own: createSigner(ORIGIN, key),
      other: createSigner(ORIGIN, createSigningKey(`${options.keyPath}.other`)),
      edit: (first, change) =>
        place.replaceBatches(
          batches.map((batch) => (batch.first === first ? { ...batch, ...change(batch) } : batch)),
        ),
      anchor: batches.at(-2)?.note ?? '',
      guard: readFileSync(options.guardPath, 'utf8'),
    };
  });
  afterEach(() => tools.place.replaceBatches(tools.batches));
  afterAll(async () => {
    await store.stop();
    directory.remove();
  });

  it.each(Object.entries(ROWS))('is as the contract says if %s', async (_what, row) => {
    const given = await row.does(tools);
    const found = await verifyLedger({
      location: tools.place.location,
      publicKey,
      anchors: [tools.guard],
      witnesses: [],
      guardPath: null,
      ...given,
    });
    const findings = found.findings.map(({ code, from, to }) => `${code} ${from}..${to}`);
    expect([found.result, ...findings]).toEqual(row.verdict);
    expect(found.caveats.join()).toContain(row.caveat ?? '');
  });
});
