import type { EventFilter } from '../../../reports/catalog/event-filter.ts';
import { countOf } from '../../../platform/count-of.ts';
import { existsSync } from 'node:fs';
import { pickFromLedger, type PickOptions } from '../../../audit/chain/pick-from-ledger.ts';
import { databaseFile, type ReadableLocation } from '../../../audit/store/ledger-location.ts';
import { StartError } from '../../../platform/errors.ts';
import type { IndexComparison } from '../../../reports/query/compare-index.ts';
import type { Refusal } from '../../../reports/query/show-events.ts';
import {
  pickEvents,
  reportedEvents,
  type EventChoice,
  type ReportedEvent,
} from '../../../reports/query/reported-event.ts';
import { readLocation } from '../read-location.ts';
import { openRows } from '../../../audit/export/open-rows.ts';
import {
  compareAt,
  statusAt,
  printComparison,
  printDivergence,
  printIncomplete,
  printNotCompared,
  printReadFromLedger,
} from './compare-report.ts';
import { reindexCommand, type LedgerAndIndex } from '../../../reports/index/index-location.ts';

/** The report and its ledger. */
export type ReadOptions = Omit<PickOptions<ReportedEvent>, 'choice'> & {
  readonly choice: EventChoice;
};

/** The rows of a report, and the problems of reading them. */
export interface ReportReading {
  readonly rows: AsyncIterable<ReportedEvent>;
  /** States what the report covers; null if a problem states it. Final after the rows are read. */
  readonly statement: () => string | null;
  /** Complete after the rows are read. */
  readonly problems: () => readonly string[];
  /** The parts of the filter whose value is in no record; empty without an index. */
  readonly unknown: () => Promise<readonly string[]>;
}

/**
 * Reads a report by the index of its ledger, or from the ledger if there is no index. `complete` compares both
 * first; if they differ, the report is read from the ledger. Throws a `StartError` for a missing index that is named
 * or required.
 */
export async function readReport(
  options: ReadOptions,
  { index: named, complete }: { readonly index: string | null; readonly complete: boolean },
): Promise<ReportReading> {
  const { location, choice } = options;
  const scan = () => pickFromLedger({ ...options, choice: pickEvents(choice) });
  const found = await findIndex(location, named);
  if (found === null) {
    if (complete) {
      throw new StartError([
        'There is no report index to compare with. Without one a report reads the ledger itself.',
      ]);
    }
    const statement = await stateReading(location);
    return { rows: scan(), statement: () => statement, problems: () => [], unknown: NONE_KNOWN };
  }
  const comparison = complete ? await compareAt(found, choice.filter) : null;
  if (comparison?.result === 'INDEX_DIVERGED') {
    const rows = scan();
    const problems = () => [
      printDivergence(comparison, { consequence: 'The report was read from the ledger.', found }),
    ];
    return { rows, statement: () => null, problems, unknown: NONE_KNOWN };
  }
  const refused: Refusal[] = [];
  /** Damaged records after those that the index has read, which the comparison does not cover. */
  const later: number[] = [];
  const damage = () => {
    if (comparison === null) return [];
    if (comparison.result === 'INCOMPLETE') return [printIncomplete(comparison, found)];
    return later.length > 0
      ? [printIncomplete({ damaged: later, damagedCount: later.length }, found)]
      : [];
  };
  const statement = await stateIndexed(found, comparison);
  const { pickFromIndex } = await import('../../../reports/query/pick-from-index.ts');
  return {
    rows: pickFromIndex({
      ...options,
      onDamaged(leaf) {
        later.push(leaf);
        options.onDamaged(leaf);
      },
      choice: pickEvents(choice),
      filter: choice.filter,
      itemsOf: (reader, events, unreleased) =>
        reportedEvents(reader, events, { choice, unreleased }),
      location: found.ledger,
      index: found.index,
      publicKey: null,
      onRefused: (refusal) => refused.push(refusal),
    }),
    statement: () => (damage().length > 0 ? null : statement),
    problems: () => [...damage(), ...printRefusals(refused, found)],
    unknown: () => findUnknown(found, choice.filter),
  };
}

async function stateIndexed(
  found: LedgerAndIndex,
  comparison: IndexComparison | null,
): Promise<string> {
  const later = 'read from the ledger';
  return comparison === null
    ? printNotCompared(await statusAt(found), later)
    : printComparison(comparison, later);
}

/** States what a report covers that is read from the ledger. */
export async function stateReading(location: ReadableLocation): Promise<string> {
  const reader = await openRows(location);
  try {
    return printReadFromLedger(await reader.size(), reader.where);
  } finally {
    await reader.close();
  }
}

const NONE_KNOWN = () => Promise.resolve([]);

async function findUnknown(found: LedgerAndIndex, filter: EventFilter): Promise<readonly string[]> {
  const { openReportIndex } = await import('../../../reports/index/open-index.ts');
  const { unknownFilterValues } = await import('../../../reports/query/unknown-filter-values.ts');
  const index = await openReportIndex(found, 'read');
  try {
    return await unknownFilterValues(await index.database(), filter);
  } finally {
    await index.close();
  }
}

async function findIndex(
  ledger: ReadableLocation,
  named: string | null,
): Promise<LedgerAndIndex | null> {
  if (ledger.kind === 'export') {
    if (named === null) return null;
    throw new StartError(['An export has no report index: give the ledger itself.']);
  }
  const { indexAt, indexBeside } = await import('../../../reports/index/index-location.ts');
  if (named !== null) return { ledger, index: indexAt(readLocation(named, '--index')) };
  const index = indexBeside(ledger);
  // The libraries are large, and a report without an index needs none of them.
  const path = databaseFile(index);
  if (path !== null && !existsSync(path)) return null;
  const { isIndex } = await import('../../../reports/index/open-index.ts');
  return (await isIndex(index)) ? { ledger, index } : null;
}

function printRefusals(refused: readonly Refusal[], found: LedgerAndIndex): string[] {
  if (refused.length === 0) return [];
  const shown = [...new Set(refused.map(({ leaf, why }) => `${leaf} ${why}`))].slice(0, 10);
  const count = countOf(refused.length, 'row');
  return [
    `Left out of the report, since the ledger does not prove what the index says: ${count} (records ${shown.join(', ')}). Run: ${reindexCommand(found)}`,
  ];
}
