import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { HEAD } from '../../../../support/compose-subgraphs.ts';
import { startPhiGateway } from '../../../../support/phi-gateway-process.ts';
import { runPhiGateway } from '../../../../support/run-phi-gateway.ts';
import { packageFile } from '../../../../../schema/package-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-test-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SPEC = readFileSync(packageFile('directives/phi.graphql'), 'utf8');
function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}
const SCHEMA = `${SPEC}${HEAD}
type Query { patient(id: ID! @patient): Patient }
type Patient @key(fields: "id") @patient(id: "id") {
  id: ID!
  ssn: String @phi(category: SSN, deidentify: LAST4) @role(anyOf: ["clerk"], deidentified: ["doctor"])
  name: String @phi(category: NAME) @role(anyOf: ["clerk", "doctor"])
}`;
write('patients.graphql', SCHEMA);
write('gateway.yaml', 'authorization: { reach: { clerk: all, doctor: all } }\n');
const CALLERS = 'callers: { clerk: { roles: clerk }, doctor: { roles: doctor } }\n';
const policy = (view: string) => `name: Clinic
${CALLERS}values: { Patient.ssn: 999-30-2967 }
cases:
  - name: Doctors see <four> digits & no more
    field: Patient.ssn
    expect: { clerk: full, doctor: ${view} }
  - name: Names
    skip: not yet
    field: Patient.name
    expect: { doctor: full }
`;
write('passing.yaml', policy('LAST4 2967'));
write('failing.yaml', policy('denied by role'));
write(
  'wrong.yaml',
  `${CALLERS}cases: [{ name: one, field: Patient.snn, expect: { clerk: full } }]\n`,
);

const GRAPH = ['--config', 'gateway.yaml', '--subgraph', 'patients.graphql'];
const test = (...args: readonly string[]) => runPhiGateway(['test', ...args], folder);

