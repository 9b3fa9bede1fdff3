import type { EventColumn } from '../catalog/columns.ts';
import type { ReportedEvent } from '../query/reported-event.ts';

/** `row` is the event in the index, `leaf` its record in the ledger, `note` the text that a record commits to. */
const CELLS: Readonly<Record<EventColumn, (event: ReportedEvent) => string>> = {
  leaf: ({ row }) => String(row.leaf),
  time: ({ row }) => row.time,
  actor: ({ row }) => row.actor ?? '',
  issuer: ({ row }) => row.issuer ?? '',
  name: ({ row }) => row.actorName ?? '',
  roles: ({ row }) => row.roles.join(' '),
  relation: ({ row }) => row.relations.join(' '),
  patient: ({ row }) => row.patient ?? '',
  records: ({ row }) => String(row.records),
  coordinates: (event) => coordinatesOf(event).join('; '),
  operation: ({ row }) => row.operation ?? '',
  purpose: ({ row }) => row.purpose ?? '',
  outcome: ({ row }) => row.outcome,
  event: ({ row }) => row.kind,
  reason: ({ row }) => row.breakGlass?.reason ?? '',
  until: ({ row }) => row.breakGlass?.until ?? '',
  grant: ({ row }) => row.breakGlass?.grant ?? '',
  note: ({ note }) => note ?? '',
  gateway: ({ leaf }) => leaf.source.gateway,
};

/** The text of an event in a column. */
export function cellOf(event: ReportedEvent, name: EventColumn): string {
  return CELLS[name](event);
}

/** Each coordinate with its view and categories. Events without coordinates, such as reviews, give their kind. */
export function coordinatesOf({ row }: ReportedEvent): readonly string[] {
  if (row.coordinates.length === 0) return [row.kind];
  return row.coordinates.map(({ coordinate, view, categories }) =>
    categories.length === 0
      ? `${coordinate} (${view})`
      : `${coordinate} (${view}, ${categories.join(' ')})`,
  );
}
