import { controlRecord } from '../../audit/record/control/control-record.ts';
import type { AuditRecord } from '../../audit/record/record.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { Log } from '../../platform/log.ts';

/** Counts refused requests for the ledger. */
export interface RefusalSummary {
  readonly count: (code: FaultCode) => void;
  /** Records the counts since the last record, and stops. */
  readonly close: () => Promise<void>;
}

/**
 * Creates the summary of refusals: one leaf a minute with the number of refused requests by code. With a leaf per refusal,
 * unauthenticated clients could fill the ledger.
 *
 * The counts of a summary that cannot be recorded are added to the next one.
 */
export function createRefusalSummary(options: {
  readonly append: (record: AuditRecord) => Promise<unknown>;
  readonly log: Log;
  readonly now: () => number;
  /** Default: a minute. */
  readonly intervalMs?: number;
}): RefusalSummary {
  const { append, log, now, intervalMs = 60_000 } = options;
  const counts = new Map<FaultCode, number>();
  let since = now();

  async function record(): Promise<void> {
    if (counts.size === 0) return;
    const counted = [...counts];
    const from = since;
    counts.clear();
    since = now();
    try {
      await append({
        ...controlRecord('refusals', from, Object.fromEntries(counted)),
        outcome: 'deny',
      });
    } catch (error) {
      for (const [code, count] of counted) counts.set(code, (counts.get(code) ?? 0) + count);
      since = from;
      log.warn('refusals were not recorded', { error });
    }
  }

  const timer = setInterval(() => void record(), intervalMs).unref();
  return {
    count: (code) => void counts.set(code, (counts.get(code) ?? 0) + 1),
    close: async () => {
      clearInterval(timer);
      await record();
    },
  };
}
