import { isPlaceholder } from '../catalog/patient-placeholder.ts';
import { eventId, splitEventId } from '../catalog/event-id.ts';
import { isInLeafRanges, type LeafRange } from '../../audit/record/unreleased.ts';
import type { Choice } from '../../audit/chain/pick-from-ledger.ts';
import { reasonOf } from '../../audit/chain/pick-from-ledger.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import {
  accessOfField,
  leafParts,
  type LeafFacts,
  type LeafPart,
} from '../../audit/record/leaf-parts.ts';
import { reportRow, type ReportRow } from './report-row.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { UNRELEASED, type EventFilter } from '../catalog/event-filter.ts';
import { matchesEvent } from './match-event.ts';
import { leafEvents } from '../index/leaf-events.ts';
import type { ShownEvent } from './show-events.ts';

/** One row of a report, and everything that it may be written from. */
export interface ReportedEvent {
  /** With ids in place of commitments. */
  readonly leaf: PlainLeaf;
  readonly facts: LeafFacts;
  readonly part: LeafPart;
  /** Place of the part in its leaf, from 0. */
  readonly place: number;
  readonly row: ReportRow;
  /**
   * Further text of the row: the reports that were read, the subgraphs with rejected responses, what changed, or why an
   * outcome is unknown.
   */
  readonly note: string | null;
}

/** Which events a report has, and which of their fields it shows. */
export interface EventChoice {
  readonly filter: EventFilter;
  /** See `EventReport`: whether each row shows and counts only what was released of the filter's coordinate. */
  readonly isNarrow: boolean;
}

/** The events of a leaf that fit a filter, whether the leaf was found by an index or by a scan of the ledger. */
export function eventsOfLeaf(
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
    return [{ leaf, facts, part, place, row, note: noteOf(leaf) }];
  });
}

/** Selects the events of a report in a scan of the ledger. */
export function pickEvents(choice: EventChoice): Choice<ReportedEvent> {
  const pick = (leaf: PlainLeaf, facts: LeafFacts) => eventsOfLeaf(leaf, facts, choice);
  return { searchText: searchTextOf(choice.filter), pick };
}

/**
 * The same for events that an index found and that were proven. `unreleased` are ranges of responses that were not
 * sent, as recorded in leaves that the index has not read yet; empty if the report covers only what the index has read.
 */
export async function reportedEvents(
  reader: Pick<LedgerReader, 'findOpening'>,
  shown: readonly ShownEvent[],
  { choice, unreleased }: { choice: EventChoice; unreleased: readonly LeafRange[] },
): Promise<readonly ReportedEvent[]> {
  const byLeaf = new Map<number, readonly ReportedEvent[]>();
  const events: ReportedEvent[] = [];
  for (const { leaf, row, id } of shown) {
    const isReleased = row.outcome !== UNRELEASED && !isInLeafRanges(unreleased, row.leaf);
    const all =
      byLeaf.get(row.leaf) ??
      eventsOfLeaf(
        leaf,
        { index: row.leaf, isReleased, reason: await reasonOf(reader, leaf) },
        choice,
      );
    byLeaf.set(row.leaf, all);
    const { place } = splitEventId(id);
    events.push(...all.filter((event) => event.place === place));
  }
  return events;
}

/**
 * A text that is in the bytes or openings of every leaf that can fit the filter, so that a scan skips all others
 * unparsed: `"dr-1"` for an actor. Canonical JSON writes a text in one way only. Empty if there is no such text.
 */
export function searchTextOf(filter: EventFilter): string {
  const { patient, actor, issuer, actorName, grant, coordinate } = filter;
  // A placeholder, such as `(erased)`, is in no leaf: it takes the place of an id that cannot be read.
  if (patient !== undefined && !isPlaceholder(patient)) return JSON.stringify(patient);
  for (const name of [actor, issuer, actorName, grant])
    if (name !== undefined) return JSON.stringify(name);
  // A leaf holds `"ssn"` for a release and `"Patient.ssn"` for a denial: `ssn"` is in both.
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

function noteOf(leaf: PlainLeaf): string | null {
  const notes = [reportsRead(leaf), rejectedResponses(leaf)].filter((note) => note !== null);
  return notes.length === 0 ? null : notes.join('; ');
}

/** The subgraphs of which a response was rejected for its digest or signature. */
function rejectedResponses({ details }: PlainLeaf): string | null {
  const subgraphs = details?.['rejectedResponses'];
  if (typeof subgraphs !== 'string') return null;
  return `rejected responses of ${subgraphs.split(',').join(', ')}`;
}

/** The reports of an `audit.read` record, and their format. */
function reportsRead({ kind, details }: PlainLeaf): string | null {
  const reports = kind === 'audit.read' ? details?.['reports'] : null;
  if (typeof reports !== 'string') return null;
  const format = details?.['format'];
  const words = reports.split(',').join(', ');
  return typeof format === 'string' ? `${words} as ${format}` : words;
}
