import { createHash } from 'node:crypto';
import type { Policy, Requirement } from './policy.ts';

/**
 * Hashes the decisions of a policy (SHA-256, hex): requirements, patient paths, patient inputs and the names of
 * entities. Marks in another order, in another file or repeated give the same hash; lists
 * within a requirement were sorted when its marks were merged. Key fields are left out: they
 * decide how the ledger names objects, not who sees what. Every start records the hash, so that auditors can see
 * changes.
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

/** The canonical text of a requirement. Two requirements with the same text give the same decisions. */
export function canonicalRequirement(requirement: Requirement): string {
  const clauses = requirement.clauses.map(({ anyOf, deidentified }) =>
    JSON.stringify([anyOf, deidentified]),
  );
  const { phi, usesDefaultRoles, categories, method, methodCategory, dateFormat } = requirement;
  const { authenticated, scopes, policies } = requirement;
  const sorted = [...new Set(clauses)].toSorted();
  const access = [authenticated, scopes, policies];
  return JSON.stringify([
    phi,
    usesDefaultRoles,
    categories,
    sorted,
    method,
    methodCategory,
    access,
    // Not a null: hashes of graphs without declared date scalars were recorded before these existed.
    ...(dateFormat === null ? [] : [dateFormat]),
  ]);
}
