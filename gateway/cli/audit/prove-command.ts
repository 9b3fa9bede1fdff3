import { Command } from 'commander';
import { existsSync } from 'node:fs';
import { countOf } from '../../platform/count-of.ts';
import { StartError } from '../../platform/errors.ts';
import { fileFault } from '../../audit/files/file-fault.ts';
import { replaceFile } from '../../audit/files/replace-file.ts';
import {
  namedIn,
  writeProof,
  type Proof,
  type ProofSubject,
} from '../../audit/proof/proof-file.ts';
import { provePatient } from '../../audit/proof/prove-patient.ts';
import type { ReadableLocation } from '../../audit/store/ledger-location.ts';
import { readDate } from './read-date.ts';
import { DEFAULT_DATABASE, readReadable } from './read-location.ts';
import { tellNone } from './report/tell-none.ts';
import { createProgress } from '../progress.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';
import { writeOutput } from '../write-output.ts';

interface ProveFlags {
  readonly db: string;
  readonly patient: string;
  readonly since?: string;
  readonly until?: string;
  readonly out: string;
}

/** `phi-gateway audit prove`: every access to one patient in one file that can be checked without the ledger. */
export function auditProveCommand(): Command {
  return new Command('prove')
    .option('--db <path|url>', 'the ledger, or the directory of an export', DEFAULT_DATABASE)
    .requiredOption('--patient <id>', 'whose record')
    .option('--since <date>', 'from this ISO date or time on (UTC)')
    .option('--until <date>', 'up to this ISO date or time, a whole day included (UTC)')
    .requiredOption(
      '--out <file>',
      'a new file; it names other patients too unless their identity is committed',
    )
    .action((flags: ProveFlags) => reportLedgerProblems(1, () => prove(flags)));
}

async function prove({ db, patient, since, until, out }: ProveFlags): Promise<void> {
  if (existsSync(out)) throw new StartError([`${out} exists. Choose another name.`]);
  const progress = createProgress('reading');
  try {
    const proof = await provePatient({
      location: readReadable(db),
      patient,
      since: since === undefined ? null : readDate(since, 'start'),
      until: until === undefined ? null : readDate(until, 'end'),
      onProgress: (done, total) => {
        progress.show(done, total);
      },
    });
    writeOut(out, writeProof(proof));
    progress.stop();
    const count = countOf(proof.leaves.length, 'record');
    const others =
      namedIn(proof) === 'others'
        ? 'They name other patients too, where one answer released the records of several.'
        : 'They name nobody but this patient.';
    process.stdout.write(`${count} with proofs in ${out}. ${others}\n`);
    tellEmpty(proof);
  } finally {
    progress.stop();
  }
}

/** An id that is misspelt and a patient without a record look the same. */
function tellEmpty({ leaves, patient, since, until }: Proof): void {
  if (leaves.length > 0) return;
  tellNone({ patient }, since === null && until === null ? ['patient'] : []);
}

/** Writes the proof file of a patient to stdout. */
export async function printProof(
  subject: ProofSubject & { readonly location: ReadableLocation },
): Promise<void> {
  const progress = createProgress('reading');
  try {
    const proof = await provePatient({
      ...subject,
      onProgress: (done, total) => {
        progress.show(done, total);
      },
    });
    progress.stop();
    await writeOutput([writeProof(proof)]);
    tellEmpty(proof);
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
