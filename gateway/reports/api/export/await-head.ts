import { GatewayError } from '../../../platform/errors.ts';
import { awaitIndex } from '../../index/await-index.ts';
import { readIndexHead, type IndexHead } from '../../index/index-head.ts';
import type { OpenSources } from './opened-export.ts';
import type { Trailer } from './write-rows.ts';

/** The longest time that an export waits for the index to read the latest records, ms. */
export const PATIENCE_MS = 5_000;

/** The checkpoint that an export reads up to. Throws `REPORTS_UNAVAILABLE` for an empty index. */
export async function awaitHead({ index, reader, sources }: OpenSources): Promise<IndexHead> {
  await awaitIndex(index, reader, PATIENCE_MS);
  const head = await readIndexHead(index, reader, sources);
  if (head === null) throw new GatewayError('REPORTS_UNAVAILABLE');
  return head;
}

/** The ledger, as the end of an export states it. */
export function ledgerOf({ origin, size, root }: IndexHead): Trailer['ledger'] {
  return { origin, size, root: root.toString('hex') };
}
