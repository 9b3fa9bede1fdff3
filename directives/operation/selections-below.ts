import { groupByName } from '../policy/type-hierarchy.ts';
import { responsePathOf, type FieldDisposition } from './field-disposition.ts';
import type { Selected, SelectedObject, Selection } from './selection.ts';

/**
 * Creates the function that returns what can be fetched from the objects of a fetched field: its own selections and those
 * of denied fields at the same place in the response. If `Animal.owner` is denied and `Dog.owner` is not, then
 * `{ pet { owner { id } ... on Dog { owner { name } } } }` fetches both `id` and `name` from the owner of a dog. The result
 * for one field is always the same array.
 */
export function createSelectionsBelow(
  { fields }: Pick<Selection, 'fields'>,
  dispositions: readonly FieldDisposition[],
): (field: SelectedObject) => readonly Selected[] {
  const denied = groupByName(
    fields
      .filter((field) => dispositions[field.index] === 'denied')
      .flatMap((field) =>
        field.selections === null
          ? []
          : [
              [
                responsePathOf(field),
                { kind: 'fragment', on: field.on, selections: field.selections },
              ] as const,
            ],
      ),
  );
  const known = new Map<SelectedObject, readonly Selected[]>();
  return (field) => {
    const further = denied.get(responsePathOf(field));
    if (!further) return field.selections;
    const below = known.get(field) ?? [...field.selections, ...further];
    known.set(field, below);
    return below;
  };
}
