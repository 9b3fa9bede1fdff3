import { describe, expect, it } from '@jest/globals';
import { lintMarked, linesOfRule } from '../../../support/lint-subgraphs.ts';

const DEIDENTIFIED = '@phi @role(anyOf: ["x"], deidentified: ["r"])';

function found(field: string, record: string) {
  const a = `type Query { v: V }\ntype V {\n ${field}\n}\n${record}`;
  return lintMarked({ a });
}

describe('lint rule RECORD_SHOWN', () => {
  it.each<[string, string, string]>([
    [
      'a record with a value without marks',
      `of: P ${DEIDENTIFIED}`,
      'type P @key(fields: "id") { id: ID name: String }',
    ],
    [
      'a list of such records',
      `of: [P] ${DEIDENTIFIED}`,
      'type P @key(fields: "id") { id: ID name: String }',
    ],
    [
      'an interface with such a record',
      `of: I ${DEIDENTIFIED}`,
      'interface I { id: ID } type P implements I @key(fields: "id") { id: ID name: String }',
    ],
  ])('reports a de-identified view of %s', (_what, field, record) => {
    expect(linesOfRule('RECORD_SHOWN', found(field, record))).toEqual(['V.of @ a:3']);
  });

  it.each<[string, string, string]>([
    [
      'an object without a key, which is hidden with the field',
      `of: P ${DEIDENTIFIED}`,
      'type P { id: ID name: String }',
    ],
    [
      'a record whose values are all marked',
      `of: P ${DEIDENTIFIED}`,
      `type P @key(fields: "id") { id: ID name: String ${DEIDENTIFIED} }`,
    ],
    [
      'a record that is marked itself',
      `of: P ${DEIDENTIFIED}`,
      'type P @key(fields: "id") @phi @role(anyOf: ["x"]) { id: ID name: String }',
    ],
    [
      'a record for roles that see it in full',
      'of: P @phi @role(anyOf: ["x"])',
      'type P @key(fields: "id") { id: ID name: String }',
    ],
    ['a value', `of: String ${DEIDENTIFIED}`, ''],
  ])('does not report %s', (_what, field, record) => {
    expect(linesOfRule('RECORD_SHOWN', found(field, record))).toEqual([]);
  });

  it('names the role, the values and both ways to hide them', () => {
    const record = 'type P @key(fields: "id") { id: ID name: String phone: String }';
    const [finding] = found(`of: P ${DEIDENTIFIED}`, record).filter(
      ({ code }) => code === 'RECORD_SHOWN',
    );
    expect(finding?.message).toBe(
      'V.of lists r under deidentified, which hides nothing of the record: P.name and 1 more without marks are shown in full.',
    );
    expect(finding?.fix).toBe(
      'Remove r from the @role of V.of to hide the record, or mark P.name, P.phone with @phi and @role.',
    );
  });
});
