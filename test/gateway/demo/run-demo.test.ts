import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageFile } from '../../../schema/package-file.ts';
import { builtProgram } from '../../support/built-program.ts';
import { demoPortArguments, freeDemoPorts, isListening } from '../../support/demo-ports.ts';
import { runPhiGatewayProcess, startPhiGateway } from '../../support/phi-gateway-process.ts';
import { runPhiGateway } from '../../support/run-phi-gateway.ts';
import type { EndedCommand } from '../../support/run-phi-gateway.ts';
import { timed } from '../../support/timed.ts';
import type { PhiGatewayProcess } from '../../support/phi-gateway-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-demo-'));
let ports: readonly number[];
let demo: PhiGatewayProcess;

beforeAll(async () => {
  ports = await freeDemoPorts();
  demo = startPhiGateway(['demo', ...portArguments()], folder);
  await demo.untilSaid('Ctrl-C stops everything');
}, 180_000);

afterAll(async () => {
  demo.child.kill('SIGTERM');
  await demo.ended;
  rmSync(folder, { recursive: true });
});

/** Arguments of a demo that starts with an empty ledger. */
const portArguments = () => ['--no-history', ...demoPortArguments(ports)];

async function tokenOf(role: string): Promise<string> {
  const { code, out } = await runPhiGateway(['token', '--role', role], folder);
  expect(code).toBe(0);
  return out.trim();
}

const PROGRAM = 'gateway/cli/phi-gateway.ts';

/** Comments and commands between the guide's first and last sentence. */
function printedCommands(guide: string): string {
  return /in this folder:\n(.*)\nIn a browser/s.exec(guide)?.[1] ?? '';
}

/** Runs lines in the folder as a terminal does that they are pasted into, but ends with the first that fails. */
async function runShell(lines: string): Promise<EndedCommand> {
  const shell = spawn('bash', ['-euo', 'pipefail', '-s'], { cwd: folder });
  return timed('command', async () => {
    const closed: Promise<unknown[]> = once(shell, 'close');
    shell.stdin.end(lines);
    const [out, err] = await Promise.all([readText(shell.stdout), readText(shell.stderr)]);
    const [code] = await closed;
    return { code: Number(code), out, err };
  });
}

const QUERY =
  '{ patients(first: 2) { id name ssn healthcareExpenses conditions(first: 1) { description } } }';

