import { hash } from 'node:crypto';
import { z } from 'zod';
import { GatewayError, StartError } from '../../platform/errors.ts';
import type { DependencyStates } from '../../platform/dependency-states.ts';
import { readFileOrUrl } from '../../platform/net/read-file-or-url.ts';
import { describeFailure } from '../../platform/net/request-failure.ts';
import { repeatTask } from '../../platform/repeat-task.ts';
import type { IdentityConfig, IssuerConfig } from './identity-config.ts';
import type { Principal } from './read-principal.ts';
import { tokenRefused } from './token-refusals.ts';

/** The lists of revoked tokens of all issuers. */
export interface Revocations {
  /**
   * Throws GatewayError `UNAUTHENTICATED` for a revoked token or subject, and `NOT_READY` while it is unknown whether the
   * token is revoked.
   */
  readonly assertNotRevoked: (principal: Pick<Principal, 'issuer' | 'subject' | 'tokenId'>) => void;
  /** Reads all lists, and reads them again until closed. Resolves even if a first read fails. */
  readonly follow: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Both members are required: an error message in place of the list must not count as an empty list. */
const LIST = z.looseObject({ jti: z.array(z.string()), sub: z.array(z.string()) });

/**
 * Checks that a file holds a list of revoked tokens.
 *
 * @throws StartError if it cannot be read, or is not such a list
 */
export async function assertRevocationList(path: string): Promise<void> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const text = await readFileOrUrl({ kind: 'file', path }, { maxBytes: MAX_BYTES, signal }).catch(
    (cause: unknown) => {
      const problem = `${path}: the list of revoked tokens cannot be read. Fix the path or its permissions.`;
      throw new StartError([problem], { cause });
    },
  );
  try {
    LIST.parse(JSON.parse(text));
  } catch (cause) {
    const problem = `${path}: must be JSON with two lists of texts, { "jti": [], "sub": [] }.`;
    throw new StartError([problem], { cause });
  }
}

/** A million ids. */
const MAX_BYTES = 64 * 1024 * 1024;

const TIMEOUT_MS = 5_000;

interface Followed {
  readonly settings: NonNullable<IssuerConfig['revocation']>;
  readonly index: number;
  readonly name: string;
  tokens: ReadonlySet<string>;
  subjects: ReadonlySet<string>;
  /** SHA-256 of the list's text; empty before it was read. */
  digest: string;
  /** When the list was last read, by the monotonic clock. */
  readAt: number;
}

/**
 * Creates the lists of the issuers that have one: a JSON document with the ids (`jti`) of revoked tokens, and the subjects
 * (`sub`) that have no valid token. A list that cannot be read counts as it was for `staleMinutes`; without a list,
 * no token of the issuer is accepted.
 */
export function createRevocations(
  { issuers }: IdentityConfig,
  {
    note,
    uptime = () => performance.now(),
  }: {
    readonly note: DependencyStates['note'];
    /** Monotonic, in ms. */
    readonly uptime?: () => number;
  },
): Revocations {
  const lists = new Map(
    issuers.flatMap(({ issuer: name, revocation: settings }, index): [string, Followed][] =>
      settings === null ? [] : [[name, { settings, index, name, ...EMPTY }]],
    ),
  );
  const closing = new AbortController();
  const read = async (list: Followed) => {
    const { settings, index, name } = list;
    try {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]);
      const text = await readFileOrUrl(settings.list, { maxBytes: MAX_BYTES, signal });
      const digest = hash('sha256', text);
      if (digest !== list.digest) {
        const { jti, sub } = LIST.parse(JSON.parse(text));
        Object.assign(list, { tokens: new Set(jti), subjects: new Set(sub), digest });
      }
      list.readAt = uptime();
      // Null: it can be read again.
      note({ kind: 'revocation list', index, name }, null);
    } catch (error) {
      if (closing.signal.aborted) return;
      const failure = { code: 'REVOCATIONS_UNAVAILABLE', ...describeFailure(error) };
      note({ kind: 'revocation list', index, name }, failure);
    }
  };
  let tasks: readonly ReturnType<typeof repeatTask>[] = [];
  return {
    assertNotRevoked: ({ issuer, subject, tokenId }) => {
      const list = lists.get(issuer);
      if (list === undefined) return;
      if (uptime() - list.readAt > list.settings.staleMinutes * 60_000)
        throw new GatewayError('NOT_READY', { reason: 'REVOCATIONS_UNAVAILABLE' });
      const isRevoked =
        list.subjects.has(subject) || (tokenId !== null && list.tokens.has(tokenId));
      if (isRevoked) throw tokenRefused('REVOKED');
    },
    follow: async () => {
      await Promise.all([...lists.values()].map(read));
      tasks = [...lists.values()].map((list) =>
        repeatTask(() => read(list), list.settings.everySeconds * 1_000),
      );
    },
    close: async () => {
      closing.abort();
      await Promise.all(tasks.map((task) => task.stop()));
    },
  };
}

const EMPTY = {
  tokens: new Set<string>(),
  subjects: new Set<string>(),
  digest: '',
  readAt: -Infinity,
};
