/** Coerced variables of a request. */
export type Variables = Readonly<Record<string, unknown>>;

/** A value that is either constant for the document, or depends on a request's variables. */
export interface Varying<Value> {
  readonly isFixed: boolean;
  readonly at: (variables: Variables) => Value;
}

/** Creates a constant value. */
export function fixed<Value>(value: Value): Varying<Value> {
  return { isFixed: true, at: () => value };
}

/** Derives a value from others. It is computed once, here, if they are all constant. */
export function derive<Value>(
  from: readonly Varying<unknown>[],
  at: (variables: Variables) => Value,
): Varying<Value> {
  return from.every(({ isFixed }) => isFixed) ? fixed(at({})) : { isFixed: false, at };
}

/** Sums values. The constant ones are added up once. */
export function sum(parts: readonly Varying<number>[]): Varying<number> {
  const known = parts.filter(({ isFixed }) => isFixed).reduce((total, { at }) => total + at({}), 0);
  const varying = parts.filter(({ isFixed }) => !isFixed);
  return derive(varying, (variables) => {
    let total = known;
    for (const { at } of varying) total += at(variables);
    return total;
  });
}
