import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Flags } from '../../gateway/config/flags.ts';
import { loadConfig } from '../../gateway/config/load-config.ts';
import { StartError } from '../../gateway/platform/errors.ts';
import { createLog } from '../../gateway/platform/log.ts';
import { serve } from '../../gateway/serve.ts';
import type { RunningGateway } from '../../gateway/serve.ts';
import { compose } from '../../schema/compose.ts';
import { startSubgraph } from '../../schema/health/start-subgraph.ts';
import type { RunningSubgraph } from '../../schema/health/start-subgraph.ts';
import { readLedger } from '../support/read-ledger.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-serve-'));
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' };
writeFileSync(join(folder, 'jwks.json'), JSON.stringify({ keys: [jwk] }));

let subgraph: RunningSubgraph;
const running: RunningGateway[] = [];

beforeAll(async () => {
  subgraph = await startSubgraph('patients', { port: 0, indexDir: join(folder, 'index') });
});
afterAll(async () => {
  await Promise.all(running.map((gateway) => gateway.close()));
  await subgraph.close();
  rmSync(folder, { recursive: true });
});

const ROLES = ['patient=self', 'physician=all', 'nurse=all', 'billing=all', 'researcher=all'];
const REACH = [...ROLES, 'privacy_officer=all'];

async function start(name: string, flags: Partial<Flags> = {}, lines: string[] = []) {
  const config = loadConfig(
    {
      subgraph: [`patients=${subgraph.url}`],
      subgraphSdl: [],
      reach: REACH,
      issuer: 'https://id.example',
      audience: 'phi',
      jwks: join(folder, 'jwks.json'),
      port: '0',
      auditDb: ledger(name),
      ...flags,
    },
    {},
  );
  const log = createLog('debug', { write: (line: string) => void lines.push(line) });
  const gateway = await serve(config, log);
  running.push(gateway);
  return gateway;
}

const ledger = (name: string) => join(folder, `${name}.db`);

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function tokenOf(role: string): string {
  const exp = Math.floor(Date.now() / 1000) + 3_600;
  const claims = { iss: 'https://id.example', aud: 'phi', sub: `the ${role}`, exp, roles: [role] };
  const input = `${encode({ alg: 'EdDSA', kid: 'k1' })}.${encode(claims)}`;
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

async function ask(gateway: RunningGateway, query: string, token: string) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: await response.text() };
}

/** How many ledger records say that the marks of a supergraph were trusted. */
const trust = (name: string) =>
  readLedger(ledger(name)).filter(({ details }) => details?.['supergraph'] === 'trusted').length;

/** The census days of configured small areas in a ledger. */
const days = (name: string) =>
  readLedger(ledger(name)).flatMap(({ details }) => details?.['smallAreas'] ?? []);

