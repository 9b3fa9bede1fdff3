import { describe, expect, it } from '@jest/globals';
import { NO_DATE_SCALARS, type DateScalars } from '../../directives/policy/date-format.ts';
import { unitGraph } from '../support/unit-graph.ts';

const SDL = `
type Query { person: Person }
scalar LocalDate
scalar Stamp
scalar Date
type Person @key(fields: "id") @patient(id: "id") {
  id: ID!
  seen: LocalDate @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["researcher"])
  birthDate: Stamp @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["researcher"])
  age: Int @phi(category: DATE, deidentify: AGE_90_PLUS) @role(anyOf: ["doctor"], deidentified: ["researcher"])
  visits: [[LocalDate]] @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["researcher"])
  named: Date @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["researcher"])
  year: Int @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["researcher"])
}`;

const DECLARED: DateScalars = new Map([
  ['LocalDate', 'iso-8601'],
  ['Stamp', 'unix-milliseconds'],
]);

/** What a role sees of a field, on an object that the subgraph answered so. */
async function seen(
  role: 'doctor' | 'researcher',
  field: string,
  answered: Readonly<Record<string, unknown>>,
  declared = DECLARED,
): Promise<unknown> {
  const { release } = await unitGraph(SDL, declared).decide({
    query: `{ person { id ${field} } }`,
    roles: { [role]: 'all' },
  });
  const { data } = release({ person: { __typename: 'Person', id: 'p1', ...answered } });
  return (data?.['person'] as Readonly<Record<string, unknown>> | undefined)?.[field];
}

const aged = (birth: unknown) => ({ age: 3, _phi_1_Person_birthDate: birth });

describe('a date scalar for a role that may see the year', () => {
  it.each<[string, string, unknown, unknown]>([
    ['a date', 'seen', '1984-05-06', '1984'],
    ['a date and time', 'seen', '1984-05-06T07:08:09Z', '1984'],
    ['a local spelling', 'seen', '06.05.1984', null],
    ['a name of a month', 'seen', '6 May 1984', null],
    ['a number', 'seen', 19_840_506, null],
    ['a number that looks like a year', 'seen', 1984, null],
    ['a list in place of a value', 'seen', ['1984-05-06'], null],
    ['an object in place of a value', 'seen', { date: '1984-05-06' }, null],
    ['a boolean', 'seen', true, null],
    ['no value', 'seen', null, null],
    ['lists of lists', 'visits', [['1984-05-06', null, 'x'], null], [['1984', null, null], null]],
    ['a time since 1970', 'birthDate', 452_649_600_000, Date.UTC(1984)],
    ['a time since 1970 as text', 'birthDate', '452649600000', String(Date.UTC(1984))],
    ['a date in a scalar of times', 'birthDate', '1984-05-06', null],
    // Days since 1970 as a number: 1985 is 1975-06-08, to the day.
    ['a number in a scalar that is only named Date', 'named', 1985, null],
    ['a text in a scalar that is only named Date', 'named', '1984-05-06', '1984'],
    ['a year in an Int', 'year', 1984, 1984],
  ])('shows at most the year of %s', async (_what, field, value, expected) => {
    expect(await seen('researcher', field, { [field]: value })).toEqual(expected);
  });

  it('is suppressed if its scalar has no known format, as in a trusted supergraph', async () => {
    const date = { seen: '1984-05-06' };
    expect(await seen('researcher', 'seen', date, NO_DATE_SCALARS)).toBeNull();
    expect(await seen('researcher', 'birthDate', { birthDate: 1984 }, NO_DATE_SCALARS)).toBeNull();
  });

  it('gives an age that is computed from the year alone, also from a time since 1970', async () => {
    const endOf2000 = Date.UTC(2000, 11, 31);
    expect(await seen('researcher', 'age', aged(endOf2000))).toBe(2026 - 2000);
    expect(await seen('researcher', 'age', aged('2000-12-31'))).toBeNull();
    expect(await seen('researcher', 'age', aged(2000), NO_DATE_SCALARS)).toBeNull();
  });

  it('is unchanged for a role that sees it in full', async () => {
    expect(await seen('doctor', 'seen', { seen: '06.05.1984' })).toBe('06.05.1984');
    expect(await seen('doctor', 'birthDate', { birthDate: 452_649_600_000 })).toBe(452_649_600_000);
  });
});
