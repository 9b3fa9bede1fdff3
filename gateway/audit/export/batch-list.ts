import type { Opening } from '../record/opening.ts';

/** What an export holds of a batch beside the tiles and bundles. */
export interface ListedBatch {
  /** Index of its first leaf. */
  readonly first: number;
  readonly count: number;
  /** The signed checkpoint that closes it. */
  readonly note: string;
  /** What its leaves commit to, as far as it is not erased. */
  readonly openings: readonly Opening[];
  /** The same of the ids that its leaves commit to, as `IdentityRow`s with their bytes in base64. */
  readonly identities: readonly { readonly leaf: number; readonly openings: string }[];
}

/**
 * The file beside the tiles that says where one commit ends and the next begins, with the checkpoint of each:
 * tiles alone carry the last. One JSON value a line: the format, then the batches in order.
 */
export const BATCH_LIST = 'phi-gateway-batches.jsonl';

/** The first line of the list, its newline included. */
export const BATCH_LIST_HEAD = `${JSON.stringify({ format: 'phi-gateway/batches/v1' })}\n`;

/** A batch as a line, its newline included. */
export function writeListedBatch(batch: ListedBatch): string {
  const { first, count, note } = batch;
  const identities = batch.identities.map(({ leaf, openings }) => ({ leaf, openings }));
  const openings = batch.openings.map(({ commitment, salt, text }) => ({ commitment, salt, text }));
  return `${JSON.stringify({ first, count, note, identities, openings })}\n`;
}

/**
 * The file with the bodies that a pruning left in bundles of which the others are gone: such a bundle is not
 * written, since it would not be one. One JSON value a line, in the order of the leaves; no file where there
 * are none.
 */
export const KEPT_LIST = 'phi-gateway-kept.jsonl';

/** A kept body as a line, its newline included. */
export function writeKeptLeaf(leaf: number, body: string): string {
  return `${JSON.stringify({ leaf, body })}\n`;
}
