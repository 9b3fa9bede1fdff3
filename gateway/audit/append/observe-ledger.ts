import type { Ledger } from './ledger.ts';
import type { Appended } from './append-queue.ts';
import type { AuditRecord } from '../record/record.ts';
import type { Metrics } from '../../platform/metrics/metrics.ts';

/** Wraps a ledger so that its appends are counted. The process that wrote a record counts its denials. */
export function observeLedger(ledger: Ledger, metrics: Metrics): Ledger {
  const observe = async (append: () => Promise<Appended>): Promise<Appended> => {
    const since = performance.now();
    const done = (isDurable: boolean) => {
      metrics.appended((performance.now() - since) / 1000, isDurable);
    };
    try {
      const appended = await append();
      done(true);
      return appended;
    } catch (error) {
      done(false);
      throw error;
    }
  };
  return {
    ...ledger,
    append: async (record, opening) => {
      const appended = await observe(() => ledger.append(record, opening));
      countDenials(record, metrics);
      return appended;
    },
    appendWritten: (record) => observe(() => ledger.appendWritten(record)),
  };
}

/**
 * Counts the denials of an appended record; none of a mutation's intent, since its outcome repeats them, and none of a dry
 * run, which denies nothing.
 */
export function countDenials(
  { kind, denied, details }: AuditRecord,
  metrics: Pick<Metrics, 'denied'>,
): void {
  if (kind === 'intent' || details?.['mode'] === 'dry-run') return;
  for (const { reason, count } of denied) metrics.denied(reason, count);
}
