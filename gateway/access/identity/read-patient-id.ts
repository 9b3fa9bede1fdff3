import type { IsPatientId } from '../../../directives/patient-id.ts';
import { GatewayError } from '../../platform/errors.ts';
import { readClaim, type Claims } from './read-claim.ts';

/**
 * Reads the patients that a claim names: one string, or a list of strings. Any other value names no patient.
 *
 * @throws GatewayError `UNAUTHENTICATED` where an id does not have the canonical form: it could be another spelling of a
 * patient whose record the token does not cover
 */
export function readPatientIds(
  claims: Claims,
  path: string,
  { isPatientId, isList }: { readonly isPatientId: IsPatientId; readonly isList: boolean },
): readonly string[] {
  const value = readClaim(claims, path);
  const named: readonly unknown[] = isList ? (Array.isArray(value) ? value : []) : [value];
  const ids = named.filter((id) => typeof id === 'string');
  if (ids.length < named.length || ids.every((id) => id === '')) return [];
  if (!ids.every(isPatientId))
    throw new GatewayError('UNAUTHENTICATED', { cause: new TypeError('PATIENT_ID_FORM') });
  return Object.freeze([...new Set(ids)]);
}
