/** Whether a checkpoint is signed with a key that is known. */
export interface CheckedSignature {
  /**
   * `good`: by a known key; `bad`: a signature in the name of a known key doesn't fit; `foreign`: none is in the
   * name of a known key; `unchecked`: this browser can't tell.
   */
  readonly is: 'good' | 'bad' | 'foreign' | 'unchecked';
  /** The key that told; null where none did. */
  readonly vkey: string | null;
}

/** A key as notes are verified with. https://c2sp.org/signed-note#verifier-keys */
interface Verifier {
  readonly vkey: string;
  readonly name: string;
  readonly id: Bytes;
  readonly key: Bytes;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Checks the signatures of a note with the browser's own Ed25519. https://c2sp.org/signed-note#format */
export async function checkSignature(
  note: string,
  vkeys: readonly string[],
): Promise<CheckedSignature> {
  const end = note.lastIndexOf('\n\n');
  const text = new TextEncoder().encode(note.slice(0, end + 1));
  const lines = end < 0 ? [] : note.slice(end + 2).split('\n');
  for (const vkey of vkeys) {
    const verifier = await readVerifier(vkey);
    const blob = verifier && findSignature(lines, verifier);
    if (verifier === null || blob === null) continue;
    const isGood = await verify(verifier.key, blob, text);
    if (isGood === null) return { is: 'unchecked', vkey };
    return { is: isGood ? 'good' : 'bad', vkey };
  }
  return { is: 'foreign', vkey: null };
}

const ID_BYTES = 4;
/** What an Ed25519 key signs, and so the first byte of its encoding. */
const ED25519 = 0x01;

/** Null for a text that is no such key, or whose id is not that of its key. */
async function readVerifier(vkey: string): Promise<Verifier | null> {
  const [, name = '', id = '', base64 = ''] =
    /^([^+\s]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey) ?? [];
  const typed = readBytes(base64);
  if (typed === null || typed.length !== 33 || typed[0] !== ED25519) return null;
  const named = new TextEncoder().encode(`${name}\n`);
  const input = new Uint8Array([...named, ...typed]);
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', input));
  const known = hash.slice(0, ID_BYTES);
  return hexOf(known) === id ? { vkey, name, id: known, key: typed.slice(1) } : null;
}

/** What stands behind the name and id of a key; null where nothing does. */
function findSignature(lines: readonly string[], { name, id }: Verifier): Bytes | null {
  for (const line of lines) {
    const [, signer = '', base64 = ''] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line) ?? [];
    const blob = signer === name ? readBytes(base64) : null;
    if (blob !== null && hexOf(blob.slice(0, ID_BYTES)) === hexOf(id)) return blob.slice(ID_BYTES);
  }
  return null;
}

/** Null in a browser without Ed25519. https://www.rfc-editor.org/rfc/rfc8032 */
async function verify(key: Bytes, signature: Bytes, text: Bytes): Promise<boolean | null> {
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, signature, text);
  } catch {
    return null;
  }
}

function readBytes(base64: string): Bytes | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
