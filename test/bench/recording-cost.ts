import autocannon from 'autocannon';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { stringify } from 'yaml';
import { startSubgraph } from '../../schema/health/start-subgraph.ts';
import { openSqliteReader } from '../../gateway/audit/store/sqlite/open-sqlite-reader.ts';
import { packageFile } from '../../schema/package-file.ts';
import { freePort } from '../support/free-port.ts';
import { median } from './median.ts';
import { processSeconds } from './processor-time.ts';
import { startPinned } from './pinned-process.ts';
import { startRememberingProxy } from './remembering-proxy.ts';

/** What the same requests are answered by. */
const RECORDINGS = ['off', 'plain', 'committed'] as const;
type Recording = (typeof RECORDINGS)[number];

/** Bodies of 1 and 20 patients, each with PHI, so that each response waits for a leaf. */
const QUERIES: Readonly<Record<string, string>> = {
  '1 object': '{ patients(first: 1) { id name birthDate } }',
  '20 objects': '{ patients(first: 20) { id name birthDate } }',
};

const CONNECTIONS = 128;

/** How many rounds of so many seconds are measured, in which folder, and who is told of each. */
export interface RecordingOptions {
  readonly folder: string;
  readonly rounds: number;
  readonly seconds: number;
  readonly onRound: (what: string) => void;
}

/**
 * Requests per second of a whole gateway over HTTP (tokens, authorization, release) that records nothing, and of
 * the same where each response waits for its durable leaf on SQLite; and the processor time of a request, all
 * threads. Each gateway has core 0 to itself while it is asked; rounds are interleaved, cells hold medians.
 */
export async function measureRecording(options: RecordingOptions): Promise<readonly string[][]> {
  const { folder, rounds, seconds, onRound } = options;
  const subgraph = await startSubgraph('patients', { port: 0, indexDir: join(folder, 'index') });
  const proxy = await startRememberingProxy(subgraph.url);
  const gateways: Gateway[] = [];
  try {
    const { headers, jwks } = await createCaller(folder);
    for (const recording of RECORDINGS)
      gateways.push(await start(recording, { folder, jwks, subgraph: proxy.url }));
    const rows: string[][] = [];
    for (const [name, query] of Object.entries(QUERIES)) {
      const body = JSON.stringify({ query });
      const found = new Map<Gateway, Cost[]>(gateways.map((gateway) => [gateway, []]));
      for (const gateway of gateways) {
        await untilAnswering(gateway, headers, body);
        await load(gateway, { headers, body, seconds: 2 });
      }
      for (let round = 1; round <= rounds; round += 1) {
        for (const [gateway, costs] of found) {
          onRound(`${name}, ledger ${gateway.recording}, round ${round} of ${rounds}`);
          costs.push(await load(gateway, { headers, body, seconds }));
        }
      }
      rows.push(...compare(name, found));
    }
    for (const gateway of gateways) await assertRecorded(gateway);
    return rows;
  } finally {
    for (const { stop } of gateways) stop();
    proxy.close();
    await subgraph.close();
  }
}

interface Gateway {
  readonly recording: Recording;
  readonly url: string;
  readonly ledgerFile: string;
  readonly pid: number;
  readonly stop: () => void;
  answered: number;
}

interface Cost {
  readonly perSecond: number;
  /** Processor time of a request. */
  readonly micros: number;
}

async function load(
  gateway: Gateway,
  {
    headers,
    body,
    seconds,
  }: { readonly headers: Record<string, string>; readonly body: string; readonly seconds: number },
): Promise<Cost> {
  const { url, pid } = gateway;
  const before = processSeconds(pid);
  const { errors, non2xx, requests } = await autocannon({
    url,
    method: 'POST',
    headers,
    body,
    connections: CONNECTIONS,
    duration: seconds,
  });
  if (errors + non2xx > 0) throw new Error(`${errors} errors, ${non2xx} refusals`);
  gateway.answered += requests.total;
  const micros = ((processSeconds(pid) - before) / requests.total) * 1e6;
  return { perSecond: requests.average, micros };
}

function compare(name: string, found: ReadonlyMap<Gateway, readonly Cost[]>): string[][] {
  const costs = [...found].map(([{ recording }, all]) => ({
    recording,
    perSecond: median(all.map((cost) => cost.perSecond)),
    micros: median(all.map((cost) => cost.micros)),
  }));
  const [off] = costs;
  return costs.map(({ recording, perSecond, micros }) => [
    name,
    recording,
    perSecond.toFixed(0),
    (perSecond / (off?.perSecond ?? 0)).toFixed(2),
    micros.toFixed(0),
    (micros / (off?.micros ?? 0)).toFixed(2),
  ]);
}

/** A rate counts only for the work that it is said to be for. */
async function assertRecorded({ recording, ledgerFile, answered }: Gateway): Promise<void> {
  if (recording === 'off') return;
  const reader = openSqliteReader(ledgerFile);
  const size = await reader.size();
  await reader.close();
  if (size < answered) throw new Error(`${size} leaves for ${answered} responses`);
}

async function createCaller(folder: string) {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwks = join(folder, 'jwks.json');
  const key = { ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256' };
  writeFileSync(jwks, JSON.stringify({ keys: [key] }));
  const token = await new SignJWT({ roles: ['physician'] })
    .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
    .setIssuer('https://bench.test')
    .setAudience('bench')
    .setSubject('bench')
    .setExpirationTime('2h')
    .sign(privateKey);
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  return { headers, jwks };
}

async function start(
  recording: Recording,
  {
    folder,
    jwks,
    subgraph,
  }: { readonly folder: string; readonly jwks: string; readonly subgraph: string },
) {
  const own = join(folder, `gateway-${recording}`);
  mkdirSync(own);
  const port = await freePort();
  const file = join(own, 'gateway.yaml');
  const audit = recording === 'off' ? {} : { identity: recording };
  const text = stringify({
    server: { port },
    graph: { subgraphs: [{ name: 'patients', url: subgraph }] },
    identity: { issuers: [{ issuer: 'https://bench.test', audience: 'bench', jwks }] },
    authorization: { reach: { physician: 'all' } },
    limits: { requestsPerMinute: 10_000_000 },
    audit: { db: join(own, 'audit.db'), ...audit },
  });
  writeFileSync(file, text);
  const child = startPinned(0, [
    packageFile('dist/test/bench/recording-gateway.js'),
    file,
    recording,
  ]);
  return {
    recording,
    url: `http://127.0.0.1:${port}/graphql`,
    ledgerFile: join(own, 'audit.db'),
    pid: child.pid ?? 0,
    stop: () => void child.kill('SIGKILL'),
    answered: 0,
  };
}

async function untilAnswering(
  { url }: Gateway,
  headers: Record<string, string>,
  body: string,
): Promise<void> {
  for (const until = Date.now() + 60_000; ;) {
    const answer = await request(url, { method: 'POST', headers, body }).catch(() => null);
    const text = (await answer?.body.text()) ?? '';
    if (answer?.statusCode === 200 && !text.includes('"errors"')) return;
    if (answer !== null || Date.now() > until)
      throw new Error(`The gateway does not answer. ${text}`);
    await sleep(200);
  }
}
