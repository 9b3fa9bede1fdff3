import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { readHead, type HeadOptions, type IndexHead } from '../index/head-of-index.ts';
import type { ReportIndex } from '../index/open-index.ts';

/** Where cases are found. */
export interface CaseSources {
  readonly index: ReportIndex;
  readonly reader: LedgerReader;
  /** The signed checkpoint that everything is proven against; null for an index without a record. */
  readonly head: () => Promise<IndexHead | null>;
}

/** Creates them, with the head that the index has at each call. */
export function caseSources(
  index: ReportIndex,
  reader: LedgerReader,
  options: HeadOptions,
): CaseSources {
  return { index, reader, head: () => readHead(index, reader, options) };
}
