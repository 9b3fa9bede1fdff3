import { describe, expect, it } from '@jest/globals';
import { printSchema } from 'graphql';
import { AUTHORIZATION, clerk } from '../../support/callers.ts';
import { introspectedSchema } from '../../support/introspected-schema.ts';
import { DOCTOR } from './introspection-cases.ts';

describe('the schema that introspection shows a caller', () => {
  it('omits default values with enum values or input fields that are hidden from the caller', async () => {
    const sdl = `
      type Query { f(e: E! = B o: E = B w: W = { b: 1 } v: V = { b: 1 } n: [E!] = [A]): Int @deprecated(reason: "old") }
      directive @how(e: E = B w: W! = { a: 1 }) on FIELD
      "What there is."
      enum E { A B ${DOCTOR} }
      input W { a: Int = 7 b: Int ${DOCTOR} e: E = B c: [E] = [A B] }
      input V { a: Int b: Int ${DOCTOR} }
    `;
    const schema = await introspectedSchema({ a: sdl }, clerk, AUTHORIZATION);
    expect(printSchema(schema)).toBe(
      [
        'directive @how(e: E, w: W!) on FIELD',
        '',
        '"""What there is."""',
        'enum E {',
        '  A',
        '}',
        '',
        'type Query {',
        '  f(e: E!, o: E, w: W, v: V, n: [E!] = [A]): Int @deprecated(reason: "old")',
        '}',
        '',
        'input V {',
        '  a: Int',
        '}',
        '',
        'input W {',
        '  a: Int = 7',
        '  e: E',
        '  c: [E]',
        '}',
      ].join('\n'),
    );
  });
});
