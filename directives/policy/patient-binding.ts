/**
 * The input object types that are not recursive and contain no recursive type. A recursive input type is a filter
 * that can nest `and`, `or` and `not`, so a patient id inside it doesn't limit what the filter matches.
 *
 * `fields` maps each input object type to the named types of its fields. Types that are not a key are scalars and
 * enums.
 */
export function finiteInputs(fields: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const finite = new Set<string>();
  // Adds the types that contain only finite types, until a pass adds none.
  for (let before = -1; before !== finite.size;) {
    before = finite.size;
    for (const [type, fieldTypes] of fields)
      if (fieldTypes.every((name) => finite.has(name) || !fields.has(name))) finite.add(type);
  }
  return finite;
}

/**
 * How an argument binds its field to patients. A bound field reads or writes the data of the named patients only.
 * - `id`: the argument is a patient id and binds the field.
 * - `object`: an input object with a patient id among its own fields, which binds the field.
 * - `batch`: a list of such objects. It binds a mutation, and each item must contain a patient id.
 * - `open`: a filter that can match other patients. It prevents binding by other input objects.
 * - `none`: the argument doesn't affect binding.
 */
export type BindingKind = 'id' | 'object' | 'batch' | 'open' | 'none';

/** The facts about an argument that decide its binding. */
export interface BindingArgument {
  /** The argument itself carries `@patient`. */
  readonly isPatient: boolean;
  readonly isList: boolean;
  /** The input object that the argument takes; null for other types. */
  readonly object: {
    readonly isFinite: boolean;
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
  if (!object.isFinite) return 'open';
  if (object.namesPatient) return isList ? 'batch' : 'object';
  return isList && object.isMarked ? 'open' : 'none';
}
