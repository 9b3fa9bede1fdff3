import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { compose } from '../../../../schema/compose.ts';
import { HEALTH_SUBGRAPHS } from '../../../../schema/health/subgraphs.ts';
import { packageFile } from '../../../../schema/package-file.ts';
import { HEAD } from '../../../support/compose-subgraphs.ts';
import { runPhiGateway } from '../../../support/run-phi-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-schema-'));
afterAll(() => rmSync(folder, { recursive: true }));

// As authors keep them: one file per subgraph, some with the directive definitions.
const spec = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
for (const { name } of HEALTH_SUBGRAPHS) {
  const file = join(folder, 'old', `${name}.graphql`);
  cpSync(packageFile(`schema/health/${name}/schema.graphql`), file);
}
writeFileSync(join(folder, 'old', 'claims.graphql'), `${read('old/claims.graphql')}${spec}`);
cpSync(join(folder, 'old'), join(folder, 'new'), { recursive: true });
write('new/patients.graphql', (sdl) =>
  sdl
    .replace(
      'anyOf: ["patient", "billing", "privacy_officer"], deidentified: ["physician"]',
      'anyOf: ["patient", "billing"], deidentified: ["physician", "nurse"]',
    )
    .replace('  address: Address\n', '  address: Address\n  nickname: String\n'),
);
cpSync(join(folder, 'old'), join(folder, 'wider'), { recursive: true });
write('wider/patients.graphql', (sdl) =>
  sdl.replace('  address: Address\n', '  address: Address\n  fax: String\n'),
);
cpSync(join(folder, 'new'), join(folder, 'two'), { recursive: true });
write('two/patients.graphql', (sdl) =>
  sdl.replace(
    'passport: String @phi(category: OTHER_ID) @role(anyOf: ["patient"',
    'passport: String @phi(category: OTHER_ID) @role(anyOf: ["nurse", "patient"',
  ),
);
cpSync(join(folder, 'old'), join(folder, 'broken'), { recursive: true });
write('broken/claims.graphql', (sdl) => sdl.replace('  @composeDirective(name: "@phi")\n', ''));

const subgraphs = HEALTH_SUBGRAPHS.map(({ name, port }) => ({
  name,
  url: `http://127.0.0.1:${port}/graphql`,
  sdl: join('old', `${name}.graphql`),
}));
const CONFIG = {
  graph: { subgraphs },
  // Not needed here, and its variable is not set.
  identity: { issuers: [{ issuer: '${NOT_SET_ANYWHERE}' }] },
  authorization: { reach: { physician: 'care-team', patient: 'self', billing: 'all' } },
};
writeFileSync(join(folder, 'gateway.yaml'), JSON.stringify(CONFIG));
writeFileSync(
  join(folder, 'wide.yaml'),
  JSON.stringify({
    ...CONFIG,
    authorization: { reach: { physician: 'all', patient: 'self', billing: 'all' } },
  }),
);

function read(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}

function write(file: string, edit: (text: string) => string): void {
  const edited = edit(read(file));
  if (edited === read(file)) throw new Error(`${file} was not edited`);
  writeFileSync(join(folder, file), edited);
}

function supergraphOf(from: string): string {
  const composed = compose(
    HEALTH_SUBGRAPHS.map(({ name, port }) => ({
      name,
      url: `http://127.0.0.1:${port}/graphql`,
      sdl: read(`${from}/${name}.graphql`),
    })),
  );
  if (!composed.ok) throw new Error(from);
  return composed.supergraphSdl;
}
for (const from of ['old', 'new'])
  writeFileSync(join(folder, `${from}-super.graphql`), supergraphOf(from));

async function run(...args: readonly string[]) {
  return runPhiGateway(args, folder);
}

