import type { LedgerStore } from '../store/ledger-store.ts';
import { lastReview, type ReviewCondition } from './reviews-since.ts';

/** Nothing was committed: this leaf reviews the case. */
export interface Reviewed {
  readonly reviewedBy: number;
}

/**
 * Commits unless a case was reviewed since. `commit` asks `confirm` under the lock that serializes the writers of
 * the ledger, so that of two commits which exclude each other the later one finds the earlier.
 */
export async function commitUnless<Commit>(
  store: Pick<LedgerStore, 'head' | 'holding'>,
  unless: ReviewCondition,
  commit: (confirm: (size: number) => Promise<void>) => Promise<Commit>,
): Promise<Commit | Reviewed> {
  let { from } = unless;
  const find = async (size: number) => {
    const leaf = await lastReview(store, { ...unless, from }, size);
    from = Math.max(from, size);
    return leaf;
  };
  // Most of what came since is read while other writers needn't wait.
  const before = await find((await store.head()).size);
  if (before !== null) return { reviewedBy: before };
  let reviewedBy: number | null = null;
  const confirm = async (size: number) => {
    reviewedBy = await find(size);
    if (reviewedBy !== null) throw new Error('The case was reviewed meanwhile.');
  };
  try {
    return await commit(confirm);
  } catch (error) {
    if (reviewedBy === null) throw error;
    return { reviewedBy };
  }
}
