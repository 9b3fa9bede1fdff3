import { describe, expect, it } from '@jest/globals';
import { isPseudonymous } from '../../../../../gateway/reports/surveillance/accesses/is-pseudonymous.ts';

const shown = (category: string, view: string) => ({
  coordinate: 'Patient.x',
  view,
  categories: [category],
});
const ID = shown('RECORD_NUMBER', 'deidentified');

describe('an access is under a pseudonym', () => {
  it.each([
    ['with a number that is a pseudonym, and findings', [ID, shown('CLINICAL', 'full')], [], true],
    [
      'with a state and a date in full',
      [ID, shown('GEOGRAPHY', 'full'), shown('DATE', 'full')],
      [],
      true,
    ],
    ['not with the name', [ID, shown('NAME', 'full')], [], false],
    ['not with findings alone: the id may be known', [shown('CLINICAL', 'full')], [], false],
    ['not without any field', [], [], false],
    ['not if the request named the patient', [ID], ['p1'], false],
    ['also if the request named another patient', [ID], ['p2'], true],
  ])('%s', (_, coordinates, patients, expected) => {
    expect(isPseudonymous({ patients }, { patient: 'p1', coordinates })).toBe(expected);
  });
});
