import { entitlementText } from '../views/entitlement.ts';
import { shownText } from '../views/shown.ts';
import type { Matrix } from './build-matrix.ts';
import type { Suspect } from './suspects.ts';

/**
 * A matrix as a table of texts with a header: one row per element, one column per role. Elements without a mark that look
 * like PHI come last, with columns of their own, which are absent if there was no search.
 */
export function matrixCells(matrix: Matrix): readonly (readonly string[])[] {
  const { suspects } = matrix;
  const head = [
    'coordinate',
    'kind',
    'type',
    'categories',
    'deidentify',
    ...matrix.roles,
    'together',
    'also needs',
    ...(suspects ? SUSPECT_COLUMNS : []),
  ];
  const suspected = new Set(suspects?.map(({ element }) => element.at));
  const rows = matrix.groups.flatMap(({ rows: all }) =>
    all
      .filter(({ element }) => !suspected.has(element.at))
      .map(({ element, categories, method, byRole, combination, also }) => [
        element.at,
        element.kind,
        element.type ?? '',
        categories.join(' '),
        method ?? '',
        ...[...byRole.values()].map(shownText),
        combination
          ? `${combination.entitlements.map(entitlementText).join(' + ')}: ${shownText(combination.shows)}`
          : '',
        also,
        ...(suspects ? SUSPECT_COLUMNS.map(() => '') : []),
      ]),
  );
  const suspectRows = (suspects ?? []).map(({ element, ...suspect }) => [
    element.at,
    element.kind,
    element.type ?? '',
    '',
    '',
    ...matrix.roles.map(() => ''),
    '',
    '',
    suspect.message,
    suspect.confidence ?? '',
    suspect.seenBy,
    suspect.reason ?? '',
  ]);
  return [head, ...rows, ...suspectRows];
}

/** The columns of elements that look like PHI and have no mark. */
const SUSPECT_COLUMNS = ['not marked', 'confidence', 'seen by', "authors' reason"];

/** The elements that look like PHI and have no mark, as a table of texts with a header. */
export function suspectCells(suspects: readonly Suspect[]): readonly (readonly string[])[] {
  return [
    ['coordinate', ...SUSPECT_COLUMNS],
    ...suspects.map(({ element, message, confidence, seenBy, reason }) => [
      element.at,
      message,
      confidence ?? '',
      seenBy,
      reason ?? '',
    ]),
  ];
}
