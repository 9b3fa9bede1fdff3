import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { unknownKeyText } from './known-keys.ts';
import { isRecordable } from './recorded-text.ts';
import { isPrivateUrl } from './is-loopback.ts';

/** What a section's schema gives, read-only all the way down. `Schema` is the type of the function that makes it. */
export type Settings<Schema extends (...args: never[]) => z.ZodType> = ReadonlyDeep<
  z.infer<ReturnType<Schema>>
>;

type ReadonlyDeep<Value> = Value extends
  ReadonlyMap<unknown, unknown> | ReadonlySet<unknown> | Uint8Array
  ? Value
  : Value extends readonly (infer Item)[]
    ? readonly ReadonlyDeep<Item>[]
    : Value extends object
      ? { readonly [Key in keyof Value]: ReadonlyDeep<Value[Key]> }
      : Value;

/** A whole number within bounds; also a string of digits, since environment variables expand to strings. */
export function whole(
  min: number,
  max: number,
  error = `must be a whole number from ${min} to ${max}`,
) {
  return z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value),
    z.int({ error }).min(min, { error }).max(max, { error }),
  );
}

/** A boolean; also `"true"` and `"false"`, since environment variables expand to strings. */
export function flag() {
  return z.preprocess(
    (value) => (value === 'true' ? true : value === 'false' ? false : value),
    z.boolean({ error: 'must be true or false' }),
  );
}

/** A text that isn't empty and that the ledger can record. */
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

/** A list of role names, at least one: sorted, each once. */
export function roleList() {
  return z
    .array(text('a role'), { error: 'must be a list of roles' })
    .min(1, { error: 'must name at least one role' })
    .transform((roles) => [...new Set(roles)].toSorted());
}

/** The path of a claim in a token, such as `realm_access.roles`. */
export function claimPath() {
  return text('the path of a claim');
}

/** The text of a GraphQL operation, given in place or as the path of a file, which is read. */
export function operationText(folder: string) {
  return z
    .string({ error: OPERATION })
    .min(1, { error: OPERATION })
    .transform((value, context) => {
      if (/^\s*query\b/.test(value)) return value;
      try {
        return readFileSync(resolve(folder, value), 'utf8');
      } catch {
        context.addIssue("the file can't be read. Fix the path or its permissions");
        return z.NEVER;
      }
    });
}

/** Ends a sentence that begins with the path of the setting. */
export const OPERATION = 'must be the path of a GraphQL file, or a text that starts with query';

/** The URL of a service that PHI or keys are sent to or fetched from: https, or http on loopback. */
export function privateUrl(what: string) {
  return text(`the URL of ${what}`)
    .refine((value) => URL.canParse(value), { error: `must be the URL of ${what}`, abort: true })
    .refine(isPrivateUrl, {
      error: 'must be an https:// URL: http:// is for loopback hosts only',
      abort: true,
    })
    .refine((value) => new URL(value).username + new URL(value).password === '', {
      error: 'must not hold a user or password',
    });
}

/** Where a JSON document is: at an https URL, or in a file. */
export type Location = Settings<typeof location>;

export function location(folder: string, what: string) {
  return z.union(
    [
      privateUrl(what).transform((url) => ({ kind: 'url' as const, url })),
      text('a file')
        .refine((value) => !value.includes('://'))
        .transform((value) => ({ kind: 'file' as const, path: resolve(folder, value) })),
    ],
    { error: `must be an https:// URL (http:// on loopback only) or a file with ${what}` },
  );
}

/** A bearer token (RFC 6750). */
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
        for (const { path, message } of parsed.error.issues.flatMap((issue) =>
          describeIssue(issue, item),
        )) {
          context.addIssue({ code: 'custom', message, path: [key, ...path] });
        }
      }
    }
    return map;
  });
}

/** The path and message of an issue inside a mapping: each unknown key has a path of its own. */
function describeIssue(
  issue: z.core.$ZodIssue,
  item: z.ZodType,
): { path: PropertyKey[]; message: string }[] {
  // A schema may have a message of its own.
  const isPlain = issue.code === 'unrecognized_keys' && issue.message.startsWith('Unrecognized');
  if (!isPlain) return [{ path: issue.path, message: issue.message }];
  return issue.keys.map((key) => ({
    path: [...issue.path, key],
    message: unknownKeyText(item, issue.path, key),
  }));
}
