import { Command } from 'commander';
import { withdrawTexts } from '../../audit/maintain/withdraw-texts.ts';
import { printNumbers } from '../../platform/print-numbers.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { readReason } from './read-reason.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';

interface WithdrawFlags extends ToolFlags {
  readonly reason: string;
}

/** `phi-gateway audit withdraw`: withdraws stored texts that do not fit their records. */
export function auditWithdrawCommand(): Command {
  const command = new Command('withdraw').requiredOption(
    '--reason <text>',
    'why they do not fit; stored beside the record, so that it can be erased',
  );
  return withToolFlags(command).action((flags: WithdrawFlags) =>
    reportLedgerProblems(NOT_DONE, () => withdraw(flags)),
  );
}

async function withdraw({ reason, ...flags }: WithdrawFlags): Promise<void> {
  const { leaf, withdrawn } = await withdrawTexts({
    ...readToolFlags(flags),
    reason: readReason(reason),
  });
  process.stdout.write(
    `The stored text of record ${printNumbers(withdrawn)} does not fit; recorded as record ${leaf}.\n` +
      'Nothing was removed: reports show (changed) in its place, and audit verify lists it.\n',
  );
}
