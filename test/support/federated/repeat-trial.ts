import type { Trial } from './compare-with-reference.ts';
import type { Random } from './random.ts';

/**
 * Sends the operation of an earlier trial again: by the same caller, by this caller without scopes and policies, or by the
 * caller of another trial; with other patients in its variables, other conditions and other data. What the gateway kept of
 * the earlier request may be used only where it fits.
 */
export function repeatTrial(earlier: Trial, other: Trial, random: Random): Trial {
  const caller = random.pick([earlier.caller, { ...earlier.caller, ...NO_NAMES }, other.caller]);
  const change = (name: string, value: unknown): unknown => {
    if (CONDITIONS.includes(name)) return random.chance(50);
    return typeof value === 'string' && value.startsWith('Patient-')
      ? `Patient-${random.below(3)}`
      : value;
  };
  const { query, variables } = earlier.operation;
  const changed = JSON.parse(JSON.stringify(variables), change) as typeof variables;
  return { ...other, caller, operation: { query, variables: changed } };
}

/** The variables behind `@skip` and `@include` that have no default. */
const CONDITIONS: readonly string[] = ['yes', 'no'];

const NO_NAMES = { held: { scopes: [], policies: [] }, decided: [] };
