import { createHash, createPublicKey, verify } from 'node:crypto';

const sha256 = (...parts: readonly Buffer[]) =>
  createHash('sha256').update(Buffer.concat(parts)).digest();
const LEAF = Buffer.from([0]);
const NODE = Buffer.from([1]);

/**
 * The root hash that an audit path yields, computed from the definition of PATH(m, D[n]) in RFC 6962, independently of
 * the product's code. The path's last step is the outermost. https://www.rfc-editor.org/rfc/rfc6962#section-2.1.1
 */
export function rootOfPath(
  bytes: Buffer,
  index: number,
  size: number,
  path: readonly Buffer[],
): Buffer {
  if (size === 1) {
    if (path.length > 0 || index !== 0) throw new Error('The path is longer than its tree.');
    return sha256(LEAF, bytes);
  }
  const sibling = path.at(-1);
  if (sibling === undefined) throw new Error('The path is shorter than its tree.');
  let left = 1;
  while (left * 2 < size) left *= 2;
  const inner = path.slice(0, -1);
  return index < left
    ? sha256(NODE, rootOfPath(bytes, index, left, inner), sibling)
    : sha256(NODE, sibling, rootOfPath(bytes, index - left, size - left, inner));
}

/**
 * Reads a signed checkpoint by its specification alone, and throws unless a key (`name+id+key`)
 * has signed it. https://c2sp.org/tlog-checkpoint
 */
export function readSignedCheckpoint(note: string, vkey: string): { size: number; root: Buffer } {
  const [text = '', signatures = ''] = note.split('\n\n');
  const [, size = '', root = ''] = text.split('\n');
  const [name = '', , ...key] = vkey.split('+');
  const raw = Buffer.from(key.join('+'), 'base64').subarray(1);
  const x = raw.toString('base64url');
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  const isSigned = signatures.split('\n').some((line) => {
    const [dash, signer, signature = ''] = line.split(' ');
    const bytes = Buffer.from(signature, 'base64').subarray(4);
    return (
      dash === '—' && signer === name && verify(null, Buffer.from(`${text}\n`), publicKey, bytes)
    );
  });
  if (!isSigned) throw new Error('The checkpoint is not signed with this key.');
  return { size: Number(size), root: Buffer.from(root, 'base64') };
}
