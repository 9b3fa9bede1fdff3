import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { RULES } from '../../../../../schema/lint/rules.ts';
import { packageFile } from '../../../../../schema/package-file.ts';
import { HEAD } from '../../../../support/compose-subgraphs.ts';
import {
  openCheckFolder,
  CLEAN,
  CONFIG,
  FAILS,
  LINE,
  notAppended,
  WARNS,
} from '../../../../support/check-folder.ts';

const { write, check } = openCheckFolder();

const SPEC = readFileSync(packageFile('directives/phi.graphql'), 'utf8');

const clean = write('clean.graphql', CLEAN);
const warns = write('graphs/warns.graphql', WARNS);
const fails = write('fails.graphql', FAILS);
const config = write('gateway.yaml', CONFIG);

function withPatient(fields: string): string {
  return `type Query { p: Patient } type Patient { ${fields} }`;
}

async function firstLine(file: string) {
  return withoutSummary((await check(file, '--role', 'x')).out).split('\n')[0];
}

/** The output without what was read and the counts by type, which end with the first empty line after them. */
function withoutSummary(out: string): string {
  const [read = '', counts = '', ...others] = out.split('\n\n');
  expect(read).toMatch(/^read \d+ subgraphs?, \d+ types?, \d+ fields?, /);
  return (/^\d+ findings?: /.test(counts) ? others : [counts, ...others]).join('\n\n');
}

const SECONDS = 60_000;

