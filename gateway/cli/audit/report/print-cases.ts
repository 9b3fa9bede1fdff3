import type { CaseSources } from '../../../reports/surveillance/recorded/case-sources.ts';
import type { ReviewWindow } from '../../../reports/surveillance/review-window.ts';
import type { CaseFilter } from '../../../reports/catalog/case-filter.ts';
import { reviewWindow } from '../../../reports/surveillance/review-window.ts';
import { isFhir, isPage } from '../../../reports/catalog/file-format.ts';
import { countOf } from '../../../platform/count-of.ts';
import { openReader } from '../../../audit/store/open-reader.ts';
import { csvLine } from '../../../platform/csv-line.ts';
import { GatewayError, StartError } from '../../../platform/errors.ts';
import type { IndexHead } from '../../../reports/index/index-head.ts';
import type { Refusal } from '../../../reports/query/show-events.ts';
import { createFhirWriter } from '../../../reports/formats/fhir/fhir-writer.ts';
import type { ReportedEvent } from '../../../reports/query/reported-event.ts';
import {
  cellsOf,
  createTextWriter,
  type RowLayout,
  type RowWriter,
} from '../../../reports/formats/text-writer.ts';
import { NO_FACTS, NO_FACT_KEYS } from '../../../reports/surveillance/facts/person-facts.ts';
import type { EvidenceLeaf } from '../../../reports/surveillance/cases/case-evidence.ts';
import { CASE_ROWS, REVIEW_ROWS } from '../../../reports/surveillance/cases/case-rows.ts';
import { DEFAULT_SETTINGS } from '../../../reports/surveillance/surveillance-config.ts';
import { readLocation, readReadable } from '../read-location.ts';
import { writeOutput } from '../../write-output.ts';
import type { RequestFor } from '../../../reports/catalog/report-request.ts';
import type { InTerminal } from './parse-report-flags.ts';
import { typedParts } from './filter-flags.ts';
import {
  compareAt,
  printComparison,
  printDivergence,
  printIncomplete,
  printNotCompared,
  statusAt,
} from './compare-report.ts';
import { reindexCommand, type LedgerAndIndex } from '../../../reports/index/index-location.ts';
import { reportTable } from './report-table.ts';
import { warnNoRows } from '../warn-no-rows.ts';

type CaseRequest = RequestFor<'cases'>;
type ReviewRequest = RequestFor<'reviews'>;

/** Where a report on unusual access is read from, and its format. */
export interface UnusualFlags {
  readonly db: string;
  readonly index: string | null;
  readonly complete: boolean;
  readonly patientSystem: string | null;
  /** Columns of the terminal, to which a table is cut; null cuts nothing. */
  readonly width: number | null;
}

/**
 * Writes cases of unusual access, or reviews, to stdout. Without a gateway there are no graph and no configuration,
 * so only the rules that need the ledger alone are applied; stderr lists the others. Throws a `StartError` for a
 * missing index, or a row that the ledger does not prove.
 */
export async function printUnusual(
  asked: InTerminal<CaseRequest | ReviewRequest>,
  flags: UnusualFlags,
): Promise<void> {
  const location = readReadable(flags.db);
  if (location.kind === 'export') {
    throw new StartError(['An export has no report index, which this report is read from.']);
  }
  // The libraries are large, and few other commands need them.
  const { indexAt, indexBeside } = await import('../../../reports/index/index-location.ts');
  const { openReportIndex } = await import('../../../reports/index/open-index.ts');
  const { caseSources } = await import('../../../reports/surveillance/recorded/case-sources.ts');
  const place =
    flags.index === null ? indexBeside(location) : indexAt(readLocation(flags.index, '--index'));
  const index = await openReportIndex({ ledger: location, index: place }, 'read');
  try {
    const reader = await openReader(location);
    try {
      const sources = caseSources(index, reader, { publicKey: null });
      const print = { ...flags, sources };
      const refused = await (asked.source === 'cases'
        ? printCases(asked, print)
        : printReviews(asked, print));
      const found = { ledger: location, index: place };
      await printCoverage(found, asked, flags.complete);
      assertProven(refused, found);
    } finally {
      await reader.close();
    }
  } finally {
    await index.close();
  }
}

/** What rows are printed from, and how. */
interface Print extends Pick<UnusualFlags, 'patientSystem' | 'width'> {
  readonly sources: CaseSources;
}

/** The page of all rows. */
const ALL = { after: null, limit: Number.MAX_SAFE_INTEGER } as const;

async function printCases(
  asked: InTerminal<CaseRequest>,
  print: Print,
): Promise<readonly Refusal[]> {
  const { queryCases } = await import('../../../reports/surveillance/queries/query-cases.ts');
  const { leavesOfCases } = await import('../../../reports/surveillance/cases/case-evidence.ts');
  const { settingsInEffect } =
    await import('../../../reports/surveillance/thresholds/settings-in-effect.ts');
  const { SURVEILLANCE_RULES } = await import('../../../reports/surveillance/rules/rule-list.ts');
  const { filter, order } = asked;
  const thresholds = await settingsInEffect(DEFAULT_SETTINGS, print.sources);
  const { settings } = thresholds;
  const judged = { settings, facts: NO_FACTS, factKeys: NO_FACT_KEYS };
  const query = { window: await readWindow(filter), ...judged };
  const { nodes, refused } = await queryCases({ query, filter, order, ...ALL }, print.sources);
  const refusedEvidence = await write(nodes, asked, {
    ...print,
    layout: CASE_ROWS,
    leavesOf: leavesOfCases,
  });
  const notApplied = SURVEILLANCE_RULES.filter(
    ({ remedy }) => remedy(DEFAULT_SETTINGS, NO_FACT_KEYS) !== null,
  );
  process.stderr.write(
    `This list is not complete: ${notApplied.length} of ${SURVEILLANCE_RULES.length} rules need a gateway's configuration or graph (${notApplied.map((each) => each.rule).join(', ')}). The console and POST /admin/export apply them.\n`,
  );
  return [...refused, ...thresholds.refused, ...refusedEvidence];
}

