import { namedType, type GraphModel, type ModelInput } from './graph-model.ts';
import type { Needs } from './reference-needs.ts';

/** One argument that a request gives a field. */
export interface GivenArgument {
  /** The argument itself names a patient. */
  readonly isPatient: boolean;
  /** As it is written, such as `[Filter!]`. */
  readonly type: string;
  /** Coerced, and not null. */
  readonly value: unknown;
}

/**
 * Whether arguments bind a whole field to the patients that they name: an argument is a patient's id; or every input
 * object that could name a patient does so, none of them is recursive, and none is in a list unless the field is a
 * mutation.
 */
export function bindsField(
  { model, needs }: { readonly model: GraphModel; readonly needs: Needs },
  given: readonly GivenArgument[],
  isWrite: boolean,
): boolean {
  const inputs = (name: string): readonly ModelInput[] =>
    model.inputs
      .filter((one) => one.name === name)
      .flatMap(({ fields }) => fields.filter(({ isInaccessible }) => !isInaccessible));
  const below = (name: string): readonly string[] =>
    inputs(name).map(({ type }) => namedType(type));
  const isRecursive = (name: string, above: readonly string[] = []): boolean =>
    above.includes(name) || below(name).some((one) => isRecursive(one, [...above, name]));
  const isMarked = (name: string): boolean =>
    inputs(name).some(
      ({ name: field, type }) =>
        needs(`${name}.${field}`).isMarked ||
        isMarked(namedType(type)) ||
        model.enums.some(
          (one) =>
            one.name === namedType(type) &&
            one.values.some((value) => needs(`${one.name}.${value.name}`).isMarked),
        ),
    );
  const patientFields = (name: string): readonly string[] =>
    inputs(name).flatMap((input) => (input.isPatient ? [input.name] : []));

  if (given.some(({ isPatient, value }) => isPatient && isComplete(value))) return true;
  const objects = given.filter(({ isPatient, type }) => {
    const name = namedType(type);
    if (isPatient || inputs(name).length === 0) return false;
    const couldName = patientFields(name).length > 0;
    return isRecursive(name) || couldName || (type.startsWith('[') && isMarked(name));
  });
  return (
    objects.length > 0 &&
    objects.every(({ type, value }) => {
      const name = namedType(type);
      if (isRecursive(name) || (type.startsWith('[') && !isWrite)) return false;
      const items = [value].flat(Infinity);
      return (
        items.length > 0 &&
        items.every((item) =>
          Object.entries(item ?? {}).some(
            ([key, one]) => patientFields(name).includes(key) && isComplete(one),
          ),
        )
      );
    })
  );
}

/** Whether a value is an id, or a list of ids without nulls. */
function isComplete(value: unknown): boolean {
  const ids = [value].flat(Infinity);
  return ids.length > 0 && ids.every((id) => typeof id === 'string');
}
