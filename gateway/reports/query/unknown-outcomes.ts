import type { Choice } from '../../audit/chain/pick-from-ledger.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import {
  leafParts,
  reportRow,
  type LeafFacts,
  type LeafPart,
} from '../../audit/record/report-rows.ts';
import { EVENT_FILTER, type EventFilter } from '../catalog/event-filter.ts';
import { createFilterMatcher } from '../catalog/matches-filter.ts';
import type { ReportedEvent } from './reported-event.ts';

/** A search for intents without a certain outcome. */
export interface OutcomeSearch {
  /** Selects nothing: outcomes are known only at the end of the ledger. */
  readonly choice: Choice<never>;
  /** The intents, in the order of the ledger. */
  found(): readonly ReportedEvent[];
}

/**
 * Searches for mutations whose intent is on record and whose outcome is missing, or is an error, so that the effect
 * on the subgraph is unknown. Intents that were recorded too late are skipped: nothing was sent for them. Memory
 * grows with the open intents.
 */
export function createOutcomeSearch(filter: EventFilter): OutcomeSearch {
  const open = new Map<string, ReportedEvent[]>();
  return {
    choice: {
      // Intents and outcomes both hold it, in their operation.
      mark: '"kind":"mutation"',
      pick(leaf, facts) {
        const request = leaf.operation?.requestId ?? leaf.id;
        if (leaf.kind === 'intent' && facts.isReleased) {
          const known = open.get(request) ?? [];
          open.set(request, [...known, ...eventsOfIntent(leaf, facts, filter)]);
        }
        const intent = leaf.kind === 'outcome' ? open.get(request) : undefined;
        if (intent === undefined) return [];
        if (leaf.outcome === 'error') {
          open.set(
            request,
            intent.map((event) => ({ ...event, note: FAILED })),
          );
        } else if (leaf.part === 1) open.delete(request);
        return [];
      },
    },
    found: () => [...open.values()].flat(),
  };
}

const NOT_RECORDED = 'No outcome was recorded.';
const FAILED = 'A part of it failed: what was written is not known.';

function eventsOfIntent(leaf: PlainLeaf, facts: LeafFacts, filter: EventFilter): ReportedEvent[] {
  return partsOf(leaf).flatMap((part, place) => {
    if (!matches({ leaf, part }, filter)) return [];
    const row = reportRow(leaf, facts, part);
    return [{ leaf, facts, part, place, row, note: NOT_RECORDED }];
  });
}

const PARTS = {
  patient: EVENT_FILTER.patient,
  actor: EVENT_FILTER.actor,
  issuer: EVENT_FILTER.issuer,
  operation: EVENT_FILTER.operation,
  since: EVENT_FILTER.since,
  until: EVENT_FILTER.until,
};

interface IntentPart {
  readonly leaf: PlainLeaf;
  readonly part: LeafPart;
}

const matches = createFilterMatcher<IntentPart, typeof PARTS>(PARTS, {
  patient: ({ part }) => part.patient,
  actor: ({ leaf }) => leaf.actor?.subject,
  issuer: ({ leaf }) => leaf.actor?.issuer,
  operation: ({ leaf }) => leaf.operation?.name,
  time: ({ leaf }) => leaf.at,
});

/** A mutation need not name a patient. */
function partsOf(leaf: PlainLeaf): readonly LeafPart[] {
  const touched = leafParts(leaf).filter(({ part }) => part === 'touch');
  if (touched.length > 0) return touched;
  const coordinates = leaf.arguments.map((coordinate) => ({
    coordinate,
    view: 'argument',
    categories: [],
  }));
  return [{ part: 'touch', patient: null, relations: [], records: 0, coordinates }];
}
