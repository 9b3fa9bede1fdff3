import { StartError } from '../../errors.ts';
import type { RecordSource } from '../record/leaf.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';

/** The source of what a tool records. It decides on no data: its records name what decided last. */
export function lastSource({ leaves }: Batch, version: string): RecordSource {
  const bytes = unpackLeaves(leaves)?.at(-1);
  const leaf = bytes === undefined ? null : parseLeaf(bytes);
  if (leaf === null) throw new StartError(['The audit ledger is damaged at its end.']);
  return { ...leaf.source, version };
}
