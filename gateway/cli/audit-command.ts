import { Command } from 'commander';
import { auditBackupCommand } from './audit-backup-command.ts';
import { auditExportCommand } from './audit-export-command.ts';
import { auditEraseCommand } from './audit-erase-command.ts';
import { auditHoldCommand } from './audit-hold-command.ts';
import { auditMigrateCommand } from './audit-migrate-command.ts';
import { auditProveCommand } from './audit-prove-command.ts';
import { auditPruneCommand } from './audit-prune-command.ts';
import { auditReindexCommand } from './audit-reindex-command.ts';
import { auditReportCommand } from './audit-report-command.ts';
import { auditRotateKeyCommand } from './audit-rotate-key-command.ts';
import { auditVerifyCommand } from './audit-verify-command.ts';
import { auditWitnessCommand } from './audit-witness-command.ts';

/** `phi-gateway audit`: what privacy officers do with the ledger, no gateway running or beside one. */
export function auditCommand(): Command {
  return new Command('audit')
    .description('verify the audit ledger, report from it, prove, export and back up what it holds')
    .addCommand(auditVerifyCommand())
    .addCommand(auditReportCommand())
    .addCommand(auditReindexCommand())
    .addCommand(auditProveCommand())
    .addCommand(auditExportCommand())
    .addCommand(auditBackupCommand())
    .addCommand(auditWitnessCommand())
    .addCommand(auditRotateKeyCommand())
    .addCommand(auditHoldCommand())
    .addCommand(auditPruneCommand())
    .addCommand(auditEraseCommand())
    .addCommand(auditMigrateCommand());
}
