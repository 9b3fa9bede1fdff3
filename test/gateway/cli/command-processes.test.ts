import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openLedger } from '../../../gateway/audit/append/open-ledger.ts';
import { readVersion } from '../../../gateway/platform/process/package-manifest.ts';
import { HEAD } from '../../support/compose-subgraphs.ts';
import { runPhiGatewayProcess } from '../../support/phi-gateway-process.ts';
import { runPhiGateway, type EndedCommand } from '../../support/run-phi-gateway.ts';
import { accessRecord, createDirectory, ledgerOptions } from '../audit/sample.ts';

const directory = createDirectory();
const folder = directory.path;
beforeAll(async () => {
  const ledger = await openLedger(ledgerOptions(folder));
  await ledger.append(accessRecord(['patient-1']));
  await ledger.close();
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
});
afterAll(() => {
  directory.remove();
});

const field = (role: string) =>
  `${HEAD}type Query { ssn: String @phi(category: SSN) @role(anyOf: ["${role}"]) }`;
const FILES = {
  'nurse.graphql': field('nurse'),
  'all.graphql': field('all'),
  'gateway.yaml': 'server: { port: none }\n',
  'rules.mjs': 'export default {};\nsetInterval(() => {}, 60_000);\n',
  'ruled.yaml': `graph: { subgraphs: [{ name: nurse, url: "http://127.0.0.1:1/", sdl: nurse.graphql }] }
identity: { issuers: [{ issuer: "https://id.example", audience: phi, jwks: "https://id.example/jwks" }] }
authorization: { reach: { nurse: all }, rules: { module: rules.mjs } }
audit: { db: other.db }
`,
};

/** The commands, and the part of the result that is the same for each run. */
/** What is said of how a command ends: texts, or patterns of them. */
type ExpectedEnd = { readonly [Part in keyof EndedCommand]?: unknown };

const COMMANDS: readonly [string, readonly string[], ExpectedEnd][] = [
  ['--version (exit code 0)', ['--version'], { code: 0, out: `${readVersion()}\n`, err: '' }],
  [
    'an unknown command (exit code 2)',
    ['sevre'],
    {
      code: 2,
      out: '',
      err: "error: unknown command 'sevre'\n(Did you mean serve?)\n(run with --help for what there is)\n",
    },
  ],
  [
    'an unknown command of audit (exit code 3)',
    ['audit', 'verif'],
    { code: 3, out: '', err: "error: unknown command 'verif'\n(Did you mean verify?)\n" },
  ],
  [
    'audit verify of an intact ledger (exit code 0)',
    ['audit', 'verify', '--db', 'audit.db'],
    { code: 0, err: '' },
  ],
  [
    'audit verify of a missing ledger (exit code 3)',
    ['audit', 'verify', '--db', 'none.db'],
    { code: 3, out: '', err: 'phi-gateway: There is no audit ledger at none.db.\n' },
  ],
  [
    'audit report with a row (exit code 0)',
    ['audit', 'report', '--db', 'audit.db', '--patient', 'patient-1', '--format', 'json'],
    { code: 0, err: expect.stringMatching(/^READ_FROM_LEDGER: .*\n$/) },
  ],
  [
    'audit report without rows (exit code 0)',
    ['audit', 'report', 'unknown-outcome', '--db', 'audit.db', '--format', 'csv'],
    { code: 0, err: expect.stringMatching(/^READ_FROM_LEDGER: .*\nNo record matches\.\n$/) },
  ],
  [
    'audit reindex of a missing ledger (exit code 1)',
    ['audit', 'reindex', '--db', 'none.db'],
    { code: 1, out: '' },
  ],
  [
    'check of a configuration with custom rules that keep a timer (exit code 0)',
    ['check', '--config', 'ruled.yaml'],
    { code: 0, err: '' },
  ],
  [
    'check with findings (exit code 1)',
    ['check', 'nurse.graphql', '--role', 'doctor', '--format', 'json'],
    { code: 1, err: '' },
  ],
  [
    'check of a missing file (exit code 2)',
    ['check', 'none.graphql'],
    {
      code: 2,
      out: '',
      err: "phi-gateway: subgraph none: its schema none.graphql can't be read. Fix the path or its permissions.\n",
    },
  ],
  [
    'explain (exit code 0)',
    ['explain', 'Query.ssn', '--subgraph', 'nurse.graphql'],
    { code: 0, err: '' },
  ],
  ['matrix (exit code 0)', ['matrix', '--subgraph', 'nurse.graphql'], { code: 0, err: '' }],
  [
    'diff of graphs that differ (exit code 1)',
    ['diff', 'nurse.graphql', 'all.graphql'],
    { code: 1, err: '' },
  ],
  [
    'diff with a missing graph (exit code 2)',
    ['diff', 'nurse.graphql', 'none'],
    { code: 2, out: '' },
  ],
  [
    'serve with an invalid configuration (exit code 1)',
    ['serve', '--config', 'gateway.yaml'],
    { code: 1, out: '' },
  ],
  [
    'token without a running demo (exit code 1)',
    ['token', '--role', 'nurse'],
    { code: 1, out: '' },
  ],
];

describe('a phi-gateway command in its own process', () => {
  it.each(COMMANDS)(
    'has the expected exit code, and the same output as when it runs inside the test process: %s',
    async (_what, args, expected) => {
      const ended = await runPhiGatewayProcess(args, folder);
      expect(ended).toMatchObject(expected);
      expect(`${ended.out}${ended.err}`).not.toBe('');
      expect(await runPhiGateway(args, folder)).toEqual(ended);
    },
  );

  it('writes more than a pipe holds before it ends', async () => {
    const fields = Array.from({ length: 1000 }, (_, number) => `ssn${number}: String`).join(' ');
    writeFileSync(
      join(folder, 'large.graphql'),
      `type Query { p: Patient } type Patient { ${fields} }`,
    );
    const { code, out } = await runPhiGatewayProcess(
      ['check', 'large.graphql', '--format', 'json'],
      folder,
    );
    const { findings } = JSON.parse(out) as { readonly findings: readonly unknown[] };
    expect({ code, found: findings.length }).toEqual({ code: 0, found: 1000 });
  });
});
