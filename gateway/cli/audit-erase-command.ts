import { Command } from 'commander';
import { erasePatient } from '../audit/erase/erase-patient.ts';
import { StartError } from '../errors.ts';
import { readVersion } from '../version.ts';
import { DEFAULT_DATABASE, readLocation } from './audit-location.ts';
import { reportProblems } from './report-problems.ts';

interface EraseFlags {
  readonly db: string;
  readonly key?: string;
  readonly guard?: string;
  readonly patient: string;
  readonly reason: string;
}

/** `phi-gateway audit erase`: takes a patient's ids out of a ledger, and leaves every proof valid. */
export function auditEraseCommand(): Command {
  return new Command('erase')
    .description("erase a patient's ids from a ledger with audit.identity: committed")
    .requiredOption('--patient <id>', 'whom')
    .requiredOption('--reason <text>', 'why; kept beside the tree')
    .option('--db <path|url>', 'the ledger', DEFAULT_DATABASE)
    .option('--key <file>', 'a key that is enrolled (default: the path of the ledger with .key)')
    .option('--guard <file>', "that key's guard file (default: the path of the ledger with .guard)")
    .action((flags: EraseFlags) => reportProblems(1, () => erase(flags)));
}

async function erase({ db, key, guard, patient, reason }: EraseFlags): Promise<void> {
  const location = readLocation(db);
  const beside = location.kind === 'sqlite' ? location.path : null;
  const keyPath = key ?? (beside === null ? null : `${beside}.key`);
  const guardPath = guard ?? (beside === null ? null : `${beside}.guard`);
  if (keyPath === null || guardPath === null) {
    throw new StartError([
      'A ledger on a server needs --key and --guard of its own, which no gateway uses.',
    ]);
  }
  if (reason.trim() === '') throw new StartError(['--reason must say why.']);
  const version = readVersion();
  const at = Date.now();
  const erased = await erasePatient({ location, keyPath, guardPath, patient, reason, version, at });
  const { records, entries, leaf, inLeaves } = erased;
  process.stdout.write(
    `Erased ${entries} entries of ${records} records; record ${leaf} says so.\n` +
      'Backups and exports that were made before still hold them.\n',
  );
  if (inLeaves === 0) return;
  throw new StartError([
    `${inLeaves} older records hold the id themselves (audit.identity: plain), and cannot be changed.`,
  ]);
}
