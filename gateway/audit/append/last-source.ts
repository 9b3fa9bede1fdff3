import { StartError } from '../../platform/errors.ts';
import type { RecordSource } from '../record/leaf.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';

/** The source of what a tool records. It decides on no data: its records name what decided last. */
export function lastSource({ leaves }: Batch, version: string): RecordSource {
  const bytes = unpackLeaves(leaves)?.at(-1);
  const leaf = bytes === undefined ? null : parseLeaf(bytes);
  if (leaf === null) throw new StartError(['The audit ledger is damaged at its end.']);
  // Its form is not taken on trust: what a tool writes must have one, whatever somebody has signed before.
  const source = leaf.source as Partial<Record<keyof RecordSource, unknown>> | null | undefined;
  return {
    gateway: textIn(source?.gateway),
    version,
    schemaHash: textIn(source?.schemaHash),
    policyHash: textIn(source?.policyHash),
  };
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
