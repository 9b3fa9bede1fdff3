import { describe, expect, it } from '@jest/globals';
import { expectedText, parseView } from '../../../gateway/policy-tests/expected-view.ts';

describe('the words for what a test expects', () => {
  it.each([
    ['full', { kind: 'full', value: null }],
    ['full 999-30-2967', { kind: 'full', value: '999-30-2967' }],
    ['full Sample Patient', { kind: 'full', value: 'Sample Patient' }],
    ['deidentified', { kind: 'deidentified', method: null, value: null }],
    ['LAST4', { kind: 'deidentified', method: 'LAST4', value: null }],
    ['LAST4 2967', { kind: 'deidentified', method: 'LAST4', value: '2967' }],
    ['suppressed', { kind: 'suppressed' }],
    ['denied', { kind: 'denied', reason: null }],
    ['denied by consent', { kind: 'denied', reason: 'consent' }],
    ['refused', { kind: 'refused', code: null }],
    ['refused with PURPOSE_NOT_ALLOWED', { kind: 'refused', code: 'PURPOSE_NOT_ALLOWED' }],
  ] as const)('reads "%s", and writes it the same', (text, view) => {
    expect(parseView(text)).toEqual(view);
    expect(expectedText(view)).toBe(text);
  });

  it.each([
    '',
    'Full',
    'none',
    'SUPPRESS',
    'LAST5',
    'denied role',
    'denied by luck',
    'suppressed 1',
  ])('refuses "%s"', (text) => {
    expect(parseView(text)).toBeNull();
  });

  it('refuses a code that no fault has', () => {
    expect(parseView('refused with NOT_A_CODE')).toBeNull();
    expect(parseView('refused with toString')).toBeNull();
  });
});
