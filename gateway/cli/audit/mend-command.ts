import { Command } from 'commander';
import { mendLedger } from '../../audit/maintain/mend-ledger.ts';
import { printNumbers } from '../../platform/print-numbers.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { readReason } from './read-reason.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';

interface MendFlags extends ToolFlags {
  readonly reason: string;
}

/** `phi-gateway audit mend`: records which stored texts don't fit their records. */
export function auditMendCommand(): Command {
  const command = new Command('mend').requiredOption(
    '--reason <text>',
    'why they do not fit; stored beside the record, so that it can be erased',
  );
  return withToolFlags(command).action((flags: MendFlags) =>
    reportLedgerProblems(NOT_DONE, () => mend(flags)),
  );
}

async function mend({ reason, ...flags }: MendFlags): Promise<void> {
  const { leaf, withdrawn } = await mendLedger({
    ...readToolFlags(flags),
    reason: readReason(reason),
  });
  process.stdout.write(
    `The stored text of record ${printNumbers(withdrawn)} does not fit; recorded as record ${leaf}.\n` +
      'Nothing was removed: reports show (changed) in its place, and audit verify lists it.\n',
  );
}