async function readWindow(filter: CaseFilter): Promise<ReviewWindow> {
  try {
    return reviewWindow(filter, Date.now());
  } catch (cause) {
    if (!(cause instanceof GatewayError)) throw cause;
    throw new StartError(['The report unusual is of at most 366 days.'], { cause });
  }
}

async function printReviews(
  asked: InTerminal<ReviewRequest>,
  print: Print,
): Promise<readonly Refusal[]> {
  const { queryReviews } = await import('../../../reports/surveillance/queries/query-cases.ts');
  const { leavesOfReviews } = await import('../../../reports/surveillance/cases/case-evidence.ts');
  const { filter, order } = asked;
  const { nodes, refused } = await queryReviews({ filter, order, ...ALL }, print.sources);
  const layout = REVIEW_ROWS;
  const refusedEvidence = await write(nodes, asked, {
    ...print,
    layout,
    leavesOf: leavesOfReviews,
  });
  return [...refused, ...refusedEvidence];
}

/** The same for rows of one type: their cells, and the records that are their evidence. */
interface Written<Row> extends Print {
  readonly layout: RowLayout<Row>;
  readonly leavesOf: (rows: readonly Row[]) => readonly EvidenceLeaf[];
}

/** Writes rows, and returns the refused events of their evidence. */
async function write<Row>(
  rows: readonly Row[],
  { format, report, filter }: InTerminal<CaseRequest | ReviewRequest>,
  written: Written<Row>,
): Promise<readonly Refusal[]> {
  const { layout, width, sources } = written;
  if (rows.length === 0) {
    const { unknownFilterValues } = await import('../../../reports/query/unknown-filter-values.ts');
    const unknown = await unknownFilterValues(await sources.index.database(), filter);
    warnNoRows(typedParts(filter, unknown));
  }
  if (isPage(format))
    throw new StartError([
      `The report ${report.name} is not a page. Leave --format ${format} out.`,
    ]);
  if (isFhir(format)) {
    const head = await sources.head();
    if (head === null) throw new StartError(['The report index holds no record yet.']);
    return writeEvents(rows, { ...written, head, format });
  }
  const text =
    format === 'table'
      ? reportTable(
          Object.keys(layout.columns),
          rows.map((row) => cellsOf(row, layout.columns, '\n')),
          width,
        )
      : texts(createTextWriter(format, layout, csvLine), rows).join('');
  await writeOutput([text]);
  return [];
}

function texts<Row>(writer: RowWriter<Row>, rows: readonly Row[]): readonly string[] {
  return [writer.begin(), ...rows.map((row) => writer.row(row)), writer.end(null)];
}

async function writeEvents<Row>(
  rows: readonly Row[],
  {
    leavesOf,
    sources: { index, reader },
    patientSystem,
    head,
    format,
  }: Written<Row> & { readonly head: IndexHead; readonly format: 'fhir' | 'fhir-ndjson' },
): Promise<readonly Refusal[]> {
  const { openEvidence } = await import('../../../reports/surveillance/cases/case-evidence.ts');
  const database = await index.database();
  const shown = await openEvidence(leavesOf(rows), {
    database,
    reader,
    tree: head,
    maxRows: Infinity,
  });
  const facts = { origin: head.origin, patientSystem, at: Date.now() };
  const writer = createFhirWriter(format, { ...facts, ...shown.written });
  const refused: Refusal[] = [];
  const pieces = async function* pieces(): AsyncGenerator<string> {
    yield writer.begin();
    for await (const piece of shown.pieces([])) {
      refused.push(...piece.refused);
      yield piece.rows.map((event: ReportedEvent) => writer.row(event)).join('');
    }
    yield writer.end(null);
  };
  await writeOutput(pieces());
  return refused;
}

/** Prints the coverage to stderr. Throws a `StartError` if something is missing. */
async function printCoverage(
  found: LedgerAndIndex,
  { source, filter: { patient } }: InTerminal<CaseRequest | ReviewRequest>,
  isComplete: boolean,
): Promise<void> {
  if (!isComplete) {
    process.stderr.write(printNotCompared(await statusAt(found), 'left out'));
    return;
  }
  // Cases are found in all events.
  const filter =
    source === 'cases'
      ? {}
      : { kind: 'review' as const, ...(patient !== undefined && { patient }) };
  const comparison = await compareAt(found, filter);
  if (comparison.result === 'INDEX_DIVERGED')
    throw new StartError([
      printDivergence(comparison, { consequence: 'The report may lack something.', found }),
    ]);
  if (comparison.result === 'INCOMPLETE')
    throw new StartError([printIncomplete(comparison, found)]);
  process.stderr.write(printComparison(comparison, 'left out'));
}

/** Throws a `StartError` if rows were left out because the ledger does not prove them. */
function assertProven(refused: readonly Refusal[], found: LedgerAndIndex): void {
  if (refused.length === 0) return;
  const shown = refused.slice(0, 10).map(({ leaf, why }) => `${leaf} ${why}`);
  throw new StartError([
    `Left out of the report, since the ledger does not prove what the index says: rows of ${countOf(refused.length, 'record')} (${shown.join(', ')}). Run: ${reindexCommand(found)}`,
  ]);
}
