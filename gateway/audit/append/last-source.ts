import type { RecordSource } from '../record/leaf.ts';
import { parseLeaf } from '../record/parse-leaf.ts';
import { unpackLeaves, type Batch } from '../tree/batch.ts';
import { damagedEnd } from './ledger-head.ts';

/** The source in records of a command: a command decides on no data, so they repeat the source of the last record. */
export function lastSource(
  { leaves }: Batch,
  { version, where }: { readonly version: string; readonly where: string },
): RecordSource {
  const bytes = unpackLeaves(leaves)?.at(-1);
  const leaf = bytes === undefined ? null : parseLeaf(bytes);
  if (leaf === null) throw damagedEnd(where);
  // Check the form: a stolen key may have signed a record with any source.
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
