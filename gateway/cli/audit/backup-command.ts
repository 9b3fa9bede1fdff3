import { Command } from 'commander';
import { StartError } from '../../platform/errors.ts';
import { backupLedger, checkpointBeside } from '../../audit/maintain/backup-ledger.ts';
import type { LedgerLocation } from '../../audit/store/ledger-location.ts';
import { setExitCode } from './set-exit-code.ts';
import { NOT_VERIFIED } from './exit-codes.ts';
import { DEFAULT_DATABASE } from '../../audit/store/ledger-location.ts';
import { readLocation } from './read-location.ts';
import { printVerdict } from './print-verdict.ts';
import { createProgress } from '../progress.ts';
import { readPublicKey } from './read-public-key.ts';
import { exitOnMisuse } from '../exit-on-misuse.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { writeOutput } from '../write-output.ts';
import { auditCommand } from '../../audit/store/audit-command.ts';

interface BackupFlags {
  readonly db: string;
  readonly key?: string;
  readonly guard?: string;
}

/** `phi-gateway audit backup`: copies a SQLite ledger and verifies the copy, with the exit codes of `audit verify`. */
export function auditBackupCommand(): Command {
  return exitOnMisuse(new Command('backup'), NOT_VERIFIED)
    .argument('<file>', 'a new file; it names patients')
    .option('--db <path>', 'the ledger', DEFAULT_DATABASE)
    .option('--key <key>', 'its public key as name+id+key, or a file with it')
    .option(
      '--guard <file>',
      "the gateway's guard file (default: the path of the ledger with .guard)",
    )
    .action((file: string, flags: BackupFlags) =>
      reportLedgerProblems(NOT_VERIFIED, () => backup(file, flags)),
    );
}

async function backup(target: string, { db, key, guard }: BackupFlags): Promise<void> {
  const path = sqliteFile(readLocation(db));
  const progress = createProgress('verifying the copy');
  const verdict = await backupLedger({
    path,
    target,
    publicKey: key === undefined ? null : readPublicKey(key),
    guardPath: guard ?? `${path}.guard`,
    onProgress: (done, total) => {
      progress.show(done, total);
    },
  }).finally(() => {
    progress.stop();
  });
  setExitCode(verdict);
  await writeOutput([
    printVerdict(verdict, 'text'),
    `\ncopy      ${target}, its last checkpoint in ${checkpointBeside(target)}. The signing key is not in it.\n`,
    'The anchor is the guard from the start of the copying.\n',
    `Check the copy: ${auditCommand('verify', target)} --anchor ${checkpointBeside(target)}\n`,
  ]);
}

/** Throws a `StartError` for a ledger that its server backs up. */
function sqliteFile(location: LedgerLocation): string {
  switch (location.kind) {
    case 'sqlite':
      return location.path;
    case 'postgres':
      throw new StartError([
        "Back up a PostgreSQL ledger with the server's own tools (pg_basebackup with a WAL archive, or pg_dump --schema=phi_audit), restore the copy elsewhere and run audit verify on it.",
      ]);
    default:
      return location satisfies never;
  }
}
