import { GatewayError } from '../../platform/errors.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { ReviewNode } from '../surveillance/cases/case-node.ts';
import type { AddReview, AppendReview } from './add-review.ts';
import type { RequestedReview } from './parse-review-arguments.ts';

/** The outcome for one case of many: its review, or the code of the fault for which nothing was recorded. */
export interface StepResult {
  readonly case: string;
  readonly review: ReviewNode | null;
  readonly code: FaultCode | null;
}

/**
 * Adds a review to each of several cases, one after the other. A case that does not take it does not keep the others from
 * theirs: another reviewer may have closed one of them meanwhile.
 */
export async function addSteps(
  requested: readonly RequestedReview[],
  context: Parameters<AddReview>[1],
  {
    append,
    awaitIndexed,
  }: {
    readonly append: AppendReview;
    /** Waits until reports include a record. */
    readonly awaitIndexed: (leaf: number, context: Parameters<AddReview>[1]) => Promise<void>;
  },
): Promise<readonly StepResult[]> {
  const results: StepResult[] = [];
  for (const each of requested) {
    try {
      const review = await append(each, context);
      results.push({ case: each.id, review, code: null });
    } catch (fault) {
      if (!(fault instanceof GatewayError) || !EXPECTED.has(fault.code)) throw fault;
      results.push({ case: each.id, review: null, code: fault.code });
    }
  }
  const last = Math.max(-1, ...results.map(({ review }) => review?.leaf ?? -1));
  if (last >= 0) await awaitIndexed(last, context);
  return results;
}

/** Faults that concern one case. Any other one ends the request. */
const EXPECTED: ReadonlySet<FaultCode> = new Set([
  'CASE_UNKNOWN',
  'CASE_CLOSED',
  'CASE_REVIEWED',
  'REVIEW_OF_OWN_ACCESS',
  'REVIEWER_UNKNOWN',
]);
