import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { PlainLeaf } from '../../gateway/audit/record/parse-leaf.ts';
import { leavesOf } from '../gateway/audit/read-leaves.ts';
import { placeOnServer, type Place } from '../gateway/audit/stores.ts';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy.ts';
import { readLedger } from '../support/read-ledger.ts';
import { readSamples } from '../support/read-samples.ts';
import { startRedis, type RedisProcess } from '../support/redis.ts';
import { reportLostRecords } from '../support/report-lost-records.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { secretKey } from '../support/secret-key.ts';
import { selfSigned, type SelfSigned } from '../support/self-signed.ts';
import { sharedPostgres } from '../support/shared-postgres.ts';
import { startStack, type Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';
import { systemProgram } from '../support/system-program.ts';

const PUBLIC_URL = 'https://api.example/graphql';
const PATIENTS = '{ patients(first: 2) { id name } }';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ names: ['patients'] });
});
afterAll(() => stack.close(), 30_000);

interface Reply {
  readonly status: number;
  readonly requestId: string;
  readonly text: string;
  readonly body: {
    readonly data?: { readonly patients?: readonly { readonly id: string }[] } | null;
    readonly errors?: readonly { readonly extensions: { readonly code: string } }[];
    readonly grant?: string;
  };
}

/** Sends a POST on a connection of its own: connections go to the workers in turn. */
async function send(
  gateway: Pick<StackGateway, 'url'>,
  token: string,
  {
    path = '/graphql',
    body = { query: PATIENTS },
    headers = {},
  }: {
    readonly path?: string;
    readonly body?: object;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Reply> {
  const url = new URL(path, gateway.url);
  const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, {
    method: 'POST',
    agent: false,
    rejectUnauthorized: false,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
  });
  request.end(JSON.stringify(body));
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return {
    status: response.statusCode ?? 0,
    requestId: String(response.headers['x-request-id']),
    text,
    body: text.startsWith('{') ? (JSON.parse(text) as Reply['body']) : {},
  };
}

const sendTimes = (times: number, send1: () => Promise<Reply>) =>
  Promise.all(Array.from({ length: times }, send1));

const countOf = (replies: readonly Reply[], status: number) =>
  replies.filter((reply) => reply.status === status).length;

/** Ids of the worker processes of a gateway. */
function workersOf({ process: { child } }: StackGateway): readonly number[] {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  return [...processes.matchAll(/^ *(\d+) +(\d+)$/gm)]
    .filter(([, , parent]) => Number(parent) === child.pid)
    .map(([, pid]) => Number(pid))
    .filter((pid) => isWorker(pid));
}

function isWorker(pid: number): boolean {
  const command = execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return command.includes('worker-process');
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

const tokenOf = (subject: string, role: string, claims: object = {}) =>
  stack.issuer.token(subject, { roles: [role], ...claims });

/** Sends requests in lanes until `isOver`; returns the ids of the responses that arrived whole. */
const load = async (gateway: StackGateway, isOver: (answered: number) => boolean) => {
  const answered: string[] = [];
  const token = stack.issuer.token('ada', { roles: ['physician'] });
  const lane = async () => {
    while (!isOver(answered.length)) {
      const reply = await send(gateway, token).catch(() => null);
      if (reply?.status === 200) answered.push(reply.requestId);
    }
  };
  await Promise.all(Array.from({ length: 8 }, lane));
  return answered;
};

const accessesAmong = (leaves: readonly PlainLeaf[]) =>
  leaves.flatMap(({ kind, operation }) =>
    kind === 'access' && operation ? [operation.requestId] : [],
  );

const readyAt = async (gateway: StackGateway) => {
  const response = await fetch(new URL('/health/ready', metricsUrlOf(gateway)));
  return [response.status, await response.text()];
};

const metricsUrlOf = ({ process: { output } }: StackGateway) =>
  /Metrics at (\S+)/.exec(output().out)?.[1] ?? 'no metrics';

function writeCertificate({ cert, key }: SelfSigned): void {
  writeFileSync(join(stack.folder, 'key.pem'), key, { mode: 0o600 });
  writeFileSync(join(stack.folder, 'cert.pem'), cert);
}

/** The subject of the certificate that a new connection gets. */
async function certificateAt({ url }: StackGateway): Promise<string> {
  const { hostname: host, port } = new URL(url);
  const socket: TLSSocket = connect({ host, port: Number(port), rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

const redisProgram = systemProgram('redis-server');

describe('a gateway with two workers, TLS, and limits in Redis if it is installed', () => {
  let gateway: StackGateway;
  let redis: RedisProcess | null;

  beforeAll(async () => {
    redis = redisProgram === null ? null : await startRedis(redisProgram);
    writeCertificate(selfSigned('ec', { subject: 'first' }));
    gateway = await stack.gateway('two', {
      server: {
        port: 0,
        workers: 2,
        publicUrl: PUBLIC_URL,
        metrics: { port: 0 },
        tls: { cert: 'cert.pem', key: 'key.pem' },
      },
      limits: {
        requestsPerMinute: 12,
        ...(redis && { store: { url: redis.url, timeoutMs: 5_000 } }),
      },
      breakGlass: { roles: ['nurse'], key: secretKey('break-glass'), startsPerHour: 3 },
      admin: { roles: ['privacy_officer'], console: { clientId: 'console' } },
    });
  });
  afterAll(() => redis?.close());

  it('serves requests in both, and records each response once, on one chain', async () => {
    const replies = await sendTimes(8, () => send(gateway, tokenOf('ada', 'physician')));
    expect(countOf(replies, 200)).toBe(8);
    const recorded = accessesAmong(readLedger(stack.ledger('two')));
    expect(recorded.toSorted()).toEqual(replies.map(({ requestId }) => requestId).toSorted());

    await sendTimes(4, () => send(gateway, 'no token'));
    await until(() => [1, 2].every((index) => gateway.log().includes(`"worker":${index},`)));
    expect(workersOf(gateway)).toHaveLength(2);
  });

  it('admits a caller as often as one process would, over both workers together', async () => {
    const replies = await sendTimes(30, () => send(gateway, tokenOf('grace', 'physician')));
    expect([countOf(replies, 200), countOf(replies, 429)]).toEqual([12, 18]);
  });

  it('accepts a DPoP proof once, even if both workers get it at the same time', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const token = tokenOf('alan', 'physician', {
      cnf: { jkt: await calculateJwkThumbprint(jwk) },
    });
    const ath = createHash('sha256').update(token).digest('base64url');
    const dpop = await new SignJWT({ jti: randomUUID(), htm: 'POST', htu: PUBLIC_URL, ath })
      .setIssuedAt()
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey);
    const headers = { authorization: `DPoP ${token}`, dpop };
    const replies = await sendTimes(8, () => send(gateway, token, { headers }));
    expect([countOf(replies, 200), countOf(replies, 401)]).toEqual([1, 7]);
  });

  it('starts as many break-glass grants per caller as one process would, and a stopped grant is over at both workers', async () => {
    const nurse = tokenOf('nina', 'nurse');
    const { body } = await send(gateway, tokenOf('otto', 'physician'));
    const patient = body.data?.patients?.[0]?.id;
    const start = { patient, reason: 'Found unconscious in the hall' };
    const started = await sendTimes(5, () =>
      send(gateway, nurse, { path: '/break-glass', body: start }),
    );
    expect([countOf(started, 201), countOf(started, 429)]).toEqual([3, 2]);

    const grant = started.find(({ status }) => status === 201)?.body.grant ?? '';
    const presented = { headers: { 'x-break-glass': grant } };
    expect((await send(gateway, nurse, presented)).status).toBe(200);
    expect((await send(gateway, nurse, { ...presented, path: '/break-glass/stop' })).status).toBe(
      204,
    );
    const after = await sendTimes(4, () => send(gateway, nurse, presented));
    expect(countOf(after, 403)).toBe(4);
  });

  it('answers report queries and exports at both workers, until the sign-in ends at one', async () => {
    const officer = tokenOf('olga', 'privacy_officer', {
      auth_time: Math.floor(Date.now() / 1_000),
    });
    const report = {
      path: '/admin/graphql',
      body: { query: '{ events(filter: { kinds: ["access"] }, first: 1) { total } nope }' },
    };
    const refused = await sendTimes(2, () => send(gateway, officer, report));
    expect(refused.map(({ body }) => body.errors?.[0]?.extensions.code)).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    const exported = { path: '/admin/export', body: { report: 'all', format: 'csv', filter: {} } };
    const [first, second] = [
      await send(gateway, officer, exported),
      await send(gateway, officer, exported),
    ];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(first.text).toContain('ada');
    expect(second.text).toContain('ada');

    expect((await send(gateway, officer, { path: '/admin/sign-out', body: {} })).status).toBe(204);
    const after = await sendTimes(2, () => send(gateway, officer, exported));
    expect(countOf(after, 401)).toBe(2);
  });

  it('counts requests of both workers and the memory of all processes on one page of metrics', async () => {
    const samples = await readSamples(metricsUrlOf(gateway));
    expect(samples.of('phi_gateway_requests_total{outcome="RATE_LIMITED"}')).toBe(20);
    expect(samples.of('phi_gateway_ledger_ready')).toBe(1);
    expect(samples.of('phi_gateway_subgraph_up{subgraph="patients"}')).toBe(1);
    expect(await readyAt(gateway)).toEqual([200, 'ready\n']);
  });

  it('serves a changed certificate at both workers', async () => {
    expect(await certificateAt(gateway)).toBe('first');
    writeCertificate(selfSigned('ec', { subject: 'second' }));
    // Connections go to the workers in turn.
    await until(async () => {
      const found = [await certificateAt(gateway), await certificateAt(gateway)];
      return found.every((subject) => subject === 'second');
    });
  });

  it('on SIGTERM answers the request that is under way, ends its workers and exits with 0', async () => {
    const late = new Promise<void>((resolve) => {
      stack.onReceived(() => {
        stack.onReceived(null);
        resolve();
      });
    });
    const reply = send(gateway, tokenOf('sofia', 'physician'));
    await late;
    const workers = workersOf(gateway);
    expect(await gateway.stop()).toBe(0);
    const { status, requestId } = await reply;
    expect(status).toBe(200);
    expect(accessesAmong(readLedger(stack.ledger('two')))).toContain(requestId);
    expect(readLedger(stack.ledger('two')).at(-1)?.kind).toBe('log.stop');
    expect(workers.filter(isRunning)).toEqual([]);
  });
});

describe('a gateway with two workers, and its ledger and limits in PostgreSQL', () => {
  let gateway: StackGateway;
  let ledger: Place;
  let ledgerUrl: string;
  let proxy: CuttingProxy;
  const leaves = async () => leavesOf(await ledger.batches());
  const nurseLimit = 6;

  beforeAll(async () => {
    const postgres = await sharedPostgres();
    const logins = await postgres.createLedger('workers');
    ledger = placeOnServer(logins);
    const urlOf = ({ user, password, database }: typeof logins.writer, port: number) =>
      `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;
    ledgerUrl = urlOf(logins.writer, postgres.port);
    proxy = await startCuttingProxy(postgres.port);
    const limits = await postgres.createDatabase('limits');
    const inFolder = (file: string) => join(stack.folder, file);
    gateway = await stack.gateway('killed', {
      server: { port: 0, workers: 2, metrics: { port: 0 } },
      limits: {
        requestsPerMinute: 1_000_000,
        roles: { nurse: { requestsPerMinute: nurseLimit } },
        store: { url: urlOf(limits, proxy.port), onFailure: 'closed', timeoutMs: 5_000 },
      },
      audit: {
        url: ledgerUrl,
        key: inFolder('killed.key'),
        guard: inFolder('killed.guard'),
        deadlineMs: 1_000,
      },
    });
  });
  afterAll(() => proxy.close());

  it('admits a caller as often as one process would, and refuses all at both workers while the counts cannot be reached', async () => {
    const nurse = () => send(gateway, tokenOf('nina', 'nurse'));
    const replies = await sendTimes(12, nurse);
    expect([countOf(replies, 200), countOf(replies, 429)]).toEqual([nurseLimit, 12 - nurseLimit]);

    proxy.redirect(NOTHING_LISTENS);
    const physician = () => send(gateway, tokenOf('ada', 'physician'));
    expect(countOf(await sendTimes(4, physician), 503)).toBe(4);
    expect(await readyAt(gateway)).toEqual([503, expect.stringContaining('cannot be counted')]);
    proxy.redirect((await sharedPostgres()).port);
    await until(async () => (await physician()).status === 200);
  });

  it('answers 503 without data while the process with the ledger hangs, and marks the late record as unreleased', async () => {
    const pid = gateway.process.child.pid ?? 0;
    stack.onReceived(() => {
      stack.onReceived(null);
      process.kill(pid, 'SIGSTOP');
    });
    const { status, body, requestId } = await send(gateway, tokenOf('ada', 'physician'));
    process.kill(pid, 'SIGCONT');
    expect(status).toBe(503);
    expect(body.data ?? null).toBeNull();
    expect(body.errors?.[0]?.extensions.code).toBe('AUDIT_UNAVAILABLE');
    await until(async () => (await leaves()).some(({ kind }) => kind === 'unreleased'));
    const recorded = await leaves();
    const place = recorded.findIndex(({ operation }) => operation?.requestId === requestId);
    expect(place).toBeGreaterThan(0);
    const late = recorded.find(({ kind }) => kind === 'unreleased');
    expect(late?.details).toEqual({ first: place, count: 1 });
  });

  it('replaces a killed worker, keeps serving, and has recorded every response, whichever process was killed', async () => {
    const [victim = 0, survivor = 0] = workersOf(gateway);
    let isKilled = false;
    let isReplaced = false;
    const answered = await load(gateway, (count) => {
      if (count >= 40 && !isKilled) {
        process.kill(victim, 'SIGKILL');
        isKilled = true;
      }
      isReplaced ||= isKilled && gateway.log().includes('worker process is replaced');
      return isReplaced && count >= 120;
    });
    expect(gateway.log()).toMatch(/"signal":"SIGKILL","msg":"worker process has ended/);
    const workers = workersOf(gateway);
    expect(workers).toHaveLength(2);
    expect(workers).toContain(survivor);
    expect(workers).not.toContain(victim);

    let isOver = false;
    const last = await load(gateway, (count) => {
      if (count >= 40 && !isOver) {
        isOver = true;
        gateway.process.child.kill('SIGKILL');
      }
      return isOver;
    });
    await gateway.process.ended;
    await until(() => workers.every((pid) => !isRunning(pid)));

    const recorded = accessesAmong(await leaves());
    const acknowledged = [...answered, ...last];
    const fault = 'SIGKILL of a worker, then of the primary';
    expect(reportLostRecords({ fault, times: 1, acknowledged, recorded })).toEqual([]);
    expect(new Set(recorded).size).toBe(recorded.length);
    const verified = await runPhiGateway(
      ['audit', 'verify', '--db', ledgerUrl, '--guard', 'killed.guard'],
      stack.folder,
    );
    expect(verified.out).toMatch(/^PASS\n/);
  });
});

/** A port at which nothing listens. */
const NOTHING_LISTENS = 1;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
