/*
 * The scalar values of the generated data, and the result of each method of de-identification for each value. The
 * results are written by hand from 45 CFR 164.514(b)(2), independently of the product. The current year is 2026.
 */

type MethodResults = Readonly<
  Partial<Record<'YEAR' | 'AGE_90_PLUS' | 'ZIP3' | 'LAST4' | 'INITIALS', string | number>> & {
    /** The value's own year, not limited to the last 90 years. */
    year?: number;
  }
>;

/** Text → the result of each method; null for a method that is left out. */
const TEXTS: Readonly<Record<string, MethodResults>> = {
  'Ada Vale': { INITIALS: 'A.V.' },
  Bo: { INITIALS: 'B.' },
  'Cy-Di Elmer': { LAST4: 'lmer', INITIALS: 'C.D.E.' },
  '1951-02-03': { year: 1951, YEAR: '1951', AGE_90_PLUS: '1951', LAST4: '0203' },
  '1931-12-31T23:00:00Z': { year: 1931, YEAR: '1936', AGE_90_PLUS: '90+', LAST4: '000Z' },
  '999-00-1234': { LAST4: '1234' },
  '01730': { ZIP3: '017' },
  '03601-1234': { ZIP3: '000', LAST4: '1234' },
  '47': { AGE_90_PLUS: '47' },
  '93': { AGE_90_PLUS: '90+' },
  '': {},
};

const NUMBERS: ReadonlyMap<number, MethodResults> = new Map<number, MethodResults>([
  // Values of numeric keys, which count from 0.
  ...[1, 2, 3].map((age): [number, MethodResults] => [age, { AGE_90_PLUS: age }]),
  [0, { AGE_90_PLUS: 0 }],
  [42, { AGE_90_PLUS: 42 }],
  [95, { AGE_90_PLUS: 90 }],
  [1990, { year: 1990, YEAR: 1990, AGE_90_PLUS: 1990 }],
  [1920, { year: 1920, YEAR: 1936, AGE_90_PLUS: 1936 }],
  [-7, {}],
]);

/** The results for ids, which text fields hold too. */
const IDS: Readonly<Record<string, MethodResults>> = {
  missing: { INITIALS: 'm.' },
  ...Object.fromEntries(
    [0, 1, 2, 3].flatMap((number): [string, MethodResults][] => [
      [`Patient-${number}`, { INITIALS: 'P.', LAST4: `ent${number}` }],
      [`Doctor-${number}`, { INITIALS: 'D.' }],
      [`Visit-${number}`, { INITIALS: 'V.' }],
      [`Lab-${number}`, { INITIALS: 'L.' }],
    ]),
  ),
};

/** The result of a method for a value of {@link RAW_VALUES} or for an id; null if nothing is shown. */
export function resultOf(method: string, value: unknown): string | number | null {
  return Object.entries(rowOf(value)).find(([name]) => name === method)?.[1] ?? null;
}

/** The year of a value of {@link RAW_VALUES}; null if the value has none. */
export function yearIn(value: unknown): number | null {
  return rowOf(value).year ?? null;
}

function rowOf(value: unknown): MethodResults {
  const results =
    typeof value === 'string'
      ? Object.entries({ ...TEXTS, ...IDS }).find(([text]) => text === value)?.[1]
      : NUMBERS.get(Number(value));
  if (!results && value !== null)
    throw new RangeError(`${JSON.stringify(value)} is not in the table`);
  return results ?? {};
}

/** Scalar type → its values. */
export const RAW_VALUES: Readonly<Record<string, readonly unknown[]>> = {
  String: Object.keys(TEXTS).toSorted(),
  Int: [0, 42, 95, 1990, 1920, -7],
  Float: [0.5, -2.25, 1e21, 3],
  Boolean: [true, false],
  ID: ['x-1', 'x-2', '7'],
  Date: ['1951-02-03', '1931-12-31T23:00:00Z'],
  Blob: ['text', 7, true, { a: [1, { b: null }], number: 1 }, [1, [2]], {}],
};
