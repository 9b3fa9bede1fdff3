import type { IsPatientId } from '../../../directives/patient-id.ts';
import type { IssuerConfig } from './identity-config.ts';
import { isShortText, readClaim, readWords, type Claims } from './read-claim.ts';
import { tokenRefused } from './token-refusals.ts';

/**
 * Reads the caller's roles from the claim that the issuer's configuration names.
 *
 * A list has a role per string, a string a role per word (as `scope`, RFC 6749, section 3.3). Other values have no roles.
 * Where the issuer has a map, values outside it are dropped. The result is sorted and unique, and compared exactly.
 */
export function readRoles(
  claims: Claims,
  { claim, map }: IssuerConfig['roles'],
): readonly string[] {
  const roles = new Set<string>();
  for (const value of readWords(claims, claim)) {
    const role = map === null ? value : map.get(value);
    if (role !== undefined) roles.add(role);
  }
  return Object.freeze([...roles].toSorted());
}

/** The scopes and policies of a caller, for `@requiresScopes` and `@policy`. Whole strings, sorted, unique. */
export interface ScopesAndPolicies {
  readonly scopes: readonly string[];
  readonly policies: readonly string[];
}

/**
 * Reads a caller's scopes and policies from the claims that the issuer's configuration names.
 *
 * Scopes are the strings of a list, or the words of a string (RFC 6749, section 3.3). Policies are the strings of a list
 * only, because their names may contain spaces. Without a configured claim a caller has no policies.
 */
export function readScopesAndPolicies(
  claims: Claims,
  { scopes, policies }: Pick<IssuerConfig, 'scopes' | 'policies'>,
): ScopesAndPolicies {
  const listed = policies.claim === null ? null : readClaim(claims, policies.claim);
  return {
    scopes: unique(readWords(claims, scopes.claim)),
    policies: unique(Array.isArray(listed) ? listed.filter(isShortText) : []),
  };
}

function unique(values: readonly string[]): readonly string[] {
  return Object.freeze([...new Set(values)].toSorted());
}

/**
 * Reads the purposes of use that a token names: one string, or the strings of a list. Null without the claim. A claim of
 * another form is an empty list, which permits no purpose, while null permits every purpose.
 */
export function readPurposes(claims: Claims, path: string): readonly string[] | null {
  const claim = readClaim(claims, path);
  if (claim === undefined || claim === null) return null;
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return Object.freeze([...new Set(values.filter(isShortText))]);
}

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
  // A claim with a value of another type, or without any id, names no patient.
  if (ids.length < named.length || ids.every((id) => id === '')) return [];
  if (!ids.every(isPatientId)) throw tokenRefused('PATIENT_ID_FORM');
  return Object.freeze([...new Set(ids)]);
}
