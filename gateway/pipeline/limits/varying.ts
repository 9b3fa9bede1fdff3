/** Coerced variables of a request. */
export type Variables = Readonly<Record<string, unknown>>;

/** A value that is either known with the document or follows from each request's variables. */
export interface Varying<Value> {
  readonly isFixed: boolean;
  readonly at: (variables: Variables) => Value;
}

/** A value that no variable changes. */
export function fixed<Value>(value: Value): Varying<Value> {
  return { isFixed: true, at: () => value };
}

/** What follows from other values: computed once, here, where none of them varies. */
export function derive<Value>(
  from: readonly Varying<unknown>[],
  at: (variables: Variables) => Value,
): Varying<Value> {
  return from.every(({ isFixed }) => isFixed) ? fixed(at({})) : { isFixed: false, at };
}

/** The sum; what is known of it is added up once. */
export function sum(parts: readonly Varying<number>[]): Varying<number> {
  const known = parts.filter(({ isFixed }) => isFixed).reduce((total, { at }) => total + at({}), 0);
  const varying = parts.filter(({ isFixed }) => !isFixed);
  return derive(varying, (variables) => {
    let total = known;
    for (const { at } of varying) total += at(variables);
    return total;
  });
}
