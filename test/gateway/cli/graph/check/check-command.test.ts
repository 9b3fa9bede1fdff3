import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readVersion } from '../../../../../gateway/platform/process/package-manifest.ts';
import { RULES } from '../../../../../schema/lint/rules.ts';
import { packageFile } from '../../../../../schema/package-file.ts';
import { HEAD } from '../../../../support/compose-subgraphs.ts';
import { runPhiGateway } from '../../../../support/run-phi-gateway.ts';
import { sarifErrors } from '../../../../support/sarif-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-check-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The note about schemas that use the marks without defining them. */
function notAppended(subgraphs: string, missing: string): string {
  return `note: directives/phi.graphql is not appended to ${subgraphs}: without the definitions of ${missing} their servers don't start. Append it, unless they do that themselves.`;
}

/** The line after the head. */
const LINE = HEAD.split('\n').length;

const SPEC = readFileSync(packageFile('directives/phi.graphql'), 'utf8');

function write(file: string, text: string): string {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
  return file;
}

const CLEAN = write('clean.graphql', `${HEAD}type Query { a: Int }`);
const WARNS = write('graphs/warns.graphql', `${HEAD}type Query { ssn: Int }`);
const FAILS = write(
  'fails.graphql',
  `${HEAD}type Query { a: Int @phi @role(anyOf: ["physicain"]) }\n# phi-gateway-ignore PHI_UNMARKED: A shop's, 100% sure.\ntype Shop { ssn: Int }`,
);
const CONFIG = write(
  'gateway.yaml',
  'authorization: { reach: { physician: all }, defaultRoles: [] }\npseudonymKey: ${NOT_SET_HERE}\n',
);

function withPatient(fields: string): string {
  return `type Query { p: Patient } type Patient { ${fields} }`;
}

