import type { Alternatives } from '../../directives/marks/alternatives.ts';

/** Sets of names of which one has to be held whole, such as `read:a and read:b, or admin`. */
export function alternativesText(sets: Alternatives): string {
  return sets.map((names) => names.join(' and ')).join(', or ');
}
