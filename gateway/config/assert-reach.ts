import { SettingsError } from '../platform/errors.ts';
import type { AuthorizationConfig } from '../access/authorization-config.ts';

/**
 * Checks that every role with access to data has a reach, the patients whose records it may see: the roles that the graph's
 * marks name, and the default roles.
 *
 * @throws SettingsError that names each role without a reach, and how to give it one.
 */
export function assertReach(
  authorization: Pick<AuthorizationConfig, 'reach' | 'defaultRoles'>,
  policyRoles: readonly string[],
): void {
  const { reach, defaultRoles } = authorization;
  const decides = [...new Set([...policyRoles, ...defaultRoles])].toSorted();
  const missing = decides.filter((role) => !reach.has(role));
  if (missing.length === 0) return;
  throw new SettingsError(
    missing.map((role) => ({
      path: defaultRoles.includes(role) ? 'authorization.defaultRoles' : 'authorization.reach',
      text: `which patients does "${role}" reach? Give --reach ${role}=self or --reach ${role}=all.`,
    })),
  );
}
