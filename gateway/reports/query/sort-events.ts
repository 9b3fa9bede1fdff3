import type { EventOrder, OrderField } from './event-order.ts';
import { maskOf, writeRoles, writeShape } from '../index/leaf-events.ts';
import { numberKey, textKey, type Sortable } from './row-order.ts';
import { sortRows } from './sort-rows.ts';
import type { ReportedEvent } from './reported-event.ts';

/**
 * Events in an order, as an index gives them: texts by their bytes, nothing before the first of them, and what
 * is alike in the order of the ledger, or against it.
 */
export function sortEvents(
  events: readonly ReportedEvent[],
  order: EventOrder,
): readonly ReportedEvent[] {
  return sortRows(events, EVENTS, order);
}

const EVENTS: Sortable<ReportedEvent, OrderField> = {
  fields: {
    time: numberKey(({ leaf }) => leaf.at),
    leaf: numberKey(({ row }) => row.leaf),
    kind: textKey(({ row }) => row.kind),
    actor: textKey(({ row }) => row.actor),
    issuer: textKey(({ row }) => row.issuer),
    actor_name: textKey(({ leaf }) => leaf.actor?.name ?? null),
    roles: textKey(({ row }) => writeRoles(row.roles)),
    patient: textKey(({ row }) => row.patient),
    coordinates: textKey(({ part }) => writeShape(part.coordinates)),
    operation: textKey(({ row }) => row.operation),
    purpose: textKey(({ leaf }) => leaf.actor?.purpose ?? null),
    outcome: textKey(({ row }) => row.outcome),
    relations: numberKey(({ row }) => maskOf(row.relations)),
    records: numberKey(({ row }) => row.records),
    grant: textKey(({ row }) => row.breakGlass?.grant ?? null),
    grant_until: numberKey(({ leaf }) => leaf.breakGlass?.until ?? 0),
  },
  placeOf: ({ row, place }) => [row.leaf, place],
  placeLength: 2,
};
