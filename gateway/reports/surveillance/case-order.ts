import { bytesKey, numberKey, textKey, type RowOrder, type Sortable } from '../query/row-order.ts';
import type { CasePlace } from '../catalog/case-id.ts';
import type { CaseNode } from './case-node.ts';
import type { JudgedCase } from './judged-case.ts';
import { UNUSUAL_RULES, type UnusualRule } from '../catalog/unusual-rule.ts';

/** Everything that cases can be sorted by. */
export const CASE_FIELDS = [
  'leaf',
  'state',
  'day',
  'actor',
  'issuer',
  'actor_name',
  'roles',
  'patient',
  'since',
  'until',
  'events',
  'rules',
] as const;

/** One of them. */
export type CaseField = (typeof CASE_FIELDS)[number];

/** An order of cases. */
export type CaseOrder = RowOrder<CaseField>;

/** The newest first, by the record that a case begins with or a sign-off is. */
export const NEWEST = { by: 'leaf', direction: 'desc' } as const satisfies CaseOrder;

/** A case that was found, and as it is shown. */
export interface FoundCase {
  readonly found: JudgedCase;
  readonly node: CaseNode;
}

/** How cases are sorted. */
export const CASE_ORDER: Sortable<FoundCase, CaseField> = {
  fields: {
    leaf: numberKey(({ found }) => found.place.event),
    state: textKey(({ node }) => node.state),
    day: numberKey(({ found }) => found.day),
    actor: textKey(({ found }) => found.actor),
    issuer: textKey(({ found }) => found.issuer),
    actor_name: textKey(({ found }) => found.actorName),
    roles: textKey(({ found }) => found.roles.join(' ')),
    patient: textKey(({ found }) => found.patient),
    since: numberKey(({ found }) => found.since),
    until: numberKey(({ found }) => found.until),
    events: numberKey(({ found }) => found.events),
    rules: bytesKey(({ found }) => rulesKey(found.reasons.map(({ rule }) => rule))),
  },
  placeOf: ({ found }) => casePlace(found.place),
  placeLength: 2,
};

/** Where a case is among the others: by its first event, and of one event the hour's before the record's. */
export function casePlace({ event, concerns }: CasePlace): readonly [number, number] {
  return [event, concerns === 'volume' ? 0 : 1];
}

/** What rules are compared by: one after the other, by their places in the list. */
export function rulesKey(rules: readonly UnusualRule[]): Buffer {
  return Buffer.from(rules.map((rule) => UNUSUAL_RULES.indexOf(rule)));
}
