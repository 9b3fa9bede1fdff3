import type { Lag } from './append/create-lag.ts';
import type { Arrivals } from './publish/create-publisher.ts';

/** How a ledger is doing. Nothing in it is about anybody. */
export interface LedgerHealth {
  /** False while records cannot be written. */
  readonly isReady: boolean;
  /** Leaves in the tree by this gateway's last commit, released or not. */
  readonly size: number;
  /** Appends that wait. */
  readonly queued: number;
  /** How far the guard is behind. */
  readonly guard: Lag;
  /**
   * The largest tree that enough witnesses have cosigned since this gateway was started, and how far they are
   * behind; null where none are asked.
   */
  readonly witnesses: (Lag & { readonly size: number }) | null;
  readonly arrivals: Arrivals;
}
