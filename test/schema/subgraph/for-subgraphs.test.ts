import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { importsOf, sources, target } from '../../code-metrics/imports.ts';
import { packageFile } from '../../../schema/package-file.ts';

const ROOT = dirname(packageFile('package.json'));

/** A project that has phi-gateway as a dependency. */
const project = mkdtempSync(join(tmpdir(), 'phi-for-subgraphs-'));
mkdirSync(join(project, 'node_modules/@types'), { recursive: true });
symlinkSync(ROOT, join(project, 'node_modules/phi-gateway'), 'dir');
symlinkSync(
  join(ROOT, 'node_modules/@types/node'),
  join(project, 'node_modules/@types/node'),
  'dir',
);
afterAll(() => rmSync(project, { recursive: true }));

function run(...args: readonly string[]): string {
  return execFileSync(process.execPath, args, { cwd: project, encoding: 'utf8' });
}

describe('phi-gateway/subgraph', () => {
  it('exports GatewayRequestError, createGatewayVerifier and createResponseSigner to a project with phi-gateway as a dependency', () => {
    writeFileSync(
      join(project, 'names.mjs'),
      "import * as exported from 'phi-gateway/subgraph'; console.log(Object.keys(exported).join());",
    );
    expect(run('names.mjs').trim()).toBe(
      'GatewayRequestError,createGatewayVerifier,createResponseSigner',
    );
  });

  it('has types for TypeScript', () => {
    const text = `
      import { createGatewayVerifier } from 'phi-gateway/subgraph';
      const verify = createGatewayVerifier({ subgraph: 'patients', jwks: 'https://gateway.example/jwks' });
      const { caller, roles } = await verify({ headers: new Headers(), body: '' });
      const subject: string | undefined = caller?.subject;
      // @ts-expect-error -- roles are texts
      const wrong: readonly number[] = roles;
      console.log(subject, wrong);
    `;
    writeFileSync(join(project, 'typed.mts'), text);
    const options = ['--noEmit', '--strict', '--module', 'NodeNext', '--target', 'ES2022'];
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
    expect(run(tsc, ...options, '--types', 'node', 'typed.mts')).toBe('');
  });

  it('imports only its own folder, Node.js, http-message-sig, jose and structured-headers', () => {
    const imports = sources('schema/subgraph').flatMap(importsOf);
    const foreign = imports.filter(
      (found) => target(found)?.startsWith('schema/subgraph/') !== true,
    );
    expect([...new Set(foreign.map(({ from }) => from))].toSorted()).toEqual([
      'http-message-sig',
      'jose',
      'node:crypto',
      'node:util',
      'structured-headers',
    ]);
  });
});
