import { Command } from 'commander';
import { countOf } from '../../platform/count-of.ts';
import { exportLedger } from '../../audit/export/export-ledger.ts';
import { DEFAULT_DATABASE } from '../../audit/store/ledger-location.ts';
import { readLocation } from './read-location.ts';
import { createProgress } from '../progress.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';

/** `phi-gateway audit export`: writes the ledger as static files in the format of C2SP tlog-tiles. */
export function auditExportCommand(): Command {
  return new Command('export')
    .argument('<directory>', 'a new directory; its files name patients')
    .option('--db <path|url>', 'the ledger', DEFAULT_DATABASE)
    .action((directory: string, { db }: { readonly db: string }) =>
      reportLedgerProblems(NOT_DONE, async () => {
        const progress = createProgress('exporting');
        try {
          const { size, root } = await exportLedger({
            location: readLocation(db),
            directory,
            onProgress: (done, total) => {
              progress.show(done, total);
            },
          });
          progress.stop();
          process.stdout.write(`Exported ${countOf(size, 'record')}, root ${root}\n`);
        } finally {
          progress.stop();
        }
      }),
    );
}
