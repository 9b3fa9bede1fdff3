import { eventId } from '../catalog/event-id.ts';
import { createSignedChain } from '../../audit/chain/signed-chain.ts';
import { createErasedLookup } from '../../audit/chain/erased-lookup.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { StartError } from '../../platform/errors.ts';
import { PRUNE_MARKER } from '../../audit/record/control/pruning.ts';
import { isPruned } from '../../audit/tree/batch.ts';
import { EMPTY_TREE, leafHash, treeRoot } from '../../audit/tree/merkle-tree.ts';
import { COMMITMENTS_MARKER } from '../../audit/record/parse-leaf.ts';
import { createDivergences, type DivergenceResult, type Divergences } from './divergences.ts';
import { deriveLeaf } from '../index/derive-leaf.ts';
import { filterCondition } from './filter-condition.ts';
import type { EventFilter } from '../catalog/event-filter.ts';
import { matchesEvent } from './match-event.ts';
import type { PlacedEvent, UnreleasedRange } from '../index/fill-step.ts';
import { readIndexHead, type IndexHeadOptions, type IndexHead } from '../index/index-head.ts';
import { type IndexDatabase } from '../index/index-tables.ts';
import {
  isInLeafRanges,
  UNRELEASED_MARKER,
  type LeafRange,
} from '../../audit/record/unreleased.ts';
import { effectsOf } from '../index/retroactive-effects.ts';
import type { ReportIndex } from '../index/open-index.ts';
import { queryIds } from './query-events.ts';
import { readFollowing, type FollowingBatch } from '../index/read-batch.ts';
import { readEvents } from './read-events.ts';
import { readChanges } from '../index/read-changes.ts';
import { auditCommand } from '../../audit/store/audit-command.ts';

/** The result of a comparison of an index with its ledger. */
export interface IndexComparison extends DivergenceResult {
  /** The events that are compared. */
  readonly filter: EventFilter;
  /** The number of leaves in the index, which were all read. */
  readonly size: number;
  /** The signed checkpoint of the tree over these leaves; null for an index without a leaf. */
  readonly head: IndexHead | null;
  /** The number of leaves in the ledger when the comparison ended; the index does not hold those from `size` on. */
  readonly ledgerSize: number;
}

