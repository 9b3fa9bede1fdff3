import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import type { ReportIndex } from '../../index/open-index.ts';
import type { ExportSources } from './export-functions.ts';

/** What an export has open. */
export interface OpenSources {
  readonly index: ReportIndex;
  readonly reader: LedgerReader;
  readonly sources: ExportSources;
}

/** An export that can be read. */
export interface OpenedExport {
  /** Rows that will follow; null for a document. */
  readonly rows: number | null;
  /** To be read once; what goes wrong in it leaves what was read before incomplete. */
  readonly texts: AsyncIterable<string>;
}
