import { describe, expect, it } from '@jest/globals';
import { cleanQuestion } from '../../../../../gateway/reports/surveillance/questions/write-question.ts';

describe('the text of a question', () => {
  it.each([
    ['is one line', 'one\r\ntwo\u2028three\ttabs', 'one two three tabs'],
    ['has no control or direction characters', 'a\u0000b\u{202e}c\u{2069}d\u007f', 'a b c d'],
    [
      'has no unpaired surrogates, and keeps other characters',
      'x\ud800y 😀 ñ שלום',
      'x y 😀 ñ שלום',
    ],
    ['keeps markup, which is text where it is shown', '<b>"\'&', '<b>"\'&'],
  ])('%s', (_what, text, cleaned) => {
    expect(cleanQuestion(text)).toBe(cleaned);
  });

  it.each(['', ' \n\t ', '\u{202e}\u0000'])('is none if nothing is left of %j', (text) => {
    expect(cleanQuestion(text)).toBeNull();
  });
});
