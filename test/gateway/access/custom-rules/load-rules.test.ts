import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { StartError } from '../../../../gateway/platform/errors.ts';
import { loadRuleModule, readRules } from '../../../../gateway/access/custom-rules/load-rules.ts';
import type { MarkedGraph } from '../../../../schema/compose.ts';
import { composeMarked } from '../../../support/compose-subgraphs.ts';

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const composed = composeMarked({
  a: `type Query { patient: Patient } type Patient { id: ID owner: ID @inaccessible }`,
});
if (!composed.ok) throw new Error('not composed');
const load = async (name: string, text: string, graph: MarkedGraph = composed) => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return readRules(await loadRuleModule(file), 10, { ...graph, readMarks: () => graph.marks });
};
/** A rule in the form of graphql-shield, since the folder of the test has no packages. */
const RULE = `{ func: () => true, fragment: undefined }`;

const has = (at: string, source: string) =>
  `Patient.${at} has no rule, but is computed from ${source}, which has one. Give it a rule.`;

describe("the module with the operator's custom rules", () => {
  it('loads with its required fields, even @inaccessible ones, and has a hash', async () => {
    const { rules, hash } = await load(
      'good.mjs',
      `export default { Patient: { id: { rule: ${RULE}, requires: '{ owner }' } } };`,
    );
    expect(rules.get('Patient.id' as never)?.map(({ requires }) => requires)).toEqual([
      [['owner']],
    ]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('gives no rules and no hash if no module is configured', async () => {
    const graph = { ...composed, readMarks: () => composed.marks };
    expect(await readRules(null, 10, graph)).toEqual({ rules: new Map(), hash: null });
  });

  it.each([
    ['throws.mjs', 'throw new Error("secret")', /can't be loaded as a module \(it threw Error\)/],
    ['broken.mjs', 'export default {', /can't be loaded as a module/],
    ['nothing.mjs', 'export const rules = {};', /does not export a rule tree/],
    [
      'names.mjs',
      `export default { Patient: { ssn: ${RULE} } };`,
      /names.mjs: Patient.ssn is not in this graph/,
    ],
  ])(
    'is refused at the start with the problem, but not with the message of an error that it throws: %s (%s)',
    async (name, text, problem) => {
      await expect(load(name, text)).rejects.toThrow(problem);
      await expect(load(`again-${name}`, text)).rejects.not.toThrow(/secret/);
    },
  );

  it('is refused with "can\'t be loaded" if the file is missing', async () => {
    await expect(loadRuleModule(join(folder, 'absent.mjs'))).rejects.toThrow(/can't be loaded/);
  });

  it('is refused if a field without a rule is computed from a field with a rule, and accepted if both have rules', async () => {
    const graph = composeMarked({
      a: `type Query { patient: Patient }
        type Patient @key(fields: "id") { id: ID! ssn: String address: Address }
        type Address { city: String }`,
      b: `type Address { city: String @external }
        type Patient @key(fields: "id") {
          id: ID!
          ssn: String @external
          address: Address @external
          copy: String @requires(fields: "ssn")
          town: String @requires(fields: "address { city }")
        }`,
      c: `type Patient @key(fields: "id") {
          id: ID!
          copy: String @external
          again: String @requires(fields: "copy")
        }`,
    });
    if (!graph.ok) throw new Error(JSON.stringify(graph.problems));
    const of = (...fields: readonly string[]) =>
      `export default { Patient: { ${fields.map((field) => `${field}: ${RULE}`).join()} } };`;
    const refused = async (name: string, text: string) => {
      const error: unknown = await load(name, text, graph).catch((cause: unknown) => cause);
      return error instanceof StartError ? error.problems.map((line) => line.split(': ')[1]) : [];
    };
    expect(await refused('ssn.mjs', of('ssn'))).toEqual([
      has('copy', 'Patient.ssn'),
      has('again', 'Patient.ssn'),
    ]);
    expect(await refused('copy.mjs', of('ssn', 'copy'))).toEqual([has('again', 'Patient.copy')]);
    expect(await refused('all.mjs', of('ssn', 'copy', 'again'))).toEqual([]);
    expect(await refused('town.mjs', of('address'))).toEqual([has('town', 'Patient.address')]);
    expect(await refused('city.mjs', `export default { Address: { city: ${RULE} } };`)).toEqual([
      has('town', 'Address.city'),
    ]);
  });
});
