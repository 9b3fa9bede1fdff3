import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { deidentify } from '../../../directives/release/deidentify.ts';
import { SMALL_AREAS } from '../../../directives/release/small-areas.ts';
import type { Deidentify } from '../../../directives/spec.ts';
import { casesAtDepth } from '../../support/depth.ts';

const context = {
  year: 2026,
  smallAreas: SMALL_AREAS.areas,
  pseudonym: (category: string, value: string) =>
    value === 'without pseudonym' ? null : `${category}/${value}`,
};
/** A field of the type Int for a number, of the type String for any other value. */
const fieldOf = (value: unknown) => ({
  category: 'NAME' as const,
  dateForm: typeof value === 'number' ? ('year' as const) : ('any text' as const),
});
const apply = (method: Deidentify, value: unknown) =>
  deidentify(method, value, fieldOf(value), context);

type Case = readonly [unknown, string | number | null];

const CASES: Readonly<Record<Deidentify, readonly Case[]>> = {
  SUPPRESS: [['anything', null]],

  YEAR: [
    ['1984-05-06', '1984'],
    ['1984-05', '1984'],
    ['1984', '1984'],
    [' 1984-05-06\n', '1984'],
    ['1984-05-06T07:08:09Z', '1984'],
    ['1984-05-06 07:08', '1984'],
    // The year is that of the date as written, without a conversion of time zones.
    ['1999-12-31T23:30:00-05:00', '1999'],
    ['2000-01-01T00:30:00+09:00', '2000'],
    // HL7
    ['19840506', '1984'],
    ['198405060708', '1984'],
    ['19840506070809.123-0500', '1984'],
    // The year last
    ['5/6/1984', '1984'],
    ['05/06/1984 07:08', '1984'],
    ['31.12.1984', '1984'],
    ['12-31-1984', '1984'],
    [1984, 1984],
    // Years 90 or more years ago reveal an age over 89, so they are one group.
    ['1937-01-01', '1937'],
    ['1936-12-31', '1936'],
    ['1935-01-01', '1936'],
    ['1849', '1936'],
    [1937, 1937],
    [1900, 1936],
    // Anything else is not a year and gives null.
    ['05/06/84', null],
    ['06051984', null],
    ['05061984', null],
    ['20101984', null],
    ['201012', null],
    ['1984-13-01', null],
    ['1984-05-32', null],
    ['1984-5-6', null],
    ['1984-05-06x', null],
    ['9999-12-31', null],
    ['1799-01-01', null],
    ['0001-01-01', null],
    ['2001-5678', null],
    ['123-45-6789', null],
    ['12-34-5678', null],
    ['5/6.1984', null],
    ['born 1984', null],
    ['１９８４-05-06', null],
    ['', null],
    [19840506, null],
    [452476800000, null],
    [1984.5, null],
    [true, null],
    [{ year: 1984 }, null],
  ],

  AGE_90_PLUS: [
    [0, 0],
    [89, 89],
    [90, 90],
    [117, 90],
    [999, 90],
    [1700, null],
    [-1, null],
    [45.5, null],
    ['0', '0'],
    ['89', '89'],
    ['90', '90+'],
    ['090', '90+'],
    ['007', '7'],
    [' 91 ', '90+'],
    ['90+', '90+'],
    ['1937', '1937'],
    ['1937-01-01', '1937'],
    ['01/31/1937', '1937'],
    ['1936-12-31', '90+'],
    ['1936', '90+'],
    ['12/31/1925', '90+'],
    ['19251231', '90+'],
    ['1925-12-31T23:59:59-08:00', '90+'],
    [1937, 1937],
    [1936, 1936],
    [1935, 1936],
    [1900, 1936],
    ['91 years', null],
    ['ninety', null],
    ['-3', null],
    ['', null],
    [{ age: 91 }, null],
    [true, null],
  ],

  ZIP3: [
    ['01730', '017'],
    [' 01730 ', '017'],
    ['01730-1234', '017'],
    ['01730 1234', '017'],
    ['017301234', '017'],
    ['03601', '000'],
    ['03601-1234', '000'],
    ['36901', '000'],
    ['83001', '000'],
    ['09012', '000'],
    ['00000', '000'],
    ['10115', '101'],
    // A leading zero may be missing, so the first three digits are unknown.
    ['1730', null],
    ['501', null],
    ['017', null],
    ['017**', null],
    ['0173', null],
    ['017301', null],
    ['01730-12', null],
    ['K1A 0B1', null],
    ['SW1A 1AA', null],
    ['０１７３０', null],
    ['', null],
    [1730, null],
  ],

  LAST4: [
    ['999-00-4711', '4711'],
    ['999004711 ', '4711'],
    ['MRN 00-12-34-56.', '3456'],
    ['ÄÖÜ-AB-漢字', null],
    ['ÄÖÜß-AB-漢字', 'AB漢字'],
    ['ä-12-34-56-7z', '567z'],
    ['1234567ä', '567ä'],
    ['1234567\ud83d\ude00', null],
    ['[12`34@56{78}', '5678'],
    ['12345678', '5678'],
    ['abzy-AB-ZY', 'ABZY'],
    ['az-1-AZ-234', 'Z234'],
    // Four of seven characters would be most of the value.
    ['1234567', null],
    ['***-**-4711', null],
    ['4711', null],
    ['', null],
    [9994711, null],
  ],

  INITIALS: [
    ['Ana María Ruiz-Sáenz', 'A.M.R.S.'],
    [' ólafur  ', 'ó.'],
    ['o\u0301lafur', 'ó.'],
    ['Fay719 Dickens117', 'F.D.'],
    ["Smith,John O'Brien", 'S.J.O.'],
    ['Dr. (Bob) Žižek', 'D.B.Ž.'],
    ['Ελένη Παπαδοπούλου', 'Ε.Π.'],
    // The initial of a one-letter word would be the whole word.
    ['J. R. Smith', 'S.'],
    ['X', null],
    ['Q 7', null],
    // In these scripts one character can be a word, or most of a name.
    ['王小明', null],
    ['김 민준', null],
    ['さくら サクラ', null],
    ['王 Peter', 'P.'],
    ['4711 99', null],
    ['', null],
    [7, null],
  ],

  PSEUDONYM: [
    ['x', 'NAME/x'],
    [7, 'NAME/7'],
    ['without pseudonym', null],
  ],
};

