import { CASE_FILTER } from '../catalog/case-filter.ts';
import { createFilterMatcher } from '../catalog/matches-filter.ts';
import type { CaseNode } from './case-node.ts';

/** The filter without its period: cases are already found within the review window. */
const { since: _since, until: _until, ...PARTS } = CASE_FILTER;

/** Whether a case found in the review window matches the filter. */
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
