import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rotateKey } from '../../../../gateway/audit/maintain/rotate-key.ts';
import { readSigningKey } from '../../../../gateway/audit/store/files/signing-key.ts';
import { writeCanonical } from '../../../../gateway/audit/record/canonical/canonical-json.ts';
import { parseLeaf } from '../../../../gateway/audit/record/parse-leaf.ts';
import {
  batchHash,
  packLeaves,
  unpackLeaves,
  type Batch,
} from '../../../../gateway/audit/tree/batch.ts';
import {
  NO_BATCH,
  readCheckpoint,
  signCheckpoint,
} from '../../../../gateway/audit/tree/checkpoint.ts';
import {
  appendLeaves,
  EMPTY_TREE,
  leafHash,
  treeRoot,
} from '../../../../gateway/audit/tree/merkle-tree.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../../../gateway/audit/verify/verify-ledger.ts';
import { operate, ORIGIN } from '../maintain/resume/restored.ts';
import { createDirectory } from '../sample.ts';
import { placeInFile, type Place } from '../stores.ts';
import { INSPECTED } from './inspected.ts';

const SECOND = `${ORIGIN}/2`;

/** A batch before it is hashed, linked and signed with a key. */
interface Draft {
  readonly leaves: readonly Buffer[];
  readonly origin: string;
  readonly key: KeyObject;
}

const directory = createDirectory();
let place: Place;
let ledger: ReturnType<typeof operate>;
let firstKey = '';
/** The key that was retired by the rotation before the restore, at record 7. */
let retired: KeyObject;
let key: KeyObject;
/**
 * Batches (first..last leaf): 0..2, 3, 4 the first key's stop, 5..7 the rotation, 8 the new key's stop; 9..12
 * the incarnation; 13..14, 15 and 16 go on.
 */
let honest: readonly Draft[];

beforeAll(async () => {
  place = placeInFile(`${directory.path}/audit.db`);
  ledger = operate(directory.path, place);
  const { location } = place;
  const { keyPath, guardPath } = ledger;
  firstKey = await ledger.write(['p1']);
  retired = readKey();
  await rotateKey({ location, keyPath, guardPath, version: '1', at: Date.now() });
  key = readKey();
  const restore = await place.save();
  await ledger.write(['lost']);
  await restore();
  await ledger.resume();
  await ledger.write(['p2']);
  honest = (await place.batches()).map((batch, index) => ({
    leaves: unpackLeaves(batch.leaves) ?? [],
    origin: readCheckpoint(batch.note)?.checkpoint.origin ?? '',
    key: index < 4 ? retired : key,
  }));
});
afterAll(() => {
  directory.remove();
});

function readKey(): KeyObject {
  const read = readSigningKey(ledger.keyPath);
  if (read === null) throw new Error('The sample has no key.');
  return read;
}

/** Hashes, links and signs everything. */
function build(drafts: readonly Draft[]): Batch[] {
  let tree = EMPTY_TREE;
  let previousBatch = NO_BATCH;
  return drafts.map(({ leaves, origin, key: by }) => {
    const first = tree.size;
    const hashes = leaves.map((leaf) => leafHash(leaf));
    tree = appendLeaves(tree, hashes);
    const root = treeRoot(tree);
    const { size } = tree;
    const note = signCheckpoint({ origin, size, root, previousBatch }, createSigner(origin, by));
    previousBatch = batchHash(note, Buffer.concat(hashes));
    const packed = { leaves: packLeaves(leaves), hashes: Buffer.concat(hashes) };
    return { first, count: leaves.length, ...packed, size, root, note };
  });
}

/** Verified by one thread alone and with batches that were inspected ahead; without the guard, which must fail. */
async function verdict(drafts: readonly Draft[], publicKey: string | null = firstKey) {
  await place.replaceBatches(build(drafts));
  const { location } = place;
  const anchors = [build(drafts).at(-1)?.note ?? ''];
  const options = { location, publicKey, anchors, witnesses: [], guardPath: null };
  const alone = await verifyLedger(options);
  expect(await verifyLedger(options, INSPECTED)).toEqual(alone);
  return [alone.result, ...alone.findings.map(({ code, from, to }) => `${code} ${from}..${to}`)];
}

const change = (at: number, by: (draft: Draft) => Partial<Draft>) =>
  honest.map((draft, index) => (index === at ? { ...draft, ...by(draft) } : draft));

