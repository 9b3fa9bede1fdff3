import { Command } from 'commander';
import { rotateKey } from '../../audit/maintain/rotate-key.ts';
import { DEFAULT_DATABASE } from '../../audit/store/ledger-location.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { readToolFlags, type ToolFlags } from './tool-flags.ts';

/** `phi-gateway audit rotate-key`: replaces the signing key of a stopped gateway. */
export function auditRotateKeyCommand(): Command {
  return new Command('rotate-key')
    .option('--db <path|url>', 'the ledger', DEFAULT_DATABASE)
    .option('--key <file>', 'the key to replace (default: the path of the ledger with .key)')
    .option(
      '--guard <file>',
      "the gateway's guard file (default: the path of the ledger with .guard)",
    )
    .action((flags: ToolFlags) =>
      reportLedgerProblems(1, async () => {
        const { retired, enrolled } = await rotateKey(readToolFlags(flags, 'of the gateway'));
        process.stdout.write(`Retired  ${retired}\nEnrolled ${enrolled}\n`);
      }),
    );
}
