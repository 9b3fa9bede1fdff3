import { GatewayError } from '../../platform/errors.ts';
import { faultOf, type Fault } from '../../platform/fault-of.ts';

/** An error as one process sends it to another. */
export type FaultData = Pick<
  Fault,
  'code' | 'problems' | 'closedBy' | 'retryAfterSeconds' | 'reason' | 'isRecorded'
>;

/** What is sent of an error: an unexpected one becomes `INTERNAL_SERVER_ERROR`. */
export function toFaultData(error: unknown): FaultData {
  const { code, problems, closedBy, retryAfterSeconds, reason, isRecorded } = faultOf(error);
  return { code, problems, closedBy, retryAfterSeconds, reason, isRecorded };
}

/** The error of what {@link toFaultData} returned. Both processes are of one build, so it is not validated. */
export function fromFaultData(data: unknown): GatewayError {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
  const { code, ...details } = data as FaultData;
  return new GatewayError(code, details);
}
