import { describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, hash } from 'node:crypto';
import { readTreeHead } from '../../../../gateway/audit/tree/checkpoint.ts';
import { cosign, cosignedAt, createCosigner } from '../../../../gateway/audit/tree/cosignature.ts';
import {
  createSigner,
  isSignedBy,
  readNote,
  readVerifier,
  signatureLine,
  signNote,
} from '../../../../gateway/audit/tree/signed-note.ts';
import { parseAddCheckpoint } from '../../../../gateway/audit/publish/witness/parse-add-checkpoint.ts';

const { privateKey } = generateKeyPairSync('ed25519');
const signer = createSigner('ledger', privateKey);
const witness = createCosigner('witness', privateKey);
const resized = (bytes: Buffer, length: number) =>
  Buffer.concat([bytes, Buffer.alloc(200)]).subarray(0, length);

const noteWith = (root: string) => signNote(`ledger\n5\n${root}\n`, signer);

function read(note: string) {
  const parsed = readNote(note);
  if (parsed === null) throw new Error('This is not a note.');
  return parsed;
}

describe('a signature of the wrong length', () => {
  const signed = read(signNote('text\n', signer));
  const signature = signed.signatures[0]?.signature ?? Buffer.alloc(0);

  it.each([1, 32, 63, 65, 128])('is rejected on a signed note: %s bytes', (length) => {
    const line = signatureLine(signer.verifier, resized(signature, length));
    expect(isSignedBy(read(`text\n\n${line}`), signer.verifier)).toBe(false);
  });

  const cosigned = read(`text\n\n${cosign('text\n', 5, witness)}`);
  const cosignature = cosigned.signatures[0]?.signature ?? Buffer.alloc(0);

  it.each([1, 8, 64, 71, 73])('is rejected as the cosignature of a witness: %s bytes', (length) => {
    expect(cosignedAt(cosigned, witness.verifier)).toBe(5);
    const line = signatureLine(witness.verifier, resized(cosignature, length));
    expect(cosignedAt(read(`text\n\n${line}`), witness.verifier)).toBeNull();
  });
});

describe('a public key of the wrong length', () => {
  it.each([0, 1, 32, 34, 65])('is rejected as a verifier key: %s bytes', (length) => {
    const whole = Buffer.from(signer.verifier.vkey.split('+').slice(2).join('+'), 'base64');
    const typed = resized(whole, length);
    const id = hash('sha256', Buffer.concat([Buffer.from('ledger\n'), typed]), 'hex').slice(0, 8);
    expect(readVerifier(`ledger+${id}+${typed.toString('base64')}`)).toBeNull();
  });
});

describe('a hash of the wrong length', () => {
  const hashes = [0, 31, 33, 64].map((bytes) => Buffer.alloc(bytes, 1).toString('base64'));

  it.each(hashes)('is rejected as the root of a checkpoint: %j', (root) => {
    expect(readTreeHead(noteWith(Buffer.alloc(32, 1).toString('base64')))).not.toBeNull();
    expect(readTreeHead(noteWith(root))).toBeNull();
  });

  it.each(hashes.slice(1))(
    'is rejected by a witness in the consistency proof of an add-checkpoint request: %j',
    (text) => {
      expect(
        parseAddCheckpoint(`old 3\n${Buffer.alloc(32).toString('base64')}\n\nnote`),
      ).not.toBeNull();
      expect(parseAddCheckpoint(`old 3\n${text}\n\nnote`)).toBeNull();
    },
  );
});
