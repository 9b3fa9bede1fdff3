/**
 * The input object types that are recursive or contain a recursive type. A recursive input object is a filter that can
 * nest `and`, `or` and `not`, so a patient id inside it doesn't limit what the filter matches.
 *
 * `fields` maps each input object type to the named types of its fields. Types that are not a key are scalars and
 * enums.
 */
export function recursiveInputs(
  fields: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const finite = new Set<string>();
  // Adds the types that contain only finite types, until a pass adds none.
  for (let before = -1; before !== finite.size;) {
    before = finite.size;
    for (const [type, fieldTypes] of fields)
      if (fieldTypes.every((name) => finite.has(name) || !fields.has(name))) finite.add(type);
  }
  return new Set([...fields.keys()].filter((type) => !finite.has(type)));
}

/**
 * How an argument binds its field to patients. A bound field reads or writes the data of the named patients only.
 * - `id`: the argument is a patient id, `labs(patient: "p1")`, or a list of such. It binds the field.
 * - `object`: an input object with a patient id among its own fields, `labs(by: { patient: "p1" })`. It binds the
 *   field.
 * - `batch`: a list of such objects, `addLabs(labs: [{ patient: "p1" }])`. It binds a mutation, and each item must
 *   contain a patient id.
 * - `filter`: a recursive input object, `labs(where: { not: { code: "HIV" } })`, or a list of objects with marked
 *   fields and without a patient id. It can match other patients, so no input object next to it binds the field.
 * - `none`: the argument doesn't affect binding, such as `labs(order: UP)`.
 */
export type BindingKind = 'id' | 'object' | 'batch' | 'filter' | 'none';

/** The facts about an argument that decide its binding. */
export interface BindingArgument {
  /** The argument itself carries `@patient`. */
  readonly isPatient: boolean;
  readonly isList: boolean;
  /** The input object that the argument takes; null for other types. */
  readonly object: {
    /** It is one of the {@link recursiveInputs}. */
    readonly isRecursive: boolean;
    /** A field of the object itself carries `@patient`. */
    readonly namesPatient: boolean;
    /** The object, or an input object nested in it, has a marked field. */
    readonly isMarked: boolean;
  } | null;
}

/** Determines the binding of an argument from the schema. */
export function bindingKindOf({ isPatient, isList, object }: BindingArgument): BindingKind {
  if (isPatient) return 'id';
  if (object === null) return 'none';
  if (object.isRecursive) return 'filter';
  if (object.namesPatient) return isList ? 'batch' : 'object';
  return isList && object.isMarked ? 'filter' : 'none';
}
