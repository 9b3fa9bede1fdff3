import type { CaseSources } from '../../surveillance/recorded/case-sources.ts';
import type { People } from '../../surveillance/facts/person-facts.ts';
import { type FhirFormat, type FileFormat, isFhir, isPage } from '../../catalog/file-format.ts';
import { csvFileLine } from '../../../platform/csv-line.ts';
import { GatewayError } from '../../../platform/errors.ts';
import type { IndexHead } from '../../index/index-head.ts';
import { readDamaged } from '../../index/read-damaged.ts';
import type { Refusal } from '../../query/show-events.ts';
import { createFhirWriter } from '../../formats/fhir/fhir-writer.ts';
import { createTextWriter, type RowLayout } from '../../formats/text-writer.ts';
import { assertFewRows } from '../../catalog/request-fault.ts';
import { queryCases, listPeople, queryReviews } from '../../surveillance/queries/query-cases.ts';
import type { PeopleFacts } from '../../surveillance/facts/person-facts.ts';
import { reviewWindow } from '../../surveillance/review-window.ts';
import { prepareQuery } from '../../surveillance/queries/prepare-query.ts';
import { createSuppressionCache } from '../../surveillance/recorded/suppression-cache.ts';
import { settingsInEffect } from '../../surveillance/thresholds/settings-in-effect.ts';
import {
  leavesOfCases,
  leavesOfReviews,
  openEvidence,
  type EvidenceLeaf,
} from '../../surveillance/cases/case-evidence.ts';
import { CASE_ROWS, REVIEW_ROWS } from '../../surveillance/cases/case-rows.ts';
import { awaitHead, ledgerOf } from './await-head.ts';
import type { OpenedExport, OpenSources } from './opened-export.ts';
import type { CaseExport, ReviewExport } from './export-functions.ts';
import { afterDamaged, inPieces, writeRows, type Trailer } from './write-rows.ts';

/** Fetches facts about people. The main thread does, since it queries the subgraphs. */
export type FindFacts = (people: People) => Promise<PeopleFacts>;

/**
 * Opens cases or reviews, which are all in memory then. In FHIR they are the events of their evidence, each tagged
 * with its cases. Throws `OPERATION_TOO_COMPLEX` for too many days or rows.
 */
export async function openSurveillance(
  query: CaseExport | ReviewExport,
  open: OpenSources,
  findFacts: FindFacts,
): Promise<OpenedExport> {
  const { filterType, format, at, coverage } = query;
  const head = await awaitHead(open);
  const opening: Opening = { format, at, head, open };
  const suppressions = createSuppressionCache();
  const sources = { ...open, head: () => Promise.resolve(head), suppressions };
  switch (filterType) {
    case 'CaseFilter': {
      const { notKnown, ...found } = await readCases(query, open, { sources, findFacts });
      const trailer = { ledger: ledgerOf(head), coverage, notKnown };
      return openFound(found, CASE_ROWS, { ...opening, trailer, leavesOf: leavesOfCases });
    }
    case 'ReviewFilter': {
      const { filter, order } = query;
      const found = await queryReviews({ filter, order, ...ALL }, sources);
      const trailer = { ledger: ledgerOf(head), coverage };
      return openFound(found, REVIEW_ROWS, { ...opening, trailer, leavesOf: leavesOfReviews });
    }
    default:
      return filterType satisfies never;
  }
}

/** The page that holds all rows. */
const ALL = { after: null, limit: Number.MAX_SAFE_INTEGER } as const;

async function readCases(
  { filter, order, at }: CaseExport,
  { sources: { rules } }: OpenSources,
  { sources, findFacts }: { readonly sources: CaseSources; readonly findFacts: FindFacts },
) {
  const { settings, refused } = await settingsInEffect(rules.settings, sources);
  const query = await prepareQuery(
    reviewWindow(filter, at),
    { ...rules, settings },
    {
      listPeople: (days, max) => listPeople({ ...days, max }, sources),
      findFacts,
    },
  );
  const found = await queryCases({ query, filter, order, ...ALL }, sources);
  return { ...found, refused: [...found.refused, ...refused] };
}

/** What rows of either kind are opened with. */
interface Opening {
  readonly format: FileFormat;
  readonly at: number;
  readonly head: IndexHead;
  readonly open: OpenSources;
}

interface Found<Row> {
  readonly nodes: readonly Row[];
  readonly refused: readonly Refusal[];
}

type FoundOpening<Row> = Opening & {
  readonly trailer: Trailer;
  readonly leavesOf: (rows: readonly Row[]) => readonly EvidenceLeaf[];
};

/** Opens rows in any format. */
async function openFound<Row>(
  found: Found<Row>,
  layout: RowLayout<Row>,
  opening: FoundOpening<Row>,
): Promise<OpenedExport> {
  const { format, head, trailer, open } = opening;
  const damaged = await readDamaged(await open.index.database(), head.size);
  if (isFhir(format)) return openEvents(found, damaged, { ...opening, format });
  if (isPage(format)) throw new GatewayError('BAD_USER_INPUT');
  const { nodes, refused } = found;
  const due = damaged.length + refused.length + nodes.length;
  assertFewRows(due, open.sources.mostRows);
  const pieces = afterDamaged(damaged, inPieces(nodes, refused));
  const writer = createTextWriter(format, layout, csvFileLine);
  return { rowCount: due, texts: writeRows(pieces, writer, { due, trailer }) };
}

/** Opens the events that rows are derived from, in FHIR. */
async function openEvents<Row>(
  { nodes, refused }: Found<Row>,
  damaged: readonly number[],
  {
    format,
    at,
    head,
    trailer,
    leavesOf,
    open: { index, reader, sources },
  }: FoundOpening<Row> & { readonly format: FhirFormat },
): Promise<OpenedExport> {
  const database = await index.database();
  const maxRows = sources.mostRows;
  const shown = await openEvidence(leavesOf(nodes), { database, reader, tree: head, maxRows });
  const due = damaged.length + refused.length + shown.count;
  assertFewRows(due, maxRows);
  const { origin } = head;
  const { patientSystem } = sources;
  const writer = createFhirWriter(format, { origin, patientSystem, at, ...shown.written });
  const pieces = afterDamaged(damaged, shown.pieces(refused));
  return { rowCount: due, texts: writeRows(pieces, writer, { due, trailer }) };
}
