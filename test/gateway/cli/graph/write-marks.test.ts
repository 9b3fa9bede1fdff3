import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { editSubgraphs, fixFindings } from '../../../../gateway/cli/graph/fix-findings.ts';
import { fixLines } from '../../../../gateway/cli/graph/check/print-fixes.ts';
import { readSubgraphs } from '../../../../gateway/cli/graph/read-subgraphs.ts';
import { writeSources } from '../../../../gateway/cli/graph/write-sources.ts';
import { memberCoordinate } from '../../../../directives/coordinate.ts';
import { StartError } from '../../../../gateway/platform/errors.ts';
import { lint } from '../../../../schema/lint/lint.ts';
import { runPhiGateway } from '../../../support/run-phi-gateway.ts';
import { testConnect } from '../../../support/test-connect.ts';

const root = mkdtempSync(join(tmpdir(), 'phi-marks-'));
afterAll(() => rmSync(root, { recursive: true }));

const ROLES = { roles: ['nurse'], defaultRoles: [] };

/** A folder with the files of one subgraph. */
function folderWith(name: string, files: Readonly<Record<string, string>>): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

const SCHEMA = `# The clinic's own comment.
type Query { patients(name: String, where: Where): [Patient] }

type Patient {
  id: ID!
  name:   String    # keeps its spaces
  "The phone."
  phone: String
}
`;
const INPUTS = 'input Where { phone_contains: String }\r\n';

async function fixed(folder: string) {
  const subgraphs = await readSubgraphs([`clinic=${folder}`], testConnect());
  return fixFindings(subgraphs, (texts) => lint(texts, ROLES));
}

/** Everything but what was inserted. */
function isWithin(before: string, after: string): boolean {
  let from = 0;
  for (const character of before) {
    from = after.indexOf(character, from) + 1;
    if (from === 0) return false;
  }
  return true;
}

describe('check --fix', () => {
  it('marks what is unmarked and the inputs that filter by it, in the files of the author, once', async () => {
    const folder = folderWith('clinic', { 'a.graphql': SCHEMA, 'b.graphql': INPUTS });
    const first = await fixed(folder);
    writeSources(first.edited.flatMap(({ files }) => files));
    const [schema, inputs] = ['a', 'b'].map((name) =>
      readFileSync(join(folder, `${name}.graphql`), 'utf8'),
    );
    expect(schema).toContain('extend schema\n  @link(');
    expect(schema).toContain(
      '  name:   String @phi(category: NAME) @role(anyOf: [])    # keeps its spaces\n  "The phone."\n  phone: String @phi(category: PHONE) @role(anyOf: [])\n',
    );
    expect(schema).toContain('type Patient @patient(id: "id") {\n  id: ID!');
    expect(schema).toContain('enum phi__Category');
    expect(inputs).toBe(
      'input Where { phone_contains: String @phi(category: PHONE) @role(anyOf: []) }\r\n',
    );
    expect(isWithin(SCHEMA, schema ?? '')).toBe(true);
    expect(fixLines(first, false).map((line) => line.replace(folder, ''))).toEqual([
      '/a.graphql: changed, 5 marks, linked to the phi specification.',
      '/b.graphql: changed, 1 mark.',
      '--fix: 5 values marked. Review each category. Fill in the roles of 5: search for anyOf: [], which no caller meets.',
      '--fix: @patient written in 1 place. Review whose record it is in each.',
    ]);
    expect(fixLines(first, true).slice(2)).toEqual([
      '--fix: 5 values would be marked. Review each category. Fill in the roles of 5: search for anyOf: [], which no caller meets.',
      '--fix: @patient would be written in 1 place. Review whose record it is in each.',
    ]);
    const again = await fixed(folder);
    expect(
      again.edited.flatMap(({ files }) => files).filter((each) => each.before !== each.after),
    ).toEqual([]);
    const [{ subgraph }] = again.edited as [(typeof again.edited)[number]];
    const codes = lint([subgraph], ROLES).map(({ code }) => code);
    expect(new Set(codes)).toContain('PHI_NOBODY');
    expect(new Set(codes)).not.toContain('PHI_UNMARKED');
  });

  it('counts what it cannot fix, since the schema was requested from the subgraph', () => {
    const sdl = 'type Query { p: Patient } type Patient { ssn: String }';
    const result = fixFindings([{ name: 'a', url: 'https://a.test/', sdl, files: [] }], (texts) =>
      lint(texts, ROLES),
    );
    expect(fixLines(result, false)).toEqual([
      '--fix: nothing to mark.',
      '--fix: 1 finding of subgraph a not fixed, since its schema was requested from it. Name its files: a=PATH.',
    ]);
  });

  it('marks nothing that is less sure than --min-confidence demands, and nothing that --baseline accepts', async () => {
    const sdl = 'type Query { p: Patient } type Patient { email: String quux: String }\n';
    const schema = `clinic=${folderWith('sure', { 'a.graphql': sdl })}`;
    const dryRun = (...flags: readonly string[]) =>
      runPhiGateway(['check', schema, '--role', 'nurse', '--fix', '--dry-run', ...flags], root);
    const all = await dryRun();
    expect(all.out).toMatch(/email: String @phi.* quux: String @phi/);
    const sure = await dryRun('--min-confidence', 'high');
    expect(sure.out).toMatch(/email: String @phi.* quux: String }/);
    const accept = ['--baseline', 'known.json', '--write-baseline'];
    await runPhiGateway(['check', schema, '--min-confidence', 'high', ...accept], root);
    const others = await dryRun('--baseline', 'known.json');
    expect(others.out).toMatch(/email: String quux: String @phi/);
  });

  it('prints a patch with --dry-run, then writes it, and reports the roles that are left to fill in', async () => {
    const folder = folderWith('process', { 'a.graphql': SCHEMA });
    const args = ['check', `clinic=${folder}/*.graphql`, '--role', 'nurse', '--fix'];
    const dry = await runPhiGateway([...args, '--dry-run'], root);
    expect(dry).toMatchObject({ code: 0, err: expect.stringContaining('would change, 5 marks') });
    expect(dry.out).toContain('+++ b/process/a.graphql\n@@ -1,');
    expect(readFileSync(join(folder, 'a.graphql'), 'utf8')).toBe(SCHEMA);
    const { code, out, err } = await runPhiGateway(args, root);
    expect({ code, err }).toMatchObject({
      code: 1,
      err: expect.stringContaining('changed, 5 marks'),
    });
    expect(out).toMatch(
      /No caller can see Patient\.id: it names no roles\. .*\n.*\n {6}The same: Patient\.name [\d:]+, Patient\.phone [\d:]+\n/,
    );
    expect((await runPhiGateway(['check', folder, '--dry-run'], root)).code).toBe(2);
  });
});

