import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import { isPruned } from '../../../audit/tree/batch.ts';
import { deriveLeaf, type StoredLeaf } from '../../index/derive-leaf.ts';
import { readIndexHead } from '../../index/index-head.ts';
import type { ReportIndex } from '../../index/open-index.ts';
import { readPosition } from '../../index/position.ts';
import { proveLeaves } from '../../index/prove-leaves.ts';
import type { RecordAnswer } from './report-functions.ts';

/**
 * Reads a record and its audit path to the signed checkpoint of the index; null for a record that the index has not
 * read, or that was pruned. A changed record is returned as it is: the caller verifies the path, which then does not
 * lead to the checkpoint.
 */
export async function readRecord(
  leaf: number,
  {
    index,
    reader,
    publicKey,
  }: {
    readonly index: ReportIndex;
    readonly reader: LedgerReader;
    readonly publicKey: string | null;
  },
): Promise<RecordAnswer | null> {
  const database = await index.database();
  const head = await readIndexHead(index, reader, { publicKey });
  const { tree, note } = await readPosition(database, index);
  // The index may have advanced between the two reads.
  if (head !== null && tree.size !== head.size) {
    return readRecord(leaf, { index, reader, publicKey });
  }
  if (head === null || leaf < 0 || leaf >= head.size) return null;
  const [proven] = await proveLeaves(database, reader, head, [leaf]);
  if (proven === undefined || proven.kind === 'missing' || isPruned(proven.stored.bytes))
    return null;
  return {
    leaf,
    json: proven.stored.bytes.toString('utf8'),
    // For a record in the tree whose batch no key of the ledger signed: its path would pass the caller's check.
    path: proven.kind === 'not signed' ? [] : proven.path.map((hash) => hash.toString('base64')),
    checkpoint: note,
    patients: patientsIn(proven.stored),
  };
}

function patientsIn(stored: StoredLeaf): readonly string[] {
  const { leaf } = deriveLeaf(stored, true);
  if (leaf === null) return [];
  const ids = [
    ...leaf.patients,
    ...leaf.accesses.flatMap(({ objects }) => objects.flatMap(([patient]) => patient ?? [])),
  ];
  return [...new Set(ids)].filter((id) => !isPlaceholder(id));
}
