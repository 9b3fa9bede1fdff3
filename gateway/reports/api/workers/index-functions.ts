import type { ReportSources } from './report-sources.ts';

/** What an index worker serves. */
export interface IndexFunctions {
  /** Opens the index and starts to fill it as the ledger grows, every so many ms. */
  open(sources: Omit<ReportSources, 'publicKey'>, everyMs: number): Promise<OpenedIndex>;
}

/** The first key of the ledger, `name+key id+key`, null if it is unknown; or why the index cannot be used. */
export type OpenedIndex =
  | { readonly ok: true; readonly publicKey: string | null }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What an index worker calls after each poll of the ledger. */
export interface IndexCallbacks {
  /** With the number of leaves in the index. */
  filled(size: number): void;
  /** With the code of the fault, for the log. */
  unfilled(cause: string): void;
}
