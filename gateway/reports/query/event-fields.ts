import type { ReportedEvent } from './reported-event.ts';

/** An event as `Event` in `admin.graphql` has it. */
export interface EventFields {
  readonly id: string;
  readonly leaf: number;
  /** ISO 8601. */
  readonly time: string;
  readonly kind: string;
  readonly actor: string | null;
  readonly issuer: string | null;
  readonly actorName: string | null;
  readonly roles: readonly string[];
  readonly patient: string | null;
  readonly relations: readonly string[];
  readonly purpose: string | null;
  readonly operation: string | null;
  readonly outcome: string;
  readonly records: number;
  readonly coordinates: readonly {
    readonly coordinate: string;
    readonly view: string;
    readonly categories: readonly string[];
  }[];
  readonly breakGlass: {
    readonly grant: string;
    readonly until: string;
    readonly reason: string | null;
  } | null;
}

/** Converts a reported event to the fields of the GraphQL type `Event`. */
export function eventFields({
  leaf,
  place,
  row,
}: Pick<ReportedEvent, 'leaf' | 'place' | 'row'>): EventFields {
  return {
    id: `${row.leaf}-${place}`,
    leaf: row.leaf,
    time: row.time,
    kind: row.kind,
    actor: row.actor,
    issuer: row.issuer,
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
  };
}

/** The same and its note, as files have it. */
export function eventJson(event: ReportedEvent): object {
  return { ...eventFields(event), note: event.note };
}
