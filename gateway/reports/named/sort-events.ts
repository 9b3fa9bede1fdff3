import type { EventOrder } from '../index/event-order.ts';
import { maskOf, writeShape } from '../index/leaf-events.ts';
import type { ReportedEvent } from './reported-event.ts';

/**
 * Events in an order, as an index gives them: texts by their bytes, nothing before the first of them, and what
 * is alike in the order of the ledger, or against it.
 */
export function sortEvents(
  events: readonly ReportedEvent[],
  { by, direction }: EventOrder,
): readonly ReportedEvent[] {
  const sign = direction === 'asc' ? 1 : -1;
  return events
    .map((event) => ({ event, key: keyOf(event, by) }))
    .toSorted(
      (one, other) =>
        sign *
        (compare(one.key, other.key) ||
          one.event.row.leaf - other.event.row.leaf ||
          one.event.place - other.event.place),
    )
    .map(({ event }) => event);
}

function keyOf({ leaf, part, row }: ReportedEvent, by: EventOrder['by']): number | Buffer {
  switch (by) {
    case 'time':
      return leaf.at;
    case 'leaf':
      return row.leaf;
    case 'kind':
      return bytes(row.kind);
    case 'actor':
      return bytes(row.actor);
    case 'patient':
      return bytes(row.patient);
    case 'coordinates':
      return bytes(writeShape(part.coordinates));
    case 'operation':
      return bytes(row.operation);
    case 'purpose':
      return bytes(leaf.actor?.purpose ?? null);
    case 'outcome':
      return bytes(row.outcome);
    case 'relations':
      return maskOf(row.relations);
    case 'records':
      return row.records;
    case 'grant':
      return bytes(row.breakGlass?.grant ?? null);
    default:
      return by satisfies never;
  }
}

function bytes(text: string | null): Buffer {
  return Buffer.from(text ?? '');
}

function compare(one: number | Buffer, other: number | Buffer): number {
  if (typeof one === 'number' || typeof other === 'number') return Number(one) - Number(other);
  return one.compare(other);
}
