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
import { isPage } from '../../catalog/file-format.ts';
import { letterStyle } from '../../letters/letter-style.ts';
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
  const { format, ownAccount, at, coverage } = query;
  const { index, sources } = open;
  // Only documents are written as pages, not rows.
  if (isPage(format)) throw new GatewayError('BAD_USER_INPUT');
  const head = await awaitHead(open);
  const { size, origin } = head;
  // The index finds events. It holds no changes and unknown outcomes: a scan of the ledger finds these.
  const choice =
    report.source === 'events' ? { filter: query.filter, isNarrow: report.isNarrow } : null;
  const scanned = choice === null ? await scan(query, report, open) : null;
  const damaged = scanned?.damaged ?? (await readDamaged(await index.database(), size));
  const eventCount = scanned?.events.length ?? (await countTotal(index, query.filter));
  // The index may hold events that the ledger does not prove. They are listed as refused, so they count as rows.
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
  const fullWriter = createRowWriter(format, facts);
  const { naming } = letterStyle(sources.letters, null);
  const writer =
    ownAccount === null
      ? fullWriter
      : {
          ...fullWriter,
          row: (event: ReportedEvent) =>
            fullWriter.row(ownEvent(event, { naming, caller: ownAccount })),
        };
  return {
    rowCount: due,
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
    // The export covers only what the index has read.
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
