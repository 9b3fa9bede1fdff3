import type { RateLimits } from '../../platform/rates/create-rate-limit.ts';
import type { LimitsConfig, RoleLimits } from './limits-config.ts';

/** Returns the limits of a caller with these roles: those that count for the purpose of the request. */
export type LimitsOf = (roles: readonly string[]) => RoleLimits;

/**
 * Creates the limits by role. A caller has the most generous value of its roles that the configuration lists, and the general
 * limits if it has none of these. Roles that are not listed are ignored: identity providers add roles of their own to tokens,
 * and those must not raise a limit.
 */
export function createLimitsByRole(
  limits: RoleLimits & { readonly roles: ReadonlyMap<string, RoleLimits> },
): LimitsOf {
  const byRole = limits.roles;
  if (byRole.size === 0) return () => limits;
  return (roles) => {
    const listed = roles.flatMap((role) => byRole.get(role) ?? []);
    const [first, ...others] = listed;
    return first === undefined ? limits : others.reduce(moreGenerous, first);
  };
}

/** The limits of callers, alone and together, per minute. */
export function rateLimitsOf(limits: LimitsConfig): RateLimits {
  return { ...limits.rates, ofCaller: createLimitsByRole(limits) };
}

/** The largest depth that some role may use. */
export function largestDepth(limits: Pick<LimitsConfig, 'depth' | 'roles'>): number {
  return Math.max(limits.depth, ...[...limits.roles.values()].map(({ depth }) => depth));
}

/** A list is assumed to be short for callers who may fetch much. */
function moreGenerous(one: RoleLimits, other: RoleLimits): RoleLimits {
  return {
    depth: Math.max(one.depth, other.depth),
    cost: Math.max(one.cost, other.cost),
    values: Math.max(one.values, other.values),
    listSize: Math.min(one.listSize, other.listSize),
    releasedFields: Math.max(one.releasedFields, other.releasedFields),
    requestsPerMinute: Math.max(one.requestsPerMinute, other.requestsPerMinute),
    costPerMinute:
      one.costPerMinute === null || other.costPerMinute === null
        ? null
        : Math.max(one.costPerMinute, other.costPerMinute),
  };
}
