import { GatewayError } from '../../platform/errors.ts';

/**
 * Makes sure that an operation names at most `limit` patients: each is asked about and goes on the record.
 *
 * @throws GatewayError `OPERATION_TOO_COMPLEX`
 */
export function assertFewPatients(patients: readonly string[], limit: number): void {
  if (patients.length > limit) throw new GatewayError('OPERATION_TOO_COMPLEX');
}
