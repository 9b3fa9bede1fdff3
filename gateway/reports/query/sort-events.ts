import { EVENT_FIELDS, type EventOrder } from '../catalog/row-order.ts';
import { maskOf, writeFieldSet, writeRoles } from '../index/leaf-events.ts';
import type { ReportedEvent } from './reported-event.ts';
import { sortRows, type Sortable } from './sort-rows.ts';

/** Sorts events in memory, in the same order as `eventSortKey` gives in SQL. */
export function sortEvents(
  events: readonly ReportedEvent[],
  order: EventOrder,
): readonly ReportedEvent[] {
  return sortRows(events, EVENT_ORDER, order);
}

const EVENT_ORDER: Sortable<ReportedEvent, typeof EVENT_FIELDS> = {
  fields: EVENT_FIELDS,
  keys: {
    time: ({ leaf }) => leaf.at,
    leaf: ({ row }) => row.leaf,
    kind: ({ row }) => row.kind,
    actor: ({ row }) => row.actor,
    issuer: ({ row }) => row.issuer,
    actor_name: ({ row }) => row.actorName,
    roles: ({ row }) => writeRoles(row.roles),
    patient: ({ row }) => row.patient,
    coordinates: ({ part }) => writeFieldSet(part.coordinates),
    operation: ({ row }) => row.operation,
    purpose: ({ row }) => row.purpose,
    outcome: ({ row }) => row.outcome,
    relations: ({ row }) => maskOf(row.relations),
    records: ({ row }) => row.records,
    grant: ({ row }) => row.breakGlass?.grant ?? null,
    grant_until: ({ leaf }) => leaf.breakGlass?.until ?? 0,
  },
  placeOf: ({ row, place }) => [row.leaf, place],
  // Numbers in the place.
  placeLength: 2,
};
