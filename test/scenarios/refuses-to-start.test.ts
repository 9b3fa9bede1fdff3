import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { ledgerOptions } from '../gateway/audit/sample.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { REACH, startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';

let stack: Stack;
let holder: Server;
beforeAll(async () => {
  stack = await startStack();
  holder = createServer();
  holder.listen(0, '127.0.0.1');
  await once(holder, 'listening');
  writeFileSync(join(stack.folder, 'a-file'), '');
});
afterAll(async () => {
  await stack.close();
  holder.close();
});

const taken = () => (holder.address() as AddressInfo).port;

/** Writes a configuration file, runs `serve` with it, and returns exit code and output. */
async function serve(name: string, config: unknown) {
  const file = join(stack.folder, `${name}.yaml`);
  writeFileSync(file, typeof config === 'string' ? config : stringify(config));
  const { code, out, err } = await runPhiGateway(['serve', '--config', file], stack.folder);
  expect(err).not.toMatch(/ {4}at /);
  return { code, out, lines: err.split('\n').filter((line) => line.startsWith('phi-gateway: ')) };
}

/** A problem, a configuration with it, and the expected lines. */
const FAULTY: readonly [string, () => unknown, readonly RegExp[]][] = [
  [
    'plain HTTP off loopback',
    () => stack.config('off', { server: { host: '0.0.0.0', port: 0 } }),
    [/server\.tls: is required: plain HTTP is served on loopback, and to trusted proxies/],
  ],
  [
    'a subgraph over plain HTTP off loopback',
    () =>
      stack.config('remote', {
        graph: { subgraphs: [{ name: 'patients', url: 'http://patients.example/graphql' }] },
      }),
    [/graph\.subgraphs\[0\]\.url: must be an https:\/\/ URL/],
  ],
  [
    'several problems, each with its line',
    () => ({
      ...stack.config('several'),
      server: { port: 99_999, tsl: {} },
      limits: { depth: 0 },
      authorization: { reach: { nurse: 'everybody' } },
      pseudonymKey: 'too short',
    }),
    [
      /server\.port: must be a whole number from 0 to 65535/,
      /server\.tsl: is not known/,
      /limits\.depth: must be a whole number/,
      /authorization\.reach\.nurse: must be all, self/,
    ],
  ],
  [
    'a staff file with a wrong line',
    () => {
      writeFileSync(join(stack.folder, 'staff.csv'), 'actor,name\n,Otto\n');
      const admin = { roles: ['privacy_officer'], directory: { staff: 'staff.csv' } };
      return stack.config('staff', { admin });
    },
    [/:\d+: admin\.directory\.staff: \S+staff\.csv:2: the row has no actor\./],
  ],
  ['invalid YAML', () => 'server: [\n  port: 1', [/:\d+: not valid YAML/]],
  [
    'a role without a reach',
    () => stack.config('reach', { authorization: { reach: { nurse: 'all' } } }),
    [/which patients does/],
  ],
  [
    'a care-team reach without a relationship source',
    () => stack.config('team', { authorization: { reach: { ...REACH, nurse: 'care-team' } } }),
    [/relationships: is required: which source lists the care team of nurse\? Give/],
  ],
  [
    'a relationship operation that does not fit its subgraph',
    () =>
      stack.config('operation', {
        relationships: {
          subgraph: 'encounters',
          operation: 'query ($patients: [ID!]!) { patientsOf(patients: $patients) { patient } }',
        },
      }),
    [/relationships\.operation: does not fit the subgraph: .*patientsOf/],
  ],
  [
    'roles without a purpose, unknown break-glass roles, and a short key',
    () =>
      stack.config('purposes', {
        purpose: { roles: { nurse: ['TREAT'] } },
        breakGlass: {
          roles: ['doctor', 'nurse'],
          purpose: 'ETREAT',
          key: 'c2hvcnQ=',
        },
      }),
    [
      /purpose\.roles\.physician: is missing: what may this role/,
      /purpose\.roles\.nurse: must hold ETREAT/,
      /breakGlass\.roles\[0\]: authorization\.reach does not name "doctor"/,
      /breakGlass\.key: must hold at least 32 bytes in base64 or hex/,
    ],
  ],
  [
    'a port that is taken',
    () => stack.config('taken', { server: { port: taken() } }),
    [/taken\.yaml:\d+: server\.port: port \d+ on 127\.0\.0\.1 is taken/],
  ],
  [
    'a port of metrics that is taken',
    () => stack.config('metrics', { server: { port: 0, metrics: { port: taken() } } }),
    [/taken\.yaml:\d+: server\.metrics: port \d+ on 127\.0\.0\.1 cannot be listened on/],
  ],
  [
    'an unreachable subgraph',
    () =>
      stack.config('unreachable', {
        graph: { subgraphs: [{ name: 'patients', url: `http://127.0.0.1:1/graphql` }] },
      }),
    [/subgraph patients: nothing that speaks GraphQL answers at http:\/\/127\.0\.0\.1:1\/graphql/],
  ],
  [
    'a ledger path below a file',
    () => stack.config('place', { audit: { db: join(stack.folder, 'a-file', 'audit.db') } }),
    [/The audit ledger .*a-file\/audit\.db cannot be written/],
  ],
];

