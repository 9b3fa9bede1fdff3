import type { Choice } from '../../audit/chain/pick-from-ledger.ts';
import type { PlainLeaf } from '../../audit/record/parse-leaf.ts';
import { leafParts, type LeafFacts, type LeafPart } from '../../audit/record/leaf-parts.ts';
import { reportRow } from './report-row.ts';
import { UNKNOWN_OUTCOME_FILTER, type EventFilter } from '../catalog/event-filter.ts';
import { createFilterMatcher } from '../catalog/create-filter-matcher.ts';
import type { ReportedEvent } from './reported-event.ts';

/** A search for intents without a certain outcome. */
export interface OutcomeSearch {
  /**
   * Yields nothing itself, and remembers the intents: whether one has an outcome is known only at the end of the
   * ledger.
   */
  readonly choice: Choice<never>;
  /** The intents without a certain outcome, in the order of the ledger. Call it after the scan. */
  found(): readonly ReportedEvent[];
}

/**
 * Searches for mutations whose intent is on record and whose outcome is missing, or is an error, so that the effect
 * on the subgraph is unknown. Intents whose record was not durable in time (not `isReleased`) are skipped: the gateway
 * had failed the request and sent nothing to a subgraph. Memory grows with the intents that have no outcome yet.
 */
export function createOutcomeSearch(filter: EventFilter): OutcomeSearch {
  const open = new Map<string, ReportedEvent[]>();
  return {
    choice: {
      // Part of every intent and outcome, in their operation.
      searchText: '"kind":"mutation"',
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
        } else if (leaf.part === 1) {
          // The first part of an outcome without an error.
          open.delete(request);
        }
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

interface IntentPart {
  readonly leaf: PlainLeaf;
  readonly part: LeafPart;
}

const matches = createFilterMatcher<IntentPart, typeof UNKNOWN_OUTCOME_FILTER>(
  UNKNOWN_OUTCOME_FILTER,
  {
    patient: ({ part }) => part.patient,
    actor: ({ leaf }) => leaf.actor?.subject,
    issuer: ({ leaf }) => leaf.actor?.issuer,
    operation: ({ leaf }) => leaf.operation?.name,
    time: ({ leaf }) => leaf.at,
  },
);

/** The patients that an intent names, or the mutation alone: a mutation need not name a patient. */
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
