import type { ExecutionResult } from 'graphql';

/** A place in a response. */
export type Path = readonly (string | number)[];

interface Response {
  readonly data?: unknown;
  readonly errors?:
    | readonly {
        readonly path?: Path | undefined;
        readonly extensions?: { readonly code?: unknown; readonly isReported?: unknown };
      }[]
    | undefined;
}

/**
 * Nulls that one response explains by an error and the other doesn't. An error explains the null at its path, or the
 * nearest null above. The path of a denial before planning has `@` for list indexes, so it can explain many nulls or
 * none. `absent` are the paths of objects of unreached patients, which an error reports.
 */
export function unexplained(
  expected: ExecutionResult,
  actual: Response,
  absent: readonly Path[],
): string[] {
  const { data } = actual;
  const isCut =
    actual.errors?.some(({ extensions }) => extensions?.code === 'FURTHER_ERRORS') === true;
  const places = (errors: Response['errors']): Path[] =>
    (errors ?? []).flatMap(({ path }) => (path ? landings(data, path) : []));
  const explained = new Set(places(actual.errors).map((path) => JSON.stringify(path)));
  const absentNulls = absent.flatMap((path) => landings(data, path));
  const denied = new Set(
    [...places(expected.errors), ...absentNulls].map((path) => JSON.stringify(path)),
  );
  const reported = expected.errors?.filter(({ extensions }) => extensions['isReported'] !== false);
  const mustBeExplained = new Set(
    [...places(reported), ...absentNulls].map((path) => JSON.stringify(path)),
  );
  const exact = (actual.errors ?? []).filter(({ path }) => path && !path.includes('@'));
  const ours = new Set(
    exact
      .filter((error) => error.path?.some((key) => typeof key === 'number'))
      .flatMap(({ path }) => landings(data, path ?? []))
      .map((path) => JSON.stringify(path)),
  );
  return [
    ...(isCut
      ? []
      : [...mustBeExplained]
          .filter((place) => !explained.has(place))
          .map((place) => `null without an error: ${place}`)),
    ...[...ours]
      .filter((place) => !denied.has(place))
      .map((place) => `an error too many: ${place}`),
  ];
}

/** The paths of the nulls that an error explains. */
export function landings(data: unknown, path: Path): Path[] {
  const walk = (value: unknown, at: number, here: Path): Path[] => {
    if (value === null || value === undefined) return [here];
    const key = path[at];
    if (key === undefined) return [];
    if (key === '@' && Array.isArray(value))
      return value.flatMap((item, index) => walk(item, at + 1, [...here, index]));
    if (typeof value !== 'object') return [];
    return walk(Object.getOwnPropertyDescriptor(value, key)?.value, at + 1, [...here, key]);
  };
  return walk(data, 0, []);
}
