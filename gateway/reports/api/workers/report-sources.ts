import type { LedgerLocation } from '../../../audit/store/ledger-location.ts';
import type { IndexLocation } from '../../index/index-location.ts';

/** What the workers read. */
export interface ReportSources {
  readonly ledger: LedgerLocation;
  readonly index: IndexLocation;
  /** The first key of the ledger when the gateway opened it, `name+key id+key`; null if it is unknown. */
  readonly publicKey: string | null;
  /** What a verification compares the ledger with: its guard file, and the keys of witnesses. */
  readonly guardPath: string;
  readonly witnesses: readonly string[];
}
