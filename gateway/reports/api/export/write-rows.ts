import { GatewayError } from '../../../platform/errors.ts';
import type { Refusal } from '../../query/show-events.ts';
import type { RowTotals, RowWriter } from '../../formats/text-writer.ts';

/** Rows that were read together. */
export interface Piece<Row> {
  readonly rows: readonly Row[];
  readonly refused: readonly Refusal[];
}

/** What a file says at its end, beside the numbers of rows. */
export type Trailer = Omit<RowTotals, 'rows' | 'refused'>;

/**
 * Writes rows as they are read, `due` of them with those that are refused. Throws `REPORTS_UNAVAILABLE` before
 * the end where they are not as many.
 */
export async function* writeRows<Row>(
  pieces: AsyncIterable<Piece<Row>>,
  writer: RowWriter<Row>,
  { due, trailer }: { readonly due: number; readonly trailer: Trailer },
): AsyncGenerator<string> {
  let count = 0;
  let refusals = 0;
  yield writer.begin();
  for await (const { rows, refused } of pieces) {
    const texts = rows.map((row) => writer.row(row));
    count += rows.length;
    refusals += refused.length;
    yield [...texts, ...refused.map((refusal) => writer.refused(refusal))].join('');
  }
  // Something was erased or pruned meanwhile: it has to be asked again, and not taken for whole.
  if (count + refusals !== due) throw new GatewayError('REPORTS_UNAVAILABLE');
  yield writer.end({ rows: count, refused: refusals, ...trailer });
}

/** Puts changed records first in every report: they may have been about anything. */
export async function* afterDamaged<Row>(
  damaged: readonly number[],
  pieces: AsyncIterable<Piece<Row>>,
): AsyncGenerator<Piece<Row>> {
  yield { rows: [], refused: damaged.map((leaf) => ({ leaf, why: 'changed' })) };
  yield* pieces;
}

const TOGETHER = 250;

/** What is all at hand. */
export async function* inPieces<Row>(
  rows: readonly Row[],
  refused: readonly Refusal[],
): AsyncGenerator<Piece<Row>> {
  if (refused.length > 0) yield { rows: [], refused };
  for (let at = 0; at < rows.length; at += TOGETHER)
    yield { rows: rows.slice(at, at + TOGETHER), refused: [] };
}
