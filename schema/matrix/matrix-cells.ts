import { grantText } from '../views/grant.ts';
import { shownText } from '../views/shown.ts';
import type { Matrix } from './build-matrix.ts';

/** A matrix as a table of texts with a header: one row per element, one column per role. */
export function matrixCells(matrix: Matrix): readonly (readonly string[])[] {
  const head = [
    'coordinate',
    'kind',
    'type',
    'categories',
    'deidentify',
    ...matrix.roles,
    'together',
    'also needs',
  ];
  const rows = matrix.groups.flatMap(({ rows: all }) =>
    all.map(({ element, categories, method, byRole, combination, also }) => [
      element.at,
      element.kind,
      element.type ?? '',
      categories.join(' '),
      method ?? '',
      ...[...byRole.values()].map(shownText),
      combination
        ? `${combination.grants.map(grantText).join(' + ')}: ${shownText(combination.shows)}`
        : '',
      also,
    ]),
  );
  return [head, ...rows];
}
