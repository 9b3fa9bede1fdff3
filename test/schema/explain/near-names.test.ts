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

describe('names near to what was typed', () => {
  it.each([
    ['a swap', 'Pateint.ssn', ['Patient.ssn']],
    ['another case', 'patient.SSN', ['Patient.ssn']],
    ['a field of the wrong type', 'Person.ssn', ['Patient.ssn']],
    ['a field alone', 'ssn', ['Patient.ssn']],
    ['an argument without its colon', 'Query.patients(first)', ['Query.patients(first:)']],
    ['a letter too few and one too many', 'Quer.patientss', ['Query.patients']],
    ['nothing like it', 'Zebra.stripes', []],
  ])('are found for %s', (_what, typed, near) => {
    expect(nearNames(typed, KNOWN).slice(0, Math.max(near.length, 1))).toEqual(near);
  });
});
