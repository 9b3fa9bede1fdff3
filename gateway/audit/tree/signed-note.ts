import { createPublicKey, hash, sign, verify, type KeyObject } from 'node:crypto';

/** A name and an Ed25519 public key, as notes are verified with. */
export interface NoteVerifier {
  readonly name: string;
  /** `name+key id+key`, the text to pin. https://c2sp.org/signed-note#verifier-keys */
  readonly vkey: string;
  readonly id: Buffer;
  readonly key: KeyObject;
}

/** A verifier with its private key. */
export interface NoteSigner {
  readonly verifier: NoteVerifier;
  readonly privateKey: KeyObject;
}

/** A note taken apart. Nothing in it is verified yet. */
export interface SignedNote {
  /** The signed text, its last newline included. */
  readonly text: string;
  readonly signatures: readonly {
    readonly name: string;
    readonly id: Buffer;
    readonly signature: Buffer;
  }[];
}

/** What a key signs, and so the first byte of its encoding. https://c2sp.org/signed-note#signatures */
const ED25519 = 0x01;
const ID_BYTES = 4;
/** https://www.rfc-editor.org/rfc/rfc8032#section-5.1.6 */
export const SIGNATURE_BYTES = 64;
/** An Ed25519 SubjectPublicKeyInfo is this prefix and the key. https://www.rfc-editor.org/rfc/rfc8410 */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');
const SIGNATURE_LINE = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

/** True for what can name a signer: not empty, no white space, no plus sign, nothing invisible. */
export function isNoteName(name: string): boolean {
  return /^[^\s+\p{C}]+$/u.test(name);
}

/** The verifier of a public key under a name; `type` is another byte where the key signs something else. */
export function createVerifier(name: string, publicKey: KeyObject, type = ED25519): NoteVerifier {
  const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(SPKI_PREFIX.length);
  const typed = Buffer.concat([Buffer.from([type]), raw]);
  const id = keyId(name, typed);
  const vkey = `${name}+${id.toString('hex')}+${typed.toString('base64')}`;
  return { name, vkey, id, key: publicKey };
}

/** The signer of a private key under a name. */
export function createSigner(name: string, privateKey: KeyObject): NoteSigner {
  return { verifier: createVerifier(name, createPublicKey(privateKey)), privateKey };
}

/** Reads a `name+key id+key` text; null where it is none, or where its key id is not that of its key. */
export function readVerifier(vkey: string, type = ED25519): NoteVerifier | null {
  const match = /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey);
  const [, name = '', id = '', base64 = ''] = match ?? [];
  const typed = Buffer.from(base64, 'base64');
  if (typed.length !== 33 || typed[0] !== type || !isNoteName(name)) return null;
  if (keyId(name, typed).toString('hex') !== id || typed.toString('base64') !== base64) return null;
  const spki = Buffer.concat([SPKI_PREFIX, typed.subarray(1)]);
  return createVerifier(name, createPublicKey({ key: spki, format: 'der', type: 'spki' }), type);
}

/** The text with the signer's signature below it. */
export function signNote(text: string, signer: NoteSigner): string {
  const signature = sign(null, Buffer.from(text), signer.privateKey);
  return `${text}\n${signatureLine(signer.verifier, signature)}`;
}

/** A signature as a line of a note, its newline included. */
export function signatureLine({ name, id }: NoteVerifier, signature: Buffer): string {
  return `— ${name} ${Buffer.concat([id, signature]).toString('base64')}\n`;
}

/** None of these may stand in a note: they could steer the terminal that it is shown in. */
// oxlint-disable-next-line no-control-regex -- which is what must not be there
const CONTROL = /[\u0000-\u0009\u000b-\u001f]/;

/** Takes a note apart, or null where it has not the form of one. https://c2sp.org/signed-note#format */
export function readNote(note: string): SignedNote | null {
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n') || CONTROL.test(note)) return null;
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1);
  const signatures = [];
  for (const line of lines === '' ? [] : lines.split('\n')) {
    const [, name, base64 = ''] = SIGNATURE_LINE.exec(line) ?? [];
    const blob = Buffer.from(base64, 'base64');
    // One signature has one text: unused bits of the last digit must not make another.
    const isExact = blob.length > ID_BYTES && blob.toString('base64') === base64;
    if (name === undefined || !isExact) return null;
    signatures.push({ name, id: blob.subarray(0, ID_BYTES), signature: blob.subarray(ID_BYTES) });
  }
  return { text, signatures };
}

/** True where one of the note's signatures is this verifier's and fits the text. */
export function isSignedBy(note: SignedNote, verifier: NoteVerifier): boolean {
  return note.signatures.some(
    ({ name, id, signature }) =>
      name === verifier.name &&
      id.equals(verifier.id) &&
      signature.length === SIGNATURE_BYTES &&
      verify(null, Buffer.from(note.text), verifier.key, signature),
  );
}

function keyId(name: string, typedKey: Buffer): Buffer {
  const input = Buffer.concat([Buffer.from(`${name}\n`), typedKey]);
  return hash('sha256', input, 'buffer').subarray(0, ID_BYTES);
}
