import type { Alternatives } from '../../directives/marks/alternatives.ts';

/** Alternatives as text, such as `read:a and read:b, or admin`. */
export function alternativesText(sets: Alternatives): string {
  return sets.map((names) => names.join(' and ')).join(', or ');
}
