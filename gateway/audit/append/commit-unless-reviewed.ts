import type { LedgerStore } from '../store/ledger-store.ts';
import { lastReview, type ReviewCondition } from './reviews-since.ts';

/** No record was committed: this leaf reviewed the case first. */
export interface Reviewed {
  readonly reviewedBy: number;
}

/**
 * Commits unless a case was reviewed. `commit` calls `confirm` under the lock that serializes the writers of the ledger,
 * so the later of two competing reviews finds the earlier one.
 */
export async function commitUnlessReviewed<Commit>(
  store: Pick<LedgerStore, 'head' | 'holding'>,
  condition: ReviewCondition,
  commit: (confirm: (size: number) => Promise<void>) => Promise<Commit>,
): Promise<Commit | Reviewed> {
  let { from } = condition;
  const find = async (size: number) => {
    const leaf = await lastReview(store, { ...condition, from }, size);
    from = Math.max(from, size);
    return leaf;
  };
  // Read most records before the lock is taken, while other writers can go on.
  const before = await find((await store.head()).size);
  if (before !== null) return { reviewedBy: before };
  let reviewedBy: number | null = null;
  const confirm = async (size: number) => {
    reviewedBy = await find(size);
    // Rejects the commit, and is caught below.
    if (reviewedBy !== null) throw new Error('The case was reviewed meanwhile.');
  };
  try {
    return await commit(confirm);
  } catch (error) {
    if (reviewedBy === null) throw error;
    return { reviewedBy };
  }
}
