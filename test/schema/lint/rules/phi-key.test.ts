import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const MARK = '@phi @role(anyOf: ["x"])';

function found(subgraphs: Readonly<Record<string, string>>): readonly string[] {
  return linesOfRule('PHI_KEY', lintMarked(subgraphs));
}

describe('lint rule PHI_KEY reports PHI in a @key or at the end of a @patient path', () => {
  it.each<[string, string, string[]]>([
    [
      'when the field has @phi',
      `type Query { p: P }\ntype P @key(fields: "mrn") { mrn: ID ${MARK} }`,
      ['P.mrn @ a:2'],
    ],
    [
      'in any of several keys',
      `type Query { p: P }\ntype P @key(fields: "id") @key(fields: "ssn id") { id: ID ssn: ID ${MARK} }`,
      ['P.ssn @ a:2'],
    ],
    [
      'when the type has @phi',
      `type Query { p: P }\ntype P @key(fields: "id") ${MARK} { id: ID }`,
      ['P.id @ a:2'],
    ],
    [
      'in a nested key',
      `type Query { p: P }\ntype P @key(fields: "of { mrn }") { of: O } type O { mrn: ID ${MARK} }`,
      ['O.mrn @ a:2'],
    ],
    [
      'once when the field has @phi in an interface',
      `type Query { p: P q: Q }\ninterface I { id: ID ${MARK} }\ntype P implements I @key(fields: "id") { id: ID } type Q implements I @key(fields: "id") { id: ID }`,
      ['I.id @ a:2'],
    ],
  ])('%s', (_rule, a, expected) => {
    expect(found({ a })).toEqual(expected);
  });

  it('once, in the subgraph that has @phi, if two subgraphs have the key', () => {
    expect(
      found({
        a: `type P @key(fields: "id") { id: ID @role(anyOf: ["x"]) a: Int }`,
        b: `type Query { p: P }\ntype P @key(fields: "id") { id: ID ${MARK} }`,
      }),
    ).toEqual(['P.id @ b:2']);
  });

  it('when only a @patient path, and no @key, leads to it', () => {
    const a = `type Query { n: N }\ntype N @patient(id: "of.ssn") { of: O }\ntype O { ssn: ID ${MARK} }`;
    expect(found({ a })).toEqual(['O.ssn @ a:3']);
    const [{ message } = { message: '' }] = lintMarked({ a });
    expect(message).toBe('O.ssn is PHI, and the patient id of N: the ledger contains its value.');
  });

  it.each([
    [
      'a keyed hash',
      '@key(fields: "ssn")',
      '; the ledger stores a keyed hash of it as the record key of P',
    ],
    ['nothing', '@key(fields: "ssn") @key(fields: "id")', ''],
  ])('and says what the ledger stores for an object of the type: %s', (_what, keys, more) => {
    const a = `type Query { p: P } type P ${keys} { id: ID ssn: ID ${MARK} }`;
    const findings = lintMarked({ a }).filter(({ code }) => code === 'PHI_KEY');
    expect(findings.map(({ message }) => message)).toEqual([
      `P.ssn is PHI, and in the @key of P: subgraphs receive its value for every caller${more}.`,
    ]);
  });

  it('but reports no PHI in other fields of an entity', () => {
    const a = `type Query { p: P } type P @key(fields: "id") { id: ID ssn: String ${MARK} }`;
    expect(found({ a })).toEqual([]);
  });
});
