import type { Log, LogFacts } from './log.ts';

/** Logs a failure. */
export type FailureLine = (facts: LogFacts) => void;

/**
 * Creates a log line for failures of one kind, written at most once a second; `count` is the number of failures since
 * the last line. `now` gives milliseconds and never goes back.
 */
export function createFailureLine(
  text: string,
  { log, now }: { readonly log: Log; readonly now: () => number },
): FailureLine {
  let silentUntil = Number.NEGATIVE_INFINITY;
  let count = 0;
  return (facts) => {
    count += 1;
    const at = now();
    if (at < silentUntil) return;
    log.warn(text, { ...facts, count });
    silentUntil = at + 1_000;
    count = 0;
  };
}