describe('phi-gateway explain', () => {
  it('prints what a field requires, where each part is defined, and who sees it', async () => {
    const { code, out, err } = await run(
      'explain',
      'Patient.ssn',
      '--subgraph',
      'old',
      '--config',
      'gateway.yaml',
    );
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const line = lineOf('old/patients.graphql', 'deidentify: LAST4');
    expect(out).toContain(`Patient.ssn: String   field   old/patients.graphql:${line - 1}:3`);
    expect(out).toContain('billing, patient or privacy_officer; de-identified: physician');
    expect(out).toContain(`its own mark (old/patients.graphql:${line + 1}:5)`);
    expect(out).toMatch(/physician +LAST4 +reach: care-team/);
    expect(out).toMatch(/nurse +none +reach: no patient/);
  });

  it('explains an argument from the supergraph alone with --supergraph, and for one role alone with --role', async () => {
    const { code, out } = await run(
      'explain',
      'Query.patient(id:)',
      '--supergraph',
      'old-super.graphql',
      '--role',
      'billing',
    );
    expect(code).toBe(0);
    expect(out).toMatch(/its own mark \(supergraph line \d+\)/);
    expect(out).toMatch(/who sees it\n {2}billing {3}full\n$/);
  });

  it('prints the explanation as JSON with --format json', async () => {
    const { out } = await run(
      'explain',
      'Patient.ssn',
      '--config',
      'gateway.yaml',
      '--format',
      'json',
    );
    expect(JSON.parse(out)).toMatchObject({
      coordinate: 'Patient.ssn',
      marked: 'marked',
      categories: [{ category: 'SSN' }],
      deidentified: { method: 'LAST4' },
      callers: expect.arrayContaining([{ roles: ['billing'], shows: 'full', reach: 'all' }]),
    });
  });

  it('names files, and lines in them, in JSON too', async () => {
    mkdirSync(join(folder, 'parts'));
    writeFileSync(join(folder, 'parts/a.graphql'), 'type Query {\n  b: B\n}\n');
    writeFileSync(
      join(folder, 'parts/b.graphql'),
      `${HEAD}type B {\n  c: Int @phi @role(anyOf: ["x"])\n}\n`,
    );
    const { out } = await run('explain', 'B.c', 'x=parts', '--format', 'json');
    const line = HEAD.split('\n').length + 1;
    const place = { subgraph: 'x', file: 'parts/b.graphql', line };
    expect(JSON.parse(out)).toMatchObject({
      origin: { ...place, column: 3 },
      clauses: [{ because: [{ origins: [place] }] }],
      categories: [{ because: [{ origins: [place] }] }],
    });
    writeFileSync(join(folder, 'later.graphql'), '\ntype B { d: Int }\n');
    const later = 'x=parts/a.graphql,x=later.graphql';
    const compared = await run('diff', 'x=parts', later, '--format', 'json');
    expect(JSON.parse(compared.out)).toMatchObject({
      added: [
        {
          coordinate: 'B.d',
          origin: { subgraph: 'x', file: 'later.graphql', line: 2, column: 10 },
        },
      ],
      removed: [{ coordinate: 'B.c', origin: { ...place, column: 3 } }],
    });
  });

  it.each([
    [
      'an unknown element',
      ['explain', 'Pateint.ssn', '--subgraph', 'old'],
      'phi-gateway: Pateint.ssn: the graph has no such type, field, argument or value. Did you mean Patient.ssn?\n',
    ],
    [
      'an unknown role',
      ['explain', 'Patient.ssn', '--subgraph', 'old', '--role', 'nurze'],
      'phi-gateway: --role nurze: neither a mark nor the configuration names it. There are billing, nurse, patient, physician, privacy_officer, researcher.\n',
    ],
    [
      'a missing graph',
      ['explain', 'Patient.ssn'],
      'phi-gateway: no graph. Give --subgraph NAME=FILE for each subgraph, --supergraph FILE, or --config FILE.\n',
    ],
    [
      'a subgraph in place of a supergraph',
      ['explain', 'Patient.ssn', '--supergraph', 'old/patients.graphql'],
      'phi-gateway: old/patients.graphql: is not a supergraph: it has no join__Graph.\n',
    ],
  ])('prints one error line and exits with 1: %s', async (_what, args, err) => {
    expect(await run(...args)).toEqual({ code: 1, out: '', err });
  });
});

describe('the subgraphs of phi-gateway explain and matrix', () => {
  it.each([
    ['explain', ['explain', 'Patient.ssn']],
    ['matrix', ['matrix', '--format', 'csv']],
  ])('are arguments, as for check, or flags: %s', async (_command, args) => {
    const [asArguments, asFlags, asBoth] = await Promise.all([
      run(...args, 'old'),
      run(...args, '--subgraph', 'old'),
      run(...args, 'old/patients.graphql', '--subgraph', 'old/patients.graphql'),
    ]);
    expect(asArguments).toMatchObject({ code: 0, out: expect.stringContaining('Patient.ssn') });
    expect(asFlags).toEqual(asArguments);
    expect(asBoth).toMatchObject({
      code: 1,
      err: expect.stringContaining('subgraph patients: is there twice.'),
    });
  });
});

