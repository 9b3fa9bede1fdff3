import { GatewayError } from '../../platform/errors.ts';
import { isoTime } from '../../platform/iso-time.ts';
import type { Coverage } from '../catalog/coverage.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import type { CompletenessAnswer } from './workers/report-functions.ts';

/** Comparisons of the report index with its ledger, and what they showed of a report. */
export interface Comparisons {
  /**
   * Compares, one after the other, since each reads the whole ledger; one that is under way for the same events is
   * waited for, not repeated. Rejects with `REPORTS_UNAVAILABLE` where too many wait.
   */
  compare(filter: EventFilter): Promise<CompletenessAnswer>;
  /** What the last comparison of these events, or of more, has shown. */
  coverageOf(filter: EventFilter): Coverage;
}

/** Creates them. They are known to this gateway alone, and until it stops. */
export function createComparisons(
  ask: (filter: EventFilter) => Promise<CompletenessAnswer>,
  clock: () => number,
): Comparisons {
  let turn: Promise<unknown> = Promise.resolve();
  const running = new Map<string, Promise<CompletenessAnswer>>();
  /** The newest last, each filter once. */
  const known = new Map<string, { readonly filter: EventFilter; readonly coverage: Coverage }>();
  const compare = async (key: string, filter: EventFilter) => {
    try {
      const before = turn;
      const asked = before.then(() => ask(filter));
      // The next one's turn comes whatever becomes of this one.
      turn = asked.catch(() => undefined);
      const answer = await asked;
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
    async compare(filter) {
      const key = keyOf(filter);
      const same = running.get(key);
      if (same !== undefined) return same;
      if (running.size >= MAX_WAITING) throw new GatewayError('REPORTS_UNAVAILABLE');
      const asked = compare(key, filter);
      running.set(key, asked);
      return asked;
    },
    coverageOf(filter) {
      const found = [...known.values()].findLast((each) => isPartOf(each.filter, filter));
      return found?.coverage ?? NOT_COMPARED;
    },
  };
}

/** Comparisons that may wait for their turn. */
const MAX_WAITING = 16;

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
