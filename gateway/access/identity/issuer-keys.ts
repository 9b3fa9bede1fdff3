import type { IdentityConfig, IssuerConfig } from './identity-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { DependencyStates } from '../../platform/dependency-states.ts';
import type { RequestFailure } from '../../platform/net/request-failure.ts';
import { createLocalJWKSet, type JWTVerifyGetKey } from './jose.ts';
import { parseKeySet } from './parse-key-set.ts';
import { createRemoteKeys, type RemoteKeys } from './remote-keys.ts';

/** The keys of all issuers. */
export interface IssuerKeys {
  /** Returns the keys that verify the tokens of a configured issuer. */
  readonly of: (issuer: IssuerConfig) => JWTVerifyGetKey;
  /** Notes whether an issuer answered an introspection; null is success. */
  readonly noteIntrospection: (issuer: IssuerConfig, failure: RequestFailure | null) => void;
  /** Whether the tokens of at least one issuer can be verified now. */
  readonly hasUsable: () => boolean;
  /** Fetches the keys of all issuers, and refreshes them until closed. Resolves even if the first fetch fails. */
  readonly watch: () => Promise<void>;
  readonly close: () => void;
}

/**
 * Reads the keys in files. Remote keys are fetched when they are needed or watched.
 *
 * @throws StartError where a file cannot be used
 */
export function openIssuerKeys(
  { issuers }: IdentityConfig,
  note: DependencyStates['note'] = () => undefined,
): IssuerKeys {
  const remote: RemoteKeys[] = [];
  const getters = new Map(
    issuers.flatMap(({ issuer: name, jwks, staleKeysMinutes }, index) => {
      if (jwks === null) return [];
      if (jwks.kind === 'file')
        return [[name, createLocalJWKSet({ keys: [...parseKeySet(jwks.path).keys] })] as const];
      const keys = createRemoteKeys({
        url: new URL(jwks.url),
        staleMs: staleKeysMinutes * 60_000,
        onFetched: (failure) =>
          note(
            { kind: 'issuer', index, name },
            failure && { code: 'KEYS_UNAVAILABLE', ...failure },
          ),
      });
      remote.push(keys);
      return [[name, keys.getKey] as const];
    }),
  );
  return {
    of: ({ issuer }) => {
      const getter = getters.get(issuer);
      if (getter === undefined) throw new GatewayError('UNAUTHENTICATED');
      return getter;
    },
    noteIntrospection: ({ issuer: name }, failure) => {
      const index = issuers.findIndex(({ issuer }) => issuer === name);
      const code = 'INTROSPECTION_UNAVAILABLE';
      note({ kind: 'issuer', index, name }, failure && { code, ...failure });
    },
    // Keys in files are always usable, and an issuer with introspection counts as usable.
    hasUsable: () => remote.length < issuers.length || remote.some((keys) => keys.isUsable()),
    watch: async () => {
      await Promise.all(remote.map((keys) => keys.watch()));
    },
    close: () => {
      for (const keys of remote) keys.close();
    },
  };
}
