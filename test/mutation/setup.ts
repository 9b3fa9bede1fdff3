import { afterAll, expect } from '@jest/globals';
import { appendFileSync } from 'node:fs';

/*
 * Runs before each test file of a mutation run. `MUTANT` is the condition that is taken away; `MUTATION_HITS` a
 * file that learns which conditions each test file evaluates.
 */
const active = Number(process.env['MUTANT'] ?? '-1');
const hits = new Set<number>();
const hitsFile = process.env['MUTATION_HITS'];

Object.assign(globalThis, {
  mutation: hitsFile
    ? (id: number) => {
        hits.add(id);
        return false;
      }
    : (id: number) => id === active,
});

if (hitsFile)
  afterAll(() => {
    const line = JSON.stringify([expect.getState().testPath, [...hits]]);
    appendFileSync(hitsFile, `${line}\n`);
  });
