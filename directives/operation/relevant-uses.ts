import type { Decisions } from './authorize.ts';
import { responsePathOf } from './field-disposition.ts';
import type { FieldUse } from './inputs.ts';
import type { FieldIndex, SelectedField, Selection } from './selection.ts';

/**
 * The uses whose patients can change the response, so that the relationship source is asked about no other patient. A
 * field's patients are irrelevant if the field, or every occurrence of a field above it, is denied for every patient. A
 * field is if a custom rule denies it, if no role of the caller sees it, or if no role may use its inputs.
 */
export function relevantUses(
  { fields }: Pick<Selection, 'fields'>,
  uses: readonly FieldUse[],
  {
    decisions,
    deniedByRule,
  }: { readonly decisions: Decisions; readonly deniedByRule: readonly FieldIndex[] },
): readonly FieldUse[] {
  if (uses.every(({ use }) => use.patients.length === 0)) return [];
  const isDenied = deniedForEveryPatient(uses, decisions, new Set(deniedByRule));
  const deniedPlaces = new Set<string>();
  const otherPlaces = new Set<string>();
  for (const field of fields)
    (isDenied(field) ? deniedPlaces : otherPlaces).add(responsePathOf(field));
  // A place is denied only if every occurrence there is: release merges the occurrences of a place.
  const isBelowDenied = ({ path }: SelectedField): boolean =>
    path.some((_key, length) => {
      const above = path.slice(0, length).join('/');
      return deniedPlaces.has(above) && !otherPlaces.has(above);
    });
  return uses.filter(({ field }) => !isDenied(field) && !isBelowDenied(field));
}

function deniedForEveryPatient(
  uses: readonly FieldUse[],
  { maximumViews }: Decisions,
  deniedByRule: ReadonlySet<FieldIndex>,
): (field: SelectedField) => boolean {
  const unusable = new Set(
    uses
      .filter(
        ({ use }) => !use.marked.every((at) => maximumViews.some((views) => views.admitsInput(at))),
      )
      .map(({ field }) => field.index),
  );
  return ({ index, coordinate }) =>
    deniedByRule.has(index) ||
    unusable.has(index) ||
    maximumViews.every((views) => views.field(coordinate) === 'none');
}
