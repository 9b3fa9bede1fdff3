import { isInLeafRanges } from '../../audit/record/unreleased.ts';
import { reasonOf } from '../../audit/chain/pick-from-ledger.ts';
import type { LedgerReader } from '../../audit/store/ledger-reader.ts';
import { deriveLeaf } from '../index/derive-leaf.ts';
import { readIndexHead, type IndexHeadOptions } from '../index/index-head.ts';
import type { ReportIndex } from '../index/open-index.ts';
import { proveLeaves } from '../index/prove-leaves.ts';
import { readUnreleased, recordsRange } from '../index/unreleased-ranges.ts';
import { createChangeDescriber } from './describe-change.ts';
import type { Refusal } from './show-events.ts';

/** Which changes are asked for. */
export interface ChangeQuery {
  /** UTC ms since 1970. */
  readonly since: number;
  /** At least 1. */
  readonly limit: number;
}

/** Changes of the ledger, of the policy and of settings, the newest first. */
export interface Changes {
  readonly changes: readonly {
    readonly leaf: number;
    /** UTC ms since 1970. */
    readonly at: number;
    /** What changed, in words, and the recorded reason. */
    readonly text: string;
  }[];
  /** Records that the ledger does not prove. What they changed is unknown. */
  readonly refused: readonly Refusal[];
}

/**
 * Records that are read, the newest ones. Each start records all settings, and only a value that differs from the one
 * before is a change.
 */
export const MAX_CHANGES_READ = 200;

/**
 * Finds changes by the index and proves each against the ledger. Without a record before it, what the oldest record
 * that is read changed is known only if it is the first of its kind. Throws a `StartError` if the index belongs to
 * another ledger.
 */
export async function findChanges(
  index: ReportIndex,
  reader: LedgerReader,
  { since, limit, publicKey }: ChangeQuery & IndexHeadOptions,
): Promise<Changes> {
  const head = await readIndexHead(index, reader, { publicKey });
  if (head === null) return { changes: [], refused: [] };
  const database = await index.database();
  const rows = await database
    .selectFrom('changes')
    .select('leaf')
    .where('leaf', '<', head.size)
    .orderBy('leaf', 'desc')
    .limit(MAX_CHANGES_READ)
    .execute();
  const leaves = rows.map(({ leaf }) => leaf).toReversed();
  const wordsOf = createChangeDescriber();
  const changes: Changes['changes'][number][] = [];
  const refused: Refusal[] = [];
  const ranges = await readUnreleased(database, leaves);
  const recording = ranges.map((range) => range.leaf);
  const proofs = await proveLeaves(database, reader, head, [...leaves, ...recording]);
  const provenBy = new Map(proofs.map((proof) => [proof.leaf, proof]));
  const unreleased = ranges.filter((range) => recordsRange(provenBy.get(range.leaf), range));
  for (const proof of proofs.slice(0, leaves.length)) {
    const leaf = proof.kind === 'proven' ? deriveLeaf(proof.stored, true).leaf : null;
    if (leaf === null) {
      const why = proof.kind === 'proven' ? 'changed' : proof.kind;
      refused.push({ leaf: proof.leaf, why });
      continue;
    }
    const words = wordsOf(leaf);
    const isBaseline = rows.length === MAX_CHANGES_READ && proof.leaf === leaves[0];
    // A record whose response was not sent changes nothing.
    const isReleased = !isInLeafRanges(unreleased, proof.leaf);
    if (words === null || !isReleased || isBaseline || leaf.at < since) continue;
    const reason = await reasonOf(reader, leaf);
    const text = reason === null ? `${words}.` : `${words}. Reason: ${reason}`;
    changes.push({ leaf: proof.leaf, at: leaf.at, text });
  }
  return { changes: changes.toReversed().slice(0, limit), refused };
}
