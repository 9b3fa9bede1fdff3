import { z } from 'zod';
import { NOT_PERMITTED } from '../../../audit/store/postgres/fault-remedies.ts';
import { GatewayError, StartError } from '../../../platform/errors.ts';
import { FAULTS, type FaultCode } from '../../../platform/faults.ts';
import { keysOf } from '../../catalog/filter-spec.ts';
import { logCode } from '../../../platform/log-code.ts';
import type { Log } from '../../../platform/log.ts';
import { indexFault } from '../../index/open-index.ts';

const FAULT = z.strictObject({
  code: z.enum(keysOf(FAULTS)),
  /** See {@link GatewayError}: what the caller has to correct. */
  problems: z.array(z.string()).readonly(),
  /** A code of the store or of this gateway, for the log. */
  cause: z.string(),
});

/** A fault as one thread sends it to another. */
export type ReportFault = Readonly<z.infer<typeof FAULT>>;

/** Whether an error is a fault that a thread sent. */
export function isReportFault(value: unknown): value is ReportFault {
  return FAULT.safeParse(value).success;
}

/** The fault of an error: `REPORTS_UNAVAILABLE` for an unreadable ledger or index, which may be readable later. */
export function reportFaultOf(error: unknown): ReportFault {
  if (isReportFault(error)) return error;
  const cause = faultCauseOf(error);
  if (error instanceof GatewayError) return { code: error.code, problems: error.problems, cause };
  const isUnreadable = error instanceof StartError || indexFault(error) !== null;
  const code = isUnreadable ? 'REPORTS_UNAVAILABLE' : 'INTERNAL_SERVER_ERROR';
  return { code, problems: [], cause };
}

/** The error that the caller gets. Faults that the caller did not cause are logged. */
export function toGatewayError(
  log: Log,
  event: string,
  { code, problems, cause }: ReportFault,
): GatewayError {
  if (!CAUSED_BY_CALLER.has(code)) logFault(log, event, cause);
  return new GatewayError(code, { problems });
}

const CAUSED_BY_CALLER: ReadonlySet<FaultCode> = new Set([
  'BAD_USER_INPUT',
  'OPERATION_TOO_COMPLEX',
]);

/** The code of an error for the log: that of the database if it has one. Never the text of the error. */
export function faultCauseOf(error: unknown): string {
  if (error instanceof GatewayError) return error.code;
  const isStartError = error instanceof StartError;
  const code = indexFault(isStartError ? error.cause : error);
  if (code !== null) return logCode(code);
  if (isStartError) return 'REPORT_INDEX_REFUSED';
  return error instanceof Error ? error.name.toUpperCase() : 'UNKNOWN';
}

/** Logs a fault with its cause. `event` is such as `report cannot be read`; a missing permission is added to it in words. */
export function logFault(log: Log, event: string, cause: string): void {
  const lacksPermission = cause === `SQLSTATE_${NOT_PERMITTED}`;
  const text = lacksPermission ? `${event}, its database login has no right to` : event;
  log.error(text, { code: cause });
}
