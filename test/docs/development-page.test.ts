import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { packageFile } from '../../schema/package-file.ts';
import { freePorts } from '../support/free-port.ts';
import { startPhiGateway, type PhiGatewayProcess } from '../support/phi-gateway-process.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { codeBlocks } from './markdown.ts';

const FILE = 'docs/development.md';

/** The ports of the page: of the gateway, the issuer and the subgraph. */
const PORTS = [4000, 4001, 4101];

describe(`the steps of ${FILE}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'phi-development-'));
  const started: PhiGatewayProcess[] = [];
  let subgraph: ChildProcess;
  let blocks: readonly string[];
  let ports: readonly number[];

  beforeAll(async () => {
    ports = await freePorts(PORTS.length);
    const text = PORTS.reduce(
      (page, port, index) => page.replaceAll(`127.0.0.1:${port}`, `127.0.0.1:${ports[index]}`),
      readFileSync(packageFile(FILE), 'utf8').replace('listen(4101', `listen(${ports[2]}`),
    );
    const page = { file: FILE, text };
    const first = (language: string) =>
      codeBlocks(page).find((block) => block.language === language)?.code ?? '';
    blocks = codeBlocks(page).map(({ code }) => code);
    for (const name of ['node_modules', 'directives'])
      symlinkSync(packageFile(name), join(folder, name));
    writeFileSync(join(folder, 'patients.graphql'), first('graphql'));
    writeFileSync(join(folder, 'patients.mjs'), first('js'));
    // The port is a flag of the command too.
    writeFileSync(join(folder, 'gateway.yaml'), `${first('yaml')}server: { port: ${ports[0]} }\n`);

    subgraph = spawn(process.execPath, ['patients.mjs'], { cwd: folder, stdio: 'inherit' });
    const issuer = startPhiGateway(['issuer', '--port', String(ports[1])], folder);
    started.push(issuer);
    await issuer.untilSaid('phi-gateway token --issuer');
    await untilAnswered(`http://127.0.0.1:${ports[2]}/graphql`);
    const gateway = startPhiGateway(['serve', '--config', 'gateway.yaml'], folder);
    started.push(gateway);
    await gateway.untilSaid('GraphQL at');
  });
  afterAll(async () => {
    for (const { child } of started) child.kill('SIGINT');
    subgraph.kill();
    await Promise.all(started.map(({ ended }) => ended));
    rmSync(folder, { recursive: true });
  });

  const ask = async (flags: readonly string[], query: string): Promise<unknown> => {
    const issuer = ['--issuer', `http://127.0.0.1:${ports[1]}`];
    const token = await runPhiGateway(['token', ...issuer, ...flags], folder);
    expect(token).toMatchObject({ code: 0, err: '' });
    const response = await fetch(`http://127.0.0.1:${ports[0]}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token.out.trim()}` },
      body: query,
    });
    return response.json();
  };

  it('lead to the answer that the page shows and to its record, let a patient read only their own record, and record development mode', async () => {
    const curl = blocks.find((code) => code.startsWith('curl')) ?? '';
    const [, flags = ''] = /token --issuer \S+ ([^)]+)\)/.exec(curl) ?? [];
    const [, body = ''] = /-d '(.*)'/.exec(curl) ?? [];
    const shown = blocks.find((code) => code.startsWith('{ "data"')) ?? '';
    expect(await ask(flags.split(' '), body)).toEqual(JSON.parse(shown));
    expect(await ask(['--role', 'patient', '--claim', 'patient=p2'], body)).toEqual({
      data: { patient: null },
    });
    const own = '{"query":"{ patient(id: \\"p2\\") { phone } }"}';
    expect(await ask(['--role', 'patient', '--claim', 'patient=p2'], own)).toEqual({
      data: { patient: { phone: '555-0101' } },
    });
    const [, typed = ''] = /phi-gateway -- (audit report patient .*)/.exec(blocks.join('\n')) ?? [];
    const report = [...typed.split(' '), '--format', 'csv'];
    expect((await runPhiGateway(report, folder)).out).toContain('Patient.phone');
    const changes = ['audit', 'report', 'changes', '--db', '.data/dev.db', '--format', 'csv'];
    expect((await runPhiGateway(changes, folder)).out).toContain('Development mode is on');
  });

  it('print where the issuer, GraphiQL and the gateway are, what to configure, and the warning of development mode', () => {
    const [issuer = '', gateway = ''] = started.map((each) => each.output().out);
    const configured = blocks.find((code) => code.startsWith('development: true')) ?? '';
    const [, settings = ''] = /- (\{ issuer:.*\})/.exec(configured) ?? [];
    expect(issuer.replaceAll('"', '')).toContain(settings.replaceAll("'", ''));
    expect(gateway).toBe(
      `DEVELOPMENT MODE: any program on this machine gets any role. Never use real data.
GraphiQL at http://127.0.0.1:${ports[0]}/graphiql
GraphQL at http://127.0.0.1:${ports[0]}/graphql
`,
    );
  });
});

async function untilAnswered(url: string): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    if (
      await fetch(url).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => void setTimeout(resolve, 20));
  }
  throw new Error(`nothing answers at ${url}`);
}
