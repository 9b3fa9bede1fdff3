import { SettingsError, StartError } from '../../../platform/errors.ts';
import type { DependencyStates } from '../../../platform/dependency-states.ts';
import {
  shareCounters,
  type LimitStore,
  type SharedCounters,
} from '../../../platform/rates/shared-counters.ts';
import type { LimitStoreConfig } from './limit-store-config.ts';
import { openRedisCounters } from './open-redis-counters.ts';

/**
 * Opens the store of counts that gateways share; null where each gateway counts for itself.
 *
 * @throws SettingsError where the store refuses the login or its table cannot be made. A store that is down does not prevent
 * the start.
 */
export async function openLimitStore(
  config: LimitStoreConfig | null,
  { note }: Pick<DependencyStates, 'note'>,
): Promise<SharedCounters | null> {
  if (config === null) return null;
  const meanwhile =
    config.onFailure === 'open' ? 'each gateway counts for itself' : 'requests are refused';
  const dependency = { kind: 'limit store', name: config.location.kind, meanwhile } as const;
  const store = await openStore(config.location);
  try {
    return await shareCounters(store, { ...config, note: (failure) => note(dependency, failure) });
  } catch (error) {
    await store.close();
    if (!(error instanceof StartError)) throw error;
    const settings = error.problems.map((text) => ({ path: 'limits.store', text }));
    throw new SettingsError(settings, { cause: error });
  }
}

/** Clients of databases are loaded on demand. */
async function openStore(location: LimitStoreConfig['location']): Promise<LimitStore> {
  switch (location.kind) {
    case 'redis':
      return openRedisCounters(location.server);
    case 'postgresql': {
      const { openPostgresCounters } = await import('./open-postgres-counters.ts');
      return openPostgresCounters(location.server);
    }
    default:
      return location satisfies never;
  }
}