/** The patients that a role sees. */
async function ask(role: string, query = QUERY): Promise<readonly Record<string, unknown>[]> {
  const response = await fetch(`http://127.0.0.1:${ports[0]}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenOf(role)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  const answer = (await response.json()) as { data: { patients: Record<string, unknown>[] } };
  return answer.data.patients;
}

describe('the demo', () => {
  it('prints commands for the roles physician, billing, researcher and patient, and commands that report on and verify the ledger', () => {
    const { out } = demo.output();
    for (const role of ['physician', 'billing', 'researcher', 'patient']) {
      expect(out).toContain(`token --role ${role})`);
    }
    expect(out).toContain('audit report patient --patient');
    expect(out).toContain('audit verify');
  });

  it('gives a physician, billing, a researcher and a patient different responses to the same query', async () => {
    const text = expect.any(String);
    const money = expect.any(Number);
    const findings = [{ description: text }];
    const [physician, billing, researcher, patient] = await Promise.all(
      ['physician', 'billing', 'researcher', 'patient'].map((role) => ask(role)),
    );
    expect(physician?.[0]).toEqual({
      id: text,
      name: text,
      ssn: expect.stringMatching(/^\d{4}$/),
      healthcareExpenses: null,
      conditions: findings,
    });
    expect(billing?.[0]).toEqual({
      id: text,
      name: text,
      ssn: expect.stringMatching(/^\d{3}-\d{2}-\d{4}$/),
      healthcareExpenses: money,
      conditions: null,
    });
    expect(researcher?.[0]).toEqual({
      id: expect.not.stringMatching(String(physician?.[0]?.['id'])),
      name: null,
      ssn: null,
      healthcareExpenses: null,
      conditions: findings,
    });
    expect(patient).toEqual([{ ...billing?.[0], conditions: findings }]);
  });

  it("gives the responses that the README shows, apart from the researcher's pseudonym of the patient id", async () => {
    const readme = readFileSync(packageFile('README.md'), 'utf8');
    const query = /'\{"query":"([^"]*)"\}'/.exec(readme)?.[1] ?? '';
    const shown = [...readme.matchAll(/^# --role (\w+).*\n(\{[^#$]*\})$/gm)].map(
      ([, role = '', json = '']) => [role, JSON.parse(json) as Record<string, unknown>] as const,
    );
    expect(shown.map(([role]) => role)).toEqual(['physician', 'researcher', 'billing']);
    for (const [role, patient] of shown) {
      const [seen] = await ask(role, query);
      // Each demo has a key of its own for pseudonyms.
      const id = role === 'researcher' ? seen?.['id'] : patient['id'];
      expect(seen).toEqual({ ...patient, id });
    }
  });

  it('shows a physician only their own patients, without categories that a patient denies, and a nurse all 25 patients', async () => {
    const query = `{ patients(first: 100) {
      id substanceUseRecords(first: 1) { id } mentalHealthRecords(first: 1) { id }
    } }`;
    const [physician = [], nurse, patient] = await Promise.all(
      ['physician', 'nurse', 'patient'].map((role) => ask(role, query)),
    );
    expect(nurse).toHaveLength(25);
    const one = [{ id: expect.any(String) }];
    expect(physician).toEqual([
      { id: patient?.[0]?.['id'], substanceUseRecords: one, mentalHealthRecords: one },
      { id: expect.any(String), substanceUseRecords: null, mentalHealthRecords: one },
      { id: expect.any(String), substanceUseRecords: one, mentalHealthRecords: one },
      { id: expect.any(String), substanceUseRecords: one, mentalHealthRecords: null },
    ]);
  });

  it("lets a physician read another patient's record only with break-glass, as the guide says, and reports the grant and its reason", async () => {
    const { out } = demo.output();
    const start = /-d '(\{"patient":.*\})'/.exec(out)?.[1] ?? '';
    const query = /-d '(\{"query":"\{ patient\(id.*\})'/.exec(out)?.[1] ?? '';
    const token = await tokenOf('physician');
    const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
      const response = await fetch(`http://127.0.0.1:${ports[0]}${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          ...headers,
        },
        body,
      });
      return (await response.json()) as Record<string, unknown>;
    };
    expect(await post('/graphql', query)).toEqual({ data: { patient: null } });
    const { grant } = await post('/break-glass', start);
    expect(await post('/graphql', query, { 'x-break-glass': String(grant) })).toEqual({
      data: {
        patient: {
          name: expect.any(String),
          birthDate: expect.any(String),
          conditions: expect.any(Array),
        },
      },
    });
    const report = await runPhiGateway(
      ['audit', 'report', '--break-glass', '--format', 'csv'],
      folder,
    );
    expect(report.out).toContain('"unconscious after a fall, allergies unknown"');
    expect(report.out).toContain(',break-glass,');
  });

  it('prints commands that a shell runs exactly as printed', async () => {
    const script = { 'phi-gateway': [process.execPath, ...builtProgram(PROGRAM, [])].join(' ') };
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: script }));
    const { code, out, err } = await runShell(printedCommands(demo.output().out));
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^(?:NOT_COMPARED: .*\n){3}$/),
    });
    const answers = out.split('\n').filter((line) => line.startsWith('{"'));
    expect(answers).toHaveLength(5);
    for (const answer of answers) expect(answer).toMatch(/"data":\{"patients?":[[{]/);
    expect(out).toContain('unconscious after a fall');
    expect(out).toMatch(/^PASS$/m);
  });

  it('records the accesses with field names and without SSNs, in a ledger that passes verification', async () => {
    const verified = await runPhiGateway(['audit', 'verify'], folder);
    expect(verified).toMatchObject({ code: 0, err: '' });
    expect(verified.out).toMatch(/^PASS/);
    const report = await runPhiGateway(
      ['audit', 'report', '--actor', 'billing', '--format', 'csv'],
      folder,
    );
    expect(report.out).toContain('Patient.ssn');
    expect(report.out).not.toMatch(/\d{3}-\d{2}-\d{4}/);
  });

  it('issues no token for an unknown role', async () => {
    const { code, err } = await runPhiGateway(['token', '--role', 'admin'], folder);
    expect(code).toBe(1);
    expect(err).toMatch(/^phi-gateway: there is no role admin. Choose one of /);
  });

  it('stops all its processes on Ctrl-C', async () => {
    expect(await Promise.all(ports.map(isListening))).toEqual(ports.map(() => true));
    const start = performance.now();
    demo.child.kill('SIGINT');
    expect(await demo.ended).toBe(0);
    expect(performance.now() - start).toBeLessThan(10_000);
    expect(await Promise.all(ports.map(isListening))).toEqual(ports.map(() => false));
    expect(demo.output().err).toBe('');
  });

  it('exits with code 1 and an error without a stack trace if its data directory is missing', async () => {
    const { code, err } = await runPhiGatewayProcess(['demo', ...portArguments()], folder, {
      DATA_DIR: join(folder, 'nothing'),
    });
    expect(code).toBe(1);
    expect(err).toMatch(/^phi-gateway: /);
    expect(err).toContain('nothing');
    expect(err).not.toMatch(/ {4}at /);
    expect(await Promise.all(ports.map(isListening))).toEqual(ports.map(() => false));
  });
});
