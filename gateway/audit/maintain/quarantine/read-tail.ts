import { StartError } from '../../../platform/errors.ts';
import type { KeyFollower } from '../../chain/follow-keys.ts';
import { parseLeaf } from '../../record/parse-leaf.ts';
import type { LedgerReader } from '../../store/ledger-reader.ts';
import { rowsInOrder, type StoredRow, type StoredRows } from '../../store/stored-rows.ts';
import { unpackLeaves } from '../../tree/batch.ts';
import { readCheckpoint } from '../../tree/checkpoint.ts';
import { appendLeaves, EMPTY_TREE, splitHashes, treeRoot } from '../../tree/merkle-tree.ts';
import { commitmentIn } from '../../record/text-commitment.ts';
import type { ProvenEnd } from './find-proven-end.ts';
import { auditCommand } from '../../store/audit-command.ts';

/** The batches after the proven end of a ledger. */
export interface TailBatches {
  readonly batches: number;
  /** Leaf hashes that are stored with them. */
  readonly records: number;
  /** Merkle tree hash over these hashes. */
  readonly root: Buffer;
  /** The first batches, for an operator to review. */
  readonly shown: readonly TailBatch[];
  /** Commitments to texts in their leaves. */
  readonly commitments: ReadonlySet<string>;
}

/** The same with the openings to remove. */
export interface Tail extends TailBatches {
  /** Openings that only these batches commit to. */
  readonly openings: readonly string[];
}

/** An unsigned batch, as far as it can be read. Its content is not evidence. */
export interface TailBatch {
  readonly first: number;
  readonly kinds: readonly string[];
  /** Time in its first leaf, UTC ms; null if it has no time. */
  readonly at: number | null;
  /** Signers in its note, as `name+key id`. */
  readonly signers: readonly string[];
}

const MAX_SHOWN = 20;

/** Reads the batches after the proven end. Throws a `StartError` like `examineTail`. */
export async function readTail(reader: LedgerReader, end: ProvenEnd): Promise<Tail> {
  const tail = await examineTail(reader.rows, end, reader.where);
  return { ...tail, openings: await findOpenings(reader, end, tail.commitments) };
}

/**
 * Examines the batches after the proven end. Throws a `StartError` if a key of the ledger signed a checkpoint in them that is
 * larger than the proven end: its records were recorded, even if they are damaged now.
 */
export async function examineTail(
  rows: StoredRows,
  end: ProvenEnd,
  where: string,
): Promise<TailBatches> {
  /** The tree of the leaf hashes in the tail alone. */
  let tree = EMPTY_TREE;
  let batches = 0;
  const shown: TailBatch[] = [];
  const commitments = new Set<string>();
  for await (const row of rowsInOrder(rows.batchAfter, {
    column: 'first',
    after: end.last,
    where,
  })) {
    const { first, note, hashes, leaves } = row;
    const size = typeof note === 'string' ? signedSize(note, end.keys) : 0;
    if (size > end.head.size) throw covered({ end, where }, Number(first), size);
    batches += 1;
    if (Buffer.isBuffer(hashes)) tree = appendLeaves(tree, splitHashes(hashes));
    const parsed = ((Buffer.isBuffer(leaves) ? unpackLeaves(leaves) : null) ?? []).flatMap(
      (bytes) => parseLeaf(bytes) ?? [],
    );
    for (const leaf of parsed) {
      const commitment = commitmentIn(leaf);
      if (commitment !== null) commitments.add(commitment);
    }
    if (shown.length >= MAX_SHOWN) continue;
    const kinds = [...new Set(parsed.map(({ kind }) => kind))];
    const at = parsed[0]?.at;
    shown.push({
      first: Number(first),
      kinds,
      at: Number.isSafeInteger(at) ? Number(at) : null,
      signers: signersOf(row),
    });
  }
  return { batches, records: tree.size, root: treeRoot(tree), shown, commitments };
}

/**
 * The number of records that signatures of the ledger's keys in a note cover; 0 for none. Each signature line is checked alone:
 * an added or malformed line must not hide the others.
 */
function signedSize(note: string, keys: KeyFollower): number {
  const end = note.indexOf('\n\n');
  const text = note.slice(0, end + 1);
  const sizes = note.split('\n').map((line) => {
    const alone = `${text}\n${line}\n`;
    const size = line.startsWith('— ') ? (readCheckpoint(alone)?.checkpoint.size ?? 0) : 0;
    return size > 0 && keys.isSigned({ first: size - 1, note: alone }) ? size : 0;
  });
  return Math.max(0, ...sizes);
}

function covered(
  { end, where }: { readonly end: ProvenEnd; readonly where: string },
  first: number,
  size: number,
): StartError {
  return new StartError([
    `The audit ledger ${where} is damaged at record ${end.head.size}, and a key of the ledger signed the checkpoint of the batch at ${first}, which covers ${size} records: they were recorded, so nothing is removed. Restore a copy, then run: ${auditCommand('resume --reason TEXT', where)}`,
  ]);
}

function signersOf({ note }: StoredRow): readonly string[] {
  const signatures = readCheckpoint(String(note))?.note.signatures ?? [];
  return signatures.map(({ name, id }) => `${name}+${id.toString('hex')}`);
}

/** The commitments that have a stored opening and that no leaf up to the proven end contains. */
async function findOpenings(
  reader: LedgerReader,
  { last }: ProvenEnd,
  commitments: ReadonlySet<string>,
): Promise<readonly string[]> {
  const found = new Set<string>();
  for (const commitment of commitments)
    if ((await reader.rows.opening(commitment)) !== null) found.add(commitment);
  if (found.size === 0) return [];
  for await (const { first, batch } of reader.batches()) {
    if (first > last) break;
    for (const bytes of (batch === null ? null : unpackLeaves(batch.leaves)) ?? []) {
      const leaf = parseLeaf(bytes);
      const commitment = leaf === null ? null : commitmentIn(leaf);
      // A forged record may repeat a commitment of a real record.
      if (commitment !== null) found.delete(commitment);
    }
  }
  return [...found].toSorted();
}
