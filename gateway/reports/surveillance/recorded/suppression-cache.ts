import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import type { EventFilter } from '../../catalog/event-filter.ts';
import { identifyIndex } from '../../index/identify-index.ts';
import type { ReportIndex } from '../../index/open-index.ts';
import type { TreeAt } from '../../index/prove-leaves.ts';
import { readEvents } from '../../query/read-events.ts';
import { showEvents } from '../../query/show-events.ts';
import { digestTerms, type CoverageTerms } from './coverage.ts';
import { parseSuppressionLeaf, type RecordedSuppression } from './parse-suppression.ts';

/** What the record of a suppression states, without ids of patients. */
export type SuppressionRecord =
  | { readonly kind: 'start'; readonly terms: CoverageTerms }
  /** `lifts` is the index of the record of the suppression. */
  | { readonly kind: 'lift'; readonly lifts: number }
  /** Of a form that is not known here. */
  | { readonly kind: 'unknown' };

/**
 * Reads the records of suppressions, and keeps those that the ledger proves, so that each is read and proven once. It
 * holds digests in place of ids of patients.
 */
export interface SuppressionCache {
  /** Returns what the records of these events state. Leaves out those that the ledger does not prove. */
  read(
    ids: readonly number[],
    from: { readonly index: ReportIndex; readonly reader: LedgerReader },
    tree: TreeAt,
  ): Promise<ReadonlyMap<number, SuppressionRecord>>;
}

/** The events of suppressions. Responses that were not sent don't count. */
export const SUPPRESSIONS: EventFilter = { kind: 'suppression', outcome: 'permit' };

/** Records in memory: about 60 MB. More are read again by each query. */
const MAX_KEPT = 200_000;

/** Creates a cache. It is cleared if the index was rebuilt or the ledger replaced. */
export function createSuppressionCache(): SuppressionCache {
  let kept = new Map<number, SuppressionRecord>();
  let before: { readonly identity: string; readonly tree: TreeAt } | null = null;
  return {
    async read(ids, { index, reader }, tree) {
      const identity = await identifyIndex(index);
      const isContinued =
        before?.identity === identity &&
        (before.tree.size < tree.size || before.tree.root.equals(tree.root));
      if (!isContinued) kept = new Map();
      before = { identity, tree };
      const known = kept;
      const records = new Map<number, SuppressionRecord>();
      const missing: number[] = [];
      for (const id of ids) {
        const record = known.get(id);
        if (record === undefined) missing.push(id);
        else records.set(id, record);
      }
      if (missing.length === 0) return records;
      const database = await index.database();
      const { events } = await showEvents(await readEvents(database, missing), {
        database,
        reader,
        tree,
        filter: SUPPRESSIONS,
      });
      for (const { id, leaf, row } of events) {
        const record = recordOf(parseSuppressionLeaf(leaf, row));
        records.set(id, record);
        if (known.size < MAX_KEPT) known.set(id, record);
      }
      return records;
    },
  };
}

function recordOf(parsed: RecordedSuppression | null): SuppressionRecord {
  switch (parsed?.kind) {
    case undefined:
      return { kind: 'unknown' };
    case 'lift':
      return { kind: 'lift', lifts: parsed.lifts };
    case 'start': {
      const { leaf, since, until, reviewer, reviewerIssuer } = parsed.start;
      const digest = digestTerms(parsed.start);
      return { kind: 'start', terms: { leaf, since, until, reviewer, reviewerIssuer, digest } };
    }
    default:
      return parsed satisfies never;
  }
}
