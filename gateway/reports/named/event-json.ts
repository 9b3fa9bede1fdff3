import type { ReportedEvent } from './reported-event.ts';

/** An event as JSON has it: what `Event` of the report API holds, and its note. */
export function eventJson({ leaf, place, row, note }: ReportedEvent): object {
  return {
    id: `${row.leaf}-${place}`,
    leaf: row.leaf,
    time: row.time,
    kind: row.kind,
    actor: row.actor,
    actorName: leaf.actor?.name ?? null,
    roles: row.roles,
    patient: row.patient,
    relations: row.relations,
    purpose: leaf.actor?.purpose ?? null,
    breakGlass: row.breakGlass,
    records: row.records,
    coordinates: row.coordinates,
    operation: row.operation,
    outcome: row.outcome,
    note,
  };
}
