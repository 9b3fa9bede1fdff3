import { Command } from 'commander';
import { addCommands, type CommandEntry } from '../add-commands.ts';

/** `phi-gateway audit`: what privacy officers do with the ledger, no gateway running or beside one. */
export function auditCommand(args: readonly string[]): Promise<Command> {
  return addCommands(new Command('audit'), COMMANDS, args);
}

const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  verify: {
    text: 'prove that nobody has changed the ledger (exit code: 0 PASS, 1 FAIL, 2 INCOMPLETE, 3 not verified)',
    load: async () => (await import('./verify-command.ts')).auditVerifyCommand(),
  },
  report: {
    text: 'every report on the ledger: who saw what of whom, what was denied, what has changed',
    load: async () => (await import('./report/report-command.ts')).auditReportCommand(),
  },
  reindex: {
    text: 'build the report index of a ledger anew, also beside a running gateway',
    load: async () => (await import('./reindex-command.ts')).auditReindexCommand(),
  },
  prove: {
    text: 'write every access to one patient with proofs that it is in the ledger',
    load: async () => (await import('./prove-command.ts')).auditProveCommand(),
  },
  export: {
    text: 'write the ledger as a directory that other tools read (C2SP tlog-tiles)',
    load: async () => (await import('./export-command.ts')).auditExportCommand(),
  },
  backup: {
    text: 'copy a SQLite ledger, also beside a running gateway, and verify the copy',
    load: async () => (await import('./backup-command.ts')).auditBackupCommand(),
  },
  witness: {
    text: 'cosign checkpoints of ledgers, each consistent with the one before (C2SP tlog-witness)',
    load: async () => (await import('./witness-command.ts')).auditWitnessCommand(),
  },
  resume: {
    text: 'go on with a restored ledger, and put on its record what was lost; stop its gateways',
    load: async () => (await import('./resume-command.ts')).auditResumeCommand(),
  },
  'rotate-key': {
    text: 'enrol a new signing key on the ledger and retire the old one; stop its gateway first',
    load: async () => (await import('./rotate-key-command.ts')).auditRotateKeyCommand(),
  },
  disclose: {
    text: 'enter a disclosure that was made outside the gateway (45 CFR 164.528)',
    load: async () => (await import('./disclose-command.ts')).auditDiscloseCommand(),
  },
  hold: {
    text: 'place, release and list legal holds',
    load: async () => (await import('./hold-command.ts')).auditHoldCommand(),
  },
  prune: {
    text: 'take records away that have outlived audit.retention and that no hold keeps',
    load: async () => (await import('./prune-command.ts')).auditPruneCommand(),
  },
  mend: {
    text: 'put on the ledger which texts beside it do not fit their records (OPENING_MISMATCH)',
    load: async () => (await import('./mend-command.ts')).auditMendCommand(),
  },
  quarantine: {
    text: 'take batches that no key of the ledger signed off its end, keep them in a file, and set its head right (NOT_SIGNED, HEAD_MISMATCH)',
    load: async () => (await import('./quarantine-command.ts')).auditQuarantineCommand(),
  },
  erase: {
    text: "erase a patient's ids from a ledger with audit.identity: committed",
    load: async () => (await import('./erase-command.ts')).auditEraseCommand(),
  },
  migrate: {
    text: 'make the tables of a PostgreSQL ledger, or bring them up to this version',
    load: async () => (await import('./migrate-command.ts')).auditMigrateCommand(),
  },
};
