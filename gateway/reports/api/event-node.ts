import { placeOf } from '../index/index-tables.ts';
import type { ShownEvent } from '../index/show-events.ts';

/** An event as `Event` in `admin.graphql` has it. */
export interface EventNode {
  readonly id: string;
  readonly leaf: number;
  /** ISO 8601. */
  readonly time: string;
  readonly kind: string;
  readonly actor: string | null;
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

/** A proven event, with what only its leaf says. */
export function eventNode({ id, leaf, row }: ShownEvent): EventNode {
  return {
    id: `${row.leaf}-${placeOf(id).place}`,
    leaf: row.leaf,
    time: row.time,
    kind: row.kind,
    actor: row.actor,
    actorName: leaf.actor?.name ?? null,
    roles: row.roles,
    patient: row.patient,
    relations: row.relations,
    purpose: leaf.actor?.purpose ?? null,
    operation: row.operation,
    outcome: row.outcome,
    records: row.records,
    coordinates: row.coordinates,
    breakGlass: row.breakGlass,
  };
}