/** Run concurrently, since each takes a second before it exits. */
const runs = new Map<string, ReturnType<typeof serve>>();
beforeAll(() => {
  for (const [what, config] of FAULTY)
    runs.set(what, serve(what.replaceAll(/\W+/g, '-'), config()));
});
const served = (what: string) => runs.get(what) ?? Promise.reject(new Error(`not run: ${what}`));

describe('phi-gateway serve', () => {
  it.each(FAULTY)(
    'exits with status 1 and a line for each problem: %s',
    async (what, _config, expected) => {
      const { code, out, lines } = await served(what);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      for (const line of expected) expect(lines.join('\n')).toMatch(line);
      expect(lines.length).toBeGreaterThanOrEqual(expected.length);
    },
  );

  it('does not print a secret of an invalid configuration', async () => {
    const secret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQ';
    const { lines } = await serve('secret', { ...stack.config('s'), pseudonymKey: secret });
    expect(lines.join('\n')).toContain('pseudonymKey: must hold at least 32 bytes');
    expect(lines.join('\n')).not.toContain(secret);
  });

  it('exits with status 1 and names the key file of the ledger, without its content, if other users can read it', async () => {
    const path = stack.ledger('open-key');
    const ledger = await openLedger(ledgerOptions(stack.folder, { path, origin: 'phi-gateway' }));
    await ledger.close();
    const key = `${path}.key`;
    chmodSync(key, 0o644);
    const { code, lines } = await serve('open-key', stack.config('open-key'));
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringContaining(key)] });
    expect(lines.join('')).not.toContain(readFileSync(key, 'utf8').split('\n')[1] ?? '');
  });
});

describe('phi-gateway health serve', () => {
  it('exits with status 1 for --gateway-issuer without --gateway-jwks, since no signature would be verified', async () => {
    const args = ['health', 'serve', 'patients', '--port', '0', '--gateway-issuer', 'gateway'];
    expect(await runPhiGateway(args, stack.folder)).toEqual({
      code: 1,
      out: '',
      err: 'phi-gateway: --gateway-issuer needs --gateway-jwks: without keys, no signature is verified.\n',
    });
  });

  it.each<[string, string, RegExp]>([
    ['a missing directory', 'nowhere', /nowhere/],
    ['a directory without an export', 'empty', /patients\.csv/],
  ])('exits with status 1 and one line of error output for %s', async (_what, directory, line) => {
    mkdirSync(join(stack.folder, 'empty'), { recursive: true });
    const args = ['health', 'serve', 'patients', '--data', directory, '--port', '0'];
    const { code, out, err } = await runPhiGateway(args, stack.folder);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(line);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    expect(err).not.toMatch(/ {4}at /);
  });
});
