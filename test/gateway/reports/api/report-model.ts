import { openLeaf } from '../../../../gateway/audit/record/open-leaf.ts';
import { parseLeaf } from '../../../../gateway/audit/record/parse-leaf.ts';
import { leafParts } from '../../../../gateway/audit/record/leaf-parts.ts';
import type { LedgerLocation } from '../../../../gateway/audit/store/ledger-location.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { unpackLeaves } from '../../../../gateway/audit/tree/batch.ts';

/** An event as it is read from the ledger itself, without an index. */
export interface ModelEvent {
  readonly id: string;
  readonly leaf: number;
  readonly place: number;
  readonly at: number;
  readonly kind: string;
  readonly actor: string;
  readonly patient: string;
  readonly operation: string;
  readonly purpose: string;
  readonly outcome: string;
  readonly grant: string;
  readonly relations: readonly string[];
  readonly records: number;
  readonly coordinates: readonly (readonly [string, string, readonly string[]])[];
  readonly isDenial: boolean;
}

/** Every event of a ledger, in its order: read from the first batch to the last, without an index. */
export async function readModel(location: LedgerLocation): Promise<readonly ModelEvent[]> {
  const reader = await openReader(location);
  try {
    const events: ModelEvent[] = [];
    const unreleased = new Set<number>();
    for await (const { first, batch } of reader.batches()) {
      const leaves = (batch === null ? null : unpackLeaves(batch.leaves)) ?? [];
      const rows = await reader.identities(first, first + leaves.length - 1);
      for (const [offset, bytes] of leaves.entries()) {
        const index = first + offset;
        const parsed = parseLeaf(bytes);
        if (parsed === null) continue;
        const leaf = openLeaf(parsed, rows.find((row) => row.leaf === index)?.openings ?? null);
        if (leaf === null) continue;
        if (leaf.kind === 'unreleased') {
          const from = Number(leaf.details?.['first']);
          const count = Number(leaf.details?.['count']);
          for (let at = from; at < from + count; at += 1) unreleased.add(at);
        }
        for (const [place, part] of leafParts(leaf).entries()) {
          events.push({
            id: `${index}-${place}`,
            leaf: index,
            place,
            at: leaf.at,
            kind: leaf.kind,
            actor: leaf.actor?.subject ?? '',
            patient: part.patient ?? '',
            operation: leaf.operation?.name ?? '',
            purpose: leaf.actor?.purpose ?? '',
            outcome: leaf.outcome,
            grant: leaf.breakGlass?.id ?? '',
            relations: part.relations,
            records: part.records,
            coordinates: part.coordinates.map(
              ({ coordinate, view, categories }) => [coordinate, view, categories] as const,
            ),
            isDenial: part.part === 'denial',
          });
        }
      }
    }
    return events.map((event) =>
      unreleased.has(event.leaf) ? { ...event, outcome: 'unreleased' } : event,
    );
  } finally {
    await reader.close();
  }
}

/** A filter as a client writes it; times in ISO 8601. */
export type ModelFilter = Readonly<Record<string, string | boolean>>;

/** Each filter, as a check of one event. */
export const FITS: Readonly<
  Record<string, (event: ModelEvent, value: string | boolean) => boolean>
> = {
  patient: (event, value) => event.patient === value,
  actor: (event, value) => event.actor === value,
  coordinate: (event, value) => event.coordinates.some(([coordinate]) => coordinate === value),
  category: (event, value) =>
    event.coordinates.some(([, , categories]) => categories.includes(String(value))),
  kind: (event, value) => event.kind === value,
  operation: (event, value) => event.operation === value,
  purpose: (event, value) => event.purpose === value,
  outcome: (event, value) => event.outcome === value,
  relation: (event, value) => event.relations.includes(String(value)),
  denied: (event, value) => event.isDenial === value,
  breakGlass: (event, value) => (event.grant !== '') === value,
  grant: (event, value) => event.grant === value,
  since: (event, value) => event.at >= Date.parse(String(value)),
  until: (event, value) => event.at <= Date.parse(String(value)),
};

