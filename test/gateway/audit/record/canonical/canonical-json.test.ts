import { describe, expect, it } from '@jest/globals';
import canonicalizeModule from 'canonicalize';
import * as fc from 'fast-check';
import { writeCanonical } from '../../../../../gateway/audit/record/canonical/canonical-json.ts';
import {
  parseCanonical,
  parseMembers,
} from '../../../../../gateway/audit/record/canonical/parse-canonical.ts';
import { casesAtDepth } from '../../../../support/depth.ts';
import { anyText } from '../../../../support/any-text.ts';

// Its types describe an ES module, which it is not.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, true, false),
    fc.maxSafeInteger(),
    anyText,
    fc.array(tie('value')),
    fc.dictionary(anyText, tie('value')),
  ),
}));

/** The definition that the scan of the parser has to agree with. */
function isWrittenAgain(text: string): boolean {
  try {
    return writeCanonical(JSON.parse(text)) === text;
  } catch {
    return false;
  }
}

describe('canonical JSON', () => {
  it('equals the output of an independent RFC 8785 implementation, and parses back to itself', () => {
    fc.assert(
      fc.property(value, (sample) => {
        const text = writeCanonical(sample);
        expect(text).toBe(canonicalize(sample));
        expect(writeCanonical(parseCanonical(Buffer.from(text)))).toBe(text);
      }),
      casesAtDepth(100, 500),
    );
  });

  it('is accepted by the parser exactly if writing the parsed value gives the same text', () => {
    const pieces =
      '" \\ \\u0008 \\u001f \\u001F \\n \\/ { } [ ] , : - 0 1 9007199254740991 e . true null "a":1 é \0 \x7f \u2028';
    const piece = fc.constantFrom(' ', ...pieces.split(' '));
    const edit = fc.record({ at: fc.nat(), removed: fc.nat(3), piece });
    const edited = fc.tuple(value, fc.array(edit, { maxLength: 3 })).map(([sample, edits]) =>
      edits.reduce((text, { at, removed, piece: added }) => {
        const start = at % (text.length + 1);
        return text.slice(0, start) + added + text.slice(start + removed);
      }, writeCanonical(sample)),
    );
    const made = fc.array(piece, { maxLength: 8 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.oneof(edited, made), (text) => {
        fc.pre(!/\p{Surrogate}/u.test(text));
        expect(parseCanonical(Buffer.from(text)) !== undefined).toBe(isWrittenAgain(text));
      }),
      casesAtDepth(600, 3000),
    );
  });

  it('has the same members by parseMembers as by parseCanonical, and is refused by both if it is damaged or not an object', () => {
    const names = fc.constantFrom('a', 'b', 'kind', '__proto__', 'é', '\n', '\u{1f600}', '\ufb33');
    const object = fc.dictionary(names, value);
    const spoiled = fc
      .tuple(object, fc.nat(), fc.constantFrom('', ' ', ',', '"', '1'))
      .map(([sample, at, added]) => {
        const text = writeCanonical(sample);
        const start = at % (text.length + 1);
        return text.slice(0, start) + added + text.slice(start + (at % 2));
      });
    fc.assert(
      fc.property(spoiled, (text) => {
        const bytes = Buffer.from(text);
        const whole = parseCanonical(bytes);
        const isObject = typeof whole === 'object' && whole !== null && !Array.isArray(whole);
        const member = parseMembers(bytes);
        expect(member !== null).toBe(isObject);
        if (!isObject) return;
        const found = new Map(Object.entries(whole));
        for (const name of ['a', 'b', 'kind', '__proto__', 'missing'])
          expect(member?.(name)).toEqual(found.get(name));
      }),
      casesAtDepth(400, 2000),
    );
  });

  it('is refused by the parser if it is nested a million levels deep', () => {
    expect(parseCanonical(Buffer.from('['.repeat(1_000_000)))).toBeUndefined();
  });

  it('is written with its names in the order of their UTF-16 code units', () => {
    const names = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const text = writeCanonical(Object.fromEntries(names.map((name) => [name, 0])));
    // The text, since JSON.parse() moves names like 1 to the front: https://www.rfc-editor.org/rfc/rfc8785#section-3.2.3
    expect(text).toBe('{"\\r":0,"1":0,"\u0080":0,"\u00f6":0,"\u20ac":0,"\u{1f600}":0,"\ufb33":0}');
  });

  it.each([
    ['a fraction', 1.5],
    ['a number beyond the safe integers', 2 ** 53],
    ['not-a-number', Number.NaN],
    ['infinity', Infinity],
    ['an undefined member', { a: undefined }],
    ['a function', () => 1],
    ['a lone surrogate', 'a\ud800'],
    ['a lone surrogate in a name', { '\udc00': 1 }],
  ])('cannot be written for %s (TypeError)', (_, sample) => {
    expect(() => writeCanonical(sample)).toThrow(TypeError);
  });

  it.each([
    ['a duplicate key', '{"a":1,"a":1}'],
    ['the number 1.0', '{"a":1.0}'],
    ['an exponent', '{"a":1e2}'],
    ['minus zero', '{"a":-0}'],
    ['a fraction', '{"a":1.5}'],
    ['an integer that a double cannot hold', '{"a":9007199254740993}'],
    ['a lone surrogate', '{"a":"\\ud800"}'],
    ['a needless escape', '{"a":"\\u0061"}'],
    ['a trailing space', '{"a":1} '],
    ['a leading byte order mark', '\ufeff{"a":1}'],
    ['a space inside', '{"a": 1}'],
    ['names out of order', '{"b":1,"a":1}'],
    ['two values', '{}{}'],
    ['no content', ''],
  ])('is refused by the parser with %s', (_, text) => {
    expect(parseCanonical(Buffer.from(text))).toBeUndefined();
  });

  it('is refused by the parser if its bytes are not UTF-8', () => {
    expect(parseCanonical(Buffer.from([0x22, 0xff, 0x22]))).toBeUndefined();
  });

  it('keeps members that are named __proto__ and constructor when it is parsed and written again', () => {
    const text = '{"__proto__":{"a":1},"constructor":2}';
    expect(writeCanonical(parseCanonical(Buffer.from(text)))).toBe(text);
  });
});
