import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  stringifyResponse,
  writeResponse,
} from '../../../../gateway/http/apollo/create-apollo-server.ts';
import { casesAtDepth } from '../../../support/depth.ts';

/** Texts of characters of one to four bytes, below and above the size from which on a response is written in UTF-8. */
const text = fc
  .tuple(fc.string({ unit: 'binary', minLength: 1 }), fc.nat(2_000))
  .map(([part, count]) => part.repeat(count));

const response = fc.record(
  {
    data: fc.option(fc.dictionary(fc.string(), text, { noNullPrototype: true })),
    errors: fc.array(fc.record({ message: fc.string({ unit: 'binary' }) }), { minLength: 1 }),
    extensions: fc.constant({ cost: { estimated: 3, actual: 2 } }),
  },
  { requiredKeys: ['data'] },
);

describe('writeResponse', () => {
  it('writes what stringifyResponse writes, large responses in UTF-8', () => {
    let large = 0;
    fc.assert(
      fc.property(response, ({ data, ...more }) => {
        const written = writeResponse({ data: data && JSON.stringify(data), ...more });
        if (Buffer.isBuffer(written)) large += 1;
        expect(String(written)).toBe(stringifyResponse({ data, ...more }));
      }),
      casesAtDepth(200, 5_000),
    );
    expect(large).toBeGreaterThan(10);
  });

  it('writes JSON with the members errors, data and extensions that a response has', () => {
    const errors = [{ message: 'é 😀' }];
    const extensions = { cost: { estimated: 3, actual: 2 } };
    const data = { text: 'é 😀'.repeat(2_000) };
    for (const given of [
      { data },
      { data, errors },
      { data, errors, extensions },
      { data, extensions },
    ])
      expect(JSON.parse(String(writeResponse({ ...given, data: JSON.stringify(data) })))).toEqual(
        given,
      );
    expect(JSON.parse(String(writeResponse({ errors, extensions })))).toEqual({
      errors,
      extensions,
    });
  });

  it('sends no memory that it did not write, even for data with unpaired surrogates', () => {
    for (const unpaired of ['\ud800', 'a\udc00', '\ud83d\ud83d\ude00']) {
      const data = `"${unpaired.repeat(5_000)}"`;
      expect(writeResponse({ data })).toEqual(Buffer.from(`{"data":${data}}\n`));
    }
  });
});
