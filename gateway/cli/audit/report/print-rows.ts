import type { EventColumn } from '../../../reports/catalog/columns.ts';
import { type FileFormat, isFhir, isPage } from '../../../reports/catalog/file-format.ts';
import { pickFromLedger } from '../../../audit/chain/pick-from-ledger.ts';
import type { ReadableLocation } from '../../../audit/store/ledger-location.ts';
import { csvLine } from '../../../platform/csv-line.ts';
import { StartError } from '../../../platform/errors.ts';
import { cellOf, coordinatesOf } from '../../../reports/formats/event-cells.ts';
import { changesIn } from '../../../reports/query/ledger-changes.ts';
import type { ReportedEvent } from '../../../reports/query/reported-event.ts';
import { createRowWriter } from '../../../reports/formats/row-writer.ts';
import { sortEvents } from '../../../reports/query/sort-events.ts';
import type { RowWriter } from '../../../reports/formats/text-writer.ts';
import { createOutcomeSearch } from '../../../reports/query/unknown-outcomes.ts';
import { damagedProblems } from '../print-damaged.ts';
import { warnPruned } from '../warn-pruned.ts';
import { readReport, stateReading, type ReportReading } from './read-report.ts';
import { readOrigin } from '../read-origin.ts';
import type { InTerminal } from './parse-report-flags.ts';
import type { RequestFor } from '../../../reports/catalog/report-request.ts';
import { reportTable } from './report-table.ts';
import { typedParts } from './filter-flags.ts';
import { EVENT_FILTER } from '../../../reports/catalog/event-filter.ts';
import { onEach } from './on-each.ts';
import { warnNoRows } from '../warn-no-rows.ts';
import { writeOutput } from '../../write-output.ts';

type EventRequest = RequestFor<'events' | 'changes' | 'unknown outcomes'>;

/** Where a report is read from, and its format. */
export interface RowFlags {
  readonly location: ReadableLocation;
  readonly index: string | null;
  readonly complete: boolean;
  readonly patientSystem: string | null;
  /** Columns of the terminal, to which a table is cut; null cuts nothing. */
  readonly width: number | null;
}

/** Writes a report of rows to stdout, and its problems to stderr. */
export async function printRows(request: InTerminal<EventRequest>, flags: RowFlags): Promise<void> {
  const { order, format } = request;
  const { location } = flags;
  const damaged: number[] = [];
  const onDamaged = (leaf: number) => damaged.push(leaf);
  const { rows: found, statement, problems, unknown } = await read(request, flags, onDamaged);
  let isEmpty = true;
  const rows = onEach(found, () => {
    isEmpty = false;
  });
  const isInOrder = order.by === 'leaf' && order.direction === 'asc';
  // Rows come in the order of the ledger; any other order needs all of them first.
  const sorted = isInOrder ? rows : collectSorted(rows, order);
  await writeOutput(
    format === 'table'
      ? writeTable(sorted, request, flags.width)
      : writeWith(await writerOf(format, request, flags), sorted),
  );
  const coverage = statement();
  if (coverage !== null) process.stderr.write(coverage);
  if (isEmpty) warnNoRows(typedParts(request.filter, await unknown()));
  const all = [...damagedProblems(damaged, location), ...problems()];
  if (all.length > 0) throw new StartError(all);
}

async function read(
  { report, filter }: EventRequest,
  { location, index, complete }: RowFlags,
  onDamaged: (leaf: number) => void,
): Promise<ReportReading> {
  const options = { location, onDamaged, onPruned: warnPruned };
  if (report.source === 'events') {
    const choice = { filter, isNarrow: report.isNarrow };
    return readReport({ ...options, choice }, { index, complete });
  }
  const rows =
    report.source === 'changes'
      ? pickFromLedger({ ...options, choice: changesIn(filter) })
      : findOutcomes();
  const statement = await stateReading(location);
  return {
    rows,
    statement: () => statement,
    problems: () => [],
    unknown: () => Promise.resolve([]),
  };

  async function* findOutcomes(): AsyncGenerator<ReportedEvent> {
    const outcomes = createOutcomeSearch(filter);
    // Yields nothing, and fills `outcomes`.
    yield* pickFromLedger({ ...options, choice: outcomes.choice });
    yield* outcomes.found();
  }
}

async function* collectSorted(
  rows: AsyncIterable<ReportedEvent>,
  order: EventRequest['order'],
): AsyncGenerator<ReportedEvent> {
  yield* sortEvents(await collect(rows), order);
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Creates the writer of a format. FHIR names the ledger in each event, so its origin is read. */
async function writerOf(
  format: FileFormat,
  { report, filter }: EventRequest,
  { location, patientSystem }: RowFlags,
): Promise<RowWriter<ReportedEvent>> {
  if (isPage(format))
    throw new StartError([
      `The report ${report.name} is not a page. Leave --format ${format} out.`,
    ]);
  return createRowWriter(format, {
    report,
    choice: report.source === 'events' ? { filter, isNarrow: report.isNarrow } : null,
    origin: isFhir(format) ? await readOrigin(location) : '',
    patientSystem,
    at: Date.now(),
    lineOf: csvLine,
  });
}

async function* writeWith(
  writer: RowWriter<ReportedEvent>,
  rows: AsyncIterable<ReportedEvent>,
): AsyncGenerator<string> {
  yield writer.begin();
  for await (const event of rows) yield writer.row(event);
  yield writer.end(null);
}

async function* writeTable(
  rows: AsyncIterable<ReportedEvent>,
  { report: { columns }, filter }: EventRequest,
  width: number | null,
): AsyncGenerator<string> {
  /** Columns that have the same value in all rows. */
  const constantColumns = new Set<string>(Object.keys(filter).filter(isSameInAll));
  const events = await collect(rows);
  // A terminal has no room for empty columns and constant columns.
  const isShown = (name: EventColumn) =>
    width === null ||
    events.length === 0 ||
    (!constantColumns.has(name) && events.some((event) => cellOf(event, name) !== ''));
  const shown = columns.filter(isShown);
  const cells = events.map((event) =>
    shown.map((name) =>
      name === 'coordinates' ? coordinatesOf(event).join('\n') : cellOf(event, name),
    ),
  );
  yield reportTable(shown, cells, width);
}

/** Whether every row has the value of this filter in the column of its name. */
function isSameInAll(name: string): boolean {
  return Object.entries(EVENT_FILTER).some(
    ([part, { match }]) => part === name && match.kind === 'equals' && match.field === name,
  );
}
