import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';
import {
  ED25519,
  KEY_ID_BYTES,
  keyIdInput,
  parseNote,
  parseVerifierKey,
  SIGNATURE_BYTES,
  type ParsedNote,
} from '../tlog/parse-note.ts';

/** A name and an Ed25519 public key that verify notes. */
export interface NoteVerifier {
  readonly name: string;
  /** `name+key id+key`, the text that is pinned. https://c2sp.org/signed-note#verifier-keys */
  readonly vkey: string;
  readonly id: Buffer;
  readonly key: KeyObject;
}

/** A verifier with its private key. */
export interface NoteSigner {
  readonly verifier: NoteVerifier;
  readonly privateKey: KeyObject;
}

/** A parsed note. Nothing in it is verified. */
export interface SignedNote {
  /** The signed text including its last newline. */
  readonly text: string;
  readonly signatures: readonly {
    readonly name: string;
    readonly id: Buffer;
    readonly signature: Buffer;
  }[];
}

/** An Ed25519 SubjectPublicKeyInfo is this prefix and the key. https://www.rfc-editor.org/rfc/rfc8410 */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** The verifier of a public key under a name; `type` is the signature type. */
export function createVerifier(name: string, publicKey: KeyObject, type = ED25519): NoteVerifier {
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
  return verifierOf(name, Buffer.concat([Buffer.from([type]), raw]), publicKey);
}

/** `typedKey` is the signature type and the raw key. */
function verifierOf(name: string, typedKey: Uint8Array, key: KeyObject): NoteVerifier {
  const id = keyId(name, typedKey);
  const vkey = `${name}+${id.toString('hex')}+${bufferOf(typedKey).toString('base64')}`;
  return { name, vkey, id, key };
}

/** The signer of a private key under a name. */
export function createSigner(name: string, privateKey: KeyObject): NoteSigner {
  return { verifier: createVerifier(name, createPublicKey(privateKey)), privateKey };
}

/** Parses a `name+key id+key` text; null if it is malformed or its key id doesn't fit its key. */
export function readVerifier(vkey: string, type = ED25519): NoteVerifier | null {
  const parsed = parseVerifierKey(vkey, type);
  if (parsed === null) return null;
  const { name, id, typedKey } = parsed;
  if (keyId(name, typedKey).toString('hex') !== id) return null;
  const spki = Buffer.concat([SPKI_PREFIX, typedKey.subarray(1)]);
  return verifierOf(name, typedKey, createPublicKey({ key: spki, format: 'der', type: 'spki' }));
}

/** A note with the text and the signer's signature. */
export function signNote(text: string, signer: NoteSigner): string {
  const signature = sign(null, Buffer.from(text), signer.privateKey);
  return `${text}\n${signatureLine(signer.verifier, signature)}`;
}

/** A signature as a line of a note, including its newline. */
export function signatureLine({ name, id }: NoteVerifier, signature: Buffer): string {
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`;
}

/** Parses a note; null for a text of another form. https://c2sp.org/signed-note#format */
export function readNote(note: string): SignedNote | null {
  const parsed = parseNote(note);
  return parsed && toSignedNote(parsed);
}

/** A parsed note with its bytes in Buffers. */
export function toSignedNote({ text, signatures }: ParsedNote): SignedNote {
  return {
    text,
    signatures: signatures.map(({ name, id, signature }) => ({
      name,
      id: bufferOf(id),
      signature: bufferOf(signature),
    })),
  };
}

/** The same bytes as a Buffer. */
export function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

/** Whether one of the note's signatures is valid for this verifier. */
export function isSignedBy(note: SignedNote, verifier: NoteVerifier): boolean {
  return note.signatures.some(
    ({ name, id, signature }) =>
      name === verifier.name &&
      id.equals(verifier.id) &&
      signature.length === SIGNATURE_BYTES &&
      verify(null, Buffer.from(note.text), verifier.key, signature),
  );
}

function keyId(name: string, typedKey: Uint8Array): Buffer {
  return hash('sha256', keyIdInput(name, typedKey), 'buffer').subarray(0, KEY_ID_BYTES);
}
