import { GatewayError } from '../../platform/errors.ts';
import { isoTime } from '../../platform/iso-time.ts';
import type { Coverage } from '../catalog/coverage.ts';
import type { ReviewFilter } from '../catalog/case-filter.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import type { CompletenessAnswer } from './workers/report-functions.ts';

/** Comparisons of the report index with its ledger, and the coverage that they show. */
export interface Comparisons {
  /**
   * Compares, one filter at a time, since each comparison reads the whole ledger. A running comparison of the same
   * events is shared. Rejects with `REPORTS_UNAVAILABLE` if too many wait.
   */
  compare(filter: EventFilter): Promise<CompletenessAnswer>;
  /** The result of the last comparison that included all of these events. */
  coverageOf(filter: EventFilter): Coverage;
}

/** The events that a report of reviews is read from, whose comparison shows its coverage. */
export function eventsOfReviews({ patient }: ReviewFilter): EventFilter {
  return { kind: 'review', ...(patient !== undefined && { patient }) };
}

/** Creates comparisons, each made by `ask`. Results are kept in the memory of this gateway. */
export function createComparisons(
  ask: (filter: EventFilter) => Promise<CompletenessAnswer>,
  now: () => number,
): Comparisons {
  /** Settles when all comparisons so far have ended. */
  let turn: Promise<unknown> = Promise.resolve();
  const running = new Map<string, Promise<CompletenessAnswer>>();
  /** The newest last, each filter once. */
  const known = new Map<string, { readonly filter: EventFilter; readonly coverage: Coverage }>();
  const compare = async (key: string, filter: EventFilter) => {
    try {
      const before = turn;
      const answering = before.then(() => ask(filter));
      // The next comparison starts whether this one succeeds or fails.
      turn = answering.catch(() => undefined);
      const answer = await answering;
      const { result, records } = answer;
      known.delete(key);
      known.set(key, { filter, coverage: { result, records, at: isoTime(now()) } });
      for (const oldest of [...known.keys()].slice(0, -MAX_KNOWN)) known.delete(oldest);
      return answer;
    } finally {
      running.delete(key);
    }
  };
  return {
    async compare(filter) {
      const key = keyOf(filter);
      const same = running.get(key);
      if (same !== undefined) return same;
      if (running.size >= MAX_WAITING) throw new GatewayError('REPORTS_UNAVAILABLE');
      const comparison = compare(key, filter);
      running.set(key, comparison);
      return comparison;
    },
    coverageOf(filter) {
      const found = [...known.values()].findLast((each) => isWithin(filter, each.filter));
      return found?.coverage ?? NOT_COMPARED;
    },
  };
}

/** Comparisons that may wait. */
const MAX_WAITING = 16;

/** Comparisons that are kept. */
const MAX_KNOWN = 100;

const NOT_COMPARED: Coverage = Object.freeze({ result: 'NOT_COMPARED', records: null, at: null });

/** Whether a filter has every part of another, with the same value, and so selects no further events. */
function isWithin(narrow: EventFilter, wide: EventFilter): boolean {
  const parts = new Map<string, unknown>(Object.entries(narrow));
  return Object.entries(wide).every(([name, value]) => parts.get(name) === value);
}

function keyOf(filter: EventFilter): string {
  return JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
