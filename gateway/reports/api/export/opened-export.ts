import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import type { ReportIndex } from '../../index/open-index.ts';
import type { ExportSources, FilePiece } from './export-functions.ts';

/** What an export reads from. */
export interface OpenSources {
  readonly index: ReportIndex;
  readonly reader: LedgerReader;
  readonly sources: ExportSources;
}

/** An export that can be read. */
export interface OpenedExport {
  /** The number of rows that follow; null for a document. */
  readonly rowCount: number | null;
  /** The pieces of the file, which can be read once. An error leaves the file incomplete. */
  readonly texts: AsyncIterable<FilePiece>;
}
