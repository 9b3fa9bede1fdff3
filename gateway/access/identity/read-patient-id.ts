import type { IsPatientId } from '../../../directives/patient-id.ts';
import { GatewayError } from '../../platform/errors.ts';
import { readClaim, type Claims } from './read-claim.ts';

/**
 * Reads the patients that a claim names: one text, or a list of texts. Anything else names nobody.
 *
 * @throws GatewayError `UNAUTHENTICATED` where an id isn't in the one form of patient ids: it could be another
 * spelling of a patient whose record the token is not for.
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
