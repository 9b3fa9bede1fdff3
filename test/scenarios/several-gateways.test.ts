import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigningKey } from '../../gateway/audit/files/signing-key.ts';
import { createSigner } from '../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { placeOnServer, type Place } from '../gateway/audit/stores.ts';
import { leavesOf } from '../gateway/audit/read-leaves.ts';
import { tokenFor } from '../support/edge.ts';
import { startPostgresServer, type TestServer } from '../support/postgres-server.ts';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';

jest.setTimeout(60_000);

const YAML = `authorization:
  reach: { patient: self, physician: self, nurse: self, billing: all, researcher: all, privacy_officer: all }
breakGlass: { roles: [nurse, physician], minutes: 15, key: "${Buffer.alloc(32, 5).toString('base64')}" }
`;
const NURSE = tokenFor('nurse-7', { roles: ['nurse'] });

const folder = mkdtempSync(join(tmpdir(), 'phi-several-'));
let server: TestServer;
let place: Place;
let first: ServedGateway;
let second: ServedGateway;

/** The section of the configuration of a gateway with this name. */
function audit(name: string, more = '') {
  const files = `key: "${join(folder, `${name}.key`)}", guard: "${join(folder, `${name}.guard`)}"`;
  const url = `postgres://gateway:secret@127.0.0.1:${server.port}/several`;
  return `{ url: "${url}", ${files}, deadlineMs: 30000 ${more} }`;
}

beforeAll(async () => {
  server = await startPostgresServer();
  place = placeOnServer(await server.createLedger('several'));
  const key = createSigner('phi-gateway', createSigningKey(join(folder, 'second.key')));
  const enroll = `, enroll: ["${key.verifier.vkey}"]`;
  first = await startServedGateway(YAML, Date.now, ['patients'], audit('first', enroll));
  const checkpoint = `, checkpoint: "${join(folder, 'first.guard')}"`;
  second = await first.replica({ audit: audit('second', checkpoint) });
});
afterAll(async () => {
  await first.close();
  await server.close();
  rmSync(folder, { recursive: true });
});

const ask = (gateway: ServedGateway, token: string, query: string, ...grants: string[]) => {
  const headers = grants.map((grant) => ['x-break-glass', grant] as const);
  return gateway.send({ token, headers, body: { query } });
};

async function recorded() {
  const leaves = leavesOf(await place.batches());
  return leaves.filter(({ kind }) => !kind.startsWith('log.'));
}

async function verify() {
  const { location } = place;
  const options = { location, publicKey: null, anchors: [], witnesses: [] };
  const guards = ['first', 'second'].map((name) => join(folder, `${name}.guard`));
  const verdicts = await Promise.all(
    guards.map((guardPath) => verifyLedger({ ...options, guardPath })),
  );
  return verdicts.map(({ result }) => result);
}

describe('two gateways on one ledger', () => {
  it('record what each of them releases, in one tree', async () => {
    const query = '{ patients(first: 2) { id name } }';
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        ask(index % 2 === 0 ? first : second, tokenOf(['billing']), query),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const leaves = await recorded();
    expect(leaves).toHaveLength(20);
    expect(await verify()).toEqual(['PASS', 'PASS']);
  });

  it('take a grant of either, and know as stopped what either of them stopped once they start again', async () => {
    const { data } = await ask(first, tokenOf(['billing']), '{ patients(first: 1) { id } }');
    const [{ id: patient = '' } = {}] = (data?.['patients'] ?? []) as { id?: string }[];
    const start = await first.send({
      path: '/break-glass',
      token: NURSE,
      body: { patient, reason: 'unconscious after a fall, allergies unknown' },
    });
    expect(start.status).toBe(201);
    const { grant } = start.json as { grant: string };
    const one = `{ patient(id: "${patient}") { id } }`;
    expect((await ask(second, NURSE, one, grant)).data).toEqual({ patient: { id: patient } });
    const stop = { path: '/break-glass/stop', token: NURSE };
    expect((await first.send({ ...stop, headers: [['x-break-glass', grant]] })).status).toBe(204);
    // Each remembers what it stopped itself; the ledger tells all of them when they start.
    await second.close();
    second = await first.replica({ audit: audit('second') });
    expect((await ask(second, NURSE, one, grant)).codes).toEqual(['BREAK_GLASS_INVALID']);
    expect(await verify()).toEqual(['PASS', 'PASS']);
  });

  it('release nothing while the server is gone, and go on when it is back', async () => {
    const before = (await recorded()).length;
    await server.execute('postgres', 'ALTER ROLE gateway NOLOGIN');
    await server.execute(
      'postgres',
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gateway'",
    );
    const refused = await ask(first, tokenOf(['billing']), '{ patients(first: 2) { id name } }');
    expect(refused).toMatchObject({ status: 503, data: null, codes: ['AUDIT_UNAVAILABLE'] });
    await server.execute('postgres', 'ALTER ROLE gateway LOGIN');
    const again = await ask(first, tokenOf(['billing']), '{ patients(first: 2) { id name } }');
    expect(again.status).toBe(200);
    expect((await recorded()).length).toBe(before + 1);
  });
});
