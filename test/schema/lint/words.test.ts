import { describe, expect, it } from '@jest/globals';
import { holdsPhrase, wordsOf } from '../../../schema/lint/words.ts';

describe('splitting a name into words', () => {
  it.each([
    ['homeAddressLine1', 'home address line 1'],
    ['PATIENT_SSNs', 'patient ssn'],
    ['IPAddress', 'ip address'],
    ['patientSSN', 'patient ssn'],
    ['BIRTHDATE', 'birthdate'],
    ['date_of_birth', 'date of birth'],
    ['allergies', 'allergy'],
    ['addresses', 'address'],
    ['status', 'status'],
    ['diagnosis', 'diagnosis'],
    ['ssns', 'ssn'],
    ['patientPhotos', 'patient photo'],
    ['patientemail', 'patient email'],
    ['pacientenombre', 'paciente nombre'],
    ['Patientinnen', 'patientinnen'],
    ['patientendaten', 'patientendaten'],
    ['DOS', 'dos'],
    ['_id', 'id'],
    ['childDoB', 'child dob'],
    ['patientHbA1c', 'patient hba1c'],
    ['spO2', 'spo2'],
    ['lastSPO2Level', 'last spo2 level'],
    ['addr1', 'addr 1'],
    ['adobe', 'adobe'],
    ['número de teléfono', 'numero de telefono'],
    ['doğum yılı', 'dogum yili'],
    ['Địa chỉ', 'dia chi'],
    ['__proto__', 'proto'],
    ['"Date of birth (MM/DD/YYYY)."', 'date of birth mm dd yyyy'],
    ['', ''],
  ])('splits %s into %s', (name, words) => {
    expect(wordsOf(name).join(' ')).toBe(words);
  });

  it('is done once for each name, since large schemas repeat them', () => {
    expect(wordsOf('lastMenstrualPeriod')).toBe(wordsOf('lastMenstrualPeriod'));
  });

  it.each([
    ['homeZipCode', 'zip code', true],
    ['ZIPCODE', 'zip code', true],
    ['zipOfCode', 'zip code', false],
    ['page', 'age', false],
    ['patientAge', 'age', true],
  ])('in %s finds the phrase %s: %s', (name, phrase, holds) => {
    expect(holdsPhrase(wordsOf(name), wordsOf(phrase))).toBe(holds);
  });
});
