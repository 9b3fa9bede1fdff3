import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { builtProgram } from '../../support/built-program.ts';
import { runPhiGateway } from '../../support/run-phi-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

const JWKS = join(folder, 'jwks.json');
writeFileSync(
  JWKS,
  JSON.stringify({
    keys: [{ kty: 'OKP', crv: 'Ed25519', x: Buffer.alloc(32, 1).toString('base64url') }],
  }),
);
const IDENTITY = ['--issuer', 'https://id.example', '--audience', 'phi', '--jwks', JWKS];

const UNREACHED =
  /^phi-gateway: .*: subgraph a: nothing that speaks GraphQL answers at http:\/\/127.0.0.1:1\//;

describe('the phi-gateway command', () => {
  it('lists its ten public commands in its help, and not identity-provider', async () => {
    const { code, out } = await runPhiGateway(['--help'], folder);
    expect(code).toBe(0);
    for (const command of [
      'serve',
      'check',
      'explain',
      'matrix',
      'diff',
      'demo',
      'issuer',
      'token',
      'audit',
      'health',
    ])
      expect(out).toContain(command);
    expect(out).not.toContain('identity-provider [');
  });

  it('exits with 1 and names a missing optional package and how to install it', async () => {
    const hooks = `export async function resolve(specifier, context, next) {
      return next(specifier === 'graphql-http' ? 'file:///missing' : specifier, context).catch(() => {
        const error = new Error("Cannot find package 'graphql-http' imported from here");
        throw Object.assign(error, { code: 'ERR_MODULE_NOT_FOUND' });
      });
    }`;
    const register = `import { register } from 'node:module';
      register('data:text/javascript,' + encodeURIComponent(${JSON.stringify(hooks)}));`;
    const program = builtProgram('gateway/cli/phi-gateway.ts', ['health', 'serve', 'claims']);
    const child = spawn(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(register)}`, ...program],
      { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
    );
    let printed = '';
    child.stderr.on('data', (data: Buffer) => void (printed += data.toString()));
    await once(child, 'close');
    expect(child.exitCode).toBe(1);
    expect(printed).toMatch(
      /^phi-gateway: the package graphql-http is not installed\. The demo and the example subgraphs need it\. Install it with: npm install --no-save --include=optional @apollo\/subgraph@\d[\d.]+ graphql-http@\d[\d.]+ oidc-provider@\d[\d.]+\n$/,
    );
  });

  it('loads GraphQL.js without its development checks, unless NODE_ENV is development', async () => {
    const path = join(folder, 'tell-mode.cjs');
    writeFileSync(
      path,
      `process.once('exit', () => {
        const path = ${JSON.stringify(createRequire(import.meta.url).resolve('graphql/jsutils/instanceOf.js'))};
        const { instanceOf } = require.cache[path].exports;
        class GraphQLSchema { get [Symbol.toStringTag]() { return 'GraphQLSchema'; } }
        class Copy { get [Symbol.toStringTag]() { return 'GraphQLSchema'; } }
        let mode = 'production';
        try { instanceOf(new Copy(), GraphQLSchema); } catch { mode = 'development'; }
        require('node:fs').writeFileSync('mode', mode);
      });`,
    );
    const modeWith = async (environment: Readonly<Record<string, string>>) => {
      const { NODE_ENV: _, ...inherited } = process.env;
      const program = builtProgram('gateway/cli/phi-gateway.ts', ['serve']);
      const child = spawn(process.execPath, ['--require', path, ...program], {
        cwd: folder,
        env: { ...inherited, ...environment },
        stdio: 'ignore',
      });
      await once(child, 'exit');
      return readFileSync(join(folder, 'mode'), 'utf8');
    };
    expect(await modeWith({})).toBe('production');
    expect(await modeWith({ NODE_ENV: 'development' })).toBe('development');
  });

  it.each([
    [['--', 'token']],
    [['--', 'audit', '--', 'verify', '--db', 'none.db']],
    [['audit', '--', 'verify']],
  ])('exits with an error code and a message if an argument is "--": %j', async (args) => {
    const { code, err } = await runPhiGateway(args, folder);
    expect(code).toBeGreaterThan(0);
    expect(err).not.toBe('');
  });

  it.each<[string, string[], RegExp[]]>([
    ['no graph', ['serve', ...IDENTITY], [/^phi-gateway: configuration: graph: names no graph/]],
    [
      'no issuer',
      ['serve', '--subgraph', 'a=http://127.0.0.1:1/'],
      [/^phi-gateway: configuration: identity: is required/, UNREACHED],
    ],
    [
      'a missing configuration file',
      ['serve', '--config', 'none.yaml'],
      [
        /^phi-gateway: none.yaml: the file can't be read\. Fix the path or its permissions\. It was looked for at \/.*\/none\.yaml\.$/,
      ],
    ],
    [
      'invalid YAML',
      ['serve', '--config', JWKS.replace('jwks.json', 'bad.yaml')],
      [/^phi-gateway: .*bad.yaml:\d+:\d+: not valid YAML/],
    ],
    [
      'a missing key file',
      [
        'serve',
        '--subgraph',
        'a=http://127.0.0.1:1/',
        '--issuer',
        'i',
        '--audience',
        'a',
        '--jwks',
        'none.json',
      ],
      [/^phi-gateway: .*none.json: cannot be read as a JSON Web Key Set/, UNREACHED],
    ],
    [
      'an unreachable subgraph',
      ['serve', ...IDENTITY, '--subgraph', 'a=http://127.0.0.1:1/'],
      [UNREACHED],
    ],
    [
      'the token command without a started demo',
      ['token', '--role', 'physician'],
      [/^phi-gateway: no demo has been started here/],
    ],
    [
      'the token command with a claim of a demo account',
      ['token', '--role', 'physician', '--claim', 'patient=p1'],
      [/^phi-gateway: --subject and --claim need --issuer/],
    ],
    [
      'the token command with two roles of the demo',
      ['token', '--role', 'physician', '--role', 'nurse'],
      [/^phi-gateway: give one --role of the demo, or --issuer URL/],
    ],
    [
      'the token command without a running issuer',
      ['token', '--issuer', 'http://127.0.0.1:1', '--role', 'nurse'],
      [
        /^phi-gateway: phi-gateway issuer does not answer at .* Start it with: phi-gateway issuer --port 1$/,
      ],
    ],
    [
      'the token command with an issuer on another machine',
      ['token', '--issuer', 'https://id.example'],
      [/^phi-gateway: https:\/\/id.example is not phi-gateway issuer/],
    ],
    [
      'an issuer on every address',
      ['issuer', '--host', '0.0.0.0'],
      [/^error: unknown option '--host'/, /^\(Did you mean --port/],
    ],
    [
      'development mode on every address, without TLS',
      [
        'serve',
        '--development',
        ...IDENTITY,
        '--subgraph',
        'a=http://127.0.0.1:1/',
        '--host',
        '0.0.0.0',
      ],
      [
        /^phi-gateway: configuration: server.tls: is required/,
        /^phi-gateway: configuration: server.host: must be a loopback address: with development: true/,
        UNREACHED,
      ],
    ],
  ])('prints one line per problem and exits with 1: %s', async (_what, args, expected) => {
    writeFileSync(join(folder, 'bad.yaml'), 'server:\n  port: [1\n');
    const { code, out, err } = await runPhiGateway(args, folder);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.trimEnd().split('\n')).toEqual(expected.map((line) => expect.stringMatching(line)));
    expect(err).not.toMatch(/ {4}at /);
  });

  it('exits with 1 and names each port of the demo that is in use', async () => {
    const holders = [createServer(), createServer()];
    const ports = await Promise.all(
      holders.map(
        (holder) =>
          new Promise<number>((resolve) => {
            holder.listen(0, '127.0.0.1', () => resolve((holder.address() as AddressInfo).port));
          }),
      ),
    );
    const [port, identityPort] = ports.map(String);
    const args = ['demo', '--port', port ?? '', '--identity-port', identityPort ?? ''];
    const { code, out, err } = await runPhiGateway(args, folder);
    for (const holder of holders) holder.close();
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(`phi-gateway: port ${port} for the gateway is in use`);
    expect(err).toContain(`phi-gateway: port ${identityPort} for the identity provider is in use`);
  });
});
