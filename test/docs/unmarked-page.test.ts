import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { packageFile } from '../../schema/package-file.ts';
import { unmarkedPhi } from '../support/unmarked-phi.ts';

const PAGE = readFileSync(packageFile('docs/unmarked-phi.md'), 'utf8');

/** Types that the table "What each value means" names, each in a graph with patients, unless any graph will do. */
const REPORTED_ON: ReadonlyMap<string, string> = new Map([
  ['any type', 'type Query { x: Here } type Here'],
  ['any other type', 'type Query { x: Here } type Here'],
  [
    'what is about a patient',
    'type Query { p: Patient } type Patient { a: Boolean here: Here } type Here',
  ],
  [
    'a type of which nothing is known',
    'type Query { p: Patient x: Here } type Patient { a: Boolean } type Here',
  ],
  [
    'a patient, a record',
    'type Query { p: Patient } type Patient { id: ID visits: [Here] } type Here',
  ],
  [
    'a patient, a record of one',
    'type Query { p: Patient } type Patient { id: ID visits: [Here] } type Here',
  ],
]);

/** The rows of the table, each with its words; a row without words has those of the row above. */
function rows(): readonly (readonly [words: string, on: string, confidence: string])[] {
  const [, table = ''] = PAGE.split('\n## What each value means\n');
  let words = '';
  return [...table.matchAll(/^\| (.*?) *\| (.*?) *\| (high|medium|low) *\|$/gm)].map(
    ([, first = '', on = '', confidence = '']) => [(words = first || words), on, confidence],
  );
}

function confidenceOf(name: string, on: string): string | undefined {
  const sdl = `${REPORTED_ON.get(on) ?? ''} { ${name}: String }`;
  return unmarkedPhi(sdl).find(({ coordinate }) => coordinate === `Here.${name}`)?.evidence
    ?.confidence;
}

describe('the page docs/unmarked-phi.md', () => {
  it('says of words on which types check reports them, and with which confidence', () => {
    const named = rows().filter(([words]) => !words.startsWith('unknown'));
    expect(named.length).toBeGreaterThan(7);
    for (const [words, on, confidence] of named) {
      const names = [...words.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);
      for (const name of names)
        expect([name, on, confidenceOf(name, on)]).toEqual([name, on, confidence]);
    }
  });

  it('says that unknown words are reported with low confidence, and words about the program are not', () => {
    const [words, on, confidence] = rows().find(([first]) => first.startsWith('unknown')) ?? [];
    expect(confidenceOf('quux', on ?? '')).toBe(confidence);
    for (const [, name = ''] of (words ?? '').matchAll(/`(\w+)`/g))
      expect([name, confidenceOf(name, on ?? '')]).toEqual([name, undefined]);
  });
});
