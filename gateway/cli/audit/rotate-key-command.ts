import { Command } from 'commander';
import { rotateKey } from '../../audit/maintain/rotate-key.ts';
import { StartError } from '../../platform/errors.ts';
import { readVersion } from '../../platform/version.ts';
import { DEFAULT_DATABASE, readLocation } from './read-location.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';

interface RotateFlags {
  readonly db: string;
  readonly key?: string;
  readonly guard?: string;
}

/** `phi-gateway audit rotate-key`: a new signing key for a gateway that is stopped. */
export function auditRotateKeyCommand(): Command {
  return new Command('rotate-key')
    .option('--db <path|url>', 'the ledger', DEFAULT_DATABASE)
    .option('--key <file>', 'the key to replace (default: the path of the ledger with .key)')
    .option(
      '--guard <file>',
      "the gateway's guard file (default: the path of the ledger with .guard)",
    )
    .action(({ db, key, guard }: RotateFlags) =>
      reportLedgerProblems(1, async () => {
        const location = readLocation(db);
        const beside = (suffix: string) =>
          location.kind === 'sqlite' ? `${location.path}${suffix}` : null;
        const keyPath = key ?? beside('.key');
        const guardPath = guard ?? beside('.guard');
        if (keyPath === null || guardPath === null) {
          throw new StartError(['A ledger on a server needs --key and --guard of the gateway.']);
        }
        const { retired, enrolled } = await rotateKey({
          location,
          keyPath,
          guardPath,
          version: readVersion(),
          at: Date.now(),
        });
        process.stdout.write(`Retired  ${retired}\nEnrolled ${enrolled}\n`);
      }),
    );
}
