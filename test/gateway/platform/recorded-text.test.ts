import { describe, expect, it } from '@jest/globals';
import { commitTo } from '../../../gateway/audit/record/opening.ts';
import {
  isRecordable,
  isRecordableNote,
  toRecordable,
} from '../../../gateway/platform/recorded-text.ts';
import { UNRECORDABLE } from '../audit/record/unrecordable-texts.ts';

const SALT = 'ab'.repeat(32);
const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at);

describe('a text for the ledger', () => {
  it.each(UNRECORDABLE)(
    'is refused with TEXT_NOT_RECORDABLE if it contains %s, and is accepted once escaped',
    (_name, character) => {
      for (const text of [character, `a${character}`, `${character}b`, `ok ${character} end`]) {
        expect(isRecordable(text)).toBe(false);
        expect(isRecordableNote(text)).toBe(false);
        expect(() => commitTo(text, SALT)).toThrow(
          expect.objectContaining({ code: 'TEXT_NOT_RECORDABLE' }),
        );
        expect(isRecordable(toRecordable(text))).toBe(true);
      }
    },
  );

  it('is refused for exactly the control, bidirectional, line separator and surrogate code points', () => {
    const barred: number[] = [];
    for (let point = 0; point <= 0x10_ff_ff; point += 1)
      if (!isRecordable(`a${String.fromCodePoint(point)}`)) barred.push(point);
    expect(barred).toEqual([
      ...range(0, 0x1f),
      ...range(0x7f, 0x9f),
      0x06_1c,
      ...range(0x20_0e, 0x20_0f),
      ...range(0x20_28, 0x20_2e),
      ...range(0x20_66, 0x20_69),
      ...range(0xd8_00, 0xdf_ff),
    ]);
  });

  it.each(['plain', 'naïve Größe', 'שלום', 'سلام', '👩‍⚕️ 🇨🇭', 'क्‍ष', 'a\ufeffb', ''])(
    'is accepted unchanged: %j',
    (text) => {
      expect(isRecordable(text)).toBe(true);
      expect(toRecordable(text)).toBe(text);
      expect(commitTo(text, SALT).text).toBe(text);
    },
  );

  it('may have line feeds, but no CR LF, if it is stored beside its record, and no line feeds in the record itself', () => {
    expect(isRecordable('one\ntwo')).toBe(false);
    expect(commitTo('one\n\ntwo', SALT).text).toBe('one\n\ntwo');
    expect(() => commitTo('one\r\ntwo', SALT)).toThrow(/Line breaks/);
  });

  it('from another system has each forbidden character replaced by its code point', () => {
    expect(toRecordable('a\u202eb\u0085\ud800')).toBe(String.raw`a\u{202e}b\u{85}\u{d800}`);
  });
});
