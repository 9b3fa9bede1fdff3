import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRules } from '../../../gateway/rules/load-rules.ts';
import { composeMarked } from '../../support/compose-subgraphs.ts';

const folder = mkdtempSync(join(tmpdir(), 'rules-'));
afterAll(() => rmSync(folder, { recursive: true }));

const composed = composeMarked({
  a: `type Query { patient: Patient } type Patient { id: ID owner: ID @inaccessible }`,
});
if (!composed.ok) throw new Error('not composed');
const { supergraphSdl } = composed;

const load = (name: string, text: string) => {
  const module = join(folder, name);
  writeFileSync(module, text);
  return loadRules({ module, timeoutMs: 10 }, supergraphSdl);
};
/** A rule as graphql-shield makes it: a test's folder has no packages. */
const RULE = `{ func: () => true, fragment: undefined }`;

describe('the module with the operator’s rules', () => {
  it('is loaded with what its rules require, be it hidden from clients, and known by its hash', async () => {
    const { rules, hash } = await load(
      'good.mjs',
      `export default { Patient: { id: { rule: ${RULE}, requires: '{ owner }' } } };`,
    );
    expect(rules.get('Patient.id' as never)?.map(({ requires }) => requires)).toEqual([
      [['owner']],
    ]);
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is none where none is configured', async () => {
    expect(await loadRules(null, supergraphSdl)).toEqual({ rules: new Map(), hash: null });
  });

  it.each([
    ['throws.mjs', 'throw new Error("secret")', /can't be loaded as a module \(it threw Error\)/],
    ['broken.mjs', 'export default {', /can't be loaded as a module/],
    ['nothing.mjs', 'export const rules = {};', /exports no rule tree/],
    [
      'names.mjs',
      `export default { Patient: { ssn: ${RULE} } };`,
      /names.mjs: Patient.ssn is not in this graph/,
    ],
  ])('is refused before anything is served: %s', async (name, text, problem) => {
    await expect(load(name, text)).rejects.toThrow(problem);
    await expect(load(`again-${name}`, text)).rejects.not.toThrow(/secret/);
  });

  it('is refused where it is not there', async () => {
    const module = join(folder, 'absent.mjs');
    await expect(loadRules({ module, timeoutMs: 10 }, supergraphSdl)).rejects.toThrow(
      /can't be loaded/,
    );
  });
});
