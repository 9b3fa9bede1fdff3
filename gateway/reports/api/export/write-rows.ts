import { GatewayError } from '../../../platform/errors.ts';
import type { Refusal } from '../../query/show-events.ts';
import type { RowTotals, RowWriter } from '../../formats/text-writer.ts';

/** Rows that were read together, and those that the ledger does not prove. */
export interface Piece<Row> {
  readonly rows: readonly Row[];
  readonly refused: readonly Refusal[];
}

/** What the end of a file states, except the numbers of rows. */
export type Trailer = Omit<RowTotals, 'rows' | 'refused'>;

/**
 * Writes rows as they are read. `due` is their expected number, refused rows included. Throws `REPORTS_UNAVAILABLE`
 * before the end if the number differs.
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
  // Something was erased or pruned meanwhile: the export is incomplete and has to be requested again.
  if (count + refusals !== due) throw new GatewayError('REPORTS_UNAVAILABLE');
  yield writer.end({ rows: count, refused: refusals, ...trailer });
}

/** Lists damaged records before the rows of every report, as `changed`: they may have held events of any report. */
export async function* afterDamaged<Row>(
  damaged: readonly number[],
  pieces: AsyncIterable<Piece<Row>>,
): AsyncGenerator<Piece<Row>> {
  yield { rows: [], refused: damaged.map((leaf) => ({ leaf, why: 'changed' })) };
  yield* pieces;
}

/** Rows that are written together. */
const PIECE_ROWS = 250;

/** Splits rows that are all in memory into pieces. */
export async function* inPieces<Row>(
  rows: readonly Row[],
  refused: readonly Refusal[],
): AsyncGenerator<Piece<Row>> {
  if (refused.length > 0) yield { rows: [], refused };
  for (let at = 0; at < rows.length; at += PIECE_ROWS)
    yield { rows: rows.slice(at, at + PIECE_ROWS), refused: [] };
}
