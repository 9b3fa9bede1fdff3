import { openReader } from '../../../audit/store/open-reader.ts';
import { GatewayError } from '../../../platform/errors.ts';
import { openReportIndex } from '../../index/open-index.ts';
import { findReport } from '../../catalog/reports.ts';
import { openEventRows } from './open-event-rows.ts';
import { openSurveillance } from './open-unusual.ts';
import type { OpenedExport, OpenSources } from './opened-export.ts';
import type {
  EventExport,
  ExportCallbacks,
  ExportQuery,
  ExportSources,
  FilePiece,
} from './export-functions.ts';
import type { DocumentReport } from '../../catalog/report.ts';
import { openLetter } from './open-letter.ts';
import { isPage } from '../../catalog/file-format.ts';
import { writeDocument } from './write-document.ts';

/**
 * Opens an export and its readers, which are closed at its end. Throws a `StartError` if ledger or index cannot be
 * read, and `OPERATION_TOO_COMPLEX` for too many rows.
 */
export async function openExport(
  query: ExportQuery,
  sources: ExportSources,
  callbacks: ExportCallbacks,
): Promise<OpenedExport> {
  const index = await openReportIndex(sources, 'read');
  const reader = await openReader(sources.ledger);
  const close = async () => {
    await reader.close();
    await index.close();
  };
  try {
    const open = { index, reader, sources };
    const opened =
      query.filterType === 'EventFilter'
        ? await openNamed(query, open, callbacks)
        : await openSurveillance(query, open, (people) => callbacks.findFacts(people));
    return { rowCount: opened.rowCount, texts: closing(opened.texts, close) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a report of events or a document. */
async function openNamed(
  query: EventExport,
  open: OpenSources,
  callbacks: ExportCallbacks,
): Promise<OpenedExport> {
  const report = findReport(query.report);
  switch (report?.source) {
    case 'events':
    case 'changes':
    case 'unknown outcomes':
      return openEventRows(query, report, open);
    case 'account':
    case 'access':
    case 'notice':
    case 'certificate':
    case 'proof':
      return { rowCount: null, texts: await openDocument(report.source, query, open, callbacks) };
    case 'cases':
    case 'reviews':
    case undefined:
      throw new GatewayError('BAD_USER_INPUT');
    default:
      return report satisfies never;
  }
}

/** Opens a document, which is complete before any of it is sent. */
async function openDocument(
  source: DocumentReport['source'],
  query: EventExport,
  open: OpenSources,
  callbacks: ExportCallbacks,
): Promise<AsyncIterable<FilePiece>> {
  if (source !== 'certificate' && source !== 'proof' && isPage(query.format))
    return openLetter(source, { ...query, format: query.format }, open, callbacks);
  return whole(await writeDocument(source, query, open));
}

async function* closing(
  texts: AsyncIterable<FilePiece>,
  close: () => Promise<void>,
): AsyncGenerator<FilePiece> {
  try {
    yield* texts;
  } finally {
    await close();
  }
}

async function* whole(text: string): AsyncGenerator<string> {
  yield text;
}
