import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { EXAMPLE_CONFIG, openExampleSchemas } from '../../../../support/example-schemas.ts';
import { runPhiGateway } from '../../../../support/run-phi-gateway.ts';

const { folder, read, edit, copy, lineOf, run } = openExampleSchemas();

copy('new', 'patients.graphql', (sdl) =>
  sdl
    .replace(
      'anyOf: ["patient", "billing", "privacy_officer"], deidentified: ["physician"]',
      'anyOf: ["patient", "billing"], deidentified: ["physician", "nurse"]',
    )
    .replace('  address: Address\n', '  address: Address\n  nickname: String\n'),
);
copy(
  'two',
  'patients.graphql',
  (sdl) =>
    sdl.replace(
      'passport: String @phi(category: OTHER_ID) @role(anyOf: ["patient"',
      'passport: String @phi(category: OTHER_ID) @role(anyOf: ["nurse", "patient"',
    ),
  'new',
);
copy('broken', 'claims.graphql', (sdl) => sdl.replace('  @composeDirective(name: "@phi")\n', ''));
writeFileSync(
  join(folder, 'wide.yaml'),
  JSON.stringify({
    ...EXAMPLE_CONFIG,
    authorization: { reach: { physician: 'all', patient: 'self', billing: 'all' } },
  }),
);

describe('phi-gateway diff', () => {
  it.each([
    [
      '0 when no role sees more',
      ['gateway.yaml', 'old-super.graphql', '--config', 'gateway.yaml'],
      0,
    ],
    ['0 when a field is new', ['old', 'wider'], 0],
    ['1 when a field is new with --strict', ['old', 'wider', '--strict'], 1],
    [
      '1 when a role reaches more',
      ['old', 'old', '--config', 'wide.yaml', '--old-config', 'gateway.yaml'],
      1,
    ],
    ['2 when one graph is missing', ['old', 'none'], 2],
    ['2 when only one graph has a configuration', ['gateway.yaml', 'old'], 2],
    ['2 for an unknown option', ['old', 'old', '--lax'], 2],
  ])('exits with %s', async (_what, args, code) => {
    const ended = await run('diff', ...args);
    expect(ended.code).toBe(code);
    expect(ended.err === '').toBe(code !== 2);
    expect(ended.out === '').toBe(code === 2);
  });

  it('exits with 1 and prints which roles see more or less of a field, with its line, and new fields', async () => {
    const { code, out } = await run('diff', 'old', 'new');
    expect(code).toBe(1);
    const line = lineOf('new/patients.graphql', 'deidentify: LAST4') - 1;
    const nickname =
      'NEW   Patient.nickname   seen by billing, nurse, patient, physician, privacy_officer, researcher';
    expect(out).toBe(`MORE  Patient.ssn   new/patients.graphql:${line}:3
        nurse: none → LAST4
        privacy_officer: full → none (less)
${nickname}

1 to see more of, 0 to see less of, 1 new (0 open to every caller), 0 gone
`);
  });

  it('with --format github annotates the changed lines of a pull request', async () => {
    const { out } = await runPhiGateway(['diff', 'old', 'new', '--format', 'github'], folder, {
      GITHUB_WORKSPACE: folder,
    });
    const line = lineOf('new/patients.graphql', 'deidentify: LAST4') - 1;
    expect(out).toContain(
      `::error file=new/patients.graphql,line=${line},col=3,title=Shows more::Patient.ssn%0Anurse: none → LAST4%0Aprivacy_officer: full → none\n`,
    );
    expect(out).toMatch(
      /::notice file=new\/patients.graphql,line=\d+,col=\d+,title=New::Patient.nickname/,
    );
  });

  it('with --by and --reason adds entries for changes to a file, with which the same comparison passes', async () => {
    const accept = ['diff', 'old', 'new', '--accept', 'accepted.yaml'];
    const missing = await run(...accept);
    expect([missing.code, missing.err]).toEqual([
      2,
      'phi-gateway: accepted.yaml: does not exist. Create it with --by and --reason, or as an empty file.\n',
    ]);
    const author = ['--by', 'Ana Ruiz: "officer"', '--reason', '# Nurses ask for it - by phone.'];
    expect(await run(...accept, ...author)).toMatchObject({
      code: 0,
      err: expect.stringContaining('1 entry added'),
    });
    const written = read('accepted.yaml');
    expect(written).toContain('- id: "');
    const { code, out } = await run(...accept);
    expect(code).toBe(0);
    expect(out).toContain('# Nurses ask for it - by phone.');
    expect(out).toContain('1 accepted');
    // Nothing is left to accept, and a comment stays.
    edit('accepted.yaml', (text) => `# Reviewed.\n${text}`);
    expect((await run(...accept, ...author)).err).toContain('0 entries added');
    expect(read('accepted.yaml')).toBe(`# Reviewed.\n${written}`);
    const json = await run(...accept, '--format', 'json');
    expect(JSON.parse(json.out)).toMatchObject({
      result: 'no more',
      changes: [{ differences: [{ accepted: { by: 'Ana Ruiz: "officer"' } }, { effect: 'less' }] }],
      stale: [],
    });
    const stale = await run(
      'diff',
      'old',
      'old',
      '--accept',
      'accepted.yaml',
      '--format',
      'github',
    );
    expect([stale.code, stale.out]).toEqual([
      0,
      expect.stringContaining('title=Stale::Patient.ssn'),
    ]);
  });

  it('with --only adds entries for the changes at these places alone', async () => {
    const args = ['diff', 'old', 'two', '--accept', 'only.yaml'];
    const author = ['--by', 'Ana Ruiz', '--reason', 'By phone.'];
    const accepted = await run(...args, ...author, '--only', 'Patient.passport');
    expect(accepted.code).toBe(1);
    expect(accepted.err).toContain('1 entry added');
    expect(accepted.out).toContain('nurse: none → LAST4\n        privacy_officer');
    expect(read('only.yaml')).toContain('at: "Patient.passport"');
    expect(read('only.yaml')).not.toContain('Patient.ssn');
    expect(await run(...args, ...author, '--only', 'Patient.ssn')).toMatchObject({ code: 0 });
  });

  it.each([
    [['--accept', 'none.yaml', '--by', 'Ana Ruiz'], 'are needed together.'],
    [['--accept', 'none.yaml', '--reason', 'By phone.'], 'are needed together.'],
    [['--by', 'Ana Ruiz', '--reason', 'By phone.'], 'are needed together.'],
    [['--only', 'Patient.ssn'], '--only needs --accept, --by and --reason.'],
    [
      ['--accept', 'none.yaml', '--by', 'Ana', '--reason', 'Ok.', '--only', 'Patient.snn'],
      '--only Patient.snn: no change there that shows more.',
    ],
  ])('exits with 2 and accepts nothing for %j', async (flags, line) => {
    const { code, out, err } = await run('diff', 'old', 'new', ...flags);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(line);
    expect(existsSync(join(folder, 'none.yaml'))).toBe(false);
  });

  it('exits with 2 and names the graph and subgraph that cannot be composed and MARK_NOT_COMPOSED', async () => {
    const { code, out, err } = await run('diff', 'old', 'broken');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(
      /^phi-gateway: new graph: broken\/claims\.graphql:\d+:\d+, .*\[MARK_NOT_COMPOSED\]\n/,
    );
  });
});
