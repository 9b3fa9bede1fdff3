import { StartError } from '../errors.ts';
import type { AuthorizationConfig } from './config.ts';

/**
 * Makes sure that every role which decides about data says which patients it reaches: those that the
 * graph's marks name, and the default roles.
 *
 * @throws StartError that names each role without a reach, and how to give it one.
 */
export function assertReach(
  authorization: Pick<AuthorizationConfig, 'reach' | 'defaultRoles'>,
  policyRoles: readonly string[],
): void {
  const missing = [...new Set([...policyRoles, ...authorization.defaultRoles])]
    .filter((role) => !authorization.reach.has(role))
    .toSorted();
  if (missing.length === 0) return;
  throw new StartError(
    missing.map(
      (role) =>
        `authorization.reach: which patients does "${role}" reach? Give --reach ${role}=self or --reach ${role}=all.`,
    ),
  );
}
