import { proveKeys, type KeyFollower } from '../chain/follow-keys.ts';
import type { AppendSteps } from '../store/ledger-store.ts';

/**
 * Judges the batches of other writers by the keys that the ledger proves. They are read when the first such batch
 * is met, and again when keys were enrolled or retired since.
 */
export function createKnownKeys(): AppendSteps['isSigned'] {
  let keys: KeyFollower | null = null;
  return async (end, keyBatches) => {
    if (keys === null || end.changesKeys) keys = proveKeys(await keyBatches());
    return keys.isSigned(end);
  };
}
