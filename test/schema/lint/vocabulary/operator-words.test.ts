import { describe, expect, it } from '@jest/globals';
import { NO_HINTS, type LintHints } from '../../../../schema/lint/lint-hints.ts';
import { NO_WORDS, type Vocabulary } from '../../../../schema/lint/vocabulary/vocabulary.ts';
import { unmarkedCoordinates } from '../../../support/unmarked-phi.ts';

function added(words: Partial<Vocabulary>): LintHints {
  return { ...NO_HINTS, vocabularies: [{ ...NO_WORDS, ...words }] };
}

describe('the words of an operator', () => {
  it('make a type a patient', () => {
    const sdl = 'type Query { k: Kundin } type Kundin { email: String }';
    expect(unmarkedCoordinates(sdl)).toEqual([]);
    expect(unmarkedCoordinates(sdl, added({ types: { patient: 'kundin' } }))).toEqual([
      'Kundin.email',
    ]);
  });

  it('make a value of another a possible value of the patient', () => {
    const sdl = 'type Query { p: Patient } type Patient { werkstattEmail: String }';
    const types = { organization: 'werkstatt' };
    expect(unmarkedCoordinates(sdl, added({ types }))).toEqual([]);
    expect(unmarkedCoordinates(sdl, added({ types, ambiguous: 'werkstatt' }))).toEqual([
      'Patient.werkstattEmail',
    ]);
  });

  it('make a value no PHI', () => {
    const sdl = 'type Query { p: Patient } type Patient { quux: String }';
    expect(unmarkedCoordinates(sdl, added({ technical: 'quux' }))).toEqual([]);
  });
});
