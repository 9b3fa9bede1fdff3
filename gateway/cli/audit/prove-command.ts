import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { countOf } from '../../platform/count-of.ts';
import { StartError } from '../../platform/errors.ts';
import { fileFault } from '../../audit/store/files/file-fault.ts';
import { replaceFile } from '../../audit/store/files/replace-file.ts';
import { namedPatients, writeProof } from '../../audit/proof/proof-file.ts';
import { provePatient } from '../../audit/proof/prove-patient.ts';
import { readDate } from './read-date.ts';
import { readPatient } from './read-patient.ts';
import { DEFAULT_DATABASE } from '../../audit/store/ledger-location.ts';
import { readReadable } from './read-location.ts';
import { createProgress } from '../progress.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { warnEmptyProof } from './print-proof.ts';

interface ProveFlags {
  readonly db: string;
  readonly patient: string;
  readonly since?: string;
  readonly until?: string;
  readonly out: string;
}

/** `phi-gateway audit prove`: writes every access to one patient to a file that can be verified without the ledger. */
export function auditProveCommand(): Command {
  return new Command('prove')
    .option('--db <path|url>', 'the ledger, or the directory of an export', DEFAULT_DATABASE)
    .requiredOption('--patient <id>', 'the patient')
    .option('--since <date>', 'from this ISO date or time on (UTC)')
    .option('--until <date>', 'up to this ISO date or time, a whole day included (UTC)')
    .requiredOption(
      '--out <file>',
      'a new file; it names other patients too unless their identity is committed',
    )
    .action((flags: ProveFlags) => reportLedgerProblems(NOT_DONE, () => prove(flags)));
}

async function prove({ db, patient, since, until, out }: ProveFlags): Promise<void> {
  if (existsSync(out)) throw new StartError([`${out} exists. Choose another name.`]);
  const progress = createProgress('reading');
  try {
    const proof = await provePatient({
      location: readReadable(db),
      patient: readPatient(patient),
      since: since === undefined ? null : readDate(since, 'start of day'),
      until: until === undefined ? null : readDate(until, 'end of day'),
      onProgress: (done, total) => {
        progress.show(done, total);
      },
    });
    writeOut(out, writeProof(proof));
    progress.stop();
    const count = countOf(proof.leaves.length, 'record');
    const whoIsNamed =
      namedPatients(proof) === 'others'
        ? 'They name other patients too, because some responses released records of several patients.'
        : 'They name no other patient.';
    process.stdout.write(`${count} with proofs in ${out}. ${whoIsNamed}\n`);
    warnEmptyProof(proof);
  } finally {
    progress.stop();
  }
}

function writeOut(path: string, text: string): void {
  try {
    replaceFile(path, text);
  } catch (cause) {
    const code = fileFault(cause);
    if (code === null) throw cause;
    throw new StartError([`${path} cannot be written (${code}).`], { cause });
  }
}
