import type { LedgerStore } from '../store/ledger-store.ts';
import { lastRecord, type AppendCondition } from './records-since.ts';

/** No record was committed: this leaf came first. */
export interface Changed {
  readonly changedBy: number;
}

/**
 * Commits unless the subject of the condition has a later record. `commit` calls `confirm` under the lock that serializes
 * the writers of the ledger, so the later of two competing records finds the earlier one.
 */
export async function commitUnlessChanged<Commit>(
  store: Pick<LedgerStore, 'head' | 'holding'>,
  condition: AppendCondition,
  commit: (confirm: (size: number) => Promise<void>) => Promise<Commit>,
): Promise<Commit | Changed> {
  let { from } = condition;
  const find = async (size: number) => {
    const leaf = await lastRecord(store, { ...condition, from }, size);
    from = Math.max(from, size);
    return leaf;
  };
  // Read most records before the lock is taken, while other writers can go on.
  const before = await find((await store.head()).size);
  if (before !== null) return { changedBy: before };
  let changedBy: number | null = null;
  const confirm = async (size: number) => {
    changedBy = await find(size);
    // Rejects the commit, and is caught below.
    if (changedBy !== null) throw new Error('Another record was committed first.');
  };
  try {
    return await commit(confirm);
  } catch (error) {
    if (changedBy === null) throw error;
    return { changedBy };
  }
}
