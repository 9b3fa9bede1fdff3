import { Command } from 'commander';
import { countOf } from '../../platform/count-of.ts';
import { erasePatient } from '../../audit/maintain/erase/erase-patient.ts';
import { StartError } from '../../platform/errors.ts';
import { readPatient } from './read-patient.ts';
import { readReason } from './read-reason.ts';
import { readToolFlags, withToolFlags, type ToolFlags } from './tool-flags.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';

interface EraseFlags extends ToolFlags {
  readonly patient: string;
  readonly reason: string;
}

/** `phi-gateway audit erase`: erases a patient's ids from a ledger. Proofs of records stay valid. */
export function auditEraseCommand(): Command {
  const command = new Command('erase')
    .requiredOption('--patient <id>', 'the patient')
    .requiredOption('--reason <text>', 'the reason; stored outside the tree');
  return withToolFlags(command).action((flags: EraseFlags) =>
    reportLedgerProblems(1, () => erase(flags)),
  );
}

async function erase({ patient, reason, ...flags }: EraseFlags): Promise<void> {
  const erased = await erasePatient({
    ...readToolFlags(flags),
    patient: readPatient(patient),
    reason: readReason(reason),
  });
  const { records, entries, leaf, inLeaves } = erased;
  process.stdout.write(
    `Erased ${countOf(entries, 'entry', 'entries')} of ${countOf(records, 'record')}; recorded as record ${leaf}.\n` +
      'Earlier backups and exports still contain them.\n',
  );
  if (inLeaves === 0) return;
  throw new StartError([
    `Not erased: the id in ${countOf(inLeaves, 'older record')} (audit.identity: plain), which cannot be changed.`,
  ]);
}
