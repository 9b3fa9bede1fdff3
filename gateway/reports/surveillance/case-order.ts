import type { CasePlace } from '../catalog/case-id.ts';
import { CASE_FIELDS } from '../catalog/row-order.ts';
import { UNUSUAL_RULES, type UnusualRule } from '../catalog/unusual-rule.ts';
import type { Sortable } from '../query/sort-rows.ts';
import type { CaseNode } from './case-node.ts';
import type { JudgedCase } from './judged-case.ts';

/** A case, and how it is shown. */
export interface FoundCase {
  readonly found: JudgedCase;
  readonly node: CaseNode;
}

/** How cases are sorted. */
export const CASE_ORDER: Sortable<FoundCase, typeof CASE_FIELDS> = {
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
    rules: ({ found }) => rulesKey(found.reasons.map(({ rule }) => rule)),
  },
  placeOf: ({ found }) => casePlace(found.place),
  placeLength: 2,
};

/** The place of a case: its first event; of one event, the case about an hour is before the case about a record. */
export function casePlace({ event, concerns }: CasePlace): readonly [number, number] {
  return [event, concerns === 'volume' ? 0 : 1];
}

/** Rules are compared one after the other, by their places in the list. */
export function rulesKey(rules: readonly UnusualRule[]): Buffer {
  return Buffer.from(rules.map((rule) => UNUSUAL_RULES.indexOf(rule)));
}
