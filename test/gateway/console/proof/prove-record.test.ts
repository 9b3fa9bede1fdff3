import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { isProven } from '../../../../gateway/audit/proof/is-proven.ts';
import {
  NO_BATCH,
  readCheckpoint,
  signCheckpoint,
} from '../../../../gateway/audit/tree/checkpoint.ts';
import { createProver } from '../../../../gateway/audit/tree/create-prover.ts';
import { EMPTY_TREE, leafHash } from '../../../../gateway/audit/tree/merkle-tree.ts';
import {
  createSigner,
  isSignedBy,
  readVerifier,
} from '../../../../gateway/audit/tree/signed-note.ts';
import { checkSignature } from '../../../../gateway/console/proof/check-signature.ts';
import { proveRecord, type RecordProof } from '../../../../gateway/console/proof/prove-record.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const signer = createSigner('gateway.test/ledger', privateKey);
const VKEY = signer.verifier.vkey;
const other = createSigner('gateway.test/other', privateKey);
const stranger = createSigner('gateway.test/ledger', generateKeyPairSync('ed25519').privateKey);

const textOf = (index: number) => JSON.stringify({ record: index, name: 'Zoë' });

/** The proof of a record in a ledger of this size. */
function recordProof(leaf: number, size: number, by = signer): RecordProof {
  const prover = createProver(EMPTY_TREE, new Set([leaf]));
  prover.add(Array.from({ length: size }, (_, index) => leafHash(Buffer.from(textOf(index)))));
  const { root, inclusion } = prover.finish();
  const origin = 'gateway.test/ledger';
  return {
    leaf,
    json: textOf(leaf),
    path: (inclusion.get(leaf) ?? []).map((hash) => hash.toString('base64')),
    checkpoint: signCheckpoint({ origin, size, root, previousBatch: NO_BATCH }, by),
  };
}

/** The verdict of the page. */
async function inBrowser(proof: RecordProof, vkey: string): Promise<readonly boolean[]> {
  const { isProven: isIncluded } = await proveRecord(proof);
  const { kind } = await checkSignature(proof.checkpoint, [vkey]);
  return [isIncluded, kind === 'good'];
}

/** The verdict of the gateway. */
function inGateway(proof: RecordProof, vkey: string): readonly boolean[] {
  const read = readCheckpoint(proof.checkpoint);
  const verifier = readVerifier(vkey);
  if (read === null) return [false, false];
  const { checkpoint, note } = read;
  const isIncluded = isProven(
    { index: proof.leaf, path: proof.path },
    Buffer.from(proof.json),
    checkpoint,
  );
  const isOfOrigin = verifier?.name === checkpoint.origin;
  return [isIncluded, isOfOrigin && isSignedBy(note, verifier)];
}

const PROOF = recordProof(4, 7);
const HASH = Buffer.alloc(32, 7).toString('base64');
const change = (part: Partial<RecordProof>): RecordProof => ({ ...PROOF, ...part });
const changeNote = (from: string | RegExp, to: string): RecordProof =>
  change({ checkpoint: PROOF.checkpoint.replace(from, to) });
/** The same bytes in base64 with an unused bit of the last digit set. */
const noncanonical = (text: string) =>
  text.replace(/(.)(=+)$/m, (_, digit: string, end: string) => {
    const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    return `${digits[digits.indexOf(digit) + 1]}${end}`;
  });

const MUTANTS: readonly (readonly [name: string, proof: RecordProof, vkey?: string])[] = [
  ['another record', change({ json: textOf(5) })],
  ['another index', change({ leaf: 5 })],
  ['an index outside the tree', change({ leaf: 7 })],
  ['a negative index', change({ leaf: -1 })],
  ['a fractional index', change({ leaf: 4.5 })],
  ['a shorter path', change({ path: PROOF.path.slice(1) })],
  ['a longer path', change({ path: [...PROOF.path, HASH] })],
  ['an empty path', change({ path: [] })],
  ['another hash in the path', change({ path: PROOF.path.with(0, HASH) })],
  ['a short hash in the path', change({ path: PROOF.path.with(0, HASH.slice(4)) })],
  ['a noncanonical hash in the path', change({ path: PROOF.path.map(noncanonical) })],
  ['another size in the checkpoint', changeNote('\n7\n', '\n8\n')],
  ['a size with a leading zero in the checkpoint', changeNote('\n7\n', '\n07\n')],
  ['a size that is too large in the checkpoint', changeNote('\n7\n', '\n9007199254740993\n')],
  ['another root in the checkpoint', changeNote(/\n7\n.{8}/, '\n7\nAAAAAAAA')],
  ['no origin in the checkpoint', changeNote('gateway.test/ledger\n', '\n')],
  ['another origin in the checkpoint', changeNote('gateway.test/ledger\n', 'gateway.test/other\n')],
  ['another link to the batch before', changeNote('previous-batch AAAA', 'previous-batch BAAA')],
  ['no link to the batch before', changeNote(/previous-batch .*\n/, '')],
  ['an unknown extension in the checkpoint', changeNote('previous-batch', 'next-batch')],
  ['two extensions in the checkpoint', changeNote(/(previous-batch .*\n)/, '$1more\n')],
  [
    'a control character in the checkpoint',
    changeNote('previous-batch', '\u001b[2Jprevious-batch'),
  ],
  ['carriage returns in the checkpoint', changeNote(/\n/g, '\r\n')],
  ['no signature of the checkpoint', changeNote(/— .*\n/, '')],
  [
    'no end of the last line of the checkpoint',
    change({ checkpoint: PROOF.checkpoint.slice(0, -1) }),
  ],
  [
    'a last line of the checkpoint that is not a signature',
    change({ checkpoint: `${PROOF.checkpoint}text\n` }),
  ],
  ['a signature of another key', recordProof(4, 7, stranger)],
  ['a signature in another name', recordProof(4, 7, other)],
  ['a known key of another name', recordProof(4, 7, other), other.verifier.vkey],
  ['a key with another id', PROOF, VKEY.replace(/\+[0-9a-f]{8}\+/, '+00000000+')],
  ['a key of another type', PROOF, VKEY.replace(/\+A([A-Za-z])/, '+B$1')],
];

describe('the proof that a record is in the ledger', () => {
  it('is accepted by browser and gateway for every record of trees up to nine records', async () => {
    for (let size = 1; size <= 9; size += 1)
      for (let leaf = 0; leaf < size; leaf += 1) {
        const proof = recordProof(leaf, size);
        expect([size, leaf, await inBrowser(proof, VKEY)]).toEqual([size, leaf, [true, true]]);
        expect([size, leaf, inGateway(proof, VKEY)]).toEqual([size, leaf, [true, true]]);
      }
  });

  it.each(MUTANTS)('is refused by browser and gateway with %s', async (_, proof, vkey = VKEY) => {
    const verdict = inGateway(proof, vkey);
    expect(verdict).toContain(false);
    expect(await inBrowser(proof, vkey)).toEqual(verdict);
  });
});