/** Whether an event fits all that a filter says. */
export function fits(event: ModelEvent, filter: ModelFilter): boolean {
  return Object.entries(filter).every(([name, value]) => FITS[name]?.(event, value));
}

const RELATIONS = ['self', 'care-team', 'list', 'break-glass', 'all'];

/** Each order, with the value that it compares. */
export const ORDERS: Readonly<Record<string, (event: ModelEvent) => string | number>> = {
  TIME: ({ at }) => at,
  LEAF: ({ leaf }) => leaf,
  KIND: ({ kind }) => kind,
  ACTOR: ({ actor }) => actor,
  PATIENT: ({ patient }) => patient,
  COORDINATES: ({ coordinates }) => JSON.stringify(coordinates),
  OPERATION: ({ operation }) => operation,
  PURPOSE: ({ purpose }) => purpose,
  OUTCOME: ({ outcome }) => outcome,
  RELATIONS: ({ relations }) =>
    relations.reduce((sum, relation) => sum + 2 ** RELATIONS.indexOf(relation), 0),
  RECORDS: ({ records }) => records,
  GRANT: ({ grant }) => grant,
};

/** Sorts events; equal ones stay in the order of the ledger, or in its reverse if descending. */
export function inOrder(
  events: readonly ModelEvent[],
  { field, direction }: { readonly field: string; readonly direction: string },
): readonly ModelEvent[] {
  const key = ORDERS[field] ?? (() => 0);
  const sign = direction === 'ASC' ? 1 : -1;
  return events.toSorted(
    (a, b) => sign * (compare(key(a), key(b)) || a.leaf - b.leaf || a.place - b.place),
  );
}

/** Numbers as they are, texts by their UTF-8 bytes. */
export function compare(one: string | number, other: string | number): number {
  return typeof one === 'number' && typeof other === 'number'
    ? one - other
    : Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}

const timeIn = (timeZone: string, at: number, parts: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, ...parts }).format(at);

/** Each dimension of the counts, with the bars that an event counts in. */
export const BARS: Readonly<
  Record<string, (event: ModelEvent, timeZone: string) => readonly string[]>
> = {
  DAY: ({ at }, zone) => [timeIn(zone, at, { dateStyle: 'short' })],
  HOUR: ({ at }, zone) => [timeIn(zone, at, { hour: '2-digit', hourCycle: 'h23' })],
  ACTOR: ({ actor }) => [actor],
  PATIENT: ({ patient }) => [patient],
  COORDINATE: ({ coordinates }) => coordinates.map(([coordinate]) => coordinate),
  CATEGORY: ({ coordinates }) => coordinates.flatMap(([, , categories]) => categories),
  KIND: ({ kind }) => [kind],
  OUTCOME: ({ outcome }) => [outcome],
  PURPOSE: ({ purpose }) => [purpose],
  RELATION: ({ relations }) => (relations.length === 0 ? [''] : relations),
};

/** The figures of a chart. */
export interface ModelCount {
  readonly key: string;
  readonly events: number;
  readonly denied: number;
  readonly breakGlass: number;
}

/** Counts events bar by bar, sorted by the bar's name. */
export function countModel(
  events: readonly ModelEvent[],
  by: string,
  timeZone = 'UTC',
): readonly ModelCount[] {
  const counts = new Map<string, ModelCount>();
  for (const event of events) {
    for (const key of new Set(BARS[by]?.(event, timeZone))) {
      const known = counts.get(key) ?? { key, events: 0, denied: 0, breakGlass: 0 };
      counts.set(key, {
        key,
        events: known.events + 1,
        denied: known.denied + Number(event.isDenial),
        breakGlass: known.breakGlass + Number(event.grant !== ''),
      });
    }
  }
  return byKey([...counts.values()]);
}

/** Figures sorted by the bar's name. */
export function byKey(counts: readonly ModelCount[]): readonly ModelCount[] {
  return counts.toSorted((a, b) => compare(a.key, b.key));
}
