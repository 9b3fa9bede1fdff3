import { Command } from 'commander';
import { addCommands, type CommandEntry } from '../add-commands.ts';
import { exitOnMisuse } from '../exit-on-misuse.ts';
import { NOT_VERIFIED } from './exit-codes.ts';

/** `phi-gateway audit`: commands on the ledger, with or without a running gateway. */
export function auditCommand(args: readonly string[]): Promise<Command> {
  return addCommands(exitOnMisuse(new Command('audit'), NOT_VERIFIED), COMMANDS, args);
}

const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  verify: {
    text: 'verify that the ledger is unchanged and complete (exit code: 0 PASS, 1 FAIL, 2 INCOMPLETE, 3 not verified)',
    load: async () => (await import('./verify-command.ts')).auditVerifyCommand(),
  },
  report: {
    text: 'report on accesses, denials and changes in the ledger',
    load: async () => (await import('./report/report-command.ts')).auditReportCommand(),
  },
  reindex: {
    text: 'rebuild the report index of a ledger, also while a gateway runs',
    load: async () => (await import('./reindex-command.ts')).auditReindexCommand(),
  },
  prove: {
    text: 'write every access to one patient to a file that proves it without the ledger',
    load: async () => (await import('./prove-command.ts')).auditProveCommand(),
  },
  export: {
    text: 'write the ledger as a directory that other tools read (C2SP tlog-tiles)',
    load: async () => (await import('./export-command.ts')).auditExportCommand(),
  },
  backup: {
    text: 'copy a SQLite ledger, also while its gateway runs, and verify the copy',
    load: async () => (await import('./backup-command.ts')).auditBackupCommand(),
  },
  witness: {
    text: 'cosign checkpoints of ledgers, each consistent with the one before (C2SP tlog-witness)',
    load: async () => (await import('./witness-command.ts')).auditWitnessCommand(),
  },
  resume: {
    text: 'resume a ledger that was restored from a backup, and record what was lost; stop its gateways first',
    load: async () => (await import('./resume-command.ts')).auditResumeCommand(),
  },
  'rotate-key': {
    text: 'enroll a new signing key and retire the old one; stop its gateway first',
    load: async () => (await import('./rotate-key-command.ts')).auditRotateKeyCommand(),
  },
  disclose: {
    text: 'record a disclosure that was made outside the gateway (45 CFR 164.528)',
    load: async () => (await import('./disclose-command.ts')).auditDiscloseCommand(),
  },
  hold: {
    text: 'place, release and list legal holds',
    load: async () => (await import('./hold-command.ts')).auditHoldCommand(),
  },
  prune: {
    text: 'delete records that are older than audit.retention and under no legal hold',
    load: async () => (await import('./prune-command.ts')).auditPruneCommand(),
  },
  withdraw: {
    text: 'withdraw stored texts that do not fit their records (OPENING_MISMATCH)',
    load: async () => (await import('./withdraw-command.ts')).auditWithdrawCommand(),
  },
  quarantine: {
    text: 'move unsigned batches from the end of the ledger to a file, and correct its head row (NOT_SIGNED, HEAD_MISMATCH)',
    load: async () => (await import('./quarantine-command.ts')).auditQuarantineCommand(),
  },
  erase: {
    text: "erase a patient's ids from a ledger with audit.identity: committed",
    load: async () => (await import('./erase-command.ts')).auditEraseCommand(),
  },
  migrate: {
    text: 'create or upgrade the tables of a PostgreSQL ledger',
    load: async () => (await import('./migrate-command.ts')).auditMigrateCommand(),
  },
};