describe('a scalar of graph.dateScalars', () => {
  writeFileSync(
    join(folder, 'dates.graphql'),
    `${HEAD}scalar Stamp type Query { a: Stamp @phi(category: DATE, deidentify: YEAR) @role(anyOf: ["x"], deidentified: ["y"]) }`,
  );
  writeFileSync(
    join(folder, 'dates.yaml'),
    `graph: { subgraphs: [{ name: a, url: 'https://a.test' }], dateScalars: { Stamp: unix-seconds } }
authorization: { reach: { x: all, y: all } }
`,
  );

  it.each([
    ['explain', ['explain', 'Query.a', 'dates.graphql'], 'in the format unix-seconds'],
    ['matrix', ['matrix', 'dates.graphql', '--format', 'csv'], 'Query.a,field,Stamp,DATE,YEAR'],
    ['diff', ['diff', 'dates.graphql', 'dates.graphql'], '0 to see more of'],
  ])('holds dates for %s with --config, and is refused without', async (_command, args, shown) => {
    const declared = await run(...args, '--config', 'dates.yaml');
    expect(declared).toMatchObject({ code: 0, out: expect.stringContaining(shown) });
    const without = await run(...args);
    expect(without.code).not.toBe(0);
    expect(without.err).toContain("Stamp can't hold the result of YEAR.");
  });
});

describe('phi-gateway matrix', () => {
  it('prints what each role sees of an element such as Patient.ssn as a row of a text table or of CSV', async () => {
    const table = await run('matrix', '--subgraph', 'old');
    expect(table.out).toMatch(/│ Patient\.ssn +│ SSN +│ LAST4 +│ full +│ none +│ full +│ LAST4 /);
    expect(table.out).toMatch(/\n0 without a mark look like PHI; \d+ more are not PHI/);
    const { code, out, err } = await run('matrix', '--subgraph', 'wider', '--format', 'csv');
    expect(code).toBe(0);
    expect(out).toContain(
      'Patient.ssn,field,String,SSN,LAST4,full,none,full,LAST4,full,none,,,,,,\n',
    );
    expect(out).toMatch(/\nPatient\.fax,field,String,,.*"Patient\.fax looks like PHI.*,high,/);
    expect(err).toMatch(/^phi-gateway: 1 without a mark look like PHI \(1 of high confidence\);/);
    expect(out.split('\n').length).toBeGreaterThan(200);
  });

  it('lists what has no mark and looks like PHI below the text table and on the page, or says that it was not searched', async () => {
    const table = await run('matrix', '--subgraph', 'wider');
    expect(table.out).toMatch(/\nNot marked, but looks like PHI\n[^]*│ Patient\.fax /);
    const page = await run('matrix', '--subgraph', 'wider', '--format', 'html');
    expect(page.out).toMatch(/Not marked, but looks like PHI<\/h2>[^]*<code>Patient\.fax<\/code>/);
    const unread = await run('matrix', '--supergraph', 'old-super.graphql', '--format', 'html');
    expect(unread.out).toContain('Not searched: this page was made from a supergraph');
  });

  it('prints an HTML page with the SHA-256 of the supergraph, the date and the escaped title', async () => {
    const { code, out } = await run(
      'matrix',
      '--config',
      'gateway.yaml',
      '--format',
      'html',
      '--date',
      '2026-01-31',
      '--title',
      'St. <b>Mary',
    );
    expect(code).toBe(0);
    const sdl = read('old-super.graphql');
    expect(out).toContain(createHash('sha256').update(sdl).digest('hex'));
    expect(out).toContain('St. &#60;b&#62;Mary');
    expect(out).toContain('2026-01-31');
    expect(out).toContain('patients whose care team the caller is on');
  });

  it('exits with 1 and an example of a valid date if --date is invalid', async () => {
    const { code, err } = await run(
      'matrix',
      '--subgraph',
      'old',
      '--format',
      'html',
      '--date',
      'yesterday',
    );
    expect({ code, err }).toEqual({
      code: 1,
      err: 'phi-gateway: yesterday is not a date. Write 2026-01-31 or 2026-01-31T08:00:00Z (any time zone).\n',
    });
  });
});

describe('phi-gateway matrix as text', () => {
  it.each(['--title', '--date'])(
    'exits with 1 if %s is given, since only the HTML page shows it',
    async (flag) => {
      expect(await run('matrix', '--subgraph', 'old', flag, '2026-01-31')).toEqual({
        code: 1,
        out: '',
        err: 'phi-gateway: --title and --date need --format html: other formats show neither.\n',
      });
    },
  );
});

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
    write('accepted.yaml', (text) => `# Reviewed.\n${text}`);
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

function lineOf(file: string, text: string): number {
  return (
    read(file)
      .split('\n')
      .findIndex((line) => line.includes(text)) + 1
  );
}
