import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { commitRecord } from '../../../../gateway/audit/record/commit-record.ts';
import { clearOpenings } from '../../../../gateway/audit/record/identity-openings.ts';
import { writeCommittedLeaves } from '../../../../gateway/audit/record/leaf.ts';
import { createLeafIds } from '../../../../gateway/audit/record/leaf-ids.ts';
import { packLeaves } from '../../../../gateway/audit/tree/batch.ts';
import { NO_BATCH, signCheckpoint } from '../../../../gateway/audit/tree/checkpoint.ts';
import { leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import { createSigner } from '../../../../gateway/audit/tree/signed-note.ts';
import { inspectBatch } from '../../../../gateway/audit/verify/inspect-batch.ts';
import { packBatches, unpackBatches } from '../../../../gateway/audit/verify/inspect-messages.ts';
import { accessRecord, ledgerOptions } from '../sample.ts';

const FIRST = 70;

const { source, origin } = ledgerOptions('');
const signer = createSigner(origin, generateKeyPairSync('ed25519').privateKey);
const ids = createLeafIds(null);
const written = [['p1', 'p2'], ['p3']].flatMap((patients, at) =>
  writeCommittedLeaves(commitRecord(accessRecord(patients), randomBytes), {
    id: ids.next(at),
    at,
    source,
  }),
);
const [one = Buffer.alloc(0), two = Buffer.alloc(0)] = written.map(
  ({ openings }) => openings ?? Buffer.alloc(0),
);
const bodies = written.map(({ bytes }) => bytes);
const hashes = bodies.map((bytes) => leafHash(bytes));
const head = { origin, size: FIRST + 2, root: Buffer.alloc(32), previousBatch: NO_BATCH };
const batch = {
  first: FIRST,
  count: 2,
  leaves: packLeaves(bodies),
  hashes: Buffer.concat(hashes),
  note: signCheckpoint(head, signer),
};

/** Inspects as a thread does, after the message to it. */
function inspect(openings: ReadonlyMap<number, Buffer> | null) {
  const { parts } = unpackBatches(packBatches([{ batch, openings }], []));
  const [inspection] = parts.map((part) => inspectBatch(part, [signer.verifier]));
  return inspection;
}

const whole = new Map([
  [FIRST, one],
  [FIRST + 1, two],
]);

describe('the inspection of a batch that stores patient ids as commitments', () => {
  it('finds that its records need no further check if their ids match the commitments', () => {
    expect(inspect(whole)).toMatchObject({
      signedBy: signer.verifier.vkey,
      plain: { count: 2, lastKind: 'access' },
    });
  });

  it.each<[string, ReadonlyMap<number, Buffer> | null]>([
    ['if no ids were looked up', null],
    ['if the ids of a record are missing', new Map([[FIRST, one]])],
    ['if all ids are missing', new Map()],
    ['if an id was erased', new Map([...whole, [FIRST, clearOpenings(one, new Set([1]))]])],
    ['if the ids of two records are swapped', new Map([...whole, [FIRST, two], [FIRST + 1, one]])],
    ['if an id was changed', new Map([...whole, [FIRST + 1, flip(two)]])],
    [
      'if there are ids without a commitment',
      new Map([...whole, [FIRST, Buffer.concat([one, two])]]),
    ],
    ['if the ids of a record are cut off', new Map([...whole, [FIRST + 1, two.subarray(0, -1)]])],
  ])('finds that its records need a further check %s', (_, openings) => {
    expect(inspect(openings)).toEqual({ signedBy: signer.verifier.vkey, plain: null });
  });
});

function flip(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(5) ^ 1, 5);
  return changed;
}
