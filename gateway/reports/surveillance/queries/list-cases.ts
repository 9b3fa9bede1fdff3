import { isDeepStrictEqual } from 'node:util';
import { CASE_FILTER, type CaseFilter } from '../../catalog/case-filter.ts';
import { isOpenState } from '../../messages/case-states.ts';
import { createFilterMatcher } from '../../catalog/create-filter-matcher.ts';
import { caseNode, type CaseNode } from '../cases/case-node.ts';
import type { ListedCase } from '../cases/case-order.ts';
import type { CaseSources } from '../recorded/case-sources.ts';
import { printCaseId } from '../../catalog/case-id.ts';
import { dayOf } from '../detection/day-scanner.ts';
import type { CaseQuery, FoundCases } from './find-cases.ts';
import { createEventProver } from '../accesses/prove-events.ts';
import { readReviews } from '../reviews/read-reviews.ts';
import type { RecordedReview } from '../cases/recorded-review.ts';
import { sumParts } from '../cases/score.ts';
import { scoreCases } from '../cases/score-cases.ts';

/** Adds to found cases their reviews, the states that follow from them, and their scores. */
export async function listCases(
  { cases }: FoundCases,
  { window, facts, settings }: CaseQuery,
  sources: CaseSources,
): Promise<readonly ListedCase[]> {
  if (cases.length === 0) return [];
  // A review is always later than the day that it reviews.
  const reviews = await readReviews(sources, { since: dayOf(window.since) });
  const reviewsByCase = new Map<string, RecordedReview[]>();
  for (const review of reviews) {
    reviewsByCase.set(review.case, [...(reviewsByCase.get(review.case) ?? []), review]);
  }
  const scores = scoreCases(cases, { settings, facts, reviews });
  return cases.map((found) => ({
    found,
    node: caseNode(
      found,
      reviewsByCase.get(printCaseId(found.place)) ?? [],
      scores.get(found) ?? sumParts([]),
    ),
  }));
}

/** The filter without its period: cases are already found within the review window. */
const { since: _since, until: _until, ...WITHOUT_PERIOD } = CASE_FILTER;

/** Whether a case found in the review window matches the filter. */
export const matchesCase = createFilterMatcher<CaseNode, typeof WITHOUT_PERIOD>(WITHOUT_PERIOD, {
  state: ({ state }) => state,
  isOpen: ({ state }) => isOpenState(state),
  assignee: ({ assignee }) => assignee,
  assigneeIssuer: ({ assigneeIssuer }) => assigneeIssuer,
  score: ({ score }) => score,
  rules: ({ reasons }) => reasons.map(({ rule }) => rule),
  actor: ({ actor }) => actor,
  issuer: ({ issuer }) => issuer,
  actorName: ({ actorName }) => actorName,
  roles: ({ roles }) => roles,
  patient: ({ patient }) => patient,
  events: ({ events }) => events,
  leaves: ({ leaves }) => leaves,
});

/** Counts the suppressed cases that fit a filter without its parts for the state. */
export function countSuppressed(
  cases: readonly ListedCase[],
  { state: _state, open: _open, ...filter }: CaseFilter,
): number {
  const suppressed: CaseFilter = { ...filter, state: 'SUPPRESSED' };
  return cases.filter(({ node }) => matchesCase(node, suppressed)).length;
}

/** Whether the ledger still proves the accesses of these cases, unchanged. */
export async function areStillProven(
  cases: readonly ListedCase[],
  { index, reader, head: findHead }: CaseSources,
): Promise<boolean> {
  const head = await findHead();
  if (head === null) return false;
  const seen = new Map(cases.flatMap(({ found }) => found.accesses.map((each) => [each.id, each])));
  const prove = createEventProver(await index.database(), reader, head, () => undefined);
  const proven = await prove([...seen.keys()].toSorted((a, b) => a - b));
  return (
    proven.length === seen.size &&
    proven.every((each) => isDeepStrictEqual(each, seen.get(each.id)))
  );
}
