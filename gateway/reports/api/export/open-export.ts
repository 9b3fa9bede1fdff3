import { openReader } from '../../../audit/store/open-reader.ts';
import { GatewayError } from '../../../platform/errors.ts';
import { openReportIndex } from '../../index/open-index.ts';
import { findReport } from '../../catalog/reports.ts';
import { openEventRows } from './open-event-rows.ts';
import { openSurveillance, type FindFacts } from './open-unusual.ts';
import type { OpenedExport, OpenSources } from './opened-export.ts';
import type { EventExport, ExportQuery, ExportSources } from './export-functions.ts';
import { writeDocument } from './write-document.ts';

/**
 * Opens an export and its readers, which are closed at its end. Throws a `StartError` if ledger or index cannot be
 * read, and `OPERATION_TOO_COMPLEX` for too many rows. `findFacts` is called for cases only.
 */
export async function openExport(
  query: ExportQuery,
  sources: ExportSources,
  findFacts: FindFacts,
): Promise<OpenedExport> {
  const index = await openReportIndex(sources.index, 'read');
  const reader = await openReader(sources.ledger);
  const close = async () => {
    await reader.close();
    await index.close();
  };
  try {
    const open = { index, reader, sources };
    const opened =
      query.filterType === 'EventFilter'
        ? await openNamed(query, open)
        : await openSurveillance(query, open, findFacts);
    return { rowCount: opened.rowCount, texts: closing(opened.texts, close) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens a report of events or a document. */
async function openNamed(query: EventExport, open: OpenSources): Promise<OpenedExport> {
  const report = findReport(query.report);
  switch (report?.source) {
    case 'events':
    case 'changes':
    case 'unknown outcomes':
      return openEventRows(query, report, open);
    case 'account':
    case 'certificate':
    case 'proof':
      return { rowCount: null, texts: whole(await writeDocument(report.source, query, open)) };
    case 'cases':
    case 'reviews':
    case undefined:
      throw new GatewayError('BAD_USER_INPUT');
    default:
      return report satisfies never;
  }
}

async function* closing(
  texts: AsyncIterable<string>,
  close: () => Promise<void>,
): AsyncGenerator<string> {
  try {
    yield* texts;
  } finally {
    await close();
  }
}

async function* whole(text: string): AsyncGenerator<string> {
  yield text;
}
