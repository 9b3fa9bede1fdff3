import { describe, expect, it } from '@jest/globals';
import {
  recordsSince,
  type AppendCondition,
  type PlacedRecord,
} from '../../../../gateway/audit/append/records-since.ts';
import { controlRecord } from '../../../../gateway/audit/record/control/control-record.ts';
import { writeLeaves } from '../../../../gateway/audit/record/leaf.ts';
import { parseLeaf } from '../../../../gateway/audit/record/parse-leaf.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { isInLeafRanges, unreleasedIn } from '../../../../gateway/audit/record/unreleased.ts';
import { packLeaves, type Batch } from '../../../../gateway/audit/tree/batch.ts';
import { leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom, hashOf, type Random } from '../../../support/federated/random.ts';
import { accessRecord } from '../sample.ts';

const { numRuns: RUNS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  100,
  10_000,
);

/** Kinds with a condition, and the detail that names the subject of their records. */
const SUBJECTS = [
  ['review', 'case'],
  ['suppression', 'suppression'],
  ['question', 'case'],
  ['log.threshold', 'rule'],
] as const;

/** Texts in records that look like the kind of a record. */
const TEXTS = ['"kind":"review"', '{"kind":"unreleased"}', '","kind":"question"', 'review'];

describe(`the records of a subject from a leaf on (TEST_SEED=${SEED})`, () => {
  it('are those that are found by parsing every leaf', async () => {
    let count = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const random = createRandom(hashOf(SEED, run));
      const leaves = randomLeaves(random);
      const batches = inBatches(leaves, random);
      const [kind, detail] = random.pick(SUBJECTS);
      const condition = {
        kind,
        subject: random.pick(TEXTS),
        from: random.below(leaves.length / 2),
      };
      const found = await recordsSince(newestFirst(batches), condition);
      const expected = parseAll(leaves, condition, detail);
      expect({ run, condition, found }).toEqual({ run, condition, found: expected });
      count += found.length;
    }
    expect(count).toBeGreaterThan(RUNS / 4);
  });
});

/** A leaf as it is stored, with a hash that may be another one's. */
interface StoredLeaf {
  readonly bytes: Buffer;
  readonly hash: Buffer;
}

function randomLeaves(random: Random): readonly StoredLeaf[] {
  const source = { gateway: random.pick(TEXTS), version: '1', schemaHash: '', policyHash: '' };
  const leaves: StoredLeaf[] = [];
  for (let number = 0; number < 30; number += 1) {
    const record = randomRecord(random, leaves.length);
    for (const bytes of writeLeaves(record, { id: `${number}`, at: number, source }))
      leaves.push(randomlyStored(bytes, random));
  }
  return leaves;
}

function randomRecord(random: Random, size: number): AuditRecord {
  if (random.chance(15))
    return controlRecord('unreleased', 0, {
      first: Math.max(0, size - random.below(6)),
      count: 1 + random.below(2),
    });
  const text = random.pick(TEXTS);
  if (random.chance(30)) return { ...accessRecord([text]), reason: text, details: { kind: text } };
  const [kind, detail] = random.pick(SUBJECTS);
  const details = { [detail]: text, kind: random.pick(SUBJECTS)[0] };
  return controlRecord(random.chance(80) ? kind : 'log.policy', 0, details);
}

/** Some leaves are damaged, pruned or not canonical. */
function randomlyStored(bytes: Buffer, random: Random): StoredLeaf {
  const hash = leafHash(bytes);
  if (random.chance(90)) return { bytes, hash };
  const spaced = Buffer.from(String(bytes).replace('"kind":', '"kind": '));
  return random.pick([
    { bytes, hash: leafHash(hash) },
    { bytes: Buffer.alloc(0), hash },
    { bytes: spaced, hash: leafHash(spaced) },
  ]);
}

function inBatches(leaves: readonly StoredLeaf[], random: Random): readonly Batch[] {
  const batches: Batch[] = [];
  for (let first = 0; first < leaves.length;) {
    const part = leaves.slice(first, first + 1 + random.below(8));
    const size = first + part.length;
    batches.push({
      first,
      count: part.length,
      leaves: packLeaves(part.map(({ bytes }) => bytes)),
      hashes: Buffer.concat(part.map(({ hash }) => hash)),
      size,
      root: Buffer.alloc(0),
      note: '',
    });
    first = size;
  }
  return batches;
}

async function* newestFirst(batches: readonly Batch[]) {
  yield* batches.toReversed();
}

function parseAll(
  stored: readonly StoredLeaf[],
  { kind, subject, from }: AppendCondition,
  detail: string,
): readonly PlacedRecord[] {
  const placed = stored.flatMap(({ bytes, hash }, index) => {
    const leaf = leafHash(bytes).equals(hash) ? parseLeaf(bytes) : null;
    return leaf === null || index < from ? [] : [{ index, leaf }];
  });
  const unreleased = placed.flatMap(({ leaf }) => unreleasedIn(leaf) ?? []);
  return placed
    .filter(({ leaf }) => leaf.kind === kind && leaf.details?.[detail] === subject)
    .filter(({ index }) => !isInLeafRanges(unreleased, index))
    .toReversed();
}
