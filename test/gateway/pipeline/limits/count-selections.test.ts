import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import {
  countNesting,
  countSelections,
} from '../../../../gateway/pipeline/limits/count-selections.ts';
import { cpuTime } from '../../../support/cpu-time.ts';

const doubling = (levels: number) =>
  `{ ...F0 } ${Array.from({ length: levels }, (_, i) => `fragment F${i} on T { ...F${i + 1} ...F${i + 1} }`).join(' ')} fragment F${levels} on T { a }`;

describe('the number of selections in a document', () => {
  it.each<[string, number]>([
    ['{ a }', 1],
    ['{ a { b c } d }', 4],
    ['{ ... { a } ... on T { b } }', 4],
    ['{ ...F } fragment F on T { a b }', 3],
    ['{ x { ...F } y { ...F } } fragment F on T { a b }', 8],
    ['{ ...Unknown }', 1],
    ['{ a } { a b c }', 3],
    ['{ a } fragment Unused on T { a b c d }', 4],
    ['{ ...A } fragment A on T { ...B } fragment B on T { ...A }', Infinity],
    ['{ ...__proto__ } fragment __proto__ on T { constructor toString }', 3],
  ])(
    'counts fields and fragments of the largest definition, and the content of a fragment at each spread: %s has %s',
    (text, count) => {
      expect(countSelections(parse(text))).toBe(count);
    },
  );

  it('is that of the named operation, or of the largest operation if none is named', () => {
    const document = parse('query A { a } query B { ...F } fragment F on T { a b c }');
    expect(countSelections(document, 'A')).toBe(1);
    expect(countSelections(document, 'B')).toBe(4);
    expect(countSelections(document)).toBe(4);
  });

  it('takes at most 200 ms of the processor, even if fragments expand to more than 1e300 fields', async () => {
    const document = parse(doubling(1_000));
    const { value, cpuMs } = await cpuTime(() => Promise.resolve(countSelections(document)));
    expect(value).toBeGreaterThan(1e300);
    expect(cpuMs).toBeLessThan(200);
    expect(countSelections(parse(doubling(20)))).toBe(1 + 2 ** 20 + 2 * (2 ** 20 - 1));
  });
});

describe('the nesting depth of a document', () => {
  it.each<[string, number]>([
    ['{ a }', 1],
    ['{ a { b { c } } d }', 3],
    ['{ ... { ... { a } } }', 3],
    ['{ x { ...F } } fragment F on T { a { b } }', 4],
    ['{ ...A } fragment A on T { ...A }', Infinity],
  ])('counts nested fields and fragments: %s has %s', (text, nesting) => {
    expect(countNesting(parse(text))).toBe(nesting);
  });
});
