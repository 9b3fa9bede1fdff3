import { UNRELEASED } from '../catalog/event-filter.ts';
import { reasonOf } from '../../audit/chain/pick-from-ledger.ts';
import type { IndexRange } from '../../audit/record/index-ranges.ts';
import { isPruned, unpackLeaves } from '../../audit/tree/batch.ts';
import { TILE_WIDTH } from '../../audit/tree/tile-width.ts';
import { timeOfLeaf } from '../../audit/record/leaf-time.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { GatewayError } from '../../platform/errors.ts';
import { readIndexHead, type IndexHeadOptions } from '../index/index-head.ts';
import type { ReportIndex } from '../index/open-index.ts';
import { prunedIn } from '../index/prune-from-index.ts';
import { readEventPages } from '../query/read-event-pages.ts';
import { readDamaged } from '../index/read-damaged.ts';
import type { LedgerFacts } from './ledger-facts.ts';
import type { AccountedLeaf } from './read-disclosures.ts';

/** The leaves about one patient, and the state of their ledger. */
export interface PatientLeaves {
  readonly ledger: LedgerFacts;
  /** Each proven leaf once, in the order of the ledger. They can be read once. */
  readonly leaves: AsyncIterable<AccountedLeaf>;
  /** Leaves that were changed or that the ledger does not prove, among those read so far. */
  readonly damaged: () => readonly number[];
}

/** A patient, and the period of the leaves to read: UTC ms since 1970, both inclusive; all leaves without it. */
export interface PatientFilter {
  readonly patient: string;
  readonly since?: number;
  readonly until?: number;
}

/** Opens the leaves that the index finds about a patient. Throws `REPORTS_UNAVAILABLE` for an index without a leaf. */
export async function openPatientLeaves(
  index: ReportIndex,
  reader: LedgerReader,
  { filter, publicKey }: IndexHeadOptions & { readonly filter: PatientFilter },
): Promise<PatientLeaves> {
  const head = await readIndexHead(index, reader, { publicKey });
  if (head === null) throw new GatewayError('REPORTS_UNAVAILABLE');
  const { origin, size, root } = head;
  const database = await index.database();
  const damaged = new Set(await readDamaged(database, size));
  const pruned = await prunedIn(database);
  return {
    ledger: {
      origin,
      size,
      root: root.toString('hex'),
      begins: await beginOf(reader, pruned),
      ends: await endOf(reader),
      pruned,
    },
    leaves: leavesAbout(index, reader, {
      filter,
      size,
      publicKey,
      onRefused: (leaf) => damaged.add(leaf),
    }),
    damaged: () => [...damaged].toSorted((one, other) => one - other),
  };
}

/**
 * Yields each proven leaf about the patient once, in the order of the ledger; passes leaves that are not proven to
 * `onRefused`.
 */
async function* leavesAbout(
  index: ReportIndex,
  reader: LedgerReader,
  {
    filter,
    size,
    publicKey,
    onRefused,
  }: IndexHeadOptions & {
    readonly filter: PatientFilter;
    readonly size: number;
    readonly onRefused: (leaf: number) => void;
  },
): AsyncGenerator<AccountedLeaf> {
  const order = { by: 'leaf', direction: 'asc' } as const;
  let last: number | null = null;
  for await (const { events, refused } of readEventPages(index, reader, {
    filter,
    order,
    size,
    publicKey,
  })) {
    for (const { leaf, row } of events) {
      // Events in the order of leaves: this leaf was yielded for an event before.
      if (row.leaf === last) continue;
      last = row.leaf;
      const reason = await reasonOf(reader, leaf);
      yield { leaf, index: row.leaf, isReleased: row.outcome !== UNRELEASED, reason };
    }
    for (const { leaf } of refused) onRefused(leaf);
  }
}

/**
 * Returns the time of the first leaf after all pruned ones; null if it can't be read. A pruned range may hold leaves
 * that were kept, so the search starts a tile before its end.
 */
async function beginOf(
  reader: LedgerReader,
  pruned: readonly IndexRange[],
): Promise<number | null> {
  // Without pruned leaves, the ledger begins with leaf 0.
  const [, lastPruned] = pruned.at(-1) ?? [0, -1];
  let begins: number | null = null;
  for (
    let next = Math.max(0, lastPruned + 1 - TILE_WIDTH);
    begins === null || next <= lastPruned;
  ) {
    const row = await reader.batchAt(next);
    const leaves = (row?.batch == null ? null : unpackLeaves(row.batch.leaves)) ?? [];
    const first = row?.first ?? next;
    // The ledger ends before `next`, or the batch can't be read.
    if (first + leaves.length <= next) return null;
    for (const bytes of leaves.slice(next - first))
      begins = isPruned(bytes) ? null : (begins ?? timeOfLeaf(bytes));
    next = first + leaves.length;
  }
  return begins;
}

/** Returns the time of the last leaf; null if it can't be read. */
async function endOf(reader: LedgerReader): Promise<number | null> {
  for await (const { batch } of reader.newest())
    return timeOfLeaf(batch === null ? undefined : unpackLeaves(batch.leaves)?.at(-1));
  return null;
}
