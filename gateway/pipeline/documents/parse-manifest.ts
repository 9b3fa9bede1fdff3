import { hash } from 'node:crypto';
import { z } from 'zod';
import { StartError } from '../../platform/errors.ts';

/** A document of a manifest. */
export interface TrustedDocument {
  /** The id by which the manifest's clients ask for it: a hash of the text, hex. */
  readonly id: string;
  readonly text: string;
  /** SHA-256 of the text in UTF-8, hex. */
  readonly sha256: string;
}

/** https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#2-generate-the-operation-manifest */
const APOLLO = z.looseObject({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(z.looseObject({ id: z.string(), name: z.string(), body: z.string() })),
});

/** Id → text. https://relay.dev/docs/guides/persisted-queries/#local-persisted-queries */
const RELAY = z.record(z.string(), z.string());

/**
 * Parses a manifest in Apollo's or Relay's format. Every id must be a hash of its document: SHA-256 in Apollo's format;
 * MD5, SHA-1 or SHA-256 in Relay's, by its length.
 *
 * @throws StartError with a line for each problem, up to {@link MAX_PROBLEMS}.
 */
export function parseManifest(json: string): readonly TrustedDocument[] {
  const listed = readEntries(json);
  const problems: string[] = [];
  const documents = listed.entries.map(({ id, name, text }, index): TrustedDocument => {
    const problem = problemOf(id, text, listed.algorithms);
    if (problem !== null) problems.push(`document ${index + 1}${shown(name)} ${problem}`);
    return { id, text, sha256: hash('sha256', text, 'hex') };
  });
  if (problems.length > 0)
    throw new StartError([
      ...problems.slice(0, MAX_PROBLEMS),
      ...(problems.length > MAX_PROBLEMS
        ? [`${problems.length - MAX_PROBLEMS} further documents have such problems`]
        : []),
    ]);
  return documents;
}

const MAX_PROBLEMS = 5;

interface Entry {
  readonly id: string;
  /** Null if the format has no names. */
  readonly name: string | null;
  readonly text: string;
}

/** Characters of a hash in hex → its algorithm. */
type Algorithms = ReadonlyMap<number, 'md5' | 'sha1' | 'sha256'>;

const SHA256: Algorithms = new Map([[64, 'sha256']]);
const ANY_HASH: Algorithms = new Map([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
]);

function readEntries(json: string): {
  readonly entries: readonly Entry[];
  readonly algorithms: Algorithms;
} {
  const manifest = parseJson(json);
  const apollo = APOLLO.safeParse(manifest);
  if (apollo.success)
    return {
      entries: apollo.data.operations.map(({ id, name, body }) => ({ id, name, text: body })),
      algorithms: SHA256,
    };
  const relay = RELAY.safeParse(manifest);
  if (relay.success)
    return {
      entries: Object.entries(relay.data).map(([id, text]) => ({ id, name: null, text })),
      algorithms: ANY_HASH,
    };
  throw new StartError([
    'is neither a manifest of @apollo/generate-persisted-query-manifest, version 1, nor one of relay-compiler',
  ]);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new StartError(['is not JSON. Generate it anew'], { cause });
  }
}

function problemOf(id: string, text: string, algorithms: Algorithms): string | null {
  // An unpaired surrogate has no bytes in UTF-8, so two such texts would have one hash.
  if (hasUnpairedSurrogate(text)) return 'has an unpaired surrogate. Remove it';
  const algorithm = algorithms.get(id.length);
  if (algorithm !== undefined && hash(algorithm, text, 'hex') === id) return null;
  const allowed = algorithms === SHA256 ? 'the SHA-256' : 'the MD5, SHA-1 or SHA-256';
  return `has an id that is not ${allowed} of its text. Generate the manifest anew, with the generator's own ids`;
}

/** Whether a text has a code unit that is not a character, and so has no bytes in UTF-8. */
export function hasUnpairedSurrogate(text: string): boolean {
  return /\p{Cs}/u.test(text);
}

function shown(name: string | null): string {
  return name !== null && /^[_A-Za-z]\w{0,127}$/.test(name) ? ` (${name})` : '';
}
