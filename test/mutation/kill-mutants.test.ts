import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { packageFile } from '../../schema/package-file.ts';
import { createKiller, probe } from './kill-mutants.ts';

const written = mkdtempSync(join(tmpdir(), 'kill-mutants-'));
afterAll(() => rmSync(written, { recursive: true }));

const UNMISSED = 1;
const MISSED = 2;
/** The first test fails if the second one did not run after its last run. */
const DEPENDENT_TESTS = `
  import { expect, it } from '@jest/globals';
  const left = [];
  it('adds', () => { left.push(mutation(${UNMISSED})); expect(left.length).toBe(1); });
  it('clears', () => { left.length = 0; });
  it('misses a condition', () => expect(mutation(${MISSED})).toBe(false));
`;

it('a mutant counts as killed if it makes a test fail, but not if the test fails because of state that an earlier run left', async () => {
  const file = join(written, 'dependent.mjs');
  writeFileSync(file, DEPENDENT_TESTS);
  const location = { folder: packageFile('.'), file };
  const probed = await probe(location, () => true);
  if (probed === null || typeof probed === 'string') throw new Error(probed ?? 'not probed');
  const { kills, close } = createKiller(location, probed);
  expect([await kills(UNMISSED), await kills(UNMISSED), await kills(MISSED)]).toEqual([
    false,
    false,
    true,
  ]);
  close();
});
