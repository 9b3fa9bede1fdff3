import type { CaseConcern, CasePlace } from '../../catalog/case-id.ts';
import { CASE_FIELDS } from '../../catalog/row-order.ts';
import { UNUSUAL_RULES, type UnusualRule } from '../../catalog/unusual-rule.ts';
import type { Sortable } from '../../query/sort-rows.ts';
import type { CaseNode } from './case-node.ts';
import type { DetectedCase } from './detected-case.ts';

/** A case, and its fields in the API. */
export interface ListedCase {
  readonly found: DetectedCase;
  readonly node: CaseNode;
}

/** The sort keys of cases. */
export const CASE_ORDER: Sortable<ListedCase, typeof CASE_FIELDS> = {
  fields: CASE_FIELDS,
  keys: {
    leaf: ({ found }) => found.place.event,
    state: ({ node }) => node.state,
    day: ({ found }) => found.day,
    actor: ({ found }) => found.actor,
    issuer: ({ found }) => found.issuer,
    actor_name: ({ found }) => found.actorName,
    roles: ({ found }) => found.roles.join(' '),
    patient: ({ found }) => found.patient,
    since: ({ found }) => found.since,
    until: ({ found }) => found.until,
    events: ({ found }) => found.events,
    score: ({ node }) => node.score,
    rules: ({ found }) => rulesKey(found.reasons.map(({ rule }) => rule)),
  },
  placeOf: ({ found }) => casePlace(found.place),
  // Numbers in the place.
  placeLength: 2,
};

/** The place of a case in the ledger: its first event. Of one event, a volume case comes first and a question last. */
export function casePlace({ event, concerns }: CasePlace): readonly [number, number] {
  return [event, CONCERNS.indexOf(concerns)];
}

/** The sort key of a list of rules, compared rule by rule in the order of `UNUSUAL_RULES`. */
export function rulesKey(rules: readonly UnusualRule[]): Buffer {
  return Buffer.from(rules.map((rule) => UNUSUAL_RULES.indexOf(rule)));
}

const CONCERNS: readonly CaseConcern[] = ['volume', 'record', 'question'];
