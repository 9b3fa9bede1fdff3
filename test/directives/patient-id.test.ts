import { describe, expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../directives/patient-id.ts';

describe('the patient id check', () => {
  const isPatientId = createPatientIdCheck(DEFAULT_PATIENT_IDS);

  it.each(['1', 'p-1', 'urn:oid:1.2.3', 'MRN 12', 'Пациент', 'é', '😀'.repeat(128)])(
    'accepts %s by default',
    (id) => {
      expect(isPatientId(id)).toBe(true);
    },
  );

  it.each<[string, string]>([
    ['no character', ''],
    ['129 characters', 'p'.repeat(129)],
    ['leading white space', ' p'],
    ['trailing white space', 'p\u2003'],
    ['white space only', ' '],
    ['a trailing line break', 'p\n'],
    ['a control character', 'p\u0007p'],
    ['a direction mark', 'p\u202ep'],
    ['an invisible letter', 'p\u3164p'],
    ['a line separator', 'p\u2028p'],
    ['a lone surrogate', '\ud83d'],
    ['a letter that has a composed form', 'e\u0301'],
  ])('refuses an id with %s', (_what, id) => {
    expect(isPatientId(id)).toBe(false);
  });

  it('requires a configured pattern to match the whole id, in addition to the default form', () => {
    const digits = createPatientIdCheck({ pattern: '[0-9]+|x', normalize: 'NFC' });
    expect(['12', 'x', '12x', 'x1', 'y'].map(digits)).toEqual([true, true, false, false, false]);
    const anything = createPatientIdCheck({ pattern: '[^]*', normalize: 'NFC' });
    expect([' p', 'p\u200b', 'p'.repeat(129)].some(anything)).toBe(false);
  });

  it('accepts only ids in the configured Unicode normalization form', () => {
    const forms = (['NFC', 'NFD', 'NFKC', 'NFKD'] as const).map((normalize) =>
      createPatientIdCheck({ pattern: null, normalize }),
    );
    expect(forms.map((check) => check('é'))).toEqual([true, false, true, false]);
    expect(forms.map((check) => check('e\u0301'))).toEqual([false, true, false, true]);
    expect(forms.map((check) => check('１'))).toEqual([true, true, false, false]);
  });
});
