import { auditCommand } from '../../../gateway/cli/audit-command.ts';

// The command as a person runs it.
await auditCommand().parseAsync(process.argv);
