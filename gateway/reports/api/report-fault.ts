import { GatewayError, StartError, type FaultCode } from '../../errors.ts';
import { indexFault } from '../index/open-index.ts';

/** What can't be read now may be readable later; all else is a fault of ours. */
export function faultCodeOf(error: unknown): FaultCode {
  if (error instanceof GatewayError) return error.code;
  return error instanceof StartError || indexFault(error) !== null
    ? 'REPORTS_UNAVAILABLE'
    : 'INTERNAL_SERVER_ERROR';
}

/** A code for the log, never a text. */
export function faultCauseOf(error: unknown): string {
  if (error instanceof GatewayError) return error.code;
  if (error instanceof StartError) return 'REPORT_INDEX_REFUSED';
  return indexFault(error) ?? (error instanceof Error ? error.name.toUpperCase() : 'UNKNOWN');
}
