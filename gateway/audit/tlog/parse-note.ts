import { decodeBase64 } from './base64.ts';

/** A signed note taken apart. No signature is verified yet. https://c2sp.org/signed-note#format */
export interface ParsedNote {
  /** The signed text, including its last newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** The id of the key, 4 bytes. */
  readonly id: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

/** A verifier key, `name+id+key`. https://c2sp.org/signed-note#verifier-keys */
export interface VerifierKey {
  readonly name: string;
  /** The first 4 bytes of the SHA-256 of `keyIdInput`, in hex. */
  readonly id: string;
  /** The signature type in one byte, then the public key. */
  readonly typedKey: Uint8Array<ArrayBuffer>;
}

/** The signature type of Ed25519. https://c2sp.org/signed-note#signatures */
export const ED25519 = 0x01;
export const KEY_ID_BYTES = 4;
/** https://www.rfc-editor.org/rfc/rfc8032#section-5.1.6 */
export const SIGNATURE_BYTES = 64;
/** The byte of the type, and an Ed25519 public key. */
const TYPED_KEY_BYTES = 1 + 32;
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;
/** Control characters could steer the terminal that shows the note. */
// oxlint-disable-next-line no-control-regex -- control characters are what is refused
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Parses a signed note; null for a text of another form. */
export function parseNote(note: string): ParsedNote | null {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || CONTROL.test(note)) return null;
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1);
  const signatures = [];
  for (const line of lines === '' ? [] : lines.split('\n')) {
    const [, name, base64 = ''] = SIGNATURE_LINE.exec(line) ?? [];
    const blob = decodeBase64(base64);
    if (name === undefined || blob === null || blob.length <= KEY_ID_BYTES) return null;
    const [id, signature] = [blob.subarray(0, KEY_ID_BYTES), blob.subarray(KEY_ID_BYTES)];
    signatures.push({ name, id, signature });
  }
  return { text, signatures };
}

/** Parses a verifier key of a signature type; null for a text of another form. The caller compares the id. */
export function parseVerifierKey(vkey: string, type = ED25519): VerifierKey | null {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey);
  const [, name = '', id = '', base64 = ''] = match ?? [];
  const typedKey = decodeBase64(base64);
  if (typedKey === null || typedKey.length !== TYPED_KEY_BYTES || typedKey[0] !== type) return null;
  return isNoteName(name) ? { name, id, typedKey } : null;
}

/** Whether a text can name a signer: not empty, no white space, no plus sign, nothing invisible. */
export function isNoteName(name: string): boolean {
  return /^[^+\s\p{C}]+$/u.test(name);
}

/** What the id of a key is hashed from. https://c2sp.org/signed-note#signatures */
export function keyIdInput(name: string, typedKey: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...new TextEncoder().encode(`${name}\n`), ...typedKey]);
}
