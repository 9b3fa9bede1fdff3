import type { Choice } from '../../audit/chain/pick-from-ledger.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { reportRow, type LeafFacts, type LeafPart } from '../../audit/record/report-rows.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import { createChangeWords } from './describe-change.ts';
import type { ReportedEvent } from './reported-event.ts';

/**
 * What changed in how a ledger is kept and in what decides, in words, with the reason that was given. What a
 * gateway tells at every start is a change where it differs from what was told before, by whichever gateway: so
 * the ledger has to be read from its beginning.
 */
export function changesOf(filter: EventFilter): Choice<ReportedEvent> {
  const wordsOf = createChangeWords();
  return {
    mark: '"kind":"log.',
    pick(leaf, facts) {
      const words = wordsOf(leaf);
      if (words === null || !isAsked(leaf, filter)) return [];
      const { reason } = facts;
      const note = reason === null ? `${words}.` : `${words}. Reason: ${reason}`;
      return [toEvent(leaf, facts, note)];
    },
  };
}

function isAsked(leaf: PlainLeaf, { since, until, kind, patient }: EventFilter): boolean {
  return (
    leaf.at >= (since ?? -Infinity) &&
    leaf.at <= (until ?? Infinity) &&
    (kind === undefined || kind === leaf.kind) &&
    (patient === undefined || leaf.patients.includes(patient))
  );
}

function toEvent(leaf: PlainLeaf, facts: LeafFacts, note: string): ReportedEvent {
  const [patient = null] = leaf.patients;
  const part: LeafPart = { part: 'touch', patient, relations: [], records: 0, coordinates: [] };
  return { leaf, facts, part, place: 0, row: reportRow(leaf, facts, part), note };
}
