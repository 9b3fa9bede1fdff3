import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { pathIn, text as nonEmptyText } from './setting-types.ts';

/** A secret key, given in an environment variable or in a file of its own, which is read. */
export function secretKey(folder: string) {
  return z
    .union(
      [
        nonEmptyText('a key').transform((value): KeySource => ({ kind: 'text', value })),
        z
          .strictObject({ file: pathIn(folder, 'a key') })
          .transform(({ file }): KeySource => ({ kind: 'file', path: file })),
      ],
      { error: 'must be ${VARIABLE} or { file: PATH } with at least 32 bytes in base64 or hex' },
    )
    .transform((source, context) => {
      const read = readSecretKey(source);
      if (read.ok) return read.key;
      context.addIssue(read.problem);
      return z.NEVER;
    });
}

type KeySource =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'file'; readonly path: string };

type ReadKey =
  | { readonly ok: true; readonly key: Uint8Array }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a secret key: at least 32 bytes, in hex or base64. Refuses shorter keys, keys with a pattern, and files that
 * other users may open: a guessed pseudonym key reveals every pseudonym of a project (45 CFR 164.514(c)), and a guessed
 * break-glass key opens any record (RFC 7518, section 3.2).
 */
export function readSecretKey(source: KeySource): ReadKey {
  const read =
    source.kind === 'text' ? { ok: true as const, text: source.value } : readSecret(source.path);
  if (!read.ok) return read;
  const text = read.text.trim();
  const key = decode(text);
  if (key === null || key.length < 32) {
    return refused(`must hold at least 32 bytes in base64 or hex. ${MAKE_ONE}`);
  }
  // A text such as abcdeabcde… repeats although the bytes that it encodes may not.
  const isWeak = isPattern(key) || repeats(Buffer.from(text.replace(/=+$/, '')));
  return isWeak ? refused(`is of a pattern that can be guessed. ${MAKE_ONE}`) : { ok: true, key };
}

const MAKE_ONE = 'Make one with: openssl rand -base64 32';
/** The permission bits of the group and of all others. */
const OTHERS = 0o077;

type Read = { readonly ok: true; readonly text: string } | ReturnType<typeof refused>;

/** The text of a file that only its owner may use. */
function readSecret(path: string): Read {
  let file: number | null = null;
  try {
    file = openSync(path, 'r');
    // Checks the open file, so that another can't take its place before it is read.
    if ((fstatSync(file).mode & OTHERS) !== 0)
      return refused(`the file ${path} is readable by other users. Run: chmod 600 ${path}`);
    return { ok: true, text: readFileSync(file, 'utf8') };
  } catch {
    return refused(`the file ${path} can't be read. Fix the path or its permissions`);
  } finally {
    if (file !== null) closeSync(file);
  }
}

function refused(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}

function decode(text: string): Uint8Array | null {
  if (/^([0-9a-f]{2})+$/i.test(text)) return new Uint8Array(Buffer.from(text, 'hex'));
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return new Uint8Array(Buffer.from(text, 'base64'));
  return null;
}

/** Of 32 random bytes, fewer are distinct in one of 10^24 keys. */
const MIN_DIFFERENT = 12;

/** Whether bytes repeat themselves, count up or down, or have few distinct values, unlike a random key. */
function isPattern(bytes: Uint8Array): boolean {
  if (new Set(bytes).size < MIN_DIFFERENT) return true;
  const steps = bytes.map((byte, at) => byte - (bytes[at - 1] ?? 0)).subarray(1);
  return new Set(steps).size === 1 || repeats(bytes);
}

/** Whether bytes are a shorter sequence that is repeated; the last repetition may be incomplete. */
function repeats(bytes: Uint8Array): boolean {
  for (let period = 1; period <= bytes.length / 2; period += 1)
    if (bytes.every((byte, at) => at < period || byte === bytes[at - period])) return true;
  return false;
}
