import { createHash } from 'node:crypto';
import type { Policy, Requirement } from './policy.ts';

/**
 * The SHA-256, in hex, over what a policy decides: requirements, patients and which types are entities. It doesn't
 * depend on the order, the position or the repetition of marks.
 */
export function policyHash(policy: Omit<Policy, 'hash'>): string {
  const canonical = [
    [...policy.requirements].map(([at, requirement]) => [at, canonicalRequirement(requirement)]),
    [...policy.patients],
    [...policy.patientInputs],
    [...policy.keys.keys()],
  ].map((part) => part.map((item) => JSON.stringify(item)).toSorted());
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex');
}

/** A requirement as text. Requirements with equal texts decide alike. */
export function canonicalRequirement(requirement: Requirement): string {
  const clauses = requirement.clauses.map(({ anyOf, deidentified }) =>
    JSON.stringify([anyOf, deidentified]),
  );
  const { phi, defaultRoles, categories, method, methodCategory } = requirement;
  const { authenticated, scopes, policies } = requirement;
  const sorted = [...new Set(clauses)].toSorted();
  const access = [authenticated, scopes, policies];
  return JSON.stringify([phi, defaultRoles, categories, sorted, method, methodCategory, access]);
}
