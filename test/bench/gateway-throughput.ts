import autocannon from 'autocannon';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { request } from 'undici';
import { stringify } from 'yaml';
import { problemLine } from '../../directives/marks/problem.ts';
import { compose } from '../../schema/compose.ts';
import { startHealthSubgraphs } from '../../schema/health/start-health-subgraphs.ts';
import { packageFile } from '../../schema/package-file.ts';
import { freePort } from '../support/free-port.ts';
import { median } from './median.ts';
import { pinSelf, startPinned, stopAll } from './pinned-process.ts';
import { printTable } from './print-table.ts';

/*
 * Requests per second of the gateway with everything on (tokens, authorization, release, a durable record of
 * every response), a vanilla Apollo Gateway and a raw proxy, over the same subgraphs. Each target has core 0
 * to itself while it is measured; the load and the subgraphs have core 1. Rounds are interleaved, so that a
 * noisy machine is noisy to all; the table holds medians and their ratio to vanilla.
 */

const ROUNDS = Number(process.env['ROUNDS'] ?? 5);
const SECONDS = Number(process.env['SECONDS'] ?? 4);
const CONNECTIONS = Number(process.env['CONNECTIONS'] ?? 32);

const QUERIES: Readonly<Record<string, string>> = {
  small: '{ patient(id: "$ID") { id name birthDate } }',
  wide: '{ patient(id: "$ID") { id name sex: gender birthDate deathDate age gender race ethnicity maritalStatus address { line city county state zip } } }',
  list: '{ patients(first: 25) { id name birthDate gender age address { line city state zip } } }',
  spanning:
    '{ patients(first: 5) { id name encounters(first: 3) { id start description } conditions(first: 3) { id code description } medications(first: 3) { id description } } }',
};

interface Target {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly serves: (query: string) => boolean;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'phi-gateway-bench-'));
  process.once('SIGINT', () => process.exit(130));
  process.once('exit', stopAll);
  if (!pinSelf(1)) process.stderr.write('taskset is missing: nothing is pinned to a core\n');
  const subgraphs = await startHealthSubgraphs({ port: 0, indexDir: join(folder, 'index') });
  try {
    const targets = await startTargets(folder, subgraphs);
    const id = await firstPatient(targets[0]);
    const rows: string[][] = [];
    for (const [name, text] of Object.entries(QUERIES)) {
      const body = JSON.stringify({ query: text.replace('$ID', id) });
      const serving = targets.filter((target) => target.serves(name));
      await assertSameAnswers(serving, body);
      rows.push([name, ...(await measure(targets, serving, body))]);
    }
    printTable(['query', ...targets.flatMap(({ name }) => [`${name} req/s`, `× vanilla`])], rows);
  } finally {
    stopAll();
    await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startTargets(
  folder: string,
  subgraphs: readonly { readonly name: string; readonly url: string; readonly sdl: string }[],
): Promise<readonly Target[]> {
  const composed = compose(subgraphs);
  if (!composed.ok) throw new Error(composed.problems.map(problemLine).join('\n'));
  const supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, composed.supergraphSdl);
  const patients = subgraphs.find(({ name }) => name === 'patients')?.url ?? '';

  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = join(folder, 'jwks.json');
  writeFileSync(
    jwks,
    JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256' }] }),
  );
  const token = await new SignJWT({ roles: ['physician'] })
    .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
    .setIssuer('https://bench.test')
    .setAudience('bench')
    .setSubject('bench')
    .setExpirationTime('2h')
    .sign(privateKey);

  const [ours, vanilla, proxy] = [await freePort(), await freePort(), await freePort()];
  const config = join(folder, 'gateway.yaml');
  writeFileSync(
    config,
    stringify({
      server: { port: ours },
      graph: { subgraphs: subgraphs.map(({ name, url }) => ({ name, url })) },
      identity: { issuers: [{ issuer: 'https://bench.test', audience: 'bench', jwks }] },
      authorization: {
        reach: Object.fromEntries(composed.policy.roles.map((role) => [role, 'all'])),
      },
      limits: { requestsPerMinute: 10_000_000 },
      audit: { db: join(folder, 'audit.db') },
      log: { level: 'error' },
    }),
  );
  startPinned(0, [packageFile('dist/gateway/cli/phi-gateway.js'), 'serve', '--config', config]);
  startPinned(0, [packageFile('dist/test/bench/vanilla-gateway.js'), supergraph, String(vanilla)]);
  startPinned(0, [packageFile('dist/test/bench/raw-proxy.js'), patients, String(proxy)]);
  const targets: readonly Target[] = [
    {
      name: 'phi-gateway',
      url: `http://127.0.0.1:${ours}/graphql`,
      headers: { authorization: `Bearer ${token}` },
      serves: () => true,
    },
    { name: 'vanilla', url: `http://127.0.0.1:${vanilla}/`, headers: {}, serves: () => true },
    {
      name: 'proxy',
      url: `http://127.0.0.1:${proxy}/`,
      headers: {},
      serves: (query) => query !== 'spanning',
    },
  ];
  await Promise.all(targets.map(untilReady));
  return targets;
}

async function measure(
  targets: readonly Target[],
  serving: readonly Target[],
  body: string,
): Promise<string[]> {
  const rates = new Map<string, number[]>(serving.map(({ name }) => [name, []]));
  for (const target of serving) await load(target, body, 2);
  for (let round = 0; round < ROUNDS; round += 1)
    for (const target of serving) rates.get(target.name)?.push(await load(target, body, SECONDS));
  const vanilla = median(rates.get('vanilla') ?? []);
  return targets.flatMap(({ name }) => {
    const found = rates.get(name);
    if (!found) return ['–', '–'];
    return [median(found).toFixed(0), (median(found) / vanilla).toFixed(2)];
  });
}

async function load(target: Target, body: string, duration: number): Promise<number> {
  const result = await autocannon({
    url: target.url,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...target.headers },
    body,
    connections: CONNECTIONS,
    duration,
  });
  if (result.errors + result.non2xx > 0)
    throw new Error(`${target.name}: ${result.errors} errors, ${result.non2xx} refusals`);
  return result.requests.average;
}

async function ask(target: Target, body: string): Promise<unknown> {
  const response = await request(target.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...target.headers },
    body,
  });
  return response.body.json();
}

/** A rate counts only for the same work: every target gives the same data, without errors. */
async function assertSameAnswers(targets: readonly Target[], body: string): Promise<void> {
  const answers = await Promise.all(targets.map((target) => ask(target, body)));
  for (const answer of answers)
    if (!isDeepStrictEqual(answer, answers[0]) || JSON.stringify(answer).includes('"errors"'))
      throw new Error(`answers differ: ${JSON.stringify(answers).slice(0, 600)}`);
}

async function firstPatient(target: Target | undefined): Promise<string> {
  if (!target) throw new Error('no target');
  const answer = await ask(target, JSON.stringify({ query: '{ patients(first: 1) { id } }' }));
  const id = /"id":"([^"]+)"/.exec(JSON.stringify(answer))?.[1];
  if (id === undefined) throw new Error(`no patient: ${JSON.stringify(answer)}`);
  return id;
}

async function untilReady(target: Target): Promise<void> {
  const until = Date.now() + 60_000;
  const body = JSON.stringify({ query: '{ __typename }' });
  for (;;) {
    try {
      await ask(target, body);
      return;
    } catch (error) {
      if (Date.now() > until) throw new Error(`${target.name} did not start`, { cause: error });
      await new Promise((resolve) => {
        setTimeout(resolve, 200);
      });
    }
  }
}

await main();
