import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SMALL_AREAS } from '../../../directives/release/small-areas.ts';
import { secretKey } from '../../support/secret-key.ts';
import { MINIMAL, useConfigFolder } from './config-folder.ts';

const { folder, load, problems } = useConfigFolder();

describe('the pseudonym key', () => {
  it('is read from an environment variable in base64 or a file in hex', () => {
    const key = Buffer.from(secretKey(), 'base64');
    const text = load(`${MINIMAL}\npseudonymKey: "\${K}"`, {}, { K: key.toString('base64') });
    expect(text.pseudonymKey).toEqual(new Uint8Array(key));
    writeFileSync(join(folder, 'pseudonym.key'), `${key.toString('hex')}\n`, { mode: 0o600 });
    const file = load(`${MINIMAL}\npseudonymKey: { file: pseudonym.key }`);
    expect(file.pseudonymKey).toEqual(new Uint8Array(key));
  });

  it.each([
    'short',
    Buffer.alloc(31).toString('base64'),
    Buffer.alloc(31).toString('hex'),
    'ö'.repeat(40),
  ])('is refused when it has fewer than 32 bytes or no known encoding: %s', (key) => {
    expect(problems(() => load(`${MINIMAL}\npseudonymKey: "${key}"`))).toEqual([
      expect.stringMatching(/pseudonymKey: must hold at least 32 bytes/),
    ]);
  });
});

function withSmallAreas(text: string) {
  return load(`${MINIMAL}\ndeidentification: { smallAreas: ${text} }`);
}

describe('the configured ZIP code areas with few inhabitants', () => {
  it('are those of the latest census by default', () => {
    expect(load(MINIMAL).deidentification.smallAreas).toBe(SMALL_AREAS);
  });

  it('can be configured as a list with its day and source, inline or in a YAML or JSON file', () => {
    const text = '{ asOf: 2030-04-01, source: US Census 2030, areas: ["036", "999", "036"] }';
    const areas = { asOf: '2030-04-01', source: 'US Census 2030', areas: new Set(['036', '999']) };
    expect(withSmallAreas(text).deidentification.smallAreas).toEqual(areas);
    const yaml = 'asOf: 2030-04-01\nsource: US Census 2030\nareas: ["036", "999"]\n';
    writeFileSync(join(folder, 'areas.yaml'), yaml);
    expect(withSmallAreas('{ file: areas.yaml }').deidentification.smallAreas).toEqual(areas);
    writeFileSync(
      join(folder, 'areas.json'),
      JSON.stringify({ ...areas, areas: [...areas.areas] }),
    );
    expect(withSmallAreas('{ file: areas.json }').deidentification.smallAreas).toEqual(areas);
  });

  it('are refused with all six problems at once, inline or in a file', () => {
    const bad = '{ asOf: April 2020, areas: [036, "59", "102", "1O2"], since: 2020 }';
    const expectedProblems = [
      'asOf: must be the day of the count, such as 2020-04-01',
      'source: must be who counted, and who says so',
      'areas[0]: must be the first three digits of ZIP codes, in quotation marks, such as "036"',
      'areas[1]: must be the first three digits of ZIP codes, in quotation marks, such as "036"',
      'areas[3]: must be the first three digits of ZIP codes, in quotation marks, such as "036"',
      'since: is not known. Remove it or fix its spelling',
    ];
    const inline = problems(() => withSmallAreas(bad)).map((line) => line.replace(/^.*?: /, ''));
    expect(inline).toEqual(expectedProblems.map((line) => `deidentification.smallAreas.${line}`));
    writeFileSync(join(folder, 'bad.yaml'), bad);
    const [inFile, ...others] = problems(() => withSmallAreas('{ file: bad.yaml }'));
    expect(inFile).toContain(
      `deidentification.smallAreas.file: ${expectedProblems.map((line) => `line 1, ${line}`).join('; ')}`,
    );
    expect(others).toEqual([]);
  });

  it.each<[string, RegExp]>([
    ['036', /smallAreas: must be a section with keys/],
    ['{}', /smallAreas.asOf: .*\n.*smallAreas.source: .*\n.*smallAreas.areas: must be a list/],
    ['{ asOf: 2020-02-30, source: x, areas: ["036"] }', /asOf: must be the day of the count/],
    ['{ asOf: 2020-04-01, source: x, areas: [] }', /areas: must name at least one area/],
    ['{ file: missing.yaml }', /smallAreas.file: .*the file can't be read/],
    ['{ file: missing.yaml, areas: ["036"] }', /areas: is not known/],
    ['{ file: broken.yaml }', /smallAreas.file: .*not valid YAML/],
    [
      '{ file: empty.yaml }',
      /smallAreas.file: line 1, asOf: .*; line 1, source: .*; line 1, areas: /,
    ],
  ])('are refused with an error that names the faulty key when they are %s', (text, expected) => {
    writeFileSync(join(folder, 'broken.yaml'), 'areas: [');
    writeFileSync(join(folder, 'empty.yaml'), '');
    expect(problems(() => withSmallAreas(text)).join('\n')).toMatch(expected);
  });
});

describe('the setting for lists of objects with pseudonymized ids', () => {
  it('is refuse-paging by default, can be order, and is refused if it is "shuffled"', () => {
    expect([loadLists(''), loadLists('deidentification: { lists: order }')]).toEqual([
      'refuse-paging',
      'order',
    ]);
    expect(problems(() => loadLists('deidentification: { lists: shuffled }'))).toEqual([
      expect.stringContaining('deidentification.lists: must be one of order, refuse-paging, as-is'),
    ]);
  });
});

function loadLists(text: string) {
  return load(`${MINIMAL}\n${text}`).deidentification.lists;
}
