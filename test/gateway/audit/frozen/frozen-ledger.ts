/** What commands say about a ledger of a released version. */
export interface FrozenLedger {
  /** Its first key. */
  readonly publicKey: string;
  /** Its last checkpoint. */
  readonly checkpoint: string;
  /** Of `audit verify --format json`. */
  readonly verdict: unknown;
  /** Of `audit report --format json`, by the names of `FROZEN_REPORTS`. */
  readonly reports: Readonly<Record<string, unknown>>;
  /** The file of `audit prove` for p1. */
  readonly proof: string;
}

/** The reports that are kept, as words of `audit report`. */
export const FROZEN_REPORTS: Readonly<Record<string, readonly string[]>> = {
  all: ['all'],
  'accesses to p1': ['patient', '--patient', 'p1'],
  denied: ['denied'],
  'break-glass': ['break-glass'],
  changes: ['changes'],
  'disclosures of p1': ['disclosures', '--patient', 'p1'],
};