const ROWS = Object.entries(CASES).flatMap(([method, cases]) =>
  cases.map(([value, expected]) => [method as Deidentify, value, expected] as const),
);

/** Letters, digits and their neighbors in ASCII, and further letters, digits and other characters, some of them two code units. */
const UNITS = [
  ...'0 9 A Z a z / : @ [ ` { - \u007f \u0080 é ß 漢 ٣ 𝟘 𝒜 😀 \u0301 \ud800'.split(' '),
  ' ',
];

describe('the de-identified form of a value in 2026', () => {
  it.each(ROWS)('%s of %j is %j', (method, value, expected) => {
    expect(apply(method, value)).toBe(expected);
  });

  it('is a TypeError for an unknown method', () => {
    expect(() => apply('SHUFFLE' as Deidentify, 'x')).toThrow(TypeError);
  });

  it('is with LAST4, of any text, the last four of all its letters and digits if these are at least eight, else null', () => {
    const ascii = fc.string({ unit: 'binary-ascii', maxLength: 24 });
    const unit = fc.constantFrom(...UNITS);
    const text = fc.oneof(ascii, fc.string({ unit, maxLength: 24 }));
    fc.assert(
      fc.property(text, (value) => {
        const characters = value.match(/[\p{L}\p{N}]/gu) ?? [];
        const expected = characters.length < 8 ? null : characters.slice(-4).join('');
        expect(apply('LAST4', value)).toBe(expected);
      }),
      casesAtDepth(2_000, 200_000),
    );
  });

  it('shows no age over 89 with AGE_90_PLUS or YEAR, in 2026 and each later year up to 2149', () => {
    for (let year = 2026; year < 2150; year += 1)
      for (let born = year - 130; born <= year; born += 1) {
        const inYear = { ...context, year };
        const given = ['AGE_90_PLUS', 'YEAR'].flatMap((method) =>
          [born, `${born}-01-01`, `${born}`].map((value) =>
            deidentify(method as Deidentify, value, fieldOf(value), inYear),
          ),
        );
        // A person born in a released year is at most 89 at the end of this year, or the year is that of the group.
        const shown = given.filter((value) => value !== '90+').map(Number);
        const wrong = shown.filter((value) => value < year - 90);
        expect({ year, born, wrong }).toEqual({ year, born, wrong: [] });
      }
  });
});

describe('the built-in list of 3-digit ZIP code areas with few inhabitants', () => {
  it('has 127 areas, with those of the 2020 census and 2012 guidance, military ones and 000, and without 11 others', () => {
    const { areas, asOf } = SMALL_AREAS;
    expect(asOf).toBe('2020-04-01');
    expect([...areas].filter((area) => !/^\d{3}$/.test(area))).toEqual([]);
    const census2020 = '036 059 102 202 203 204 205 369 556 692 753 772 821 823 878 879 884 893';
    const guidance2012 = '036 059 063 102 203 556 692 790 821 823 830 831 878 879 884 890 893';
    const military = '090 091 092 093 094 095 096 097 098 340 962 963 964 965 966';
    for (const area of `${census2020} ${guidance2012} ${military} 000`.split(' '))
      expect([area, areas.has(area)]).toEqual([area, true]);
    for (const area of '006 008 009 010 100 891 900 967 969 995 999'.split(' '))
      expect([area, areas.has(area)]).toEqual([area, false]);
    // The census counts 894 areas, 18 of them small; 104 more have no inhabitants, and two are counted separately.
    expect(areas.size).toBe(18 + 104 + 5);
  });
});
