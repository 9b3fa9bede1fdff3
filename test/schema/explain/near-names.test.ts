import { describe, expect, it } from '@jest/globals';
import { parseCoordinate } from '../../../directives/coordinate.ts';
import { nearNames } from '../../../schema/explain/near-names.ts';

const KNOWN = [
  'Patient',
  'Patient.ssn',
  'Patient.name',
  'Claim.id',
  'Query.patients(first:)',
  'Query.patients',
].flatMap((text) => parseCoordinate(text) ?? []);

describe('suggestions for an unknown coordinate', () => {
  it.each([
    ['swapped letters', 'Pateint.ssn', ['Patient.ssn']],
    ['different letter case', 'patient.SSN', ['Patient.ssn']],
    ['the wrong type', 'Person.ssn', ['Patient.ssn']],
    ['a field name alone', 'ssn', ['Patient.ssn']],
    ['an argument without its colon', 'Query.patients(first)', ['Query.patients(first:)']],
    ['one letter too few and one too many', 'Quer.patientss', ['Query.patients']],
    ['a name unlike any other', 'Zebra.stripes', []],
  ])('for %s (%s) begin with %j', (_what, typed, near) => {
    expect(nearNames(typed, KNOWN).slice(0, Math.max(near.length, 1))).toEqual(near);
  });
});
