import { describe, expect, it } from '@jest/globals';
import { unmarkedPhi } from '../../../support/unmarked-phi.ts';

describe('the evidence of a finding', () => {
  it.each([
    ['high', 'email', 'Patient is named for a patient'],
    ['medium', 'alias', 'Patient is named for a patient'],
    ['low', 'quux', 'nothing in its name says that it is not PHI'],
  ])('is of %s confidence for %s on a patient, with its signs', (confidence, name, sign) => {
    const [finding] = unmarkedPhi(`type Query { p: Patient } type Patient { ${name}: String }`);
    expect(finding?.evidence?.confidence).toBe(confidence);
    expect(finding?.evidence?.signs).toContain(sign);
  });

  it.each([
    ['OTHER_ID', 'String'],
    ['DATE', 'LocalDate'],
    ['DATE', 'DateTime'],
    ['DATE', 'timestamptz'],
    ['OTHER_ID', 'Update'],
  ])('suggests %s for a value of the type %s with an unknown name', (category, type) => {
    const scalar = type === 'String' ? '' : `scalar ${type}`;
    const sdl = `type Query { p: Patient } type Patient { quux: ${type} } ${scalar}`;
    expect(unmarkedPhi(sdl).map(({ suggestion }) => suggestion?.categories)).toEqual([[category]]);
  });

  it('is of medium confidence for health information on a type that nothing links to a patient', () => {
    const sdl =
      'type Query { p: Patient x: X } type Patient { a: Boolean } type X { diagnosis: String }';
    expect(unmarkedPhi(sdl)[0]?.evidence?.confidence).toBe('medium');
  });
});
