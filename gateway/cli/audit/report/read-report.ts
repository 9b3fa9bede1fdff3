import { countOf } from '../../../count-of.ts';
import { tellDamaged } from '../print-damaged.ts';
import { existsSync } from 'node:fs';
import { pickFromLedger, type PickOptions } from '../../../audit/report/pick-from-ledger.ts';
import type { LedgerLocation, ReadableLocation } from '../../../audit/store/ledger-location.ts';
import { openReader } from '../../../audit/store/open-reader.ts';
import { StartError } from '../../../errors.ts';
import type { Comparison } from '../../../reports/index/compare-index.ts';
import type { IndexLocation } from '../../../reports/index/index-location.ts';
import type { Refusal } from '../../../reports/index/show-events.ts';
import type { NamedFilter, NamedPart } from '../../../reports/index/unmet-names.ts';
import {
  choiceOf,
  eventsShown,
  markOfFilter,
  type EventChoice,
  type ReportedEvent,
} from '../../../reports/named/reported-event.ts';
import { readLocation } from '../read-location.ts';
import { createProgress } from '../../progress.ts';

/** What is reported, from which ledger. */
export type ReadOptions = Omit<PickOptions<ReportedEvent>, 'choice'> & {
  readonly choice: EventChoice;
};

/** How a report is read, and what is wrong with how. */
export interface ReportReading {
  readonly rows: AsyncIterable<ReportedEvent>;
  /** What a comparison says where there was one. */
  readonly statement: string | null;
  /** Known when the rows are read. */
  readonly problems: () => readonly string[];
  /** The parts of the filter that name what no record tells of; none where there is no index to say so. */
  readonly unmet: () => Promise<readonly NamedPart[]>;
}

/**
 * Reads a report by the index of its ledger where there is one, else from the ledger alone. `complete` compares
 * the two first; where they differ, the ledger is what is shown. Throws a `StartError` where an index that is
 * named, or needed, isn't there.
 */
export async function readReport(
  options: ReadOptions,
  { index: named, complete }: { readonly index: string | null; readonly complete: boolean },
): Promise<ReportReading> {
  const { location, choice } = options;
  const scan = () => pickFromLedger({ ...options, choice: choiceOf(choice) });
  const found = await findIndex(location, named);
  if (found === null) {
    if (complete) {
      throw new StartError([
        'There is no report index to compare with. Without one a report reads the ledger itself.',
      ]);
    }
    return { rows: scan(), statement: null, problems: () => [], unmet: UNSAID };
  }
  const comparison = complete ? await compare(found, options) : null;
  if (comparison?.result === 'INDEX_DIVERGED') {
    const rows = scan();
    const problems = () => [printDivergence(comparison)];
    return { rows, statement: null, problems, unmet: UNSAID };
  }
  const damage = comparison?.result === 'INCOMPLETE' ? [printIncomplete(comparison)] : [];
  const refused: Refusal[] = [];
  const { pickFromIndex } = await import('../../../reports/index/pick-from-index.ts');
  return {
    rows: pickFromIndex({
      ...options,
      choice: choiceOf(choice),
      filter: choice.filter,
      itemsOf: (reader, events, unreleased) => eventsShown(reader, events, { choice, unreleased }),
      location: found.ledger,
      index: found.index,
      publicKey: null,
      onRefused: (refusal) => refused.push(refusal),
    }),
    statement: comparison?.result === 'COMPLETE' ? printComparison(comparison) : null,
    problems: () => [...damage, ...printRefusals(refused)],
    unmet: () => findUnmet(found.index, choice.filter),
  };
}

const UNSAID = () => Promise.resolve([]);

async function findUnmet(place: IndexLocation, filter: NamedFilter): Promise<readonly NamedPart[]> {
  const { openIndex } = await import('../../../reports/index/open-index.ts');
  const { unmetNames } = await import('../../../reports/index/unmet-names.ts');
  const index = await openIndex(place, 'read');
  try {
    return await unmetNames(await index.database(), filter);
  } finally {
    await index.close();
  }
}

interface Found {
  readonly ledger: LedgerLocation;
  readonly index: IndexLocation;
}

async function findIndex(ledger: ReadableLocation, named: string | null): Promise<Found | null> {
  if (ledger.kind === 'export') {
    if (named === null) return null;
    throw new StartError(['An export has no report index: give the ledger itself.']);
  }
  const { indexAt, indexBeside } = await import('../../../reports/index/index-location.ts');
  if (named !== null) return { ledger, index: indexAt(readLocation(named, '--index')) };
  const index = indexBeside(ledger);
  // The libraries are large, and a report without an index needs none of them.
  if (index.kind === 'sqlite' && !existsSync(index.path)) return null;
  const { isIndex } = await import('../../../reports/index/open-index.ts');
  return (await isIndex(index)) ? { ledger, index } : null;
}

async function compare({ ledger, index }: Found, { choice }: ReadOptions): Promise<Comparison> {
  const { compareIndex } = await import('../../../reports/index/compare-index.ts');
  const { openIndex } = await import('../../../reports/index/open-index.ts');
  const opened = await openIndex(index, 'read');
  const progress = createProgress('comparing');
  try {
    const reader = await openReader(ledger);
    try {
      return await compareIndex(opened, reader, {
        filter: choice.filter,
        mark: markOfFilter(choice.filter),
        publicKey: null,
        onProgress: (done, total) => {
          progress.show(done, total);
        },
      });
    } finally {
      await reader.close();
    }
  } finally {
    progress.stop();
    await opened.close();
  }
}

/** What is complete, and how far. */
function printComparison({ events, size, ledgerSize, head }: Comparison): string {
  if (head === null) return 'COMPLETE: the index holds no record yet.\n';
  const { origin, root, key } = head;
  const lag =
    ledgerSize > size ? ` The ${ledgerSize - size} records behind them were read as well.` : '';
  return (
    `COMPLETE: what records 0..${size - 1} of ${origin} say, and nothing else, is in the index (${countOf(events, 'event')}).${lag}\n` +
    `root ${root.toString('hex')}, signed with ${key.vkey} (${key.source})\n`
  );
}

function printDivergence({ divergences, divergenceCount }: Comparison): string {
  const shown = divergences
    .slice(0, 10)
    .map(({ leaf, is }) => `${leaf} ${is}`)
    .join(', ');
  const count = countOf(divergenceCount, 'event');
  return `INDEX_DIVERGED: the index differs from the ledger in ${count} (records ${shown}). The report was read from the ledger. Run: phi-gateway audit reindex`;
}

function printIncomplete({ damaged, damagedCount }: Comparison): string {
  const shown = damaged.slice(0, 10).join(', ');
  return `INCOMPLETE: the index holds what the ledger says, but ${tellDamaged(damagedCount)} (${shown}), and what that said is not known. Run: phi-gateway audit verify`;
}

function printRefusals(refused: readonly Refusal[]): string[] {
  if (refused.length === 0) return [];
  const shown = [...new Set(refused.map(({ leaf, why }) => `${leaf} ${why}`))].slice(0, 10);
  const count = countOf(refused.length, 'row');
  return [
    `Left out of the report, since the ledger does not prove what the index says: ${count} (records ${shown.join(', ')}). Run: phi-gateway audit reindex`,
  ];
}
