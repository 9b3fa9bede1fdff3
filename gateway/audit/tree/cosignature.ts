import { createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { SIGNATURE_BYTES } from '../tlog/parse-note.ts';
import {
  createVerifier,
  readVerifier,
  signatureLine,
  type NoteSigner,
  type NoteVerifier,
  type SignedNote,
} from './signed-note.ts';

/** The signature type of cosignatures. Key ids cover the type: a key that also signs notes has another id there. */
const COSIGNATURE_V1 = 0x04;
const TIME_BYTES = 8;

/** A witness that cosigns under a name. https://c2sp.org/tlog-cosignature */
export function createCosigner(name: string, privateKey: KeyObject): NoteSigner {
  return {
    verifier: createVerifier(name, createPublicKey(privateKey), COSIGNATURE_V1),
    privateKey,
  };
}

/** Parses the `name+key id+key` text of a witness; null if it is malformed. */
export function readCosigner(vkey: string): NoteVerifier | null {
  return readVerifier(vkey, COSIGNATURE_V1);
}

/**
 * The signature line of a witness. It states that at this time (seconds since 1970) the tree in the text was the largest that
 * the witness had seen, and consistent with every earlier one.
 */
export function cosign(
  text: string,
  seconds: number,
  { verifier, privateKey }: NoteSigner,
): string {
  const time = Buffer.alloc(TIME_BYTES);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = sign(null, message(text, BigInt(seconds)), privateKey);
  return signatureLine(verifier, Buffer.concat([time, signature]));
}

/** When a witness cosigned a note (seconds since 1970); null if it did not. */
export function cosignedAt(note: SignedNote, { name, id, key }: NoteVerifier): number | null {
  for (const line of note.signatures) {
    if (line.name !== name || !line.id.equals(id)) continue;
    if (line.signature.length !== TIME_BYTES + SIGNATURE_BYTES) continue;
    const seconds = line.signature.readBigUInt64BE();
    const isValid = verify(
      null,
      message(note.text, seconds),
      key,
      line.signature.subarray(TIME_BYTES),
    );
    if (isValid && seconds <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(seconds);
  }
  return null;
}

function message(text: string, seconds: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}
