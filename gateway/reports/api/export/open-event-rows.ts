import { pickFromLedger } from '../../../audit/chain/pick-from-ledger.ts';
import { csvFileLine } from '../../../platform/csv-line.ts';
import { GatewayError } from '../../../platform/errors.ts';
import { countTotal } from '../../query/count-charts.ts';
import { readEventPages } from '../../query/read-event-pages.ts';
import { readDamaged } from '../../index/read-damaged.ts';
import { changesIn } from '../../query/ledger-changes.ts';
import type { EventReport } from '../../catalog/report.ts';
import {
  reportedEvents,
  type EventChoice,
  type ReportedEvent,
} from '../../query/reported-event.ts';
import { createRowWriter } from '../../formats/row-writer.ts';
import { sortEvents } from '../../query/sort-events.ts';
import { createOutcomeSearch } from '../../query/unknown-outcomes.ts';
import { assertFewRows } from '../../catalog/request-fault.ts';
import { awaitHead, ledgerOf } from './await-head.ts';
import type { OpenedExport, OpenSources } from './opened-export.ts';
import { ownEvent } from './own-event.ts';
import type { EventExport } from './export-functions.ts';
import { afterDamaged, inPieces, writeRows, type Piece } from './write-rows.ts';

/** Opens a report of rows. The number of rows is known before the first one is read. */
export async function openEventRows(
  query: EventExport,
  report: EventReport,
  open: OpenSources,
): Promise<OpenedExport> {
  const { format, isOwn, at, coverage } = query;
  const { index, sources } = open;
  // Only documents about one patient, which are no rows, are written as HTML.
  if (format === 'html') throw new GatewayError('BAD_USER_INPUT');
  const head = await awaitHead(open);
  const { size, origin } = head;
  // The index finds events. Changes and unknown outcomes are found by a scan of the ledger.
  const isOfEvents = report.source === 'events';
  const choice = isOfEvents ? { filter: query.filter, isNarrow: report.isNarrow } : null;
  const scanned = isOfEvents ? null : await scan(query, report, open);
  const damaged = scanned?.damaged ?? (await readDamaged(await index.database(), size));
  const eventCount = scanned?.events.length ?? (await countTotal(index, query.filter));
  // Events that the ledger does not prove are rows too: they are listed as refused.
  const due = eventCount + damaged.length;
  assertFewRows(due, sources.mostRows);
  const pieces = afterDamaged(
    damaged,
    choice === null
      ? inPieces(scanned?.events ?? [], [])
      : readPieces(choice, { ...open, order: query.order, size }),
  );
  const { patientSystem } = sources;
  const facts = { origin, patientSystem, report, choice, at, lineOf: csvFileLine };
  const whole = createRowWriter(format, facts);
  const writer = isOwn
    ? { ...whole, row: (event: ReportedEvent) => whole.row(ownEvent(event)) }
    : whole;
  return {
    rows: due,
    texts: writeRows(pieces, writer, { due, trailer: { ledger: ledgerOf(head), coverage } }),
  };
}

async function* readPieces(
  choice: EventChoice,
  {
    index,
    reader,
    sources: { publicKey },
    order,
    size,
  }: OpenSources & Pick<EventExport, 'order'> & { readonly size: number },
): AsyncGenerator<Piece<ReportedEvent>> {
  const { filter } = choice;
  for await (const page of readEventPages(index, reader, { filter, order, size, publicKey })) {
    // A row of the index states itself whether its record was durable in time.
    const rows = await reportedEvents(reader, page.events, { choice, unreleased: [] });
    yield { rows, refused: page.refused };
  }
}

/** Reads the whole ledger for changes or unknown outcomes, which are few. Returns them sorted. */
async function scan(
  { filter, order }: EventExport,
  report: EventReport,
  { sources: { ledger: location } }: OpenSources,
): Promise<{ readonly events: readonly ReportedEvent[]; readonly damaged: readonly number[] }> {
  const damaged: number[] = [];
  const outcomes = createOutcomeSearch(filter);
  const isOfChanges = report.source === 'changes';
  const picked: ReportedEvent[] = [];
  for await (const event of pickFromLedger<ReportedEvent>({
    location,
    choice: isOfChanges ? changesIn(filter) : outcomes.choice,
    onDamaged: (leaf) => damaged.push(leaf),
    onPruned: () => undefined,
  })) {
    picked.push(event);
  }
  const events = sortEvents(isOfChanges ? picked : outcomes.found(), order);
  return { events, damaged };
}
