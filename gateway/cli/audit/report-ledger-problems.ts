import { postgresFault } from '../../audit/store/postgres/postgres-fault.ts';
import { sqliteCode } from '../../audit/store/sqlite/sqlite.ts';
import { UnreadableLedger } from '../../audit/store/unreadable-ledger.ts';
import { printProblems, reportProblems } from '../report-problems.ts';
import { NOT_VERIFIED } from './exit-codes.ts';

/**
 * Runs a command like `reportProblems`. If the ledger or its index cannot be read, which can happen at any statement of a
 * store, it prints one line and sets the exit code `NOT_VERIFIED`.
 */
export async function reportLedgerProblems(
  exitCode: number,
  command: () => void | Promise<void>,
): Promise<void> {
  await reportProblems(exitCode, async () => {
    try {
      await command();
    } catch (error) {
      const problems = error instanceof UnreadableLedger ? error.problems : storeProblems(error);
      if (problems === null) throw error;
      printProblems(problems);
      process.exitCode = NOT_VERIFIED;
    }
  });
}

function storeProblems(error: unknown): readonly string[] | null {
  const code = sqliteCode(error) ?? serverCode(error);
  return code === null ? null : [`The audit ledger or its report index cannot be used (${code}).`];
}

/** The code of a server fault. Errors of Node.js with `ERR_` are bugs, except those of a connection. */
function serverCode(error: unknown): string | null {
  const code = postgresFault(error);
  return code === null || /^ERR_(?!TLS|SSL)/.test(code) ? null : code;
}
