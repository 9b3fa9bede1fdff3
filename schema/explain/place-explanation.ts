import type { Origin } from '../../directives/marks/graph.ts';
import type { PlacedOrigin } from '../views/place-text.ts';
import type { Because, Explanation } from './explain.ts';

/** An explanation whose origins name the files of their authors, for programs. */
export function placeExplanation(
  explanation: Explanation,
  placeOf: (origin: Origin) => PlacedOrigin,
): Explanation {
  const placed = ({ path, origins }: Because): Because => ({
    path,
    origins: origins.map(placeOf),
  });
  const withPlaces = <Part extends { readonly because: readonly Because[] }>(part: Part): Part => ({
    ...part,
    because: part.because.map(placed),
  });
  const { origin, clauses, access, forDefaultRoles, categories } = explanation;
  return {
    ...explanation,
    origin: placeOf(origin),
    clauses: clauses.map(withPlaces),
    access: access.map(withPlaces),
    forDefaultRoles: forDefaultRoles.map(placed),
    categories: categories.map(withPlaces),
  };
}
