import { countOf } from '../../../platform/count-of.ts';
import { printLocation } from '../../../audit/store/ledger-location.ts';
import type { LedgerReader } from '../../../audit/store/ledger-reader.ts';
import { openReader } from '../../../audit/store/open-reader.ts';
import type { IndexComparison } from '../../../reports/query/compare-index.ts';
import type { EventFilter } from '../../../reports/catalog/event-filter.ts';
import { reindexCommand, type LedgerAndIndex } from '../../../reports/index/index-location.ts';
import type { ReportIndex } from '../../../reports/index/open-index.ts';
import type { IndexStatus } from '../../../reports/index/position.ts';
import { searchTextOf } from '../../../reports/query/reported-event.ts';
import { createProgress } from '../../progress.ts';
import { damagedText } from '../print-damaged.ts';
import { auditCommand } from '../../../audit/store/audit-command.ts';

/** Compares an index with the whole ledger, and shows its progress. */
export async function compareAt(
  found: LedgerAndIndex,
  filter: EventFilter,
): Promise<IndexComparison> {
  const { compareIndex } = await import('../../../reports/query/compare-index.ts');
  const progress = createProgress('comparing');
  try {
    return await using(found, (index, reader) =>
      compareIndex(index, reader, {
        filter,
        searchText: searchTextOf(filter),
        publicKey: null,
        onProgress: (done, total) => {
          progress.show(done, total);
        },
      }),
    );
  } finally {
    progress.stop();
  }
}

/** The state of an index. */
export async function statusAt(found: LedgerAndIndex): Promise<IndexStatus> {
  const { readStatus } = await import('../../../reports/index/position.ts');
  return using(found, readStatus);
}

/** Opens an index and its ledger for one call. */
async function using<Result>(
  found: LedgerAndIndex,
  use: (index: ReportIndex, reader: LedgerReader) => Promise<Result>,
): Promise<Result> {
  const { openReportIndex } = await import('../../../reports/index/open-index.ts');
  const opened = await openReportIndex(found, 'read');
  try {
    const reader = await openReader(found.ledger);
    try {
      return await use(opened, reader);
    } finally {
      await reader.close();
    }
  } finally {
    await opened.close();
  }
}

/** States the coverage of a report without an index: which records it was read from, and what was checked. */
export function printReadFromLedger(size: number, where: string): string {
  return `READ_FROM_LEDGER: ${countOf(size, 'record')}, each of them read from the ledger itself. Whether they are as they were written: ${auditCommand('verify', where)}\n`;
}

/** What a report contains of the records that its index has not read yet. */
export type LaterRecords = 'read from the ledger' | 'left out';

/** States the coverage of a report by an index that was not compared with the ledger. */
export function printNotCompared({ indexed, size }: IndexStatus, later: LaterRecords): string {
  return `NOT_COMPARED: the rows of ${countOf(indexed, 'record')} were found by the report index. Each is proven, but a row that is missing from the index is not noticed.${printLater(indexed, size, later)} Compare with --complete.\n`;
}

/** States the coverage of a report by an index that was compared and agrees with the ledger. */
export function printComparison(
  { events, size, ledgerSize, head }: IndexComparison,
  later: LaterRecords,
): string {
  if (head === null)
    return `COMPLETE: the index holds no record yet.${printLater(0, ledgerSize, later)}\n`;
  const { origin, root, key } = head;
  return (
    `COMPLETE: what records 0..${size - 1} of ${origin} say, and nothing else, is in the index (${countOf(events, 'event')}).${printLater(size, ledgerSize, later)}\n` +
    `root ${root.toString('hex')}, signed with ${key.vkey} (${key.source})\n`
  );
}

function printLater(indexed: number, size: number, later: LaterRecords): string {
  const count = size - indexed;
  if (count <= 0) return '';
  const records = count === 1 ? `Record ${indexed}` : `Records ${indexed}..${size - 1}`;
  const verb = count === 1 ? 'was' : 'were';
  return later === 'left out'
    ? ` ${records} ${verb} left out: the index has not read ${count === 1 ? 'it' : 'them'} yet.`
    : ` ${records} ${verb} read from the ledger.`;
}

/** States the differences between index and ledger, and their consequence for the report. */
export function printDivergence(
  { divergences, divergenceCount }: IndexComparison,
  { consequence, found }: { readonly consequence: string; readonly found: LedgerAndIndex },
): string {
  const shown = divergences
    .slice(0, 10)
    .map(({ leaf, kind }) => `${leaf} ${kind}`)
    .join(', ');
  const count = countOf(divergenceCount, 'event');
  return `INDEX_DIVERGED: the index differs from the ledger in ${count} (records ${shown}). ${consequence} Run: ${reindexCommand(found)}`;
}

/** States the damaged records because of which a report is not complete. */
export function printIncomplete(
  { damaged, damagedCount }: Pick<IndexComparison, 'damaged' | 'damagedCount'>,
  { ledger }: LedgerAndIndex,
): string {
  const shown = damaged.slice(0, 10).join(', ');
  return `INCOMPLETE: the index holds what the ledger says, but ${damagedText(damagedCount)} (${shown}), and what that said is not known. Run: ${auditCommand('verify', printLocation(ledger))}`;
}
