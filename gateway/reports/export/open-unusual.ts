import { csvFileLine } from '../../csv-line.ts';
import type { IndexHead } from '../index/head-of-index.ts';
import { readDamaged } from '../index/report-from-index.ts';
import type { Refusal } from '../index/show-events.ts';
import { createTextWriter, type RowShape, type TextFormat } from '../named/text-writer.ts';
import { casesOf, peopleOf, reviewsIn } from '../unusual/answer-unusual.ts';
import { NEWEST } from '../unusual/case-order.ts';
import type { Facts } from '../unusual/facts/person-facts.ts';
import type { CaseSources } from '../unusual/find-cases.ts';
import { parseLook } from '../unusual/parse-unusual-arguments.ts';
import { prepareQuery } from '../unusual/prepare-query.ts';
import { CASE_ROWS, REVIEW_ROWS } from '../unusual/unusual-reports.ts';
import type { People } from '../unusual/unusual-question.ts';
import { awaitHead, toldOf } from './await-head.ts';
import type { OpenedExport, OpenSources } from './opened-export.ts';
import type { UnusualExport } from './parse-export-message.ts';
import { afterDamaged, assertFew, inPieces, writeRows, type Told } from './write-rows.ts';

/** Asks whoever can tell what is known of people. */
export type FindFacts = (people: People) => Promise<Facts>;

/**
 * Opens cases of unusual access, or sign-offs: all rows are at hand by then. Throws `OPERATION_TOO_COMPLEX` for
 * more days than one look may take, or too many rows.
 */
export async function openUnusual(
  question: UnusualExport,
  open: OpenSources,
  findFacts: FindFacts,
): Promise<OpenedExport> {
  const { by, format } = question;
  const head = await awaitHead(open);
  const opening: Opening = { format, head, open };
  const sources = { ...open, head: () => Promise.resolve(head) };
  switch (by) {
    case 'CaseFilter': {
      const { notKnown, ...found } = await readCases(question, open, { sources, findFacts });
      const told = { ledger: toldOf(head), notKnown };
      return openFound(found, CASE_ROWS, { ...opening, told });
    }
    case 'ReviewFilter': {
      const found = await reviewsIn({ filter: question.filter, ...ALL }, sources);
      return openFound(found, REVIEW_ROWS, { ...opening, told: { ledger: toldOf(head) } });
    }
    default:
      return by satisfies never;
  }
}

const ALL = { order: NEWEST, after: null, limit: Number.MAX_SAFE_INTEGER } as const;

async function readCases(
  { filter, at }: UnusualExport,
  { sources: { judgedBy } }: OpenSources,
  { sources, findFacts }: { readonly sources: CaseSources; readonly findFacts: FindFacts },
) {
  const query = await prepareQuery(parseLook(filter, at), judgedBy, {
    people: (days, most) => peopleOf({ ...days, most }, sources),
    find: findFacts,
  });
  return casesOf({ query, filter, ...ALL }, sources);
}

interface Opening {
  readonly format: TextFormat;
  readonly head: IndexHead;
  readonly open: OpenSources;
}

async function openFound<Row>(
  { nodes, refused }: { readonly nodes: readonly Row[]; readonly refused: readonly Refusal[] },
  shape: RowShape<Row>,
  {
    format,
    head,
    told,
    open: {
      index,
      sources: { mostRows },
    },
  }: Opening & { readonly told: Told },
): Promise<OpenedExport> {
  const damaged = await readDamaged(await index.database(), head.size);
  const due = damaged.length + refused.length + nodes.length;
  assertFew(due, mostRows);
  const pieces = afterDamaged(damaged, inPieces(nodes, refused));
  const writer = createTextWriter(format, shape, csvFileLine);
  return { rows: due, texts: writeRows(pieces, writer, { due, told }) };
}
