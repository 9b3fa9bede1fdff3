import { describe, expect, it } from '@jest/globals';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

describe('the words of an operator', () => {
  const NONE = {
    certain: {},
    health: {},
    identity: {},
    person: {},
    record: {},
    everyday: '',
    vital: '',
    felt: '',
    clinician: '',
    payment: '',
    ambiguous: '',
    label: '',
    time: '',
    technical: '',
  };

  it('make a type a patient', () => {
    const sdl = 'type Query { k: Kundin } type Kundin { email: String }';
    expect(unmarkedCoordinates(sdl)).toEqual([]);
    expect(unmarkedCoordinates(sdl, [{ ...NONE, types: { patient: 'kundin' } }])).toEqual([
      'Kundin.email',
    ]);
  });

  it('make a value of another a possible value of the patient', () => {
    const sdl = 'type Query { p: Patient } type Patient { werkstattEmail: String }';
    const added = { ...NONE, types: { organization: 'werkstatt' } };
    expect(unmarkedCoordinates(sdl, [added])).toEqual([]);
    expect(unmarkedCoordinates(sdl, [{ ...added, ambiguous: 'werkstatt' }])).toEqual([
      'Patient.werkstattEmail',
    ]);
  });

  it('make a value no PHI', () => {
    const sdl = 'type Query { p: Patient } type Patient { quux: String }';
    expect(unmarkedCoordinates(sdl, [{ ...NONE, types: {}, technical: 'quux' }])).toEqual([]);
  });
});