describe('phi-gateway test', () => {
  it('exits with 0 where every case passes, and names those that are skipped', async () => {
    const { code, out, err } = await test('passing.yaml', ...GRAPH);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('passing.yaml  Clinic\n  pass  Doctors see <four> digits & no more\n');
    expect(out).toContain('  skip  Names (not yet)\n');
    expect(out).toMatch(/\n2 cases: 1 passed, 0 failed, 1 skipped; 2 checks in \d+\.\d s\n$/);
  });

  it('exits with 1 where a case fails, and says what was expected, what came and why', async () => {
    const { code, out } = await test('failing.yaml', ...GRAPH, '--only', 'four');
    expect(code).toBe(1);
    const text = out.replaceAll(/ +/g, ' ');
    for (const line of [
      'doctor: Patient.ssn',
      'expected denied by role',
      'got LAST4 2967',
      'why released to the role doctor, which reaches the patient by: all',
      'clerk; de-identified: doctor its own mark (patients.graphql:',
      'recorded Patient.ssn LAST4',
      'asked query { patient(id: "patient-1") { ssn } }',
      'at failing.yaml:7',
    ])
      expect(text).toContain(` ${line}`);
    expect(out).toContain('1 case: 0 passed, 1 failed; 2 checks');
  });

  it('writes JSON for other programs, and JUnit for CI systems', async () => {
    const json = await test(
      'passing.yaml',
      'failing.yaml',
      ...GRAPH,
      '--format',
      'json',
      '--coverage',
    );
    const report = JSON.parse(json.out) as Record<string, never>;
    expect(report).toMatchObject({
      summary: { cases: 4, passed: 1, failed: 1, skipped: 2, checks: 4 },
      files: [
        { file: 'passing.yaml', cases: [{ outcome: 'passed' }, { outcome: 'skipped' }] },
        { cases: [{ outcome: 'failed', checks: [{ passed: true }, { got: 'LAST4 2967' }] }, {}] },
      ],
      coverage: [{ marked: 2, uncovered: ['Patient.name'], roles: [], percent: 50 }],
    });
    const junit = await test('failing.yaml', ...GRAPH, '--format', 'junit');
    expect(junit.code).toBe(1);
    expect(junit.out).toContain(
      '<testsuites name="phi-gateway test" tests="2" failures="1" errors="0" skipped="1"',
    );
    expect(junit.out).toContain('<testcase name="Doctors see &#60;four&#62; digits &#38; no more"');
    expect(junit.out).toContain(
      '<failure message="doctor: Patient.ssn: expected denied by role, got LAST4 2967"',
    );
    expect(junit.out).toContain('<skipped message="not yet"/>');
  });

  it('exits with 1 where fewer marks have a case than --min-coverage demands', async () => {
    const { code, out, err } = await test('passing.yaml', ...GRAPH, '--min-coverage', '60');
    expect(code).toBe(1);
    expect(out).toContain(
      'coverage: 1 of 2 marked fields and inputs have a case (50 %)\n  no case   Patient: name\n',
    );
    expect(err).toBe('phi-gateway: coverage is 50 %, less than 60 %. Add cases.\n');
    expect((await test('passing.yaml', ...GRAPH, '--min-coverage', '50')).code).toBe(0);
  });

  it.each([
    [
      ['wrong.yaml', ...GRAPH],
      'wrong.yaml:2: cases[0].field: the graph has no Patient.snn. Did you mean Patient.ssn',
    ],
    [
      ['none.yaml', ...GRAPH],
      "none.yaml: the file can't be read. Fix the path or its permissions.",
    ],
    [['passing.yaml'], 'passing.yaml:1: names no configuration.'],
    [['passing.yaml', '--config', 'gateway.yaml'], 'no graph. Give --subgraph NAME=FILE'],
    [['passing.yaml', ...GRAPH, '-t', 'nothing'], 'no case has a name with nothing.'],
    [['passing.yaml', ...GRAPH, '--min-coverage', 'all'], '--min-coverage: must be a whole number'],
  ])('exits with 2 and a line for each problem where it cannot run: %j', async (args, line) => {
    const { code, out, err } = await test(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(`phi-gateway: ${line}`);
  });

  it('runs again with --watch when a schema is mended that was broken at the start, and when one is added', async () => {
    mkdirSync(join(folder, 'clinic'));
    write('clinic/main.graphql', `${SCHEMA} type Broken {`);
    const graph = [
      '--config',
      'gateway.yaml',
      '--subgraph',
      'clinic=clinic',
      '--watch',
      '--coverage',
    ];
    const started = startPhiGateway(['test', 'passing.yaml', ...graph], folder);
    await started.untilSaid('waiting for a file to change (Ctrl-C ends)');
    expect(started.output().err).toContain('Syntax Error');
    write('clinic/main.graphql', SCHEMA);
    await started.untilSaid('1 passed, 0 failed');
    write(
      'clinic/more.graphql',
      'extend type Patient { email: String @phi @role(anyOf: ["clerk"]) }',
    );
    await started.untilSaid('Patient: email, name');
    started.child.kill();
    await started.ended;
  });

  it('runs again with --watch when a schema or a file of tests changes', async () => {
    write('watched.yaml', policy('LAST4 2967'));
    write('watched.graphql', SCHEMA);
    const graph = ['--config', 'gateway.yaml', '--subgraph', 'watched.graphql', '--watch'];
    const started = startPhiGateway(['test', 'watched.yaml', ...graph], folder);
    await started.untilSaid('1 passed, 0 failed');
    write(
      'watched.graphql',
      SCHEMA.replace('["clerk"], deidentified: ["doctor"]', '["clerk", "doctor"]'),
    );
    await started.untilSaid('got       full 999-30-2967');
    write('watched.yaml', policy('full').replace('Names', 'Other names'));
    await started.untilSaid('Other names');
    started.child.kill();
    await started.ended;
    expect(started.output().err).toBe('');
  });

  it('runs again with --watch when the configuration changes, and when a file of tests is added to a folder', async () => {
    mkdirSync(join(folder, 'watched'));
    write('watched/first.yaml', policy('LAST4 2967'));
    write('reach.yaml', 'authorization: { reach: { clerk: all, doctor: self } }\n');
    const graph = ['--config', 'reach.yaml', '--subgraph', 'patients.graphql', '--watch'];
    const started = startPhiGateway(['test', 'watched', ...graph], folder);
    await started.untilSaid('got       denied by reach');
    write('reach.yaml', 'authorization: { reach: { clerk: all, doctor: all } }\n');
    await started.untilSaid('2 cases: 1 passed, 0 failed');
    write('watched/second.yml', policy('LAST4 2967'));
    await started.untilSaid('4 cases: 2 passed, 0 failed');
    started.child.kill();
    await started.ended;
    expect(started.output().err).toBe('');
  });

  it('exits with 2 for a folder without policy tests', async () => {
    mkdirSync(join(folder, 'empty'));
    expect(await test('empty', ...GRAPH)).toEqual({
      code: 2,
      out: '',
      err: 'phi-gateway: empty: no policy tests in this folder (.yaml, .yml). Name the files.\n',
    });
  });
});
