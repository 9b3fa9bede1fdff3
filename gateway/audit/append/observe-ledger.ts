import type { Ledger } from './ledger.ts';
import type { AuditRecord } from '../record/record.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';

/** Wraps a ledger so that its appends are counted. */
export function observeLedger(ledger: Ledger, metrics: Metrics): Ledger {
  return {
    ...ledger,
    async append(record, opening) {
      const since = performance.now();
      const done = (isDurable: boolean) => {
        metrics.appended((performance.now() - since) / 1000, isDurable);
      };
      try {
        const appended = await ledger.append(record, opening);
        done(true);
        countDenials(record, metrics);
        return appended;
      } catch (error) {
        done(false);
        throw error;
      }
    },
  };
}

/** Counts no denial of a mutation's intent, since its outcome repeats them, and none of a dry run, which denies nothing. */
function countDenials({ kind, denied, details }: AuditRecord, metrics: Metrics): void {
  if (kind === 'intent' || details?.['mode'] === 'dry-run') return;
  for (const { reason, count } of denied) metrics.denied(reason, count);
}
