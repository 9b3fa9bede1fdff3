import type { ReviewFinding } from '../../catalog/case-filter.ts';
import { printCaseId } from '../../catalog/case-id.ts';
import type { ThresholdRule } from '../../catalog/threshold-rule.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import { closingReview } from '../cases/case-state.ts';
import { readOnly, type DayCache } from '../detection/day-cache.ts';
import { dayOf } from '../detection/day-scanner.ts';
import { findCases, type CaseQuery } from '../queries/find-cases.ts';
import { readReviews } from '../reviews/read-reviews.ts';
import { withThreshold } from './apply-thresholds.ts';

/** Requests what another threshold would find. */
export interface PreviewQuery {
  /** With the thresholds in effect. */
  readonly query: CaseQuery;
  readonly rule: ThresholdRule;
  readonly value: number;
}

/** Numbers of cases that a rule finds. */
export interface PreviewedCases {
  readonly cases: number;
  /** Those that are closed. */
  readonly closed: number;
  /** Closed ones by what reviewers found. */
  readonly appropriate: number;
  readonly violations: number;
}

/** What the rule finds with the value in effect and with another one. */
export interface ThresholdPreview {
  readonly current: PreviewedCases;
  readonly previewed: PreviewedCases;
  /** Found with the value in effect alone. */
  readonly dropped: PreviewedCases;
  /** Found with the other value alone. */
  readonly added: PreviewedCases;
}

/**
 * Finds the cases of a window with a threshold in effect and with another one. Nothing is recorded or kept: days come from
 * the cache where the threshold does not matter to them, and are not added to it.
 */
export async function previewThreshold(
  { query, rule, value }: PreviewQuery,
  sources: CaseSources,
  cache: DayCache,
): Promise<ThresholdPreview> {
  const settings = withThreshold(query.settings, rule, value);
  const now = await findCases(sources, query, cache);
  const then = await findCases(sources, { ...query, settings }, readOnly(cache));
  const reviews = await readReviews(sources, { since: dayOf(query.window.since) });
  const verdicts = ({ cases }: typeof now): Verdicts =>
    new Map(
      cases
        .filter(({ reasons }) => reasons.some((reason) => reason.rule === rule))
        .map((found) => [printCaseId(found.place), closingReview(found, reviews)?.verdict ?? null]),
    );
  const [current, previewed] = [verdicts(now), verdicts(then)];
  return {
    current: countVerdicts(current),
    previewed: countVerdicts(previewed),
    dropped: countVerdicts(without(current, previewed)),
    added: countVerdicts(without(previewed, current)),
  };
}

/** Case → the finding that closed it; null for one that is not closed. */
type Verdicts = ReadonlyMap<string, string | null>;

function without(cases: Verdicts, others: Verdicts): Verdicts {
  return new Map([...cases].filter(([id]) => !others.has(id)));
}

function countVerdicts(cases: Verdicts): PreviewedCases {
  const verdicts = [...cases.values()];
  const count = (verdict: ReviewFinding) => verdicts.filter((each) => each === verdict).length;
  return {
    cases: cases.size,
    closed: verdicts.filter((verdict) => verdict !== null).length,
    appropriate: count('APPROPRIATE'),
    violations: count('VIOLATION'),
  };
}
