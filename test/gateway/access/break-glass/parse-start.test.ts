import { describe, expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../../directives/patient-id.ts';
import { parseStart } from '../../../../gateway/access/break-glass/parse-start.ts';

const REASON = 'unconscious after a fall';

const isPatientId = createPatientIdCheck(DEFAULT_PATIENT_IDS);

describe('a request to start break-glass', () => {
  it('is accepted with one patient and a reason, which is trimmed', () => {
    const start = { patient: 'p 1', reason: `  ${REASON}, keine Angehörigen 🚑 ` };
    expect(parseStart(start, isPatientId)).toEqual({
      patient: 'p 1',
      reason: 'unconscious after a fall, keine Angehörigen 🚑',
    });
  });

  it.each<[string, unknown]>([
    ['an empty body', undefined],
    ['null', null],
    ['a list', [{ patient: 'p1', reason: REASON }]],
    ['no patient', { reason: REASON }],
    ['an empty patient', { patient: '', reason: REASON }],
    ['several patients', { patient: ['p1', 'p2'], reason: REASON }],
    ['a patient with a line break', { patient: 'p1\np2', reason: REASON }],
    ['a patient that is not valid Unicode', { patient: '\ud800', reason: REASON }],
    ['a patient id of 129 characters', { patient: 'p'.repeat(129), reason: REASON }],
    ['a patient with a trailing space', { patient: 'p1 ', reason: REASON }],
    ['a patient with a leading no-break space', { patient: '\u00a0p1', reason: REASON }],
    ['a patient with a zero-width space', { patient: 'p\u200b1', reason: REASON }],
    ['a patient with decomposed letters', { patient: 'cafe\u0301', reason: REASON }],
    ['no reason', { patient: 'p1' }],
    ['a reason of spaces', { patient: 'p1', reason: '                    ' }],
    ['a reason of dots', { patient: 'p1', reason: '....................' }],
    ['a reason of 9 characters', { patient: 'p1', reason: 'emergency' }],
    ['a reason of more than 500 characters', { patient: 'p1', reason: 'because '.repeat(63) }],
    ['a reason with a line break', { patient: 'p1', reason: `${REASON}\nand so on` }],
    ['a reason with a terminal control sequence', { patient: 'p1', reason: `${REASON}\u001b[2J` }],
    ['a reason with a right-to-left override', { patient: 'p1', reason: `${REASON}\u202e` }],
    ['a reason with a C1 control', { patient: 'p1', reason: `${REASON}\u009b2J` }],
    ['a reason with a line separator', { patient: 'p1', reason: `${REASON}\u2028x` }],
    ['a reason that is not valid Unicode', { patient: 'p1', reason: `${REASON}\udfff` }],
    ['a reason that is not a string', { patient: 'p1', reason: 1234567890 }],
    ['an unknown key', { patient: 'p1', reason: REASON, minutes: 600 }],
    ['a __proto__ key', JSON.parse(`{"patient":"p1","reason":"${REASON}","__proto__":{}}`)],
  ])('is refused as BREAK_GLASS_INCOMPLETE with %s', (_what, body) => {
    expect(() => parseStart(body, isPatientId)).toThrow(
      expect.objectContaining({ code: 'BREAK_GLASS_INCOMPLETE' }),
    );
  });
});
