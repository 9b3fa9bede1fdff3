import { isoTime } from '../../iso-time.ts';
import type { Coverage } from '../coverage.ts';
import type { EventFilter } from '../index/event-filter.ts';
import type { CompletenessAnswer } from './parse-report-message.ts';

/** Comparisons of the report index with its ledger, and what they showed of a report. */
export interface Comparisons {
  /** Compares; a comparison that is under way for the same events is waited for, not repeated. */
  compare(filter: EventFilter): Promise<CompletenessAnswer>;
  /** What the last comparison of these events, or of more, has shown. */
  coverageOf(filter: EventFilter): Coverage;
}

/** Creates them. They are known to this gateway alone, and until it stops. */
export function createComparisons(
  ask: (filter: EventFilter) => Promise<CompletenessAnswer>,
  clock: () => number,
): Comparisons {
  const running = new Map<string, Promise<CompletenessAnswer>>();
  /** The newest last, each filter once. */
  const known = new Map<string, { readonly filter: EventFilter; readonly coverage: Coverage }>();
  const compare = async (key: string, filter: EventFilter) => {
    try {
      const answer = await ask(filter);
      const { result, records } = answer;
      known.delete(key);
      known.set(key, { filter, coverage: { result, records, at: isoTime(clock()) } });
      for (const oldest of [...known.keys()].slice(0, -MAX_KNOWN)) known.delete(oldest);
      return answer;
    } finally {
      running.delete(key);
    }
  };
  return {
    compare(filter) {
      const key = keyOf(filter);
      const asked = running.get(key) ?? compare(key, filter);
      running.set(key, asked);
      return asked;
    },
    coverageOf(filter) {
      const found = [...known.values()].findLast((each) => isPartOf(each.filter, filter));
      return found?.coverage ?? NOT_COMPARED;
    },
  };
}

/** Comparisons that are remembered. */
const MAX_KNOWN = 100;

const NOT_COMPARED: Coverage = Object.freeze({ result: 'NOT_COMPARED', records: null, at: null });

/** Whether all that a filter asks for is asked for by another one, which says less. */
function isPartOf(less: EventFilter, more: EventFilter): boolean {
  const said = new Map<string, unknown>(Object.entries(more));
  return Object.entries(less).every(([name, value]) => said.get(name) === value);
}

function keyOf(filter: EventFilter): string {
  return JSON.stringify(Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
