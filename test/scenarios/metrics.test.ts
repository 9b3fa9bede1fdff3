import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLedger } from '../../gateway/audit/append/open-ledger.ts';
import { ledgerOptions } from '../gateway/audit/sample.ts';
import { freePort } from '../support/free-port.ts';
import { startPhiGateway, type PhiGatewayProcess } from '../support/phi-gateway-process.ts';
import { readSamples } from '../support/read-samples.ts';
import { startStack, type Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';

let stack: Stack;
const witnesses: PhiGatewayProcess[] = [];
/** Keys of the ledgers with a witness, which has to know them before a gateway publishes to it. */
const keys: Record<string, string> = {};
beforeAll(async () => {
  stack = await startStack();
  for (const name of ['lag', 'strict']) {
    const path = stack.ledger(name);
    const ledger = await openLedger(ledgerOptions(stack.folder, { path, origin: 'phi-gateway' }));
    await ledger.close();
    keys[name] = ledger.publicKey;
  }
});
afterAll(async () => {
  for (const { child } of witnesses) child.kill('SIGKILL');
  await stack.close();
});

const billing = () => stack.issuer.token('the clerk', { roles: ['billing'] });
const PHI = { query: '{ patients(first: 2) { id name ssn } }' };

/** A gateway with metrics, and their URL. */
async function startWatched(name: string, audit: object = {}) {
  const gateway = await stack.gateway(name, {
    server: { port: 0, metrics: { port: 0 } },
    audit: { db: stack.ledger(name), ...audit },
  });
  const url = /^Metrics at (\S+)$/m.exec(gateway.process.output().out)?.[1] ?? '';
  return { gateway, url };
}

async function startWitness(name: string, port: number) {
  const where = ['--port', String(port), '--state', name, '--key', `${name}.witness.key`];
  const flags = ['--name', 'witness.test', '--log', keys[name] ?? '', ...where];
  const started = startPhiGateway(['audit', 'witness', ...flags], stack.folder);
  witnesses.push(started);
  await started.untilSaid('public key');
  const [, url = '', key = ''] =
    /^Witness at (\S+), public key (\S+)$/m.exec(started.output().out) ?? [];
  return { url, key, process: started };
}

/** Reads the metrics until a condition holds. */
async function until(url: string, holds: (of: (sample: string) => number | null) => boolean) {
  for (let tries = 0; ; tries += 1) {
    const { of } = await readSamples(url);
    if (holds(of)) return of;
    if (tries === 200) throw new Error('The metrics never said so.');
    await sleep(50);
  }
}

describe('the metrics of a gateway with a witness', () => {
  it('show number and age of unwitnessed records while the witness is down, and zero when it is back', async () => {
    const port = await freePort();
    const witness = await startWitness('lag', port);
    const publish = { witnesses: [{ url: witness.url, key: witness.key }], everyMs: 100 };
    const { gateway, url } = await startWatched('lag', { publish });
    await gateway.ask(billing(), PHI);
    const before = await until(url, (of) => of('phi_gateway_witness_lag_records') === 0);
    expect(before('phi_gateway_witness_lag_seconds')).toBe(0);
    expect(before('phi_gateway_witness_up{index="0"}')).toBe(1);
    expect(before('phi_gateway_ledger_witnessed_size_records')).toBe(
      before('phi_gateway_ledger_size_records'),
    );

    witness.process.child.kill('SIGTERM');
    await witness.process.ended;
    for (let count = 0; count < 5; count += 1)
      expect((await gateway.ask(billing(), PHI)).status).toBe(200);
    const gone = await until(url, (of) => of('phi_gateway_witness_up{index="0"}') === 0);
    expect(gone('phi_gateway_witness_lag_records')).toBe(5);
    expect(gone('phi_gateway_ledger_ready')).toBe(1);
    const age = gone('phi_gateway_witness_lag_seconds') ?? 0;
    const later = await until(url, (of) => (of('phi_gateway_witness_lag_seconds') ?? 0) > age + 1);
    expect(later('phi_gateway_witness_lag_records')).toBe(5);

    await startWitness('lag', port);
    const back = await until(url, (of) => of('phi_gateway_witness_lag_records') === 0);
    expect(back('phi_gateway_witness_lag_seconds')).toBe(0);
    expect(back('phi_gateway_witness_up{index="0"}')).toBe(1);
    await gateway.stop();
  });

  it('count a record that strict mode refuses with 503 as unwitnessed, and show the ledger as not ready', async () => {
    const witness = await startWitness('strict', await freePort());
    const publish = {
      witnesses: [{ url: witness.url, key: witness.key }],
      strict: true,
      everyMs: 100,
    };
    const { gateway, url } = await startWatched('strict', { publish, deadlineMs: 500 });
    expect((await gateway.ask(billing(), PHI)).status).toBe(200);
    await until(url, (of) => of('phi_gateway_witness_lag_records') === 0);
    witness.process.child.kill('SIGTERM');
    await witness.process.ended;
    expect((await gateway.ask(billing(), PHI)).status).toBe(503);
    const { of } = await readSamples(url);
    expect(of('phi_gateway_witness_lag_records')).toBe(1);
    expect(of('phi_gateway_append_queue_length')).toBe(1);
    expect(of('phi_gateway_appends_failed_total')).toBe(1);
    expect(of('phi_gateway_ledger_ready')).toBe(0);
    await gateway.kill();
  });
});

describe('the metrics of a gateway', () => {
  let watched: { readonly gateway: StackGateway; readonly url: string };
  beforeAll(async () => {
    watched = await startWatched('watched');
  });

  it('count requests by outcome, denials by reason and waits for the ledger', async () => {
    const { gateway, url } = watched;
    const before = await readSamples(url);
    await gateway.ask(billing(), PHI);
    await gateway.ask(billing(), { query: '{ patients(first: 1) { id race } }' });
    await gateway.ask('x.y.z', PHI);
    await gateway.ask(billing(), { query: '{ nothing }' });
    await gateway.ask(billing(), { query: '{ patients(' });
    await fetch(new URL('/nowhere', gateway.url));
    await fetch(new URL('/health/live', gateway.url));
    await fetch(gateway.url, { headers: { authorization: `Bearer ${billing()}` } });
    await fetch(gateway.url, {
      method: 'POST',
      headers: { authorization: `Bearer ${billing()}`, 'content-type': 'application/json' },
      body: '[]',
    });
    const { of, names } = await readSamples(url);
    const grown = (sample: string) => (of(sample) ?? 0) - (before.of(sample) ?? 0);
    const outcomes = names.flatMap((name) => {
      const outcome = /^phi_gateway_requests_total\{outcome="(\w+)"\}$/.exec(name)?.[1];
      return outcome === undefined || grown(name) === 0 ? [] : [[outcome, grown(name)]];
    });
    expect(Object.fromEntries(outcomes)).toEqual({
      ok: 1,
      partial: 1,
      UNAUTHENTICATED: 1,
      GRAPHQL_VALIDATION_FAILED: 1,
      GRAPHQL_PARSE_FAILED: 1,
      NOT_FOUND: 1,
      METHOD_NOT_ALLOWED: 1,
      BATCH_NOT_SUPPORTED: 1,
    });
    expect(grown('phi_gateway_denials_total{reason="role"}')).toBe(1);
    expect(grown('phi_gateway_append_wait_seconds_count')).toBe(2);
    expect(grown('phi_gateway_ledger_size_records')).toBe(2);
    expect(of('phi_gateway_appends_failed_total')).toBe(0);
    expect(of('nodejs_eventloop_lag_seconds')).not.toBeNull();
    await until(url, (now) => now('phi_gateway_guard_lag_records') === 0);
  });

  it('have no samples of witnesses, sinks or break-glass alerts if none of these is configured', async () => {
    const { names } = await readSamples(watched.url);
    expect(names.filter((name) => /witness|sink|break_glass/.test(name))).toEqual([]);
  });

  it('contain no name, id, query or caller of a request', async () => {
    const { gateway, url } = watched;
    const { data } = await gateway.ask(billing(), {
      query: 'query SecretName { mine: patients(first: 1) { id name ssn } }',
    });
    const [patient] = (data as { mine: Record<string, string>[] }).mine;
    const { text } = await readSamples(url);
    for (const value of [...Object.values(patient ?? {}), 'SecretName', 'clerk', 'mine'])
      expect(text).not.toContain(value);
  });

  it('are served on their own port only, which serves nothing else', async () => {
    const { gateway, url } = watched;
    expect((await fetch(new URL('/metrics', gateway.url))).status).toBe(404);
    expect(new URL(url).hostname).toBe('127.0.0.1');
    expect((await fetch(url)).headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect((await fetch(new URL('/graphql', url), { method: 'POST' })).status).toBe(404);
    expect((await fetch(new URL('/', url))).status).toBe(404);
    expect((await fetch(url, { method: 'POST', body: 'x' })).status).toBe(405);
  });

  it('have estimated and actual costs of each operation at /costs; a client gets those of its request with the header graphql-cost: report', async () => {
    const { gateway, url } = watched;
    const query = 'query Costly { patients(first: 2) { id name } payers(first: 1) { id } }';
    const send = async (headers: Readonly<Record<string, string>>) => {
      const response = await fetch(new URL('/graphql', gateway.url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${billing()}`,
          'content-type': 'application/json',
          ...headers,
        },
        body: JSON.stringify({ query }),
      });
      return (await response.json()) as { readonly extensions?: unknown };
    };
    // Two lists of the default size.
    const cost = { estimated: 40, actual: 3 };
    expect((await send({ 'graphql-cost': 'report' })).extensions).toEqual({ cost });
    expect((await send({})).extensions).toBeUndefined();
    const listed = await fetch(new URL('/costs', url));
    expect(listed.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(await listed.text()).toMatch(/^Costly,[\da-f]{64},2,40,3,3,0\.075$/m);
  });

  it('are off by default, and prevent the start if their port is in use', async () => {
    const plain = await stack.gateway('plain');
    expect(plain.process.output().out).not.toContain('Metrics');
    await plain.stop();
    const { port } = new URL(watched.url);
    await expect(
      stack.gateway('taken', { server: { port: 0, metrics: { port: Number(port) } } }),
    ).rejects.toThrow(
      `server.metrics: port ${port} on 127.0.0.1 cannot be listened on. Choose another`,
    );
  });
});
