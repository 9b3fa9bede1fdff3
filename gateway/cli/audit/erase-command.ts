import { Command } from 'commander';
import { countOf } from '../../platform/count-of.ts';
import { erasePatient } from '../../audit/maintain/erase/erase-patient.ts';
import { printProblems } from '../report-problems.ts';
import { readPatient } from './read-patient.ts';
import { readReason } from './read-reason.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';

interface EraseFlags extends ToolFlags {
  readonly patient: string;
  readonly reason: string;
}

/** `phi-gateway audit erase`: erases a patient's ids from a ledger. Proofs of records stay valid. */
export function auditEraseCommand(): Command {
  const command = new Command('erase')
    .requiredOption('--patient <id>', 'the patient')
    .requiredOption(
      '--reason <text>',
      'the reason; stored beside the record, so that it can be erased',
    );
  return withToolFlags(command).action((flags: EraseFlags) =>
    reportLedgerProblems(NOT_DONE, () => erase(flags)),
  );
}

async function erase({ patient, reason, ...flags }: EraseFlags): Promise<void> {
  const erased = await erasePatient({
    ...readToolFlags(flags),
    patient: readPatient(patient),
    reason: readReason(reason),
  });
  const { records, ids, leaf, recordsWithPlainIds } = erased;
  process.stdout.write(
    `Erased ${countOf(ids, 'patient id')} in ${countOf(records, 'record')}; recorded as record ${leaf}.\n` +
      'Earlier backups and exports still contain them.\n',
  );
  if (recordsWithPlainIds === 0) return;
  printProblems([
    `Not erased: the id in ${countOf(recordsWithPlainIds, 'older record')} (audit.identity: plain), which cannot be changed.`,
  ]);
  process.exitCode = NOT_DONE;
}
