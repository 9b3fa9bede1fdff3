import { isPlaceholder } from '../../catalog/patient-placeholder.ts';
import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import { isPruned } from '../../../audit/tree/batch.ts';
import { deriveLeaf, type StoredLeaf } from '../../index/derive-leaf.ts';
import { readHead } from '../../index/head-of-index.ts';
import type { ReportIndex } from '../../index/open-index.ts';
import { readPosition } from '../../index/position.ts';
import { proveLeaves } from '../../index/prove-leaves.ts';
import type { RecordAnswer } from './report-functions.ts';

/**
 * A record of the ledger with its audit path to the signed checkpoint that the index is at; null for one that
 * the index hasn't met, or that is gone. One that isn't what was written comes as it lies there: its path leads
 * nowhere, which is for whoever asked to see, and never to be taken on this gateway's word.
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
  const head = await readHead(index, reader, { publicKey });
  const { tree, note } = await readPosition(database);
  // Between the two the index may have gone on.
  if (head !== null && tree.size !== head.size) {
    return readRecord(leaf, { index, reader, publicKey });
  }
  if (head === null || leaf < 0 || leaf >= head.size) return null;
  const [proven] = await proveLeaves(database, reader, head, [leaf]);
  if (proven === undefined || proven.is === 'missing' || isPruned(proven.stored.bytes)) return null;
  return {
    leaf,
    json: proven.stored.bytes.toString('utf8'),
    // It is in the tree, and nothing of the ledger's own has put it there.
    path: proven.is === 'not signed' ? [] : proven.path.map((hash) => hash.toString('base64')),
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
