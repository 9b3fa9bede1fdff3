import { parseCheckpoint } from '../../audit/tlog/parse-checkpoint.ts';
import {
  KEY_ID_BYTES,
  keyIdInput,
  parseVerifierKey,
  SIGNATURE_BYTES,
} from '../../audit/tlog/parse-note.ts';

/** The result of checking a checkpoint's signature. */
export interface CheckedSignature {
  /**
   * `good`: a known key signed it. `bad`: a signature in the name of a known key does not verify. `foreign`: no
   * signature is in the name of a known key. `unchecked`: this browser cannot verify Ed25519.
   */
  readonly kind: 'good' | 'bad' | 'foreign' | 'unchecked';
  /** The verifier key (signed note) that was used; null for `foreign`. */
  readonly vkey: string | null;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Verifies the signature of a checkpoint with the browser's Ed25519. https://c2sp.org/signed-note#format */
export async function checkSignature(
  checkpoint: string,
  vkeys: readonly string[],
): Promise<CheckedSignature> {
  const head = parseCheckpoint(checkpoint);
  for (const vkey of head === null ? [] : vkeys) {
    const key = parseVerifierKey(vkey);
    // A key signs only checkpoints of the origin that it is named after.
    if (head === null || key === null || key.name !== head.origin) continue;
    const id = await keyId(key.name, key.typedKey);
    const signatures = head.note.signatures.filter(
      (line) => line.name === key.name && hexOf(line.id) === id,
    );
    // The id of a verifier key must be the hash of its name and key.
    if (id !== key.id || signatures.length === 0) continue;
    // The first byte is the type of the signature.
    const publicKey = key.typedKey.slice(1);
    const text = new TextEncoder().encode(head.note.text);
    const results = await Promise.all(
      signatures.map(({ signature }) => verify(publicKey, signature, text)),
    );
    if (results.includes(null)) return { kind: 'unchecked', vkey };
    return { kind: results.includes(true) ? 'good' : 'bad', vkey };
  }
  return { kind: 'foreign', vkey: null };
}

async function keyId(name: string, typedKey: Bytes): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', keyIdInput(name, typedKey));
  return hexOf(new Uint8Array(hash, 0, KEY_ID_BYTES));
}

/** Null in a browser without Ed25519. https://www.rfc-editor.org/rfc/rfc8032 */
async function verify(key: Bytes, signature: Bytes, text: Bytes): Promise<boolean | null> {
  if (signature.length !== SIGNATURE_BYTES) return false;
  try {
    const imported = await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
    return await crypto.subtle.verify('Ed25519', imported, signature, text);
  } catch {
    return null;
  }
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
