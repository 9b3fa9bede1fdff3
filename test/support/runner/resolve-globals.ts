interface Resolved {
  readonly url: string;
  readonly shortCircuit?: boolean;
}

const GLOBALS = new URL('./globals.js', import.meta.url).href;

/**
 * Puts `globals.ts` in the place of `@jest/globals`, which throws outside of Jest's module system.
 * https://nodejs.org/api/module.html#resolvespecifier-context-nextresolve
 */
export function resolve<Result>(
  specifier: string,
  context: unknown,
  next: (specifier: string, context: unknown) => Result,
): Result | Resolved {
  return specifier === '@jest/globals'
    ? { url: GLOBALS, shortCircuit: true }
    : next(specifier, context);
}