async function check(...args: readonly string[]) {
  return runPhiGateway(['check', ...args], folder);
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

interface JsonReport {
  readonly findings: readonly unknown[];
}

interface SarifLog {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly invocations: readonly { readonly toolConfigurationNotifications: unknown }[];
    readonly results: readonly { readonly suppressions?: unknown; readonly properties?: unknown }[];
  }[];
}

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
      const { code, out, err } = await check(FAILS, WARNS, '--config', CONFIG);
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
    ['1 when there are warnings with --fail-on warning', [WARNS, '--fail-on', 'warning'], 1],
    [
      '0 when all warnings are suppressed',
      [FAILS, '--role', 'physicain', '--fail-on', 'warning'],
      0,
    ],
    ['2 for an unknown flag', ['--strict', CLEAN], 2],
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
        "phi-gateway: subgraph none: its schema none.graphql can't be read. Fix the path.",
      ]);
    },
    SECONDS,
  );

  it(
    'exits with 2 and asks for subgraphs when neither the arguments nor the configuration name any',
    async () => {
      const [configured, alone] = await Promise.all([check('--config', CONFIG), check()]);
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
      const { code, out } = await check(CLEAN, '--default-role', 'physician');
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
        check(`files=${url}`, WARNS, '--min-confidence', 'high'),
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
      const flags = ['--config', CONFIG, '--patient-type', 'Patient'];
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
    'leaves out findings below --min-confidence, and exits with 2 for an unknown one',
    async () => {
      write(
        'sure.graphql',
        'type Query { p: Patient } type Patient { email: String quux: String }',
      );
      const [all, high, unknown] = await Promise.all([
        check('sure.graphql'),
        check('sure.graphql', '--min-confidence', 'high'),
        check('sure.graphql', '--min-confidence', 'sure'),
      ]);
      expect(all.out).toContain('Patient.quux looks like PHI');
      expect(high.out).not.toContain('Patient.quux looks like PHI');
      expect(high.out).toContain('Patient.email looks like PHI');
      expect(unknown.code).toBe(2);
      expect(unknown.err).toContain('--min-confidence: must be one of low, medium, high.');
    },
    SECONDS,
  );

  it(
    'accepts the warnings of --baseline, wherever they have moved, and fails on others',
    async () => {
      const schema = `type Query { ssn: Int }`;
      write('based.graphql', schema);
      const args = ['based.graphql', '--role', 'x', '--baseline', 'accepted.json'];
      const missing = await check(...args);
      expect(missing).toMatchObject({
        code: 2,
        err: expect.stringContaining("accepted.json can't be read"),
      });
      expect((await check(...args, '--write-baseline')).out).toContain(
        '0 warnings, 0 suppressed, 1 in the baseline',
      );
      write('based.graphql', `# moved\n\n${schema}`);
      const moved = await check(...args);
      expect(moved.code).toBe(0);
      expect(moved.out).not.toContain('Query.ssn');
      write('based.graphql', `type Query { fax: Int mrn: Int }`);
      const others = await check(...args);
      expect(others.code).toBe(1);
      expect(others.out).toContain('Query.mrn looks like PHI');
      expect(others.out).toContain(
        'note: accepted.json has 1 warning that is not found any more: PHI_UNMARKED Query.ssn.',
      );
      expect((await check(...args, '--fail-on', 'error')).code).toBe(0);
      expect((await check('based.graphql', '--write-baseline')).code).toBe(2);
      write('accepted.json', '{ "version": 2 }');
      expect((await check(...args)).err).toContain('is not a baseline of this version');
    },
    SECONDS,
  );

  it(
    'takes the types of --patient-type and lint.patientTypes for patients, says which were read so, and suggests names of a mistyped one',
    async () => {
      write(
        'clinic.graphql',
        'type Query { k: Kho u: User } type Kho { quux: String } type User { a: Int }',
      );
      write('declared/lint.yaml', 'lint: { patientTypes: [Kho] }\n');
      const [without, named, configured, mistyped] = await Promise.all([
        check('clinic.graphql'),
        check('clinic.graphql', '--patient-type', 'Kho'),
        check('clinic.graphql', '--config', 'declared/lint.yaml'),
        check('clinic.graphql', '--patient-type', 'Koh'),
      ]);
      expect(without.out).toContain(
        "note: No type was read as a patient's, so little was reported. If the objects of a type (such as User) are patients, name it: --patient-type TYPE.",
      );
      expect(without.out).not.toContain('Kho.quux');
      for (const { out } of [named, configured]) {
        expect(out).toContain('Kho.quux looks like PHI');
        expect(out).toContain('note: Read as patients: Kho.');
      }
      expect(mistyped).toMatchObject({
        code: 2,
        err: 'phi-gateway: patient type Koh: no schema has an object type of this name. Did you mean Kho?\n',
      });
    },
    SECONDS,
  );

  it(
    'reads further words from --vocabulary and from lint.vocabulary, and names the line of what is wrong in them',
    async () => {
      write('own.graphql', 'type Query { k: Kundin } type Kundin { email: String quux: String }');
      write('words.yaml', 'types:\n  patient: [kundin]\n');
      write('wrong.yaml', 'types:\n  patient: [kundin]\n  patients: kunde\nhealth: 3\n');
      const lint = 'lint: { vocabulary: [../words.yaml], minConfidence: high }';
      write('configured/lint.yaml', `authorization: { reach: { physician: all } }\n${lint}\n`);
      const configured = ['own.graphql', '--config', 'configured/lint.yaml'];
      const [without, own, wrong, fromConfig, overridden] = await Promise.all([
        check('own.graphql'),
        check('own.graphql', '--vocabulary', 'words.yaml'),
        check('own.graphql', '--vocabulary', 'wrong.yaml'),
        check(...configured),
        check(...configured, '--min-confidence', 'low'),
      ]);
      expect(without.out).not.toContain('Kundin.email');
      expect(own.out).toContain('Kundin.email looks like PHI (EMAIL, by its name)');
      expect(fromConfig.out).toContain('Kundin.email looks like PHI (EMAIL, by its name)');
      expect(fromConfig.out).not.toContain('Kundin.quux');
      expect(overridden.out).toContain('Kundin.quux looks like PHI');
      expect(wrong.code).toBe(2);
      expect(wrong.err).toMatch(/wrong\.yaml:3: types/);
      expect(wrong.err).toMatch(/wrong\.yaml:4: health: must be/);
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

describe('phi-gateway check --format', () => {
  it(
    'json prints one document, with suppressed findings and their reasons',
    async () => {
      const { code, out } = await check(FAILS, WARNS, '--config', CONFIG, '--format', 'json');
      expect(code).toBe(1);
      const report = JSON.parse(out) as JsonReport;
      expect(report).toMatchObject({
        summary: { errors: 2, warnings: 1, suppressed: 1 },
        subgraphs: [
          { name: 'fails', files: ['fails.graphql'], url: null },
          { name: 'warns', files: ['graphs/warns.graphql'], url: null },
        ],
        size: { types: 2, places: 3 },
        notes: [notAppended('fails', '@phi, @role').replace('note: ', '')],
      });
      expect(report.findings).toHaveLength(4);
      expect(report.findings[2]).toEqual({
        code: 'PHI_UNMARKED',
        severity: 'warning',
        subgraph: 'fails',
        file: 'fails.graphql',
        line: LINE + 2,
        column: 13,
        coordinate: 'Shop.ssn',
        message: 'Shop.ssn looks like PHI (SSN, by its name) and has no @phi.',
        fix: 'Add @phi(category: SSN) and @role, or give a reason above it.',
        categories: ['SSN'],
        confidence: 'medium',
        signs: ['it is named "ssn"'],
        suppressed: "A shop's, 100% sure.",
        inBaseline: false,
      });
    },
    SECONDS,
  );

  it(
    'github prints workflow commands without suppressed findings',
    async () => {
      const { code, out } = await check(WARNS, FAILS, '--format', 'github');
      expect(code).toBe(0);
      expect(out).toBe(
        `::warning file=graphs/warns.graphql,line=${LINE},col=14,title=PHI_UNMARKED::Query.ssn looks like PHI (SSN, by its name) and has no @phi.%0AAdd @phi(category: SSN) and @role, or give a reason above it.%0Amedium confidence: it is named "ssn"
::notice::${notAppended('fails', '@phi, @role').replace('note: ', '')}
::notice::Whether roles are known was not checked: give --config FILE, or --role for each.
2 subgraphs: 0 errors, 1 warning, 1 suppressed
`,
      );
    },
    SECONDS,
  );

  it(
    'github prints paths from the root of the checkout',
    async () => {
      const { out } = await runPhiGateway(
        ['check', 'warns.graphql', '--format', 'github'],
        join(folder, 'graphs'),
        { GITHUB_WORKSPACE: folder },
      );
      expect(out).toMatch(/^::warning file=graphs\/warns\.graphql,/);
    },
    SECONDS,
  );

  it(
    'sarif prints a log that is valid against the SARIF 2.1.0 schema, with all rules, findings and reasons for suppressions',
    async () => {
      const broken = write('broken.graphql', 'type Query {');
      const logs = await Promise.all([
        check(FAILS, WARNS, '--config', CONFIG, '--format', 'sarif'),
        check(CLEAN, '--format', 'sarif'),
        check(broken, '--format', 'sarif'),
      ]);
      expect(logs.map(({ code }) => code)).toEqual([1, 0, 1]);
      const parsed = logs.map(({ out }) => JSON.parse(out) as SarifLog);
      expect(parsed.map(sarifErrors)).toEqual([[], [], []]);

      const [found, clean] = parsed.flatMap(({ runs }) => runs);
      expect(found?.tool.driver).toMatchObject({
        name: 'phi-gateway',
        semanticVersion: readVersion(),
      });
      expect(found?.tool.driver.rules.map(({ id }) => id)).toEqual(RULES.map(({ code }) => code));
      const [withoutViewer, , shop, ssn] = found?.results ?? [];
      expect(withoutViewer).toMatchObject({ ruleId: 'PHI_NOBODY', level: 'error' });
      expect(ssn).toMatchObject({
        ruleId: 'PHI_UNMARKED',
        ruleIndex: RULES.findIndex(({ code }) => code === 'PHI_UNMARKED'),
        level: 'warning',
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'graphs/warns.graphql' },
              region: { startLine: LINE, startColumn: 14 },
            },
            logicalLocations: [{ fullyQualifiedName: 'Query.ssn' }],
          },
        ],
      });
      expect(ssn?.properties).toEqual({ confidence: 'medium', signs: ['it is named "ssn"'] });
      expect(ssn).not.toHaveProperty('suppressions');
      expect(shop?.suppressions).toEqual([
        { kind: 'inSource', status: 'accepted', justification: "A shop's, 100% sure." },
      ]);
      expect(clean?.invocations[0]?.toolConfigurationNotifications).toHaveLength(1);
    },
    SECONDS,
  );
});
