import type { LedgerHealth } from '../../platform/metrics/ledger-health.ts';
import { createLagMeter } from './create-lag-meter.ts';
import type { Head } from './ledger-messages.ts';

/** How far a ledger, its guard and its witnesses have come. */
export interface LedgerProgress {
  /** The ledger has this size after a commit. */
  committed(size: number): void;
  /** The appends of the commit that ends here were settled; in strict mode that waits for cosignatures. */
  settled(head: Head): void;
  /** The guard holds the checkpoint of this size. */
  guarded(size: number): void;
  /** The end of the ledger after the last commit whose appends were settled. */
  head(): Head;
  /** `witnessed` is the size of the tree that enough witnesses have cosigned; null without witnesses. */
  measure(witnessed: number | null): Pick<LedgerHealth, 'size' | 'guard' | 'witnesses'>;
}

/** The progress of a ledger that was just opened: its writer has brought the guard up to its end. */
export function createLedgerProgress(opened: Head): LedgerProgress {
  let head = opened;
  let { size } = opened;
  let guarded = size;
  const guardLag = createLagMeter(0);
  // What witnesses have seen is not known yet.
  const witnessLag = createLagMeter(size);
  return {
    committed(next) {
      size = next;
      guardLag.committed(next);
      witnessLag.committed(next);
    },
    settled(next) {
      head = next;
    },
    guarded(next) {
      guarded = next;
    },
    head: () => head,
    measure: (witnessed) => ({
      size,
      guard: guardLag.behind(guarded),
      witnesses: witnessed === null ? null : { size: witnessed, ...witnessLag.behind(witnessed) },
    }),
  };
}
