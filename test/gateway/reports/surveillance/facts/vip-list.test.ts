import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { FactLookup } from '../../../../../gateway/reports/surveillance/facts/fact-lookup.ts';
import {
  NO_FACT_KEYS,
  type PatientFact,
  type PeopleFacts,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import {
  patientFile,
  withVipList,
} from '../../../../../gateway/reports/surveillance/facts/vip-list.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-vips-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A lookup that knows these facts. */
function lookupOf(patients: PeopleFacts['patients']): FactLookup {
  return {
    keys: NO_FACT_KEYS,
    find: () => Promise.resolve({ patients, actors: new Map() }),
    ownPatientOf: () => Promise.resolve({ kind: 'not-asked' }),
    close: () => Promise.resolve(),
  };
}

describe('the file with the list of VIPs', () => {
  it('lists one id on each line, and ignores blank lines, spaces around ids and repetitions', () => {
    writeFileSync(join(folder, 'vips.txt'), 'p1\r\n\n  p2 \np1\n');
    expect(patientFile(folder).parse('vips.txt')).toEqual(['p1', 'p2']);
  });

  it.each([
    ['a file that does not exist', 'missing.txt', null, "the file can't be read"],
    ['an id with a direction character', 'bad.txt', 'p1\np\u202e2\n', 'entry 2'],
    ['an id of more than 256 characters', 'long.txt', 'x'.repeat(257), 'entry 1'],
  ])('refuses %s', (_what, name, content, problem) => {
    if (content !== null) writeFileSync(join(folder, name), content);
    const issues = patientFile(folder).safeParse(name).error?.issues ?? [];
    expect(issues.map(({ message }) => message)).toEqual([expect.stringContaining(problem)]);
  });

  it('adds to the facts of the listed patients, keeps the other facts, and makes the fact known of everybody', async () => {
    const lookup = lookupOf(
      new Map([
        ['p1', new Map<PatientFact, string | null>([['surname', 'Low']])],
        ['p3', new Map<PatientFact, string | null>([['vip', 'senator']])],
      ]),
    );
    const found = withVipList(lookup, ['p1']);
    expect([...found.keys.patients]).toEqual(['vip']);
    const { patients } = await found.find({ patients: ['p1', 'p2', 'p3'], actors: [] });
    expect(patients.get('p1')).toEqual(
      new Map([
        ['surname', 'Low'],
        ['vip', 'listed'],
      ]),
    );
    expect(patients.get('p2')).toEqual(new Map([['vip', null]]));
    expect(patients.get('p3')).toEqual(new Map([['vip', 'senator']]));
    expect(withVipList(lookup, null)).toBe(lookup);
  });
});
