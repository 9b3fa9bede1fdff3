import { readFileSync } from 'node:fs';

/** Where a secret key comes from. */
export type KeySource =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'file'; readonly path: string };

export type ReadKey =
  | { readonly ok: true; readonly key: Uint8Array }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a secret key: at least 32 bytes, in hex or base64. A shorter one is refused: whoever guesses the key
 * of the pseudonyms can turn every one of a project back (45 CFR 164.514(c)), and whoever guesses that of
 * break-glass can open any record (RFC 7518, section 3.2).
 */
export function readSecretKey(source: KeySource): ReadKey {
  let text: string;
  if (source.kind === 'text') text = source.value;
  else {
    try {
      text = readFileSync(source.path, 'utf8');
    } catch {
      return {
        ok: false,
        problem: `the file ${source.path} can't be read. Mend the path or its permissions`,
      };
    }
  }
  const key = decode(text.trim());
  return key !== null && key.length >= 32 ? { ok: true, key } : { ok: false, problem: MEND };
}

const MEND = 'must hold at least 32 bytes in base64 or hex. Make one with: openssl rand -base64 32';

function decode(text: string): Uint8Array | null {
  if (/^([0-9a-f]{2})+$/i.test(text)) return new Uint8Array(Buffer.from(text, 'hex'));
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return new Uint8Array(Buffer.from(text, 'base64'));
  return null;
}
