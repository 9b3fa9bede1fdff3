import { Command } from 'commander';
import { countOf } from '../../platform/count-of.ts';
import { openReader } from '../../audit/store/open-reader.ts';
import { StartError } from '../../platform/errors.ts';
import { DEFAULT_DATABASE, printLocation } from '../../audit/store/ledger-location.ts';
import { readLocation } from './read-location.ts';
import { createProgress } from '../progress.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { auditCommand } from '../../audit/store/audit-command.ts';

interface ReindexFlags {
  readonly db: string;
  readonly index?: string;
}

/** `phi-gateway audit reindex`: rebuilds the report index and replaces the old one. */
export function auditReindexCommand(): Command {
  return new Command('reindex')
    .option('--db <path|url>', 'the ledger', DEFAULT_DATABASE)
    .option(
      '--index <path|url>',
      'its report index; it names patients (default: the path of the ledger with .index, or its database)',
    )
    .action((flags: ReindexFlags) => reportLedgerProblems(NOT_DONE, () => reindex(flags)));
}

async function reindex(flags: ReindexFlags): Promise<void> {
  const location = readLocation(flags.db);
  // Loaded on demand: the libraries are large, and few other commands need them.
  const { rebuildIndex } = await import('../../reports/index/rebuild-index.ts');
  const { indexAt, indexBeside, printIndex } =
    await import('../../reports/index/index-location.ts');
  const index =
    flags.index === undefined
      ? indexBeside(location)
      : indexAt(readLocation(flags.index, '--index'));
  const reader = await openReader(location);
  const progress = createProgress('indexing');
  try {
    if (!reader.isLedger) {
      throw new StartError([`${printLocation(location)} is not an audit ledger.`]);
    }
    const started = performance.now();
    const { size, brokenAt } = await rebuildIndex(index, reader, {
      onProgress: (done, total) => {
        progress.show(done, total);
      },
    });
    const seconds = (performance.now() - started) / 1000;
    progress.stop();
    const rate = Math.round(size / Math.max(seconds, 0.001));
    process.stdout.write(
      `Indexed ${countOf(size, 'record')} in ${seconds.toFixed(1)} s (${rate} a second): ${printIndex(index)}\n`,
    );
    if (brokenAt === null) return;
    throw new StartError([
      `The ledger is damaged at record ${brokenAt}; the index ends there. Run: ${auditCommand('verify', printLocation(location))}`,
    ]);
  } finally {
    progress.stop();
    await reader.close();
  }
}
