import { describe, expect, it } from '@jest/globals';
import { parseCoordinate } from '../../directives/coordinate.ts';

describe('a schema coordinate typed by a user', () => {
  it.each([
    ['Patient', 'Patient'],
    ['Patient.ssn', 'Patient.ssn'],
    ['Query.patient(id:)', 'Query.patient(id:)'],
    [' Query.patient( id: ) ', 'Query.patient(id:)'],
    ['__proto__.constructor', '__proto__.constructor'],
  ])('is parsed without its white space: "%s" becomes "%s"', (typed, coordinate) => {
    expect(parseCoordinate(typed)).toBe(coordinate);
  });

  it.each([
    '',
    '.',
    'Patient.',
    'a.b.c',
    'Query.patient(id)',
    'Query(id:)',
    '1.a',
    'P.x(a:) or so',
  ])('is parsed as null if it is invalid: "%s"', (typed) => {
    expect(parseCoordinate(typed)).toBeNull();
  });
});