/** Which events are compared. */
export interface CompareOptions extends IndexHeadOptions {
  readonly filter: EventFilter;
  /**
   * A text in the bytes or openings of every leaf that can fit the filter, see `searchTextOf`; null parses all leaves.
   */
  readonly searchText: string | null;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Reads the ledger twice, up to the size of the index. Checks that its leaves have the root of the signed checkpoint,
 * and that the events of the index that fit the filter are exactly those that the leaves give. Throws a `StartError` if
 * the leaves have another root; `verifyLedger` explains why.
 */
export async function compareIndex(
  index: ReportIndex,
  reader: LedgerReader,
  options: CompareOptions,
): Promise<IndexComparison> {
  const head = await readIndexHead(index, reader, options);
  const database = await index.database();
  const findings = createDivergences();
  if (head !== null) {
    const effects = await readEffects(reader, head, {
      findings,
      onProgress: (done) => options.onProgress(done, 2 * head.size),
    });
    await compareUnreleased(database, { head, effects, findings });
    await compareThresholds(database, { head, effects, findings });
    await compareEvents(database, reader, { head, effects, findings, options });
  }
  return {
    ...findings.result(),
    filter: options.filter,
    size: head?.size ?? 0,
    head,
    ledgerSize: await reader.size(),
  };
}

/**
 * Reads the batches up to the head. `assertSigned` throws a `StartError` unless a key of the ledger signed the batch
 * that was read last. Throws one at the end if the batches do not have the root of the head.
 */
async function* readUpTo(
  reader: LedgerReader,
  { size, root }: IndexHead,
): AsyncGenerator<FollowingBatch & { readonly first: number; readonly assertSigned: () => void }> {
  let tree = EMPTY_TREE;
  const chain = createSignedChain();
  for await (const row of reader.batches()) {
    if (tree.size === size) break;
    const batch = await readFollowing(reader, tree, row);
    if (batch === null) break;
    chain.add(row);
    const assertSigned = () => {
      if (!chain.isSigned()) throw damaged(reader, row.first);
    };
    yield { ...batch, first: tree.size, assertSigned };
    ({ tree } = batch);
  }
  if (tree.size !== size || !treeRoot(tree).equals(root)) throw damaged(reader, tree.size);
}

function damaged({ where }: LedgerReader, at: number): StartError {
  return new StartError([
    `The audit ledger ${where} is damaged at record ${at}, so that nothing can be complete. Run: ${auditCommand('verify', where)}`,
  ]);
}

/** One of these is in every leaf that records which responses were not sent, which leaves were pruned, or a threshold. */
const EFFECT_MARKERS = [UNRELEASED_MARKER, PRUNE_MARKER, '"kind":"log.threshold"'];

/** What leaves record about other leaves. */
interface Effects {
  readonly unreleased: readonly UnreleasedRange[];
  readonly pruned: readonly LeafRange[];
  /** Leaves that change thresholds of the rules for unusual access. */
  readonly thresholds: readonly number[];
}

/** The first pass over the ledger: checks the hash of each leaf, and collects what leaves record about other leaves. */
async function readEffects(
  reader: LedgerReader,
  head: IndexHead,
  {
    findings,
    onProgress,
  }: { readonly findings: Divergences; readonly onProgress: (done: number) => void },
): Promise<Effects> {
  const unreleased: UnreleasedRange[] = [];
  const pruned: LeafRange[] = [];
  const thresholds: number[] = [];
  for await (const { first, leaves, tree, assertSigned } of readUpTo(reader, head)) {
    for (const [offset, stored] of leaves.entries()) {
      // Whether a leaf without a body was pruned is known only after all leaves: `compareEvents` checks it.
      if (isPruned(stored.bytes)) continue;
      if (!leafHash(stored.bytes).equals(stored.hash)) findings.addDamaged(first + offset);
      const hasEffects = EFFECT_MARKERS.some((marker) => stored.bytes.includes(marker));
      if (hasEffects) assertSigned();
      const leaf = hasEffects ? deriveLeaf(stored, true).leaf : null;
      if (leaf?.kind === 'log.threshold') thresholds.push(first + offset);
      const effects = leaf === null ? null : effectsOf(leaf, first + offset);
      if (effects !== null) pruned.push(...effects.pruned);
      if (effects !== null && effects.unreleased !== null)
        unreleased.push({ leaf: first + offset, ...effects.unreleased });
    }
    onProgress(tree.size);
  }
  return { unreleased, pruned, thresholds };
}

/** What the ledger says up to a checkpoint, and where differences of the index are added. */
interface Comparison {
  readonly head: IndexHead;
  readonly effects: Effects;
  readonly findings: Divergences;
}

/**
 * Compares the ranges of responses that were not sent: with a range missing, the index would show events as
 * released.
 */
async function compareUnreleased(
  database: IndexDatabase,
  { head, effects, findings }: Comparison,
): Promise<void> {
  const rows = await database
    .selectFrom('unreleased')
    .selectAll()
    .where('leaf', '<', head.size)
    .execute();
  const indexed = new Map(rows.map(({ leaf, first, count }) => [leaf, `${first} ${count}`]));
  for (const { leaf, first, count } of effects.unreleased) {
    const known = indexed.get(leaf);
    indexed.delete(leaf);
    if (known !== `${first} ${count}`)
      findings.add(leaf, known === undefined ? 'missing' : 'changed');
  }
  // The index keeps the range of a leaf that was pruned later.
  for (const leaf of indexed.keys())
    if (!isInLeafRanges(effects.pruned, leaf)) findings.add(leaf, 'extra');
}

/** Compares the leaves that change thresholds: with one missing, the index would show other cases. */
async function compareThresholds(
  database: IndexDatabase,
  { head, effects, findings }: Comparison,
): Promise<void> {
  const indexed = new Set(await readChanges(database, 'log.threshold', head.size));
  for (const leaf of effects.thresholds) if (!indexed.delete(leaf)) findings.add(leaf, 'missing');
  for (const leaf of indexed) findings.add(leaf, 'extra');
}

/** Events that are compared together, at least. */
const COMPARE_BATCH = 500;

/** The second pass over the ledger: compares the events of its leaves with those of the index, both in order. */
async function compareEvents(
  database: IndexDatabase,
  reader: LedgerReader,
  {
    head,
    effects,
    findings,
    options: { filter, searchText, onProgress },
  }: {
    readonly head: IndexHead;
    readonly effects: Effects;
    readonly findings: Divergences;
    readonly options: CompareOptions;
  },
): Promise<void> {
  const condition = await filterCondition(database, filter, head.size);
  // The events that the index finds, and how many of them are compared.
  const ids = condition === null ? [] : await queryIds(database, condition, head.size);
  let at = 0;
  const erased = createErasedLookup(reader);
  let derivedEvents: PlacedEvent[] = [];
  /** Compares the events derived so far with those of the index up to the same id. */
  const compareUpTo = async (lastId: number) => {
    const from = at;
    while (at < ids.length && (ids[at] ?? Infinity) <= lastId) at += 1;
    findings.compare(derivedEvents, await readEvents(database, ids.slice(from, at)));
    derivedEvents = [];
  };
  for await (const { first, leaves, tree, assertSigned } of readUpTo(reader, head)) {
    for (const [offset, stored] of leaves.entries()) {
      const { bytes, openings } = stored;
      const leaf = first + offset;
      if (isInLeafRanges(effects.pruned, leaf)) continue;
      if (isPruned(bytes)) findings.addDamaged(leaf);
      const mayFit =
        searchText === null ||
        bytes.includes(searchText) ||
        openings?.includes(searchText) === true ||
        // The openings of its commitments may be lost, and the text with them.
        bytes.includes(COMMITMENTS_MARKER);
      if (!mayFit) continue;
      const derived = deriveLeaf(stored, !isInLeafRanges(effects.unreleased, leaf));
      const { events, isDamaged } = derived;
      if (isDamaged || !(await erased.areRecorded(leaf, derived.erased))) findings.addDamaged(leaf);
      for (const [place, event] of events.entries()) {
        const placed = { id: eventId(leaf, place), event };
        if (!matchesEvent(placed, filter)) continue;
        assertSigned();
        derivedEvents.push(placed);
      }
    }
    if (derivedEvents.length >= COMPARE_BATCH) await compareUpTo(derivedEvents.at(-1)?.id ?? -1);
    onProgress(head.size + tree.size, 2 * head.size);
  }
  await compareUpTo(Infinity);
}
