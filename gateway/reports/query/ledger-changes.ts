import type { Choice } from '../../audit/chain/pick-from-ledger.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import type { LeafFacts, LeafPart } from '../../audit/record/leaf-parts.ts';
import { reportRow } from './report-row.ts';
import { CHANGE_FILTER, type EventFilter } from '../catalog/event-filter.ts';
import { createFilterMatcher } from '../catalog/create-filter-matcher.ts';
import { createChangeDescriber } from './describe-change.ts';
import type { ReportedEvent } from './reported-event.ts';

/**
 * Selects the changes of the ledger, of policy and of settings, in words and with the recorded reason. A gateway
 * records its settings at every start, and only a value that differs from the last one is a change, so the ledger must
 * be read from its beginning.
 */
export function changesIn(filter: EventFilter): Choice<ReportedEvent> {
  const wordsOf = createChangeDescriber();
  return {
    searchText: '"kind":"log.',
    pick(leaf, facts) {
      const words = wordsOf(leaf);
      // A record whose response was not sent changes nothing.
      if (words === null || !facts.isReleased || !isRequested(leaf, filter)) return [];
      const { reason } = facts;
      const note = reason === null ? `${words}.` : `${words}. Reason: ${reason}`;
      return [toEvent(leaf, facts, note)];
    },
  };
}

/** A record, and one of the patients that it is about. */
interface PatientLeaf {
  readonly leaf: PlainLeaf;
  readonly patient: string | null;
}

const matches = createFilterMatcher<PatientLeaf, typeof CHANGE_FILTER>(CHANGE_FILTER, {
  patient: (row) => row.patient,
  kind: ({ leaf }) => leaf.kind,
  time: ({ leaf }) => leaf.at,
});

function isRequested(leaf: PlainLeaf, filter: EventFilter): boolean {
  return [null, ...leaf.patients].some((id) => matches({ leaf, patient: id }, filter));
}

function toEvent(leaf: PlainLeaf, facts: LeafFacts, note: string): ReportedEvent {
  const [patient = null] = leaf.patients;
  const part: LeafPart = { part: 'touch', patient, relations: [], records: 0, coordinates: [] };
  return { leaf, facts, part, place: 0, row: reportRow(leaf, facts, part), note };
}
