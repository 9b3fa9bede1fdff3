import { logCode } from './log-code.ts';
import type { Log, LogFacts } from './log.ts';

/** The part of a logger that the ledger uses. The ledger passes no PHI to it. */
export interface LedgerLog {
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/** Writes the ledger's messages to the gateway's log as events, with the facts that the log accepts. */
export function ledgerLog(log: Log): LedgerLog {
  return {
    info: (facts, message) => log.info(eventOf(message), factsOf(facts)),
    warn: (facts, message) => log.warn(eventOf(message), factsOf(facts)),
    error: (facts, message) => log.error(eventOf(message), factsOf(facts)),
  };
}

/** `A commit has failed: nothing is sent.` becomes `a commit has failed, nothing is sent`, which the log accepts. */
function eventOf(message: string): string {
  return message
    .toLowerCase()
    .replaceAll(/[:;]/g, ',')
    .replaceAll(/[^a-z0-9 ,'-]/g, '');
}

function factsOf(facts: object): LogFacts {
  const known = new Map<string, unknown>(Object.entries(facts));
  const index = known.get('index');
  const reason = known.get('reason');
  return {
    ...(typeof index === 'number' && { index }),
    ...(typeof reason === 'string' &&
      /^[A-Z0-9][A-Z0-9_]*$/.test(reason) && { code: logCode(reason) }),
  };
}
