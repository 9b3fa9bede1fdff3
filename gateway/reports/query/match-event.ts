import { OVERSIGHT } from '../../audit/tlog/leaf-terms.ts';
import { EVENT_FILTER, RELATIONS, type EventFilter } from '../catalog/event-filter.ts';
import { splitEventId } from '../catalog/event-id.ts';
import { createFilterMatcher } from '../catalog/create-filter-matcher.ts';
import { readFieldSet, readStoredRoles } from '../index/read-field-set.ts';
import type { PlacedEvent } from '../index/fill-step.ts';

/**
 * Whether an event of a leaf fits a filter. A scan of the ledger decides with it alone. `compareIndex` compares its
 * result with that of `filterCondition`, the SQL of the same filter, so the two share no code.
 */
export function matchesEvent(placed: PlacedEvent, filter: EventFilter): boolean {
  const { parts } = filter;
  return (parts === undefined || parts.includes(placed.event.part)) && matches(placed, filter);
}

const matches = createFilterMatcher<PlacedEvent, typeof EVENT_FILTER>(EVENT_FILTER, {
  patient: ({ event }) => event.patient,
  actor: ({ event }) => event.actor,
  issuer: ({ event }) => event.issuer,
  actorName: ({ event }) => event.actorName,
  roles: ({ event }) => readStoredRoles(event.roles),
  coordinates: ({ event }) => readFieldSet(event.fieldSet).coordinates,
  categories: ({ event }) => readFieldSet(event.fieldSet).categories,
  kind: ({ event }) => event.kind,
  operation: ({ event }) => event.operation,
  purpose: ({ event }) => event.purpose,
  outcome: ({ event }) => event.outcome,
  relations: ({ event }) => RELATIONS.filter((_, bit) => (event.relations & (1 << bit)) !== 0),
  isDenied: ({ event }) => event.part === 'denial',
  isBreakGlass: ({ event }) => event.grant !== null,
  isOversight: ({ event }) => OVERSIGHT.includes(event.kind),
  grant: ({ event }) => event.grant,
  records: ({ event }) => event.records,
  leaf: ({ id }) => splitEventId(id).leaf,
  time: ({ event }) => event.at,
});
