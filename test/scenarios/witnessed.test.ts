import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../support/free-port.ts';
import { startPhiGateway, type PhiGatewayProcess } from '../support/phi-gateway-process.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';

let stack: Stack;
const witnesses: PhiGatewayProcess[] = [];
beforeAll(async () => {
  stack = await startStack({ names: ['patients'] });
});
afterAll(async () => {
  for (const { child } of witnesses) child.kill('SIGKILL');
  await stack.close();
});

const ledger = () => stack.ledger('witnessed');
const anchor = () => join(stack.folder, 'checkpoint');

function ask(gateway: StackGateway) {
  const token = stack.issuer.token('the clerk', { roles: ['billing'] });
  return gateway.ask(token, { query: '{ patients(first: 1) { ssn } }' });
}

async function verify(...more: readonly string[]) {
  const { out } = await runPhiGateway(
    ['audit', 'verify', '--format', 'json', '--db', ledger(), ...more],
    stack.folder,
  );
  return JSON.parse(out) as {
    readonly result: string;
    readonly keys: readonly { readonly vkey: string }[];
    readonly findings: readonly { readonly code: string }[];
  };
}

/** Starts a witness, and returns its URL and public key. */
async function startWitness(log: string, port: number) {
  const flags = ['--name', 'witness.test', '--log', log, '--port', String(port)];
  const started = startPhiGateway(['audit', 'witness', ...flags], stack.folder);
  witnesses.push(started);
  await started.untilSaid('public key');
  const [, url = '', key = ''] =
    /^Witness at (\S+), public key (\S+)$/m.exec(started.output().out) ?? [];
  return { url, key, process: started };
}

it('a gateway in strict mode answers 503 without data while its witness is down, and after a rollback of its ledger, logged as WITNESS_DISAGREES', async () => {
  const first = await stack.gateway('witnessed');
  expect((await ask(first)).status).toBe(200);
  expect(await first.stop()).toBe(0);
  const [key] = (await verify()).keys;
  const copies = [ledger(), `${ledger()}.guard`];
  for (const file of copies) copyFileSync(file, `${file}.old`);

  const port = await freePort();
  const witness = await startWitness(key?.vkey ?? '', port);
  const publish = {
    witnesses: [{ url: witness.url, key: witness.key }],
    sinks: [{ file: anchor() }],
    strict: true,
    everyMs: 100,
  };
  const audit = { audit: { db: ledger(), deadlineMs: 1_000, publish } };
  const watched = await stack.gateway('witnessed', audit);
  expect((await ask(watched)).status).toBe(200);

  witness.process.child.kill('SIGTERM');
  expect(await witness.process.ended).toBe(0);
  expect(await ask(watched)).toMatchObject({ status: 503, data: null });
  expect(await watched.readiness()).toBe(503);

  await startWitness(key?.vkey ?? '', port);
  while ((await watched.readiness()) !== 200) await sleep(50);
  expect((await ask(watched)).status).toBe(200);
  expect(await watched.stop()).toBe(0);
  expect(existsSync(anchor())).toBe(true);
  expect(readFileSync(anchor(), 'utf8')).toContain('\n— witness.test ');
  expect(await verify('--anchor', anchor())).toMatchObject({ result: 'PASS', findings: [] });

  for (const file of copies) copyFileSync(`${file}.old`, file);
  const rolledBack = await stack.gateway('witnessed', audit);
  expect(await ask(rolledBack)).toMatchObject({ status: 503, data: null });
  expect(rolledBack.log()).toContain('WITNESS_DISAGREES');
  await rolledBack.kill();
  expect((await verify('--anchor', anchor())).findings).toContainEqual(
    expect.objectContaining({ code: 'ROLLBACK' }),
  );
}, 240_000);
