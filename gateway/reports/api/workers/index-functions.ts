import type { ReportSources } from './report-sources.ts';

/** What an index worker serves. */
export interface IndexFunctions {
  /** Opens the index and starts to fill it as the ledger grows, every so many ms. */
  open(sources: Omit<ReportSources, 'publicKey'>, everyMs: number): Promise<OpenedIndex>;
}

/** The first key of the ledger, `name+key id+key`, null where it is unknown; or why the index cannot be used. */
export type OpenedIndex =
  | { readonly ok: true; readonly publicKey: string | null }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What an index worker calls after each round. */
export interface IndexCallbacks {
  filled(size: number): void;
  /** With a code for the log. */
  unfilled(cause: string): void;
}