describe('the gateway', () => {
  it('records an access before it responds, and logs no value of the response', async () => {
    const lines: string[] = [];
    const gateway = await start('answers', {}, lines);
    const query = '{ patients(first: 1) { id name birthDate } }';
    const { status, body } = await ask(gateway, query, tokenOf('nurse'));
    expect(status).toBe(200);
    const { data } = JSON.parse(body) as { data: { patients: Record<string, string>[] } };
    const patient = data.patients[0] ?? {};
    const leaf = readLedger(ledger('answers')).at(-1);
    expect(leaf).toMatchObject({
      kind: 'access',
      actor: { subject: 'the nurse', roles: ['nurse'] },
    });
    expect(leaf?.accesses.flatMap(({ objects }) => objects)).toEqual([
      [patient['id'], patient['id']],
    ]);
    for (const value of ['name', 'birthDate', 'id'].map((key) => patient[key] ?? '')) {
      expect(value).not.toBe('');
      expect(lines.join('')).not.toContain(value);
    }
    await gateway.close();
    expect(readLedger(ledger('answers')).at(-1)?.kind).toBe('log.stop');
  });

  it('records how many requests it refused, by code, when it stops', async () => {
    const gateway = await start('refusals');
    for (let count = 0; count < 3; count += 1) {
      expect((await ask(gateway, '{ patients { id } }', 'x.y.z')).status).toBe(401);
    }
    await gateway.close();
    const kinds = readLedger(ledger('refusals'));
    expect(kinds.find(({ kind }) => kind === 'refusals')?.details).toEqual({ UNAUTHENTICATED: 3 });
  });

  it('does not start if a role of the schema has no configured reach, and starts on the same ledger once it has', async () => {
    const starting = start('reach', { reach: ROLES });
    await expect(starting).rejects.toThrow(StartError);
    await expect(starting).rejects.toThrow('which patients does "privacy_officer" reach?');
    await (await start('reach')).close();
  });

  it('does not start on a ledger that another running gateway writes', async () => {
    const first = await start('twice');
    await expect(start('twice')).rejects.toThrow(StartError);
    await first.close();
  });

  it('does not start if its port is taken, and releases its ledger', async () => {
    const first = await start('first');
    const port = new URL(first.url).port;
    await expect(start('second', { port })).rejects.toThrow(`port ${port} on 127.0.0.1 is taken`);
    await (await start('second')).close();
  });

  it('records that a supergraph was trusted if trustSupergraph is set, and not if it was compared with subgraphs', async () => {
    const composed = compose([{ name: 'patients', url: subgraph.url, sdl: subgraph.sdl }]);
    const supergraph = join(folder, 'supergraph.graphql');
    writeFileSync(supergraph, composed.ok ? composed.supergraphSdl : '');
    const source = { supergraph, subgraph: [], trustSupergraph: true };
    await (await start('trusted', source)).close();
    const verified = { supergraph, subgraph: [] };
    await (await start('verified', verified)).close();
    expect([trust('trusted'), trust('verified')]).toEqual([1, 0]);
  });

  it('keeps the composed graph in graph.cache from the first start, and starts from it with the same decisions', async () => {
    const config = join(folder, 'cached.yaml');
    const cache = join(folder, 'composed-graph');
    writeFileSync(config, `graph: { cache: ${cache} }`);
    const query = '{ patients(first: 1) { id ssn } }';
    const first = await start('cached', { config });
    const composed = await ask(first, query, tokenOf('nurse'));
    await first.close();
    const written = statSync(cache);
    const second = await start('cached', { config });
    expect(await ask(second, query, tokenOf('nurse'))).toEqual(composed);
    await second.close();
    expect(statSync(cache).ino).toBe(written.ino);
    writeFileSync(config, `graph: { cache: ${join(folder, 'nowhere', 'graph')} }`);
    await expect(start('cached', { config })).rejects.toThrow(
      /composed graph .* cannot be written/,
    );
  });

  it('turns only ZIP codes of the configured small areas into 000, and logs and records their census day', async () => {
    const lines: string[] = [];
    const usual = await start('usual-areas', {}, lines);
    await usual.close();
    expect(lines.find((line) => line.includes('gateway is ready'))).toContain('"2020-04-01"');
    const config = join(folder, 'areas.yaml');
    const areas = '{ asOf: 2030-04-01, source: US Census 2030, areas: ["021"] }';
    writeFileSync(config, `deidentification: { smallAreas: ${areas} }`);
    const gateway = await start('own-areas', { config }, lines);
    const zips = await ask(gateway, '{ patients { address { zip } } }', tokenOf('researcher'));
    expect(zips.body).toContain('"zip":"000"');
    expect(zips.body).toContain('"zip":"036"');
    expect(zips.body).not.toContain('"zip":"021"');
    await gateway.close();
    expect(readLedger(ledger('own-areas'))).toContainEqual(
      expect.objectContaining({
        kind: 'log.policy',
        details: expect.objectContaining({
          mode: 'filter',
          supergraph: 'compared',
          rules: null,
          authorizationHash: expect.stringMatching(/^[0-9a-f]{64}$/),
        }),
      }),
    );
    expect([days('usual-areas'), days('own-areas')]).toEqual([['2020-04-01'], ['2030-04-01']]);
    expect(lines.findLast((line) => line.includes('gateway is ready'))).toContain('"2030-04-01"');
  });
});
