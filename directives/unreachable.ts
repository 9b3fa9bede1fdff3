/**
 * The `default` of a `switch` that handles every case of a type. It does not compile while a case is missing, and it throws
 * for a value that the type does not allow.
 */
export function unreachable(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
