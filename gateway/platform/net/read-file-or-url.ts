import { readFile, stat } from 'node:fs/promises';
import { readBody } from './read-body.ts';
import { StatusError } from './request-failure.ts';
import type { Location } from '../setting-types.ts';

/** The validators of a response, for the next conditional request; null for those that it lacks, and for a file. */
export interface Validators {
  readonly etag: string | null;
  readonly lastModified: string | null;
}

export const NO_VALIDATORS: Validators = Object.freeze({ etag: null, lastModified: null });

/**
 * Reads a text from a file or URL. Follows no redirect.
 *
 * @throws Error where it cannot be read, or is longer than `maxBytes`.
 */
export async function readFileOrUrl(location: Location, options: ReadOptions): Promise<string> {
  const read = await readChanged(location, { ...options, since: NO_VALIDATORS });
  if (read === null) throw new StatusError(304);
  return read.text;
}

/**
 * The same, with the validators of the last response (RFC 9110, section 13.1); null: the server answers that nothing has
 * changed. A file is always read.
 */
export async function readChanged(
  location: Location,
  { maxBytes, signal, since }: ReadOptions & { readonly since: Validators },
): Promise<{ readonly text: string; readonly validators: Validators } | null> {
  if (location.kind === 'file') {
    const stats = await stat(location.path);
    // Reading a pipe could wait forever.
    if (!stats.isFile() || stats.size > maxBytes) throw new RangeError('not a file of this size');
    const text = await readFile(location.path, { encoding: 'utf8', signal });
    return { text, validators: NO_VALIDATORS };
  }
  const { etag, lastModified } = since;
  const response = await fetch(location.url, {
    headers: {
      accept: 'application/json',
      ...(etag !== null && { 'if-none-match': etag }),
      ...(lastModified !== null && { 'if-modified-since': lastModified }),
    },
    redirect: 'manual',
    signal,
  });
  if (response.status === 304 && (etag ?? lastModified) !== null) return null;
  if (!response.ok) throw new StatusError(response.status);
  return {
    text: (await readBody(response, maxBytes)).toString(),
    validators: validatorsOf(response.headers),
  };
}

interface ReadOptions {
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * A response that was modified just now may change again within the same second, which its time of modification, and an
 * entity tag made of it, would not distinguish.
 */
function validatorsOf(headers: Headers): Validators {
  const lastModified = headers.get('last-modified');
  const age = Date.parse(headers.get('date') ?? '') - Date.parse(lastModified ?? '');
  if (lastModified !== null && !(age > 2_000)) return NO_VALIDATORS;
  return { etag: headers.get('etag'), lastModified };
}
