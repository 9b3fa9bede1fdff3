import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../../../gateway/config/load-config.ts';
import { serveHistory } from '../../../../gateway/demo/history/serve-history.ts';
import { runPhiGateway } from '../../../support/run-phi-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-history-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const CONFIG = `
graph: { subgraphs: [{ name: patients, url: 'http://127.0.0.1:1/graphql' }] }
identity: { issuers: [{ issuer: https://id.example, audience: phi, jwks: https://id.example/jwks }] }
authorization: { reach: { nurse: all } }
audit: { db: audit.db }
`;
const file = join(folder, 'phi.yaml');
writeFileSync(file, CONFIG);

describe('a gateway with a simulated clock', () => {
  it('cannot be started by the command history-gateway outside the demo: exit code 1, an error and no file', async () => {
    const args = ['history-gateway', '--config', file, '--from', '0'];
    const { code, err } = await runPhiGateway(args, folder);
    expect(code).toBe(1);
    expect(err).toBe('phi-gateway: only the demo starts a gateway with a simulated clock.\n');
    expect(readdirSync(folder)).toEqual(['phi.yaml']);
  });

  it('is refused if its host is 0.0.0.0, since it listens on loopback only', async () => {
    const config = loadConfig({ config: file, subgraph: [], subgraphSdl: [], reach: [] }, {});
    const open = { ...config, server: { ...config.server, host: '0.0.0.0' } };
    const controller = {
      send: () => undefined,
      next: () => Promise.reject(new Error('not asked')),
    };
    const serving = serveHistory(open, 0, { controller, stopped: Promise.resolve() });
    await expect(serving).rejects.toThrow('on loopback only');
    expect(readdirSync(folder)).toEqual(['phi.yaml']);
  });

  it('cannot be started by the serve command with the flag --from or the configuration key clock', async () => {
    writeFileSync(join(folder, 'clock.yaml'), `${CONFIG.trimEnd().slice(0, -1)}, clock: 0 }\n`);
    const [flag, setting] = await Promise.all([
      runPhiGateway(['serve', '--config', file, '--from', '0'], folder),
      runPhiGateway(['serve', '--config', join(folder, 'clock.yaml')], folder),
    ]);
    expect(flag).toMatchObject({ code: 1, err: expect.stringContaining('unknown option') });
    expect(setting).toMatchObject({ code: 1, err: expect.stringContaining('clock') });
    expect(readdirSync(folder)).toEqual(['clock.yaml', 'phi.yaml']);
  });
});
