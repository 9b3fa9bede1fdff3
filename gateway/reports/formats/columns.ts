import type { ReportedEvent } from '../query/reported-event.ts';

/** The columns that reports have, by their names in CSV: a spreadsheet on top of it relies on these. */
const COLUMNS = {
  leaf: ({ row }) => String(row.leaf),
  time: ({ row }) => row.time,
  actor: ({ row }) => row.actor ?? '',
  issuer: ({ row }) => row.issuer ?? '',
  name: ({ leaf }) => leaf.actor?.name ?? '',
  roles: ({ row }) => row.roles.join(' '),
  relation: ({ row }) => row.relations.join(' '),
  patient: ({ row }) => row.patient ?? '',
  records: ({ row }) => String(row.records),
  coordinates: (event) => coordinatesOf(event).join('; '),
  operation: ({ row }) => row.operation ?? '',
  purpose: ({ leaf }) => leaf.actor?.purpose ?? '',
  outcome: ({ row }) => row.outcome,
  event: ({ row }) => row.kind,
  reason: ({ row }) => row.breakGlass?.reason ?? '',
  until: ({ row }) => row.breakGlass?.until ?? '',
  grant: ({ row }) => row.breakGlass?.grant ?? '',
  note: ({ note }) => note ?? '',
  gateway: ({ leaf }) => leaf.source.gateway,
} as const satisfies Readonly<Record<string, (event: ReportedEvent) => string>>;

/** One of them. */
export type ColumnName = keyof typeof COLUMNS;

/** What stands in a column of an event. */
export function cellOf(event: ReportedEvent, name: ColumnName): string {
  return COLUMNS[name](event);
}

/** What was seen, each with how; where nothing was seen, what happened instead. */
export function coordinatesOf({ row }: ReportedEvent): readonly string[] {
  if (row.coordinates.length === 0) return [row.kind];
  return row.coordinates.map(({ coordinate, view, categories }) =>
    categories.length === 0
      ? `${coordinate} (${view})`
      : `${coordinate} (${view}, ${categories.join(' ')})`,
  );
}
