/** State of a ledger, for health checks and metrics. Contains no PHI. */
export interface LedgerHealth {
  /** False while records cannot be written. */
  readonly isReady: boolean;
  /** Leaves in the tree after this gateway's last commit, released or not. */
  readonly size: number;
  /** Appends that wait for their commit. */
  readonly queued: number;
  /** How far the guard is behind. */
  readonly guard: Lag;
  /**
   * The largest tree that enough witnesses have cosigned since this gateway started, and how far the witnesses are
   * behind; null without witnesses.
   */
  readonly witnesses: (Lag & { readonly size: number }) | null;
  readonly arrivals: Arrivals;
}

/** How far a follower of a ledger is behind it. */
export interface Lag {
  readonly records: number;
  /**
   * Age in seconds of the oldest commit that the follower has not reached; 0 for none. Never too small; at most one
   * second, or a 250th of the time without progress, too large.
   */
  readonly seconds: number;
}

/**
 * Whether the last checkpoint reached each destination, in the order of the configuration. False before the first
 * attempt.
 */
export interface Arrivals {
  readonly witnesses: readonly boolean[];
  readonly sinks: readonly boolean[];
}
