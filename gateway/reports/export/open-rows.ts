import { pickFromLedger } from '../../audit/report/report-accesses.ts';
import { csvFileLine } from '../../csv-line.ts';
import { GatewayError } from '../../errors.ts';
import { countTotal } from '../api/count-charts.ts';
import { awaitIndex } from '../index/await-index.ts';
import { readHead } from '../index/head-of-index.ts';
import { readEventPages } from '../index/read-event-pages.ts';
import { readDamaged } from '../index/report-from-index.ts';
import type { Refusal } from '../index/show-events.ts';
import { changesOf } from '../named/ledger-changes.ts';
import { eventsShown, type EventChoice, type ReportedEvent } from '../named/reported-event.ts';
import { createRowWriter, type RowTotals } from '../named/row-writer.ts';
import { sortEvents } from '../named/sort-events.ts';
import { lookForOutcomes } from '../named/unknown-outcomes.ts';
import type { OpenedExport, OpenSources } from './opened-export.ts';
import { ownEvent } from './own-event.ts';
import type { ExportQuestion } from './parse-export-message.ts';

/** Rows that were read together. */
interface Piece {
  readonly events: readonly ReportedEvent[];
  readonly refused: readonly Refusal[];
}

/** Of which ledger an export tells, as far as it does. */
type Told = RowTotals['ledger'];

/** How long an export waits for what was recorded just before it. */
const PATIENCE_MS = 5_000;

/** Opens a report that is written row by row. How many rows it has is known before the first of them. */
export async function openRows(question: ExportQuestion, open: OpenSources): Promise<OpenedExport> {
  const { index, reader, report, sources } = open;
  await awaitIndex(index, reader, PATIENCE_MS);
  const head = await readHead(index, reader, sources);
  if (head === null) throw new GatewayError('REPORTS_UNAVAILABLE');
  const { origin, size, root } = head;
  const told = { origin, size, root: root.toString('hex') };
  const isOfEvents = report.source === 'events';
  const choice = isOfEvents ? { filter: question.filter, isNarrow: report.isNarrow } : null;
  const found = isOfEvents ? null : await scan(question, open);
  const damaged = found?.damaged ?? (await readDamaged(await index.database(), size));
  const shown = found?.events.length ?? (await countTotal(index, question.filter));
  const rows = shown + damaged.length;
  if (rows > sources.mostRows) throw new GatewayError('OPERATION_TOO_COMPLEX');
  const pieces = afterDamaged(
    damaged,
    choice === null
      ? inPieces(found?.events ?? [])
      : readPieces(choice, { ...open, order: question.order, size }),
  );
  return { rows, texts: writeRows(pieces, { rows, told, choice, question, open }) };
}

async function* writeRows(
  pieces: AsyncIterable<Piece>,
  {
    rows,
    told,
    choice,
    question: { format, isOwn, at },
    open: { report, sources },
  }: {
    readonly rows: number;
    readonly told: Told;
    readonly choice: EventChoice | null;
    readonly question: ExportQuestion;
    readonly open: OpenSources;
  },
): AsyncGenerator<string> {
  if (format === 'html') throw new GatewayError('BAD_USER_INPUT');
  const writer = createRowWriter(format, {
    origin: told.origin,
    patientSystem: sources.patientSystem,
    report,
    choice,
    at,
    lineOf: csvFileLine,
  });
  let count = 0;
  let refusals = 0;
  yield writer.begin();
  for await (const { events, refused } of pieces) {
    const texts = events.map((event) => writer.event(isOwn ? ownEvent(event) : event));
    count += events.length;
    refusals += refused.length;
    yield [...texts, ...refused.map((refusal) => writer.refused(refusal))].join('');
  }
  // Something was erased or pruned meanwhile: it has to be asked again, and not taken for whole.
  if (count + refusals !== rows) throw new GatewayError('REPORTS_UNAVAILABLE');
  yield writer.end({ rows: count, refused: refusals, ledger: told });
}

async function* readPieces(
  choice: EventChoice,
  {
    index,
    reader,
    sources: { publicKey },
    order,
    size,
  }: OpenSources & Pick<ExportQuestion, 'order'> & { readonly size: number },
): AsyncGenerator<Piece> {
  const { filter } = choice;
  for await (const page of readEventPages(index, reader, { filter, order, size, publicKey })) {
    const events = await eventsShown(reader, page.events, { choice, unreleased: NONE });
    yield { events, refused: page.refused };
  }
}

/** All that an index tells of is in it. */
const NONE: ReadonlySet<number> = new Set();

/** What the index doesn't hold is read from the ledger, all of it; there is little of it. */
async function scan(
  { filter, order }: ExportQuestion,
  { report, sources: { ledger: location } }: OpenSources,
): Promise<{ readonly events: readonly ReportedEvent[]; readonly damaged: readonly number[] }> {
  const damaged: number[] = [];
  const outcomes = lookForOutcomes(filter);
  const isOfChanges = report.source === 'changes';
  const picked: ReportedEvent[] = [];
  for await (const event of pickFromLedger<ReportedEvent>({
    location,
    choice: isOfChanges ? changesOf(filter) : outcomes.choice,
    onDamaged: (leaf) => damaged.push(leaf),
    onPruned: () => undefined,
  })) {
    picked.push(event);
  }
  const events = sortEvents(isOfChanges ? picked : outcomes.found(), order);
  return { events, damaged };
}

/** What was changed may have been about anything: it is told first, in every report. */
async function* afterDamaged(
  damaged: readonly number[],
  pieces: AsyncIterable<Piece>,
): AsyncGenerator<Piece> {
  yield { events: [], refused: damaged.map((leaf) => ({ leaf, why: 'changed' })) };
  yield* pieces;
}

const TOGETHER = 250;

async function* inPieces(events: readonly ReportedEvent[]): AsyncGenerator<Piece> {
  for (let at = 0; at < events.length; at += TOGETHER)
    yield { events: events.slice(at, at + TOGETHER), refused: [] };
}
