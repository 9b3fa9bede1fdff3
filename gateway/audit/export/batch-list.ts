import type { Opening } from '../record/opening.ts';

/** A batch in an export, without its leaf hashes and leaves: tiles contain the hashes, entry bundles the leaves. */
export interface ListedBatch {
  /** Index of its first leaf. */
  readonly first: number;
  readonly count: number;
  /** The signed checkpoint that closes it. */
  readonly note: string;
  /** Openings of texts that its leaves commit to. */
  readonly openings: readonly Opening[];
  /** Openings of the ids that its leaves commit to, in base64. */
  readonly identities: readonly { readonly leaf: number; readonly openings: string }[];
}

/**
 * The file with the batches and their checkpoints; tiles alone have only the last checkpoint. One JSON value per line: the
 * format, then the batches in order.
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
 * The file with the remaining bodies of bundles that lost other bodies to a pruning: such a bundle is not written, since it
 * would not be valid. One JSON value per line, in the order of the leaves; the file is missing if no body remains.
 */
export const KEPT_LIST = 'phi-gateway-kept.jsonl';

/** A kept body as a line, its newline included. */
export function writeKeptLeaf(leaf: number, body: string): string {
  return `${JSON.stringify({ leaf, body })}\n`;
}