describe('phi-gateway check', () => {
  it(
    'finds no error and no unsuppressed warning in the folder of the example health graph',
    async () => {
      const { code, out } = await check(
        packageFile('schema/health'),
        ...['patient', 'physician', 'nurse', 'billing', 'researcher', 'privacy_officer'].flatMap(
          (role) => ['--role', role],
        ),
        '--fail-on',
        'warning',
      );
      expect({ code, out: withoutSummary(out) }).toEqual({
        code: 0,
        out: expect.stringMatching(
          /^note: directives\/phi\.graphql is not appended to .*\nnote: Read as patients: Patient\. .*\n5 subgraphs: 0 errors, 0 warnings, 36 suppressed\n$/,
        ),
      });
    },
    SECONDS,
  );

  it(
    'groups findings by file with line, severity, message, code and fix, and prints a summary',
    async () => {
      const { code, out, err } = await check(fails, warns, '--config', config);
      expect({ code, err }).toEqual({ code: 1, err: '' });
      expect(out).toBe(
        `read 2 subgraphs, 2 types, 3 fields, arguments and enum values: fails (fails.graphql), warns (graphs/warns.graphql)

3 findings: PHI_NOBODY 1, ROLE_UNKNOWN 1, SSN 1
  3  Query  PHI_NOBODY 1, ROLE_UNKNOWN 1, SSN 1

fails.graphql (fails)
  ${LINE}:26  error  No caller can see Query.a: its roles are unknown ("physicain").  PHI_NOBODY
      Name a role that is configured.
  ${LINE}:26  error  @role on Query.a names the unknown role "physicain".  ROLE_UNKNOWN
      Did you mean "physician"?

graphs/warns.graphql (warns)
  ${LINE}:14  warning  Query.ssn looks like PHI (SSN, by its name) and has no @phi.  PHI_UNMARKED
      Add @phi(category: SSN) and @role, or give a reason above it.
      medium confidence: it is named "ssn"

${notAppended('fails', '@phi, @role')}
2 subgraphs: 2 errors, 1 warning, 1 suppressed
`,
      );
    },
    SECONDS,
  );

  it.each<[string, string[], number]>([
    ['1 when there are warnings with --fail-on warning', [warns, '--fail-on', 'warning'], 1],
    [
      '0 when all warnings are suppressed',
      [fails, '--role', 'physicain', '--fail-on', 'warning'],
      0,
    ],
    ['2 for an unknown flag', ['--strict', clean], 2],
    ['0 for help', ['--help'], 0],
  ])(
    'exits with %s',
    async (_when, args, expected) => {
      const { code } = await check(...args);
      expect(code).toBe(expected);
    },
    SECONDS,
  );

  it(
    'exits with 2 and prints all usage problems at once',
    async () => {
      write('bad.yaml', 'authorization: { reach: [physician] }\n');
      const { code, out, err } = await check(
        'none.graphql',
        'http://127.0.0.1/',
        '--config',
        'bad.yaml',
        '--format',
        'xml',
        '--fail-on',
        'info',
      );
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err.trimEnd().split('\n')).toEqual([
        'phi-gateway: --format: must be one of text, json, sarif, github, gcc, lsp.',
        'phi-gateway: --fail-on: must be one of error, warning.',
        expect.stringMatching(/^phi-gateway: bad.yaml:1: authorization.reach: must be a mapping/),
        expect.stringMatching(/^phi-gateway: http:\/\/127.0.0.1\/: which subgraph is this/),
        "phi-gateway: subgraph none: its schema none.graphql can't be read. Fix the path or its permissions.",
      ]);
    },
    SECONDS,
  );

  it(
    'exits with 2 and asks for subgraphs when neither the arguments nor the configuration name any',
    async () => {
      const [configured, alone] = await Promise.all([check('--config', config), check()]);
      expect([configured.code, alone.code]).toEqual([2, 2]);
      expect(configured.err).toContain('phi-gateway: gateway.yaml:1: graph: names no graph. Give');
      expect(alone.err).toBe(
        'phi-gateway: check: names no subgraph. Give SUBGRAPH arguments, or a --config that has some.\n',
      );
    },
    SECONDS,
  );

  it(
    'prints a note when roles were not checked because no roles are given',
    async () => {
      const { code, out } = await check(clean, '--default-role', 'physician');
      expect(code).toBe(0);
      expect(withoutSummary(out)).toBe(
        'note: Whether roles are known was not checked: give --config FILE, or --role for each.\n1 subgraph: 0 errors, 0 warnings, 0 suppressed\n',
      );
    },
    SECONDS,
  );

  it(
    'reports PHI_NOBODY for @phi without @role, unless --default-role is given',
    async () => {
      write('default.graphql', `${HEAD}type Query { a: Int @phi }`);
      const known = ['default.graphql', '--role', 'nurse'];
      const [without, given] = await Promise.all([
        check(...known),
        check(...known, '--default-role', 'physician'),
      ]);
      expect(without).toMatchObject({ code: 1, out: expect.stringContaining('PHI_NOBODY') });
      expect(given.code).toBe(0);
    },
    SECONDS,
  );

  it(
    'reads schemas from running subgraphs of the arguments or the configuration',
    async () => {
      const sdl = `${HEAD}type Query { ssn: Int }`;
      const server = createServer((_request, response) => {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ data: { _service: { sdl } } }));
      });
      await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
      write(
        'graph.yaml',
        `identity: { issuers: [{ issuer: "https://id.example", audience: a, jwks: "https://id.example/jwks" }] }
graph: { subgraphs: [{ name: homes, url: "${url}" }, { name: files, url: "${url}", sdl: clean.graphql }] }`,
      );
      const [named, configured, inFile] = await Promise.all([
        check(`homes=${url}`),
        check('--config', 'graph.yaml'),
        check(`files=${url}`, warns, '--min-confidence', 'high'),
      ]);
      server.close();
      const note =
        'note: Comments are not seen in schemas that are asked of a URL (homes), nor are the lines those of a file. To give reasons, name the files: homes=FILE, or sdl in the configuration.';
      for (const { code, out } of [named, configured]) {
        expect(code).toBe(0);
        expect(out).toContain(`${url} (homes)\n  ${LINE}:14  warning  Query.ssn looks like PHI`);
        expect(out).toContain(note);
      }
      expect(inFile.out).not.toContain('Comments are not seen');
      expect(configured.out).toContain('2 subgraphs:');
    },
    SECONDS,
  );

  it(
    'ends with the tag command of the same graph where many values in files are unmarked',
    async () => {
      const fields = ['ssn', 'mrn', 'email', 'phone', 'address', 'city', 'zip', 'birthDate', 'fax'];
      write(
        "many's.graphql",
        withPatient(`id: ID ${fields.map((name) => `${name}: String`).join(' ')}`),
      );
      write('some.graphql', withPatient('ssn: String email: String'));
      const flags = ['--config', config, '--patient-type', 'Patient'];
      const many = await check(...flags, "a=many's.graphql");
      expect(many.out).toMatch(/10 warnings/);
      expect(many.out.trimEnd().split('\n').at(-1)).toBe(
        "next: phi-gateway tag --config gateway.yaml --patient-type Patient 'a=many'\\''s.graphql'",
      );
      expect((await check(...flags, 'some.graphql')).out).not.toContain('next:');
    },
    SECONDS,
  );

  it(
    'prints which files of a folder it skips and checks the others',
    async () => {
      write('mixed/a.gql', 'type Query { a: Int }');
      write('mixed/inputs.graphql', 'input Search { ssn: String }');
      write('mixed/query.graphql', 'query { a }');
      write('mixed/phi.graphql', SPEC);
      const { code, out } = await check('mixed', '--role', 'x', '--fail-on', 'warning');
      expect(code).toBe(1);
      expect(withoutSummary(out)).toBe(
        `mixed/inputs.graphql (inputs)
  1:16  warning  Search.ssn looks like PHI (SSN, by its name) and has no @phi.  PHI_UNMARKED
      Add @phi(category: SSN) and @role, or give a reason above it.
      medium confidence: it is named "ssn"

note: Not checked, since no subgraph serves what is in them (operations, definitions of directives, linked folders): mixed/phi.graphql, mixed/query.graphql.
note: No type was read as a patient's, so little was reported. If the objects of a type are patients, name it: --patient-type TYPE.
2 subgraphs: 0 errors, 1 warning, 0 suppressed
`,
      );
    },
    SECONDS,
  );

  it(
    'prints a note when a schema uses @phi and @role, even renamed, without the whole text of phi.graphql',
    async () => {
      const marked = `${HEAD}type Query { a: Int @phi(category: NAME) @role(anyOf: ["x"]) }`;
      write('appended.graphql', `${marked}\n${SPEC}`);
      write('partly.graphql', `${marked}\n${SPEC.slice(0, SPEC.indexOf('"The 18 identifier'))}`);
      const renamed = marked
        .replace('import: ["@phi"', 'import: [{ name: "@phi", as: "@own" }')
        .replace('name: "@phi")', 'name: "@own")')
        .replace('Int @phi', 'Int @own');
      write('renamed.graphql', renamed);
      expect(await firstLine('appended.graphql')).toBe(
        '1 subgraph: 0 errors, 0 warnings, 0 suppressed',
      );
      expect(await firstLine('partly.graphql')).toBe(
        notAppended('partly', 'phi__Category, phi__Deidentify'),
      );
      expect(await firstLine('renamed.graphql')).toBe(notAppended('renamed', '@own, @role'));
    },
    SECONDS,
  );

  it(
    'exits with 1 and prints the problems of the whole configuration when no argument names a subgraph',
    async () => {
      write(
        'whole.yaml',
        `graph: { subgraphs: [{ name: clean, url: "http://127.0.0.1:1", sdl: clean.graphql }] }
identity: { issuers: [{ issuer: "https://id.example", audience: a, jwks: missing.json }] }
authorization: { reach: { nurse: all }, defaultRoles: [doctor] }
server: { tls: { cert: none.pem, key: none.pem } }
`,
      );
      write(
        'faulty.yaml',
        `graph: { subgraphs: [{ name: clean, url: "http://127.0.0.1:1", sdl: clean.graphql }] }
identity:
  issuer: a
  issuers: [{ issuer: a, audience: a, jwks: a.json }, { issuer: b, audience: a, jwks: a.json }]
breakGlass: { roles: [doctor], key: "\${NOT_SET_HERE}" }
`,
      );
      const [whole, faulty] = await Promise.all([
        check('--config', 'whole.yaml'),
        check('--config', 'faulty.yaml'),
      ]);
      for (const { code, out } of [whole, faulty]) {
        expect(code).toBe(1);
        expect(out).toContain('1 subgraph: 0 errors, 0 warnings');
      }
      expect(whole.err).toMatch(/none\.pem: the certificate can't be read/);
      expect(whole.err).toMatch(/missing\.json/);
      expect(whole.err).toMatch(/which patients does "doctor" reach\?/);
      expect(faulty.err).toMatch(
        /faulty\.yaml:3: identity\.issuer: is not known\. Did you mean `issuers`\?/,
      );
      expect(faulty.err).toMatch(
        /faulty\.yaml:4: identity\.issuers\[1\]\.namesPatients: is required of each of several issuers/,
      );
      expect(faulty.err).toMatch(
        /faulty\.yaml:5: breakGlass\.key: the variable NOT_SET_HERE is not set/,
      );
      expect(faulty.err).toMatch(
        /faulty\.yaml:5: breakGlass\.roles\[0\]: authorization\.reach does not name/,
      );
    },
    SECONDS,
  );

  it(
    'prints the help of every rule with --rules',
    async () => {
      const { code, out } = await check('--rules');
      expect(code).toBe(0);
      for (const rule of RULES) {
        expect(out).toContain(`${rule.code} (${rule.severity})\n${rule.title}.\n\n${rule.help}\n`);
      }
    },
    SECONDS,
  );
});
