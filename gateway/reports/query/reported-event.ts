import { isPlaceholder } from '../catalog/patient-placeholder.ts';
import { eventId, placeOf } from '../catalog/event-id.ts';
import { isWithin, type LeafRange } from '../../audit/record/unreleased.ts';
import type { Choice } from '../../audit/chain/pick-from-ledger.ts';
import { reasonOf } from '../../audit/chain/pick-from-ledger.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import {
  accessOfField,
  leafParts,
  reportRow,
  type LeafFacts,
  type LeafPart,
  type ReportRow,
} from '../../audit/record/report-rows.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import { matchesEvent } from './match-event.ts';
import { leafEvents } from '../index/leaf-events.ts';
import type { ShownEvent } from './show-events.ts';

/** One row of a named report, with all that it may be written from. */
export interface ReportedEvent {
  /** Opened. */
  readonly leaf: PlainLeaf;
  readonly facts: LeafFacts;
  readonly part: LeafPart;
  /** Of the part in its leaf, from 0 on. */
  readonly place: number;
  readonly row: ReportRow;
  /** What the row doesn't hold otherwise: which reports were read, what was changed. */
  readonly note: string | null;
}

/** Which events, and of which of their fields. */
export interface EventChoice {
  readonly filter: EventFilter;
  /** Only what was released of the coordinate in the filter is shown and counted. */
  readonly isNarrow: boolean;
}

/** The events of a leaf that fit. The same leaf gives the same, whether an index found it or not. */
export function eventsOf(
  leaf: PlainLeaf,
  facts: LeafFacts,
  { filter, isNarrow }: EventChoice,
): readonly ReportedEvent[] {
  const events = leafEvents(leaf, facts.isReleased);
  const field = isNarrow ? (filter.coordinate ?? null) : null;
  return leafParts(leaf).flatMap((whole, place) => {
    const event = events[place];
    if (event === undefined) return [];
    if (!matchesEvent({ id: eventId(facts.index, place), event }, filter)) return [];
    const part = field === null ? whole : (accessOfField(leaf, field, whole.patient) ?? whole);
    const row = reportRow(leaf, facts, part);
    return [{ leaf, facts, part, place, row, note: reportsRead(leaf) }];
  });
}

/** The same of leaves that are read one after the other. */
export function choiceOf(choice: EventChoice): Choice<ReportedEvent> {
  const pick = (leaf: PlainLeaf, facts: LeafFacts) => eventsOf(leaf, facts, choice);
  return { mark: markOfFilter(choice.filter), pick };
}

/** The same of events that an index found and that were proven; see `IndexedPickOptions`. */
export async function eventsShown(
  reader: Pick<LedgerReader, 'findOpening'>,
  shown: readonly ShownEvent[],
  { choice, unreleased }: { choice: EventChoice; unreleased: readonly LeafRange[] },
): Promise<readonly ReportedEvent[]> {
  const known = new Map<number, readonly ReportedEvent[]>();
  const events: ReportedEvent[] = [];
  for (const { leaf, row, id } of shown) {
    const isReleased = row.outcome !== 'unreleased' && !isWithin(unreleased, row.leaf);
    const all =
      known.get(row.leaf) ??
      eventsOf(leaf, { index: row.leaf, isReleased, reason: await reasonOf(reader, leaf) }, choice);
    known.set(row.leaf, all);
    const { place } = placeOf(id);
    events.push(...all.filter((event) => event.place === place));
  }
  return events;
}

/** A text that every leaf with such an event has in it: canonical JSON writes a name in one way only. */
export function markOfFilter(filter: EventFilter): string {
  const { patient, actor, issuer, actorName, grant, coordinate } = filter;
  // What stands for an id that is gone is in no leaf.
  if (patient !== undefined && !isPlaceholder(patient)) return JSON.stringify(patient);
  for (const name of [actor, issuer, actorName, grant])
    if (name !== undefined) return JSON.stringify(name);
  // `"ssn"` where it was released, and `"Patient.ssn"` where it was denied.
  if (coordinate !== undefined) {
    return JSON.stringify(coordinate.slice(coordinate.lastIndexOf('.') + 1)).slice(1);
  }
  const { operation, category, kind, purpose, role } = filter;
  for (const name of [operation, category, kind, purpose, role]) {
    if (name !== undefined) return JSON.stringify(name);
  }
  if (filter.denied === true) return '"denied":[{';
  return filter.breakGlass === true ? '"breakGlass":{' : '';
}

/** Which reports somebody read, and as which file. */
function reportsRead({ kind, details }: PlainLeaf): string | null {
  const reports = kind === 'audit.read' ? details?.['reports'] : null;
  if (typeof reports !== 'string') return null;
  const format = details?.['format'];
  const words = reports.split(',').join(', ');
  return typeof format === 'string' ? `${words} as ${format}` : words;
}
