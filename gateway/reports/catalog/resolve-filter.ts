import type { AnySpec } from './filter-spec.ts';

/** What a report is asked by. */
export interface AskedBy {
  /** What must be said. */
  readonly needs: readonly string[];
  /** What else may be said. */
  readonly takes: readonly string[];
  /** What it says itself. */
  readonly filter: object;
  readonly spec: AnySpec;
}

/** What a report is asked with, as far as it is one: its filter, or all that is wrong with it. */
export type AskedReport<Filter> =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly problems: readonly FilterProblem[] };

/**
 * What is wrong: `missing` must be said, `foreign` is nothing that it can be asked by, `unknown` is none of the
 * words that there are, and a `reversed` range ends before it begins.
 */
export type FilterProblem =
  | { readonly is: 'missing' | 'foreign'; readonly names: readonly string[] }
  | { readonly is: 'unknown'; readonly name: string; readonly words: readonly string[] }
  | { readonly is: 'reversed'; readonly from: string; readonly to: string };

/** The filter of a report together with what is asked. What the report says itself can't be said otherwise. */
export function askReport<Filter extends object>(
  { needs, takes, filter: own, spec }: AskedBy,
  asked: Filter,
): AskedReport<Filter> {
  const known = new Set<string>([...needs, ...takes]);
  const said = new Map<string, unknown>(
    Object.entries(asked).filter(([, value]) => value !== undefined),
  );
  const isFixed = new Map<string, unknown>(Object.entries(own));
  const missing = needs.filter((name) => !said.has(name));
  const foreign = [...said.keys()].filter(
    (name) => !known.has(name) || (isFixed.has(name) && isFixed.get(name) !== said.get(name)),
  );
  const problems: FilterProblem[] = [
    ...(missing.length === 0 ? [] : [{ is: 'missing' as const, names: missing }]),
    ...(foreign.length === 0 ? [] : [{ is: 'foreign' as const, names: foreign }]),
    ...problemsIn(said, spec),
  ];
  return problems.length === 0
    ? { ok: true, filter: { ...asked, ...own } }
    : { ok: false, problems };
}

/** What is wrong with a filter, whatever report it is for: nothing would fit, and look like an answer. */
export function filterProblems(filter: object, spec: AnySpec): readonly FilterProblem[] {
  return problemsIn(new Map<string, unknown>(Object.entries(filter)), spec);
}

function problemsIn(said: ReadonlyMap<string, unknown>, spec: AnySpec): FilterProblem[] {
  const reversed = RANGES.filter(([from, to]) => isReversed(said.get(from), said.get(to)));
  return [
    ...unknownWords(said, spec),
    ...reversed.map(([from, to]) => ({ is: 'reversed' as const, from, to })),
  ];
}

/** Words that are misspelt. */
function unknownWords(said: ReadonlyMap<string, unknown>, spec: AnySpec): FilterProblem[] {
  return Object.entries(spec).flatMap(([name, value]) => {
    const word = said.get(name);
    const isKnown =
      word === undefined || value.is !== 'one of' || value.words.some((each) => each === word);
    return isKnown ? [] : [{ is: 'unknown' as const, name, words: value.words }];
  });
}

const RANGES = [
  ['since', 'until'],
  ['firstLeaf', 'lastLeaf'],
  ['leastRecords', 'mostRecords'],
] as const;

function isReversed(from: unknown, to: unknown): boolean {
  return typeof from === 'number' && typeof to === 'number' && from > to;
}

/** What a part of the filter is called in a request. */
export function filterKey(name: string): string {
  return `filter.${name}`;
}

/** What is wrong, in a sentence, with the parts of the filter as whoever asks calls them. */
export function problemText(
  problem: FilterProblem,
  report: string,
  labelOf: (name: string) => string,
): string {
  const list = (names: readonly string[]) => names.map(labelOf).join(', ');
  switch (problem.is) {
    case 'missing':
      return `The report ${report} needs ${list(problem.names)}.`;
    case 'foreign':
      return `The report ${report} can't be asked with ${list(problem.names)}.`;
    case 'unknown':
      return `${labelOf(problem.name)} is one of ${problem.words.join(', ')}.`;
    case 'reversed':
      return `${labelOf(problem.from)} lies behind ${labelOf(problem.to)}.`;
    default:
      return problem satisfies never;
  }
}
