/**
 * The `default` of a `switch` over all cases of a type: the compiler refuses it while a case is missing, and it throws where
 * a value has none of them nevertheless.
 */
export function unreachable(value: never): never {
  throw new TypeError(`unexpected ${JSON.stringify(value)}`);
}
