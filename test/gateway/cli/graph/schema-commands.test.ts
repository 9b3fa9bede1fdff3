import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { HEAD } from '../../../support/compose-subgraphs.ts';
import { openExampleSchemas } from '../../../support/example-schemas.ts';

const { folder, read, lineOf, run } = openExampleSchemas();

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
