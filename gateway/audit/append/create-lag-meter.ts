import type { Lag } from '../../platform/metrics/ledger-health.ts';

/** Remembers when a ledger grew, to measure how far one follower is behind it: what it has reached is forgotten. */
export interface LagMeter {
  /** The ledger has this size now. */
  committed(size: number): void;
  /** The lag of a follower that has reached this size. */
  behind(size: number): Lag;
}

/** Commits from the time `since` (ms) on. After the last of them the ledger has the size `end`. */
interface Span {
  readonly end: number;
  readonly since: number;
}

/** Commits within this time share a span; doubled when there are too many spans. */
const SPAN_MS = 1000;

/** More spans than this are joined in pairs, so that a follower that is days behind needs no more memory. */
const MAX_SPANS = 1000;

/** A meter of a ledger that has this size now. `now` is in milliseconds on a monotonic clock. */
export function createLagMeter(
  size: number,
  now: () => number = () => performance.now(),
): LagMeter {
  let spans: Span[] = [];
  let spanMs = SPAN_MS;
  /** Size of the ledger after the last commit. */
  let end = 0;
  const committed = (next: number) => {
    if (next <= end) return;
    end = next;
    const at = now();
    const last = spans.at(-1);
    const isClose = last !== undefined && at - last.since < spanMs;
    if (isClose) spans.splice(-1, 1, { end, since: last.since });
    else spans.push({ end, since: at });
    if (spans.length <= MAX_SPANS) return;
    spans = joinPairs(spans);
    spanMs *= 2;
  };
  committed(size);
  return {
    committed,
    behind(reached) {
      const firstBehind = spans.findIndex((span) => span.end > reached);
      spans.splice(0, firstBehind === -1 ? spans.length : firstBehind);
      const [oldest] = spans;
      if (oldest === undefined) {
        spanMs = SPAN_MS;
        return { records: 0, seconds: 0 };
      }
      return { records: end - reached, seconds: (now() - oldest.since) / 1000 };
    },
  };
}

function joinPairs(spans: readonly Span[]): Span[] {
  return spans.flatMap(({ since, end }, index) =>
    index % 2 === 0 ? [{ since, end: spans[index + 1]?.end ?? end }] : [],
  );
}
