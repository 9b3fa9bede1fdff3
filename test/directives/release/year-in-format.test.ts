import { describe, expect, it } from '@jest/globals';
import { DATE_FORMATS, type DateFormat } from '../../../directives/policy/date-format.ts';
import { deidentify } from '../../../directives/release/deidentify.ts';

const CONTEXT = { year: 2026, smallAreas: new Set<string>(), pseudonym: () => null };

const shown = (value: unknown, dateForm: DateFormat | null) =>
  deidentify('YEAR', value, { category: 'DATE', dateForm }, CONTEXT);

type Row = readonly [value: unknown, shown: string | number];

/** Each format with values in it and what they become. */
const SHOWN: Readonly<Record<DateFormat, readonly Row[]>> = {
  'iso-8601': [
    ['1984-05-06', '1984'],
    [' 1984-05-06 ', '1984'],
    ['1984-05', '1984'],
    ['1984', '1984'],
    ['19840506', '1984'],
    ['19840506T070809Z', '1984'],
    ['1984-05-06T07:08:09.123456789Z', '1984'],
    ['1984-05-06t07:08:09z', '1984'],
    ['1984-05-06T07:08', '1984'],
    ['1984-05-06 07:08:09+02', '1984'],
    ['1984-05-06T07:08:09+02:00[Europe/Berlin]', '1984'],
    // The year as written, without a conversion of time zones.
    ['1999-12-31T23:30:00-05:00', '1999'],
    // Years 90 or more years ago are one group.
    ['1930-01-01', '1936'],
  ],
  'hl7-v2': [
    ['1984', '1984'],
    ['198405', '1984'],
    ['19840506', '1984'],
    ['198405060708', '1984'],
    ['19840506070809.1234-0500', '1984'],
  ],
  'day-month-year': [
    ['6.5.1984', '1984'],
    ['31/12/1984', '1984'],
    ['31-12-1984 07:08', '1984'],
    ['06 05 1984', '1984'],
  ],
  'month-day-year': [
    ['5/6/1984', '1984'],
    ['12/31/1984, 7:08:09 PM', '1984'],
  ],
  year: [
    [1984, 1984],
    ['1984', '1984'],
    [1900, 1936],
  ],
  'unix-seconds': [
    // 1984-05-06
    [452_649_600, Date.UTC(1984) / 1000],
    ['452649600', String(Date.UTC(1984) / 1000)],
    [452_649_600.5, Date.UTC(1984) / 1000],
    [0, 0],
    [-1, Date.UTC(1969) / 1000],
    // 1985 seconds after 1970 began, which is no year.
    [1985, 0],
    // 1930-01-01
    [-1_262_304_000, Date.UTC(1936) / 1000],
  ],
  'unix-milliseconds': [
    [452_649_600_000, Date.UTC(1984)],
    ['452649600000', String(Date.UTC(1984))],
    [Date.UTC(1984, 11, 31, 23, 59, 59, 999), Date.UTC(1984)],
  ],
};

/** Values that each text format refuses. */
const NO_DATES: readonly unknown[] = [
  '',
  ' ',
  'born 1984',
  '84-05-06',
  '05/06/84',
  '1984-13-01',
  '1984-05-32',
  '1984-00-00',
  '1984-05-06x',
  '1984-05-06T',
  '1984-05-06T07:08:09Z; MRN 1234',
  '1984-W18-7',
  '1984-127',
  '+001984-05-06',
  '-1984-05-06',
  '0001-01-01',
  '9999-12-31',
  '１９８４-05-06',
  '1984\u201105\u201106',
  '1984-05-06\u0000',
  '٤',
  '452649600',
  '1e3',
  'NaN',
  'Infinity',
  '0x7f',
  '1 000',
  '-',
  '.5',
  '123-45-6789',
  Number.NaN,
  Infinity,
  -Infinity,
  1e300,
  1984.5,
  19_840_506,
  true,
  false,
  null,
  undefined,
  [],
  ['1984-05-06'],
  [1984],
  {},
  { year: 1984 },
  { toString: () => '1984-05-06', valueOf: () => 0 },
  new Date(0),
];

describe('YEAR on a declared date scalar, in 2026,', () => {
  it.each(
    DATE_FORMATS.flatMap((format) =>
      SHOWN[format].map(([value, expected]) => [format, value, expected] as const),
    ),
  )('shows of a scalar in the format %s the value %j as %j', (format, value, expected) => {
    expect(shown(value, format)).toBe(expected);
  });

  it.each(DATE_FORMATS)(
    'suppresses every value that is not in the format %s, or shows a bare year',
    (format) => {
      for (const value of NO_DATES) {
        const result = shown(value, format);
        if (result === null) continue;
        // A number or digits are a time since 1970.
        expect([value, format]).toEqual([value, expect.stringMatching(/^unix/)]);
        expect(typeof value === 'number' ? '0' : value).toEqual(expect.stringMatching(/^\d+$/));
        const unit = format === 'unix-seconds' ? 1000 : 1;
        const start = new Date(Number(result) * unit).toISOString();
        expect([value, start]).toEqual([
          value,
          expect.stringMatching(/^\d{4}-01-01T00:00:00.000Z$/),
        ]);
      }
    },
  );

  it('refuses the dates of every other format whose order of digits differs', () => {
    expect([
      shown('1984-05-06', 'day-month-year'),
      shown('6.5.1984', 'iso-8601'),
      shown('31/12/1984', 'month-day-year'),
      shown('12/31/1984', 'day-month-year'),
      shown('1984-05-06', 'hl7-v2'),
      shown('1984-05-06', 'year'),
      shown('1984-05-06', 'unix-seconds'),
      shown(1984, 'iso-8601'),
      // Milliseconds that are declared as seconds are beyond every year.
      shown(452_649_600_000, 'unix-seconds'),
    ]).toEqual(Array.from({ length: 9 }, () => null));
  });

  it('suppresses every value of a scalar without a known format', () => {
    for (const [value] of Object.values(SHOWN).flat()) {
      expect([value, shown(value, null)]).toEqual([value, null]);
    }
  });

  it('reads a text of a hundred thousand characters in milliseconds', () => {
    const long = ['1984-05-06T07:08:09.', '19840506070809.', '6.5.1984 ', '-', '1984-05-06T00['];
    const start = performance.now();
    for (const text of long) {
      for (const tail of ['1', ' ', 'a/', '+']) {
        for (const format of DATE_FORMATS) {
          const value = text + tail.repeat(100_000 / tail.length);
          const result = shown(`${value}!`, format);
          expect([format, text, tail, result]).toEqual([format, text, tail, null]);
        }
      }
    }
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
