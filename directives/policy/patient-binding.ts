/**
 * Input types from which no chain of fields leads into a cycle. Any other input type is a filter that can
 * nest `and`, `or` and `not`: a patient named in it says nothing certain about what the filter matches.
 *
 * `fields` maps each input object type to the named types of its fields; names that it does not hold are leaves.
 */
export function finiteInputs(fields: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
  const finite = new Set<string>();
  for (let before = -1; before !== finite.size;) {
    before = finite.size;
    for (const [type, below] of fields)
      if (below.every((name) => finite.has(name) || !fields.has(name))) finite.add(type);
  }
  return finite;
}

/**
 * How an argument bears on whose data its field is about.
 * - `id`: it is the patient's id, and makes the whole field about that patient.
 * - `object`: an input object that names its patient in a field of its own, and so does the same.
 * - `batch`: a list of such objects. Where the field is a write, each item is one, and must name its patient.
 * - `open`: a filter that can match other patients, whatever other objects name.
 * - `none`: it leaves open whose data the field is about.
 */
export type BindingKind = 'id' | 'object' | 'batch' | 'open' | 'none';

/** What decides how an argument binds its field. */
export interface BindingPlace {
  /** The argument itself carries `@patient`. */
  readonly isPatient: boolean;
  readonly isList: boolean;
  /** Null: the argument is no input object. */
  readonly object: {
    readonly isFinite: boolean;
    /** A field of the object itself carries `@patient`. */
    readonly namesPatient: boolean;
    /** The object or one inside it holds a marked input. */
    readonly isMarked: boolean;
  } | null;
}

/** The kind of binding that the schema makes of an argument. */
export function bindingOf({ isPatient, isList, object }: BindingPlace): BindingKind {
  if (isPatient) return 'id';
  if (object === null) return 'none';
  if (!object.isFinite) return 'open';
  if (object.namesPatient) return isList ? 'batch' : 'object';
  return isList && object.isMarked ? 'open' : 'none';
}
