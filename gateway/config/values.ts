import { resolve } from 'node:path';
import { z } from 'zod';
import { isRecordable } from '../audit/record/recorded-text.ts';
import { isPrivateUrl } from '../platform/is-loopback.ts';

/** A whole number within bounds; digits in a string are one too, since variables expand to strings. */
export function whole(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z.int({ error }).min(min, { error }).max(max, { error }),
  );
}

/** A boolean; `"true"` and `"false"` are one too, since variables expand to strings. */
export function flag() {
  return z.preprocess(
    (value) => (value === 'true' ? true : value === 'false' ? false : value),
    z.boolean({ error: 'must be true or false' }),
  );
}

/** A text that isn't empty and can be recorded, as names of roles and issuers are. */
export function text(what: string) {
  return z
    .string({ error: `must be ${what}` })
    .min(1, { error: `must be ${what}, not an empty text` })
    .regex(/^\P{Cc}*$/u, { error: `must be ${what} without control characters`, abort: true })
    .refine(isRecordable, { error: `must be ${what} without direction characters` });
}

/** A path; a relative one starts at `folder`. */
export function pathIn(folder: string, what: string) {
  return text(`the path of ${what}`).transform((path) => resolve(folder, path));
}

/** A secret key, as it stands in a variable or in a file of its own. */
export function keySource(folder: string) {
  return z.union(
    [
      text('a key').transform((value) => ({ kind: 'text' as const, value })),
      z
        .strictObject({ file: pathIn(folder, 'a key') })
        .transform((value) => ({ kind: 'file' as const, path: value.file })),
    ],
    { error: 'must be ${VARIABLE} or { file: PATH } with at least 32 bytes in base64 or hex' },
  );
}

/** The URL of something that PHI or keys are sent to or fetched from: https, or http on loopback. */
export function privateUrl(what: string) {
  return text(`the URL of ${what}`)
    .refine((value) => URL.canParse(value), { error: `must be the URL of ${what}`, abort: true })
    .refine(isPrivateUrl, {
      error: 'must be an https:// URL: http:// is for loopback hosts only',
      abort: true,
    })
    .refine((value) => new URL(value).username === '', {
      error: 'must not hold a user or password',
    });
}

/** What is sent as a bearer token (RFC 6750). */
export function bearerToken() {
  return text('a bearer token').regex(/^[!-~]+$/, {
    error: 'must be a bearer token: printable ASCII without spaces',
  });
}

/** One of a few words. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, { error: `must be one of ${words.join(', ')}` });
}

/**
 * A mapping with names from outside as keys, as a Map: `__proto__` and `constructor` are ordinary names
 * in it, which zod's own record drops.
 */
export function mapOf<Value>(item: z.ZodType<Value>, what: string) {
  return z.unknown().transform((value, context): ReadonlyMap<string, Value> => {
    const map = new Map<string, Value>();
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      context.addIssue({ code: 'custom', message: `must be ${what}` });
      return z.NEVER;
    }
    for (const [key, entry] of Object.entries(value)) {
      const parsed = item.safeParse(entry);
      if (parsed.success) map.set(key, parsed.data);
      else {
        for (const issue of parsed.error.issues) {
          context.addIssue({ code: 'custom', message: issue.message, path: [key, ...issue.path] });
        }
      }
    }
    return map;
  });
}
