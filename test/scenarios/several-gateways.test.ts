import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSigningKey } from '../../gateway/audit/store/files/signing-key.ts';
import { createSigner } from '../../gateway/audit/tree/signed-note.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { placeOnServer, type Place } from '../gateway/audit/stores.ts';
import { leavesOf } from '../gateway/audit/read-leaves.ts';
import { tokenFor } from '../support/edge.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { startPostgresServer, type TestServer } from '../support/postgres-server.ts';
import { readSamples } from '../support/read-samples.ts';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';
import { secretKey } from '../support/secret-key.ts';

const YAML = `server: { metrics: { port: 0 } }
authorization:
  reach: { patient: self, physician: self, nurse: self, billing: all, researcher: all, privacy_officer: all }
breakGlass: { roles: [nurse, physician], minutes: 15, key: "${secretKey()}" }
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

/** Starts a break-glass grant and returns it. */
async function start(gateway: ServedGateway, patient: string): Promise<string> {
  const body = { patient, reason: 'unconscious after a fall, allergies unknown' };
  const { status, json } = await gateway.send({ path: '/break-glass', token: NURSE, body });
  expect(status).toBe(201);
  return (json as { grant: string }).grant;
}

async function stop(gateway: ServedGateway, grant: string): Promise<void> {
  const headers = [['x-break-glass', grant]] as const;
  const { status } = await gateway.send({ path: '/break-glass/stop', token: NURSE, headers });
  expect(status).toBe(204);
}

/** Waits, at most half a minute, until something holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries === 600) throw new Error('It never held.');
    await sleep(50);
  }
}

/** Runs a command on the ledger with a login and the operator's own key. */
function run(login: string, command: readonly string[]) {
  const url = `postgres://${login}:secret@127.0.0.1:${server.port}/several`;
  const files = ['--key', 'operator.key', '--guard', 'operator.guard'];
  return runPhiGateway(['audit', ...command, '--db', url, ...files], folder);
}

/** Seconds since a gateway has read the stopped grants of the other. */
async function stopsAge(gateway: ServedGateway): Promise<number> {
  const samples = await readSamples(gateway.gateway.metricsUrl ?? '');
  return samples.of('phi_gateway_break_glass_stops_age_seconds') ?? -1;
}

const linesOf = ({ logged }: ServedGateway, event: string) =>
  logged.filter((line) => line.includes(event)).length;

describe('two gateways on one ledger', () => {
  it('record in one tree what each of them releases', async () => {
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

  it('both accept a break-glass grant that one of them started until either stops it, then refuse it with BREAK_GLASS_INVALID, even after a restart', async () => {
    const { data } = await ask(first, tokenOf(['billing']), '{ patients(first: 1) { id } }');
    const [{ id: patient = '' } = {}] = (data?.['patients'] ?? []) as { id?: string }[];
    const one = `{ patient(id: "${patient}") { id } }`;
    const stopped = await start(first, patient);
    const kept = await start(first, patient);
    expect((await ask(second, NURSE, one, stopped)).data).toEqual({ patient: { id: patient } });
    // Stopped at the gateway that did not start it.
    await stop(second, stopped);
    expect((await ask(second, NURSE, one, stopped)).codes).toEqual(['BREAK_GLASS_INVALID']);
    const since = performance.now();
    await until(async () => (await ask(first, NURSE, one, stopped)).codes.length > 0);
    expect((await ask(first, NURSE, one, stopped)).codes).toEqual(['BREAK_GLASS_INVALID']);
    expect(performance.now() - since).toBeLessThan(10_000);
    for (const gateway of [first, second])
      expect((await ask(gateway, NURSE, one, kept)).data).toEqual({ patient: { id: patient } });

    await second.close();
    second = await first.replica({ audit: audit('second') });
    expect((await ask(second, NURSE, one, stopped)).codes).toEqual(['BREAK_GLASS_INVALID']);
    await stop(first, kept);
    await until(async () => (await ask(second, NURSE, one, kept)).codes.length > 0);
    expect(await verify()).toEqual(['PASS', 'PASS']);
    // The gateway that started them records no further end.
    const ends = (await recorded()).filter(({ kind }) => kind === 'breakglass.stop');
    expect(ends.map(({ reason }) => reason)).toEqual(['STOPPED', 'STOPPED']);
  });

  it('answer 503 AUDIT_UNAVAILABLE without data and log that stops of break-glass cannot be read while the database refuses them, and continue afterwards', async () => {
    const before = (await recorded()).length;
    await server.execute('postgres', 'ALTER ROLE gateway NOLOGIN');
    await server.execute(
      'postgres',
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'gateway'",
    );
    const both = [first, second];
    const askBoth = () =>
      Promise.all(
        both.map((gateway) =>
          ask(gateway, tokenOf(['billing']), '{ patients(first: 2) { id name } }'),
        ),
      );
    const refusal = { status: 503, data: null, codes: ['AUDIT_UNAVAILABLE'] };
    expect(await askBoth()).toMatchObject([refusal, refusal]);
    for (const gateway of both) {
      await until(async () => (await stopsAge(gateway)) > 2.5);
      expect(linesOf(gateway, 'stops of break-glass cannot be read')).toBe(1);
    }
    await server.execute('postgres', 'ALTER ROLE gateway LOGIN');
    expect((await askBoth()).map(({ status }) => status)).toEqual([200, 200]);
    expect((await recorded()).length).toBe(before + 2);
    for (const gateway of both) {
      await until(async () => linesOf(gateway, 'stops of break-glass are read again') === 1);
      expect(await stopsAge(gateway)).toBeLessThan(2.5);
    }
  });

  it('let an operator with an enrolled key place holds and plan a pruning with the login of a pruner, not of an auditor', async () => {
    const hold = ['hold', 'place', '--patient', 'patient-1', '--reason', 'a lawsuit'];
    const prune = ['prune', '--dry-run'];
    const refused = await run('pruner', hold);
    const [, vkey = ''] = /restart that gateway: (\S+)\n$/.exec(refused.err) ?? [];
    expect([refused.code, vkey]).toEqual([1, expect.stringMatching(/^phi-gateway\+/)]);
    await second.close();
    second = await first.replica({ audit: audit('second', `, enroll: ["${vkey}"]`) });

    const placed = await run('pruner', hold);
    expect([placed.code, placed.err]).toEqual([0, '']);
    const planned = await run('pruner', prune);
    expect([planned.code, planned.out]).toEqual([0, expect.stringContaining('would go  nothing')]);
    const asAuditor = await run('auditor', hold);
    expect([asAuditor.code, asAuditor.err]).toEqual([
      1,
      expect.stringContaining('phi_audit_pruner'),
    ]);
    expect((await ask(first, NURSE, '{ patients(first: 1) { id } }')).status).toBe(200);
    expect(await verify()).toEqual(['PASS', 'PASS']);
  });
});