/** The incarnation leaf with other details. */
function incarnationWith(details: Readonly<Record<string, string | number | null>>) {
  return change(5, ({ leaves }) => {
    const [bytes = Buffer.alloc(0), ...others] = leaves;
    const leaf = parseLeaf(bytes);
    if (leaf === null) throw new Error('The sample has no incarnation.');
    const changed = { ...leaf, details: { ...leaf.details, ...details } };
    return { leaves: [Buffer.from(writeCanonical(changed)), ...others] };
  });
}

/** Everything from the incarnation on under another name, the keys that it enrols too. */
function renamed(origin: string): Draft[] {
  return honest.map((draft, index) => {
    if (index < 5) return draft;
    const { vkey } = createSigner(SECOND, key).verifier;
    const next = createSigner(origin, key).verifier.vkey;
    const leaves = draft.leaves.map((leaf) => Buffer.from(leaf.toString().replace(vkey, next)));
    return { ...draft, origin, leaves };
  });
}

const stranger = generateKeyPairSync('ed25519').privateKey;
const LOST = 'RANGE_LOST 9..12';

describe('the record that states that a restored ledger was resumed under a new name', () => {
  it('makes the verdict INCOMPLETE with RANGE_LOST, not FAIL, if it is unchanged', async () => {
    expect(await verdict(honest)).toEqual(['INCOMPLETE', LOST]);
    expect(await verdict(honest, null)).toEqual(['INCOMPLETE', LOST]);
  });

  it('makes the verdict FAIL with ORIGIN_MISMATCH if the ledger is verified with its key under the new name', async () => {
    const second = createSigner(SECOND, key).verifier.vkey;
    expect((await verdict(honest, second)).slice(0, 2)).toEqual(['FAIL', 'ORIGIN_MISMATCH 0..2']);
  });

  it.each([
    [
      'with ORIGIN_MISMATCH if the new name skips a number',
      () => renamed(`${ORIGIN}/3`),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with ORIGIN_MISMATCH if the new name is that of another ledger',
      () => renamed('another/2'),
      'ORIGIN_MISMATCH 9..12',
    ],
    [
      'with ORIGIN_MISMATCH if the number in the new name has a leading zero',
      () => renamed(`${ORIGIN}/02`),
      'ORIGIN_MISMATCH 9..12',
    ],
    [
      'with ORIGIN_MISMATCH if the number in the new name is 1',
      () => renamed(`${ORIGIN}/1`),
      'ORIGIN_MISMATCH 9..12',
    ],
    [
      'with ORIGIN_MISMATCH if it states a smaller old size',
      () => incarnationWith({ oldSize: 8 }),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with ORIGIN_MISMATCH if it states a larger old size',
      () => incarnationWith({ oldSize: 14 }),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with ORIGIN_MISMATCH if it states another old root',
      () => incarnationWith({ oldRoot: 'f'.repeat(64) }),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with ORIGIN_MISMATCH if it states another old name',
      () => incarnationWith({ oldOrigin: 'another' }),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with ORIGIN_MISMATCH if it states only a part of the known checkpoint',
      () => incarnationWith({ knownOrigin: null }),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with ORIGIN_MISMATCH if it states a known checkpoint of another ledger',
      () => incarnationWith({ knownOrigin: 'another' }),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with ORIGIN_MISMATCH if it states a known checkpoint of a later resumption',
      () => incarnationWith({ knownOrigin: `${ORIGIN}/7` }),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with ORIGIN_MISMATCH if it is left out',
      () => change(5, ({ leaves }) => ({ leaves: leaves.slice(1) })),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with ORIGIN_MISMATCH if it is not the first record of its batch',
      () => change(5, ({ leaves: [a, b, ...rest] }) => ({ leaves: [b, a, ...rest] as Buffer[] })),
      'ORIGIN_MISMATCH 9..9',
    ],
    [
      'with CHECKPOINT_SIGNATURE if its batch is signed with an unknown key',
      () => honest.map((draft, index) => (index < 5 ? draft : { ...draft, key: stranger })),
      'CHECKPOINT_SIGNATURE 9..12',
    ],
    [
      'with KEY_NOT_VALID_AT_SIZE if its batch is signed with a key that was retired before',
      () => change(5, () => ({ key: retired })),
      'KEY_NOT_VALID_AT_SIZE 9..12',
    ],
    [
      'with ORIGIN_MISMATCH if a batch under the old name follows it',
      () => change(6, () => ({ origin: ORIGIN })),
      'ORIGIN_MISMATCH 13..14',
    ],
    [
      'with CHECKPOINT_SIGNATURE if a batch signed with the retired key follows it',
      () => change(6, () => ({ key: retired })),
      'CHECKPOINT_SIGNATURE 13..14',
    ],
    [
      'with ORIGIN_MISMATCH if it is recorded twice',
      () =>
        honest.map((draft, index) =>
          index === 6
            ? { ...draft, leaves: [...draft.leaves, ...(honest[5]?.leaves.slice(0, 1) ?? [])] }
            : draft,
        ),
      'ORIGIN_MISMATCH 15..15',
    ],
    [
      'with ORIGIN_MISMATCH if the checkpoints keep the old name',
      () => honest.map((draft) => ({ ...draft, origin: ORIGIN })),
      'ORIGIN_MISMATCH 9..9',
    ],
  ])('makes the verdict FAIL %s', async (_, drafts, finding) => {
    const [result, ...findings] = await verdict(drafts());
    expect(result).toBe('FAIL');
    expect(findings).toContain(finding);
  });

  it('makes the verdict INCOMPLETE, not FAIL, if the new name skips the number of a lost resumption that it states', async () => {
    const drafts = incarnationWith({ knownOrigin: SECOND }).map((draft, index) => {
      const other = renamed(`${ORIGIN}/3`)[index];
      if (index < 5 || other === undefined) return draft;
      const leaves = [...draft.leaves.slice(0, 1), ...other.leaves.slice(1)];
      return { ...other, leaves: index === 5 ? leaves : other.leaves };
    });
    expect(await verdict(drafts)).toEqual(['INCOMPLETE', LOST]);
  });

  it('is reported as LEAF_MISMATCH if it was changed after it was signed', async () => {
    await place.replaceBatches(
      build(honest).map((batch, index) => {
        if (index !== 5) return batch;
        const [first = Buffer.alloc(0), ...others] = honest[5]?.leaves ?? [];
        const changed = Buffer.from(first.toString().replace('"knownSize":13', '"knownSize":11'));
        return { ...batch, leaves: packLeaves([changed, ...others]) };
      }),
    );
    const { lines } = await ledger.verdict(firstKey);
    expect(lines).toContain('LEAF_MISMATCH 9..9');
  });

  it('makes a key under the new name valid only from its own index on, even if an earlier record enrolled the key', async () => {
    const { vkey } = createSigner(SECOND, key).verifier;
    const early = change(1, ({ leaves: [leaf = Buffer.alloc(0)] }) => {
      const parsed = parseLeaf(leaf);
      const enrollment = { ...parsed, kind: 'log.key.enrolled', details: { key: vkey } };
      return { leaves: [Buffer.from(writeCanonical(enrollment))] };
    });
    await place.replaceBatches(build(early));
    const { keys } = await ledger.verdict(firstKey);
    expect(keys.filter((each) => each.vkey === vkey).map(({ validFrom }) => validFrom)).toEqual([
      9,
    ]);
  });

  it('makes the verdict FAIL with a later anchor, INCOMPLETE without, if forged on an older copy with a stolen retired key', async () => {
    // The first key was valid at record 5, where the thief cuts and goes on under the new name.
    const { vkey } = createSigner(SECOND, key).verifier;
    const own = createSigner(SECOND, retired).verifier.vkey;
    const root = build(honest.slice(0, 3)).at(-1)?.root.toString('hex') ?? '';
    const forged = [
      ...honest.slice(0, 3),
      ...incarnationWith({
        oldSize: 5,
        oldRoot: root,
        knownOrigin: null,
        knownSize: null,
        knownRoot: null,
      })
        .slice(5, 6)
        .map(({ leaves }) => ({
          leaves: leaves.map((leaf) => Buffer.from(leaf.toString().replace(vkey, own))),
          origin: SECOND,
          key: retired,
        })),
    ];
    const anchor = build(honest.slice(0, 5)).at(-1)?.note ?? '';
    await place.replaceBatches(build(forged));
    const { location } = place;
    const options = { location, publicKey: firstKey, witnesses: [], guardPath: null };
    const alone = await verifyLedger({ ...options, anchors: [] });
    expect([alone.result, alone.findings.map(({ code }) => code)]).toEqual([
      'INCOMPLETE',
      ['RANGE_LOST', 'NO_CHECKPOINT'],
    ]);
    const anchored = await verifyLedger({ ...options, anchors: [anchor] });
    expect([anchored.result, anchored.findings.map(({ code }) => code)[0]]).toEqual([
      'FAIL',
      'CHECKPOINT_SIGNATURE',
    ]);
  });
});
