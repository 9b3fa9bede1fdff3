import type { FilterSpec } from './filter-spec.ts';
import type { Report } from './report.ts';

/** The filter of a report, or every problem of the requested one. */
export type ResolvedFilter<Filter> =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly problems: readonly FilterProblem[] };

/** A problem of a requested filter. */
export type FilterProblem =
  /** Parts that the report requires and the request lacks. */
  | { readonly kind: 'missing'; readonly names: readonly string[] }
  /** Parts that the report does not accept, or fixes to another value. */
  | { readonly kind: 'foreign'; readonly names: readonly string[] }
  /** A value that is not in `values`. */
  | { readonly kind: 'unknown'; readonly name: string; readonly values: readonly string[] }
  /** An integer below `min`. */
  | { readonly kind: 'small'; readonly name: string; readonly min: number }
  /** A range whose start `from` is above its end `to`. */
  | { readonly kind: 'reversed'; readonly from: string; readonly to: string };

/** Merges a requested filter with the parts that the report fixes. A request cannot override a fixed part. */
export function resolveFilter<Filter extends object>(
  { requires, accepts, fixed, spec }: Pick<Report, 'requires' | 'accepts' | 'fixed' | 'spec'>,
  requested: Filter,
): ResolvedFilter<Filter> {
  const set = valuesIn(requested);
  const fixedValues = valuesIn(fixed);
  const accepted: readonly string[] = [...requires, ...accepts];
  const missing = requires.filter((name) => !set.has(name));
  const foreign = [...set].flatMap(([name, value]) => {
    // A request may repeat a fixed part with the fixed value.
    return accepted.includes(name) && (fixedValues.get(name) ?? value) === value ? [] : [name];
  });
  const problems: FilterProblem[] = [
    ...(missing.length === 0 ? [] : [{ kind: 'missing' as const, names: missing }]),
    ...(foreign.length === 0 ? [] : [{ kind: 'foreign' as const, names: foreign }]),
    ...filterProblems(requested, spec),
  ];
  return problems.length === 0
    ? { ok: true, filter: { ...requested, ...fixed } }
    : { ok: false, problems };
}

/**
 * Finds unknown values, integers below their minimum and reversed ranges. They match no row, and an empty report would
 * look like an answer.
 */
export function filterProblems(filter: object, spec: FilterSpec): readonly FilterProblem[] {
  const set = valuesIn(filter);
  const parts = Object.entries(spec);
  return [
    ...parts.flatMap(([name, { takes }]) => {
      const value = set.get(name);
      const isKnown =
        value === undefined || takes.kind !== 'enum' || takes.values.some((each) => each === value);
      return isKnown ? [] : [{ kind: 'unknown' as const, name, values: takes.values }];
    }),
    ...parts.flatMap(([name, { takes }]) => {
      const value = set.get(name);
      const min = takes.kind === 'integer' ? (takes.min ?? -Infinity) : -Infinity;
      return typeof value === 'number' && value < min
        ? [{ kind: 'small' as const, name, min }]
        : [];
    }),
    ...rangesIn(spec).flatMap(([from, to]) => {
      const [least, most] = [set.get(from), set.get(to)];
      const isReversed = typeof least === 'number' && typeof most === 'number' && least > most;
      return isReversed ? [{ kind: 'reversed' as const, from, to }] : [];
    }),
  ];
}

/** Pairs of parts that bound the same field, such as `since` and `until`. */
function rangesIn(spec: FilterSpec): readonly (readonly [from: string, to: string])[] {
  const parts = Object.entries(spec);
  return parts.flatMap(([from, { match: least }]) => {
    if (least.kind !== 'atLeast') return [];
    return parts.flatMap(([to, { match: most }]) =>
      most.kind === 'atMost' && most.field === least.field ? [[from, to] as const] : [],
    );
  });
}

function valuesIn(filter: object): ReadonlyMap<string, unknown> {
  return new Map(
    Object.entries(filter).filter((entry: [string, unknown]) => entry[1] !== undefined),
  );
}

/** The name of a part of the filter in a request to the API: `filter.patient`. */
export function filterKey(name: string): string {
  return `filter.${name}`;
}

/** The problem as a sentence; `labelOf` returns the name that the caller uses for a part of the filter. */
export function problemText(
  problem: FilterProblem,
  report: string,
  labelOf: (name: string) => string,
): string {
  const list = (names: readonly string[]) => names.map(labelOf).join(', ');
  switch (problem.kind) {
    case 'missing':
      return `The report ${report} needs ${list(problem.names)}.`;
    case 'foreign':
      return `The report ${report} does not take ${list(problem.names)}.`;
    case 'unknown':
      return `${labelOf(problem.name)} is one of ${problem.values.join(', ')}.`;
    case 'small':
      return `${labelOf(problem.name)} is at least ${problem.min}.`;
    case 'reversed':
      return `${labelOf(problem.from)} is after ${labelOf(problem.to)}.`;
    default:
      return problem satisfies never;
  }
}
