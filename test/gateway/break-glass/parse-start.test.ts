import { describe, expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../directives/patient-id.ts';
import { parseStart } from '../../../gateway/break-glass/parse-start.ts';

const REASON = 'unconscious after a fall';

const isPatientId = createPatientIdCheck(DEFAULT_PATIENT_IDS);

describe('the start of break-glass', () => {
  it('names one patient and a reason', () => {
    const start = { patient: 'p 1', reason: `  ${REASON}, keine Angehörigen 🚑 ` };
    expect(parseStart(start, isPatientId)).toEqual({
      patient: 'p 1',
      reason: 'unconscious after a fall, keine Angehörigen 🚑',
    });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a list', [{ patient: 'p1', reason: REASON }]],
    ['no patient', { reason: REASON }],
    ['an empty patient', { patient: '', reason: REASON }],
    ['several patients', { patient: ['p1', 'p2'], reason: REASON }],
    ['a patient of two lines', { patient: 'p1\np2', reason: REASON }],
    ['a patient that has no UTF-8 form', { patient: '\ud800', reason: REASON }],
    ['an endless patient', { patient: 'p'.repeat(129), reason: REASON }],
    ['a patient with a blank behind', { patient: 'p1 ', reason: REASON }],
    ['a patient with a no-break space before', { patient: '\u00a0p1', reason: REASON }],
    ['a patient with a zero-width space inside', { patient: 'p\u200b1', reason: REASON }],
    ['a patient in decomposed letters', { patient: 'cafe\u0301', reason: REASON }],
    ['no reason', { patient: 'p1' }],
    ['a reason of blanks', { patient: 'p1', reason: '                    ' }],
    ['a reason of dots', { patient: 'p1', reason: '....................' }],
    ['a reason that is hardly one', { patient: 'p1', reason: 'emergency' }],
    ['an endless reason', { patient: 'p1', reason: 'because '.repeat(63) }],
    ['a reason of two lines', { patient: 'p1', reason: `${REASON}\nand so on` }],
    ['a reason that a terminal obeys', { patient: 'p1', reason: `${REASON}\u001b[2J` }],
    ['a reason with a line separator', { patient: 'p1', reason: `${REASON}\u2028x` }],
    ['a reason that has no UTF-8 form', { patient: 'p1', reason: `${REASON}\udfff` }],
    ['a reason that is no text', { patient: 'p1', reason: 1234567890 }],
    ['more than it takes', { patient: 'p1', reason: REASON, minutes: 600 }],
    ['__proto__', JSON.parse(`{"patient":"p1","reason":"${REASON}","__proto__":{}}`)],
  ])('is refused with %s', (_what, body) => {
    expect(() => parseStart(body, isPatientId)).toThrow(
      expect.objectContaining({ code: 'BREAK_GLASS_INCOMPLETE' }),
    );
  });
});
