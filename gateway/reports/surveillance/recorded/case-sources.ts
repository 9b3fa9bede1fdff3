import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import { readIndexHead, type IndexHeadOptions, type IndexHead } from '../../index/index-head.ts';
import type { ReportIndex } from '../../index/open-index.ts';
import { createSuppressionCache, type SuppressionCache } from './suppression-cache.ts';

/** What case queries read. */
export interface CaseSources {
  readonly index: ReportIndex;
  readonly reader: LedgerReader;
  /** Reads the signed checkpoint that events are proven against; null for an index without a record. */
  readonly head: () => Promise<IndexHead | null>;
  readonly suppressions: SuppressionCache;
}

/** Creates the sources; each call of `head` reads the index's current checkpoint. `suppressions` outlives them. */
export function caseSources(
  index: ReportIndex,
  reader: LedgerReader,
  options: IndexHeadOptions,
  suppressions: SuppressionCache = createSuppressionCache(),
): CaseSources {
  return { index, reader, head: () => readIndexHead(index, reader, options), suppressions };
}
