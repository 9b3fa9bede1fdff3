import { describe, expect, it } from '@jest/globals';
import { categorySet } from '../../../directives/operation/category-set.ts';
import { agesByYears } from '../../../directives/release/age-by-years.ts';
import { yearInFormat } from '../../../directives/release/year-in-format.ts';
import { unitGraph, type UnitRequest } from '../../support/unit-graph.ts';

/** The years of fields of the types Int and String. */
const yearOf = (value: unknown) =>
  yearInFormat(value, typeof value === 'number' ? 'year' : 'any text');
const living = { death: 'none' } as const;
const CONTEXT = { year: 2026, smallAreas: new Set<string>(), pseudonym: () => null };

describe('de-identification by the year of birth, in 2026,', () => {
  it.each<[unknown, unknown, unknown]>([
    [45, '1980-12-31', 46],
    [46, 1980, 46],
    ['45', '1980-12-31', '46'],
    ['90+', '1930-01-01', '90+'],
    [' 90+ ', '1980-12-31', '46'],
    [89, '1936-12-31', 90],
    ['89', '1936-12-31', '90+'],
    [89, '1937-01-01', 89],
    [103, '1923-01-01', 90],
    [45, null, null],
    ['45', 'in spring', null],
    [1, '2027-01-01', null],
    [[45, null, [44]], '1980-12-31', [46, null, [46]]],
    ['1980-02-03', '1980-02-03', '1980-02-03'],
    [1980, '1980-02-03', 1980],
    [-1, '1980-02-03', -1],
    [true, '1980-02-03', true],
    [45.7, '1980-02-03', 46],
  ])('turns the age %j with the birth date %j into %j', (age, birth, expected) => {
    expect(agesByYears(age, { birth: yearOf(birth), ...living }, CONTEXT)).toEqual(expected);
  });

  it.each<[unknown, unknown]>([
    ['2001-02-03', 21],
    [null, null],
    [undefined, null],
    ['in spring', null],
  ])(
    'turns the age 20 with the birth date 1980-12-31 and the date of death %j into %j',
    (death, expected) => {
      expect(agesByYears(20, { birth: 1980, death: yearOf(death) }, CONTEXT)).toBe(expected);
    },
  );

  it.each<[unknown, unknown, unknown, unknown]>([
    [99, '1925-01-23', '2024-10-25', 90],
    ['99', '1925-01-23', '2024-10-25', '90+'],
    [89, '1935-12-31', '2025-01-01', 90],
    [88, '1936-01-01', '2025-01-01', null],
    ['88', '1936-01-01', '2025-01-01', null],
    [25, '1925-01-23', '1950-10-25', null],
    [95, 1830, 1925, 90],
    [83, '1937-01-01', '2020-12-31', 83],
    [-1, '1925-01-23', '1920-10-25', -1],
    [5, '1925-01-23', '1920-10-25', null],
    [[99, [98]], '1925-01-23', '2024-10-25', [90, [90]]],
  ])(
    'turns the age %j with the birth date %j and the date of death %j into %j',
    (age, birth, death, expected) => {
      expect(agesByYears(age, { birth: yearOf(birth), death: yearOf(death) }, CONTEXT)).toEqual(
        expected,
      );
    },
  );
});

const graph = unitGraph(`
  type Query { person: Person grave: Grave thing: Thing tomb: Tomb home: Home @phi @role(anyOf: ["doctor"], deidentified: ["research"]) }
  interface Thing { id: ID }
  type Person implements Thing @key(fields: "id") {
    id: ID
    age: Int @phi(category: OTHER_ID, deidentify: AGE_90_PLUS) @role(anyOf: ["doctor"], deidentified: ["research", "clerk"])
    must: Int
    sealedBorn: String @phi(deidentify: YEAR) @role(anyOf: ["doctor"])
    born: String @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["doctor"], deidentified: ["research"])
  }
  type Grave @key(fields: "id") {
    id: ID
    age: Int @phi(deidentify: AGE_90_PLUS) @role(anyOf: [], deidentified: ["research"])
    born: Int @phi(deidentify: YEAR) @role(anyOf: [], deidentified: ["research"])
    died: Int @phi(deidentify: YEAR) @role(anyOf: [], deidentified: ["research"])
    seen: Int @phi(deidentify: YEAR) @role(anyOf: [], deidentified: ["research"])
  }
  type Tomb @key(fields: "id") {
    id: ID
    died: Int @phi(deidentify: YEAR) @role(anyOf: [], deidentified: ["research"])
    born: Int @phi(deidentify: YEAR) @role(anyOf: [], deidentified: ["research"])
    age: Int @phi(deidentify: AGE_90_PLUS) @role(anyOf: [], deidentified: ["research"])
  }
  type Place implements Thing @key(fields: "id") { id: ID age: Int }
  type Home {
    age: Int @phi(deidentify: AGE_90_PLUS) @role(anyOf: ["doctor", "research"])
    birthDate(form: String!): String @phi(deidentify: AGE_90_PLUS) @role(anyOf: ["doctor", "research"])
  }
`);
const RESEARCH: Omit<UnitRequest, 'query'> = { roles: { research: 'all' } };
const KEY = '_phi_1_Person_born';

