import type { Decisions } from './authorize.ts';
import { placeOf } from './field-disposition.ts';
import type { FieldUse } from './inputs.ts';
import type { SelectedField, Selection } from './select.ts';

/**
 * The uses whose patients can change the answer. They can't where the field, or every occurrence of a field above
 * it, is denied for every patient: by a rule, because no role of the caller sees it, or because no role may use its
 * arguments.
 */
export function relevantUses(
  { fields }: Pick<Selection, 'fields'>,
  uses: readonly FieldUse[],
  { decisions, ruled }: { readonly decisions: Decisions; readonly ruled: readonly number[] },
): readonly FieldUse[] {
  if (uses.every(({ use }) => use.patients.length === 0)) return [];
  const isDenied = createIsDenied(uses, decisions, new Set(ruled));
  const open = new Set<string>();
  const closed = new Set<string>();
  for (const field of fields) (isDenied(field) ? closed : open).add(placeOf(field));
  const isBelowDenied = ({ path }: SelectedField): boolean =>
    path.some((_key, length) => {
      const above = path.slice(0, length).join('/');
      return closed.has(above) && !open.has(above);
    });
  return uses.filter(({ field }) => !isDenied(field) && !isBelowDenied(field));
}

function createIsDenied(
  uses: readonly FieldUse[],
  { maximum }: Decisions,
  ruled: ReadonlySet<number>,
): (field: SelectedField) => boolean {
  const unusable = new Set(
    uses
      .filter(
        ({ use }) =>
          !use.marked.every((input) => maximum.some((views) => views.admitsInput(input))),
      )
      .map(({ field }) => field.index),
  );
  return ({ index, coordinate }) =>
    ruled.has(index) ||
    unusable.has(index) ||
    maximum.every((views) => views.field(coordinate) === 'none');
}
