import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../../gateway/config/load-config.ts';
import { StartError } from '../../../gateway/platform/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-odd-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The problems of a file, one line each, without the name of the folder. */
function problems(file: string): readonly string[] {
  try {
    loadConfig({ config: file, subgraph: [], subgraphSdl: [], reach: [] }, {});
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return error.problems.map((line) => line.replace(`${folder}/`, ''));
  }
  return [];
}

/** Files that are not a usable configuration, and their problems. */
const ODD: readonly [string, string | Buffer, RegExp][] = [
  ['an empty file', '', /:1: graph: names no graph/],
  ['only a comment', '# nothing\n', /:1: graph: names no graph/],
  ['a string', 'hello', /:1: the file must be a section with keys/],
  ['a list', '- a\n', /:1: the file must be a section with keys/],
  [
    'an anchor with aliases',
    'a: &x {}\nb: *x\nc: *x\n',
    /:2:4: YAML aliases .*\n.*:3:4: YAML aliases/,
  ],
  ['a merge key', 'server:\n  <<: { port: 1 }\n', /:2:3: YAML merge keys/],
  [
    'an invalid port between CRLF line endings',
    'server:\r\n  port: x\r\n',
    /:2: server\.port: must be a whole number/,
  ],
  [
    'an invalid port after a byte order mark',
    '\uFEFFserver:\n  port: x\n',
    /:2: server\.port: must be a whole number/,
  ],
  ['UTF-16', Buffer.from('\uFEFFserver: {}', 'utf16le'), /is not a text in UTF-8/],
  ['binary bytes', Buffer.from([0xff, 0xfe, 0x00, 0x80]), /is not a text in UTF-8/],
  ['tabs', 'server:\n\tport: 1\n', /:2:1: not valid YAML \(tab as indent\)/],
  [
    'duplicate keys',
    'log: {}\nlog: {}\nlog: {}\n',
    /:2:1: not valid YAML \(duplicate key\)\.\n.*:3:1: not/,
  ],
  ['two documents', 'log: {}\n---\nlog: {}\n', /not valid YAML \(multiple docs\)/],
  ['a key that is a list', '? [a]\n: 1\n', /:1:3: a key is a list or a mapping/],
  ['an unknown tag', 'log: !!js/function x\n', /:1:6: not valid YAML \(tag resolve failed\)/],
  [
    'a !!binary value',
    'server: { host: !!binary aGk= }\n',
    /:1: server\.host: must be a host name/,
  ],
  [
    'the keys __proto__ and constructor',
    '__proto__: { x: 1 }\nconstructor: 1\n',
    /:1: __proto__: is not known.*\n.*constructor: is not known/s,
  ],
  ['deeply nested brackets', '['.repeat(5_000), /:1:\d+: nested deeper than 200 levels/],
  ['deeply nested lists', '- '.repeat(100_000), /:1:\d+: nested deeper than 200 levels/],
  ['deeply nested keys', '? '.repeat(5_000), /:1:\d+: nested deeper than 200 levels/],
  [
    'deep indentation',
    Array.from({ length: 1_000 }, (_, at) => `${' '.repeat(at)}k:\n`).join(''),
    /nested deeper/,
  ],
  [
    'many unknown keys',
    Array.from({ length: 1_000 }, (_, at) => `k${at}: 1\n`).join(''),
    /:1: k0: is not known/,
  ],
  ['a huge file', `# ${'x'.repeat(2_000_000)}`, /is larger than 1048576 bytes/],
];

describe('an unusual configuration file', () => {
  it.each(ODD)(
    'is refused with distinct problems that each name the file: %s',
    (_what, bytes, expected) => {
      const file = join(folder, 'odd.yaml');
      writeFileSync(file, bytes);
      const lines = problems(file);
      expect(lines.join('\n')).toMatch(expected);
      for (const line of lines) expect(line).toMatch(/^odd\.yaml:/);
      expect(new Set(lines).size).toBe(lines.length);
    },
  );

  it.each(['a-folder', 'absent.yaml', '/dev/zero', 'loop', 'k'.repeat(300)])(
    'is refused with one problem if it is not a readable file: %s',
    (name) => {
      mkdirSync(join(folder, 'a-folder'), { recursive: true });
      if (name === 'loop') symlinkSync('loop', join(folder, 'loop'));
      expect(problems(name.startsWith('/') ? name : join(folder, name))).toEqual([
        expect.stringMatching(/can't be read\. Fix the path|is larger than/),
      ]);
    },
  );

  it('is accepted with unused anchors, CRLF line endings and a byte order mark', () => {
    const file = join(folder, 'fine.yaml');
    const yaml = `\uFEFFgraph: &graph { subgraphs: [{ name: a, url: "http://127.0.0.1" }] }
identity: { issuers: [{ issuer: a, audience: b, jwks: "https://id.example" }] }
`;
    writeFileSync(file, yaml.replaceAll('\n', '\r\n'));
    expect(problems(file)).toEqual([]);
  });
});