async function write(folder: string, meanwhile: () => void): Promise<readonly string[]> {
  const { edited } = await fixed(folder);
  meanwhile();
  try {
    return writeSources(edited.flatMap(({ files }) => files));
  } catch (error) {
    if (error instanceof StartError) return error.problems;
    throw error;
  }
}

describe('the files of schemas', () => {
  it('are not written if one of them changed, is gone or is not UTF-8', async () => {
    const files = { 'a.graphql': SCHEMA, 'b.graphql': INPUTS };
    const changed = folderWith('changed', files);
    const b = join(changed, 'b.graphql');
    expect(await write(changed, () => writeFileSync(b, `${INPUTS} `))).toEqual([
      `${b} changed since it was read. Nothing was written: run the command again.`,
    ]);
    expect(readFileSync(join(changed, 'a.graphql'), 'utf8')).toBe(SCHEMA);
    const gone = folderWith('gone', files);
    expect(await write(gone, () => rmSync(join(gone, 'b.graphql')))).toEqual([
      `${join(gone, 'b.graphql')} can't be read any more. Nothing was written.`,
    ]);
    const latin = folderWith('latin', files);
    writeFileSync(join(latin, 'a.graphql'), Buffer.from(`# \u{e9}\n${SCHEMA}`, 'latin1'));
    expect(await write(latin, () => undefined)).toEqual([
      `${join(latin, 'a.graphql')} is not valid UTF-8. Nothing was written: save it as UTF-8.`,
    ]);
    const { code, err } = await runPhiGateway(['check', '--fix', `clinic=${latin}`], root);
    expect({ code, lines: err.split('\n').length }).toEqual({ code: 2, lines: 2 });
  });

  it('are not written if two subgraphs have the same file', async () => {
    const folder = folderWith('shared', { 'a.graphql': SCHEMA });
    const file = join(folder, 'a.graphql');
    const subgraphs = await readSubgraphs([`x=${file}`, `y=${file}`], testConnect());
    const changes = new Map(
      ['x', 'y'].map((name) => [
        name,
        [
          {
            kind: 'mark' as const,
            coordinate: memberCoordinate('Patient', 'name'),
            categories: ['NAME' as const],
            roles: [[]],
          },
        ],
      ]),
    );
    const files = editSubgraphs(subgraphs, changes).flatMap((each) => each.files);
    expect(() => writeSources(files)).toThrow(`${file} is in two subgraphs.`);
    expect(readFileSync(file, 'utf8')).toBe(SCHEMA);
  });

  it('keep their mode and the links to them, and leave no other file behind', async () => {
    const folder = folderWith('linked', {});
    const own = folderWith('own', { 'a.graphql': SCHEMA });
    chmodSync(join(own, 'a.graphql'), 0o640);
    symlinkSync(join(own, 'a.graphql'), join(folder, 'a.graphql'));
    expect(await write(folder, () => undefined)).toEqual([join(folder, 'a.graphql')]);
    expect(readFileSync(join(own, 'a.graphql'), 'utf8')).toContain('@phi(category: NAME)');
    expect(statSync(join(own, 'a.graphql')).mode & 0o777).toBe(0o640);
    expect([...readdirSync(folder), ...readdirSync(own)]).toEqual(['a.graphql', 'a.graphql']);
  });

  it('are named in the problem of a subgraph that can not be linked', async () => {
    const folder = folderWith('own-role', {
      'a.graphql': `directive @role on FIELD_DEFINITION\n${SCHEMA}`,
    });
    await expect(fixed(folder)).rejects.toThrow(
      'subgraph clinic: It has a directive @role of its own. Rename it first.',
    );
    expect(() => editSubgraphs([], new Map())).not.toThrow();
  });
});
