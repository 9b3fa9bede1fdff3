import { Command } from 'commander';
import { rotateKey } from '../../audit/maintain/rotate-key.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';

/** `phi-gateway audit rotate-key`: replaces the signing key of a stopped gateway. */
export function auditRotateKeyCommand(): Command {
  const command = withToolFlags(new Command('rotate-key'), {
    db: 'the ledger',
    key: 'the key to replace',
    guard: "the gateway's guard file",
  });
  return command.action((flags: ToolFlags) =>
    reportLedgerProblems(NOT_DONE, async () => {
      const options = readToolFlags(flags, { whoseKey: 'the gateway' });
      const { retired, enrolled } = await rotateKey(options);
      process.stdout.write(`Retired  ${retired}\nEnrolled ${enrolled}\n`);
    }),
  );
}
