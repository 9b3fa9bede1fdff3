import { auditCommand } from '../../../../gateway/cli/audit/audit-command.ts';

// The command as a person runs it.
const command = await auditCommand(process.argv.slice(2));
await command.parseAsync(process.argv);