describe('a de-identified age of an object with a birth date field', () => {
  it('is computed from the birth date that the role may see, which is fetched with it', async () => {
    const { inner, release } = await graph.decide({ ...RESEARCH, query: '{ person { age } }' });
    expect(inner).toContain(`${KEY}: born`);
    expect(inner).not.toContain('sealedBorn');
    const person = { __typename: 'Person', age: 45, [KEY]: '1980-12-31' };
    expect(release({ person })).toMatchObject({ data: { person: { age: 46 } }, withheld: [] });
  });

  it('behind an interface adds the birth date to the fetch only for types that have both fields', async () => {
    const query = '{ thing { ... on Person { age } ... on Place { age } } }';
    const { inner } = await graph.decide({ ...RESEARCH, query });
    expect(inner?.match(/_phi_1_\w+/g)).toEqual([KEY]);
  });

  it('is suppressed if the subgraph returns no birth date or the purpose of use excludes dates', async () => {
    const query = '{ person { age } }';
    const closed = { ...RESEARCH, closedByPurpose: categorySet(['DATE']), query };
    for (const request of [{ ...RESEARCH, query }, closed]) {
      const { release } = await graph.decide(request);
      const { data, withheld } = release({ person: { __typename: 'Person', age: 45 } });
      expect(data).toEqual({ person: { age: null } });
      expect(withheld).toEqual([{ coordinate: 'Person.age', reason: 'suppressed' }]);
    }
    expect((await graph.decide(closed)).inner).not.toContain('born');
  });

  it('is the age at death, the current age without a death, and SUBGRAPH_FAILED if the death could not be fetched', async () => {
    const { inner, release } = await graph.decide({ ...RESEARCH, query: '{ grave { age } }' });
    expect(inner).not.toContain('seen');
    const grave = {
      __typename: 'Grave',
      age: 20,
      _phi_1_Grave_born: 1980,
      _phi_1_Grave_died: 2001,
    };
    expect(release({ grave }).data).toEqual({ grave: { age: 21 } });
    const lost = { grave: { ...grave, _phi_1_Grave_died: null } };
    expect(release(lost).data).toEqual({ grave: { age: 46 } });
    const failed = [['grave', '_phi_1_Grave_died']];
    const { data, errors, withheld } = release(lost, { failed });
    expect(data).toEqual({ grave: { age: null } });
    expect(errors.map(({ code }) => code)).toEqual(['SUBGRAPH_FAILED']);
    expect(withheld).toEqual([{ coordinate: 'Grave.age', reason: 'failed' }]);
    // A null age stays null, even if fetching the death failed.
    const none = { grave: { ...lost.grave, age: null } };
    expect(release(none, { failed })).toMatchObject({ data: { grave: { age: null } }, errors: [] });
  });

  it('is the age at death if the type declares the death before the birth', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ tomb { age } }' });
    const years = { _phi_1_Tomb_born: 1980, _phi_1_Tomb_died: 2001 };
    const { data } = release({ tomb: { __typename: 'Tomb', age: 20, ...years } });
    expect(data).toEqual({ tomb: { age: 21 } });
  });

  it('is computed from a date of death that the subgraph returns together with an error', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ grave { age } }' });
    const years = { _phi_1_Grave_born: 1980, _phi_1_Grave_died: 2001 };
    const grave = { __typename: 'Grave', age: 20, ...years };
    const { data, errors } = release({ grave }, { failed: [['grave', '_phi_1_Grave_died']] });
    expect([data, errors]).toEqual([{ grave: { age: 21 } }, []]);
  });

  it('is SUBGRAPH_FAILED and not recorded as withheld if the subgraph returns neither the age nor the death', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ grave { age } }' });
    const grave = { __typename: 'Grave', _phi_1_Grave_born: 1980, _phi_1_Grave_died: null };
    const { errors, withheld } = release({ grave }, { failed: [['grave', '_phi_1_Grave_died']] });
    expect(errors.map(({ code }) => code)).toEqual(['SUBGRAPH_FAILED']);
    expect(withheld).toEqual([]);
  });

  it('is 90 for a death at 99, and suppressed for a death at 25 of a person born more than 90 years ago', async () => {
    const { release } = await graph.decide({ ...RESEARCH, query: '{ grave { age born died } }' });
    const released = (born: number, died: number, age: number) =>
      release({
        grave: {
          __typename: 'Grave',
          age,
          born,
          died,
          _phi_1_Grave_born: born,
          _phi_1_Grave_died: died,
        },
      });
    expect(released(1925, 2024, 99).data).toEqual({ grave: { age: 90, born: 1936, died: 2024 } });
    const young = released(1925, 1950, 25);
    expect(young.data).toEqual({ grave: { age: null, born: 1936, died: 1950 } });
    expect(young.withheld).toEqual([{ coordinate: 'Grave.age', reason: 'suppressed' }]);
  });

  it('is the original age for a role that sees it in full', async () => {
    const doctor = { roles: { doctor: 'all' }, query: '{ person { age } }' } as const;
    const { release } = await graph.decide(doctor);
    const person = { __typename: 'Person', age: 45, [KEY]: '1980-12-31' };
    expect(release({ person }).data).toEqual({ person: { age: 45 } });
  });

  it('is the original age for roles that may not see the year of birth', async () => {
    const clerk = { roles: { clerk: 'all' }, query: '{ person { age } }' } as const;
    const { inner, release } = await graph.decide(clerk);
    expect(inner).not.toContain('born');
    expect(release({ person: { __typename: 'Person', age: 45 } }).data).toEqual({
      person: { age: 45 },
    });
  });

  it('is suppressed on an object without a key whose birth date field needs an argument', async () => {
    const { inner, release } = await graph.decide({ ...RESEARCH, query: '{ home { age } }' });
    expect(inner).not.toContain('birthDate');
    expect(release({ home: { __typename: 'Home', age: 45 } }).data).toEqual({
      home: { age: null },
    });
  });
});
