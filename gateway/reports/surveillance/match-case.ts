import { CASE_FILTER } from '../catalog/case-filter.ts';
import { createFilterMatcher } from '../catalog/matches-filter.ts';
import type { CaseNode } from './case-node.ts';

/** The period is that of the review window, in which cases are found. */
const { since: _since, until: _until, ...PARTS } = CASE_FILTER;

/** Whether a case that was found in the window of a filter fits the filter. */
export const matchesCase = createFilterMatcher<CaseNode, typeof PARTS>(PARTS, {
  state: ({ state }) => state,
  rules: ({ reasons }) => reasons.map(({ rule }) => rule),
  actor: ({ actor }) => actor,
  issuer: ({ issuer }) => issuer,
  actorName: ({ actorName }) => actorName,
  roles: ({ roles }) => roles,
  patient: ({ patient }) => patient,
  events: ({ events }) => events,
  leaves: ({ leaves }) => leaves,
});
