import { NOT_PERMITTED } from '../../audit/store/postgres/fault-remedies.ts';
import { GatewayError, StartError } from '../../platform/errors.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { Log } from '../../platform/log.ts';
import { indexFault } from '../index/open-index.ts';

/** What a thread tells of a fault. */
export interface ReportFault {
  readonly code: FaultCode;
  /** See `GatewayError`. */
  readonly problems: readonly string[];
  /** A code of the store's or a name of ours, for the log. */
  readonly cause: string;
}

/** What can't be read now may be readable later; all else is a fault of ours. */
export function faultOf(error: unknown): ReportFault {
  const cause = faultCauseOf(error);
  if (error instanceof GatewayError) return { code: error.code, problems: error.problems, cause };
  const isUnreadable = error instanceof StartError || indexFault(error) !== null;
  const code = isUnreadable ? 'REPORTS_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR';
  return { code, problems: [], cause };
}

/** The error of a fault for whoever asked; what isn't of their making is logged. */
export function answerFault(
  log: Log,
  event: string,
  { code, problems, cause }: ReportFault,
): GatewayError {
  if (!THEIRS.has(code)) logFault(log, event, cause);
  return new GatewayError(code, { problems });
}

const THEIRS: ReadonlySet<FaultCode> = new Set(['BAD_USER_INPUT', 'OPERATION_TOO_COMPLEX']);

/** A code for the log, never a text: of what a database said, where one did. */
export function faultCauseOf(error: unknown): string {
  if (error instanceof GatewayError) return error.code;
  const isRefused = error instanceof StartError;
  const code = indexFault(isRefused ? error.cause : error);
  // A log takes no code that begins with a digit.
  if (code !== null) return SQLSTATE.test(code) ? `SQLSTATE_${code}` : code;
  if (isRefused) return 'REPORT_INDEX_REFUSED';
  return error instanceof Error ? error.name.toUpperCase() : 'UNKNOWN';
}

const SQLSTATE = /^\d[0-9A-Z]{4}$/;

/** Logs a fault by its cause, and what it lacks where an operator can give it that. */
export function logFault(log: Log, event: string, cause: string): void {
  const isDenied = cause === `SQLSTATE_${NOT_PERMITTED}`;
  log.error(isDenied ? `${event}, its database login has no right to` : event, { code: cause });
}
