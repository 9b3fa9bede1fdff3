import { StartError } from '../../platform/errors.ts';
import { auditCommand } from './audit-command.ts';

/** The error for a ledger that is damaged at a leaf; `at` is the leaf's index, `where` the ledger's printed location. */
export function damaged(at: number, where: string): StartError {
  return new StartError([
    `The audit ledger ${where} is damaged at record ${at}. Run: ${auditCommand('verify', where)}`,
  ]);
}
