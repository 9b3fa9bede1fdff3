import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest, type ServerResponse } from 'node:http';
import { constants } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tokenFor } from '../support/edge.ts';
import { frontingConfig, PATIENT, startFronting } from '../support/fronting-gateway.ts';
import { startRawSubgraph, type Asked, type RawSubgraph } from '../support/raw-subgraph.ts';
import { readLedger } from '../support/read-ledger.ts';
import { runAudit } from '../support/run-audit.ts';
import { openHttp2 } from '../support/http2-client.ts';
import { selfSigned } from '../support/self-signed.ts';
import { startGateway, type StackGateway } from '../support/stack-gateway.ts';

const SDL = `
  type Query {
    quick: String @phi @role(anyOf: ["doctor"])
    slow: String @phi @role(anyOf: ["doctor"])
    note: Note
  }
  type Note @key(fields: "id") { id: ID! text: String @phi @role(anyOf: ["doctor"]) }
  type Mutation { write: String @phi @role(anyOf: ["doctor"]) }
`;
const MORE = 'type Note @key(fields: "id") { id: ID! more: String @phi @role(anyOf: ["doctor"]) }';

/** Answers `quick` immediately; all other fields wait for {@link release}. */
function answer({ query }: Asked, response: ServerResponse): void {
  const alias = /\{\s*(\w+)/.exec(query)?.[1] ?? 'x';
  const send = (value: unknown) => void response.end(JSON.stringify({ data: { [alias]: value } }));
  if (query.includes('quick')) send('quick');
  else held.add(() => send(query.includes('note') ? { __typename: 'Note', id: '1' } : 'late'));
}

const held = new Set<() => void>();
function release(): void {
  for (const send of held) send();
  held.clear();
}

let folder: string;
let subgraph: RawSubgraph;
let more: RawSubgraph;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phi-stopping-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(async () => {
  subgraph = await startRawSubgraph(SDL, answer);
  more = await startRawSubgraph(MORE, (_asked, response) => void response.end('{}'));
});
afterEach(async () => {
  release();
  await subgraph.close();
  await more.close();
});

const urls = () => ({ first: subgraph.url, more: more.url });
const token = () => tokenFor('the doctor', { roles: ['doctor'] });
const body = (query: string) => JSON.stringify({ query });
const headers = () => ({
  authorization: `Bearer ${token()}`,
  'content-type': 'application/json',
});

async function ask(url: string, query: string, signal?: AbortSignal) {
  const response = await fetch(url, {
    method: 'POST',
    headers: headers(),
    body: body(query),
    ...(signal && { signal }),
  });
  return { status: response.status, text: await response.text() };
}

async function elapsed(run: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await run();
  return performance.now() - since;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries === 1_200) throw new Error('It never came to that.');
    await sleep(25);
  }
}

function startProcess(name: string, server: object): Promise<StackGateway> {
  const audit = { db: join(folder, `${name}.db`) };
  const subgraphLimits = { timeoutMs: 120_000 };
  const config = frontingConfig(folder, urls(), { server, audit, subgraph: subgraphLimits });
  return startGateway(folder, name, config);
}

/** Sends SIGHUP twice, and checks that the gateway logs that it ignores it and continues to answer. */
async function sendHangups(gateway: StackGateway): Promise<void> {
  gateway.process.child.kill('SIGHUP');
  gateway.process.child.kill('SIGHUP');
  await until(() => gateway.log().includes('SIGHUP'));
  expect((await ask(gateway.url, '{ quick }')).status).toBe(200);
  expect(gateway.log()).toMatch(/"signal":"SIGHUP".*"msg":"signal ignored/);
}

describe('a gateway that receives SIGTERM', () => {
  it('aborts pending subgraph calls after shutdownSeconds, answers SUBGRAPH_FAILED, seals the ledger and exits with 0', async () => {
    const gateway = await startProcess('hanging', { port: 0, shutdownSeconds: 1 });
    const asking = ask(gateway.url, '{ slow }');
    const writing = ask(gateway.url, 'mutation { write }');
    await subgraph.arrived(2);
    const ms = await elapsed(async () => expect(await gateway.stop()).toBe(0));
    expect(ms).toBeLessThan(8_000);
    for (const { status, text } of [await asking, await writing]) {
      expect(status).toBe(200);
      expect(text).toContain('SUBGRAPH_FAILED');
    }
    await until(() => subgraph.asked.every(({ isAborted }) => isAborted));
    const ledger = join(folder, 'hanging.db');
    const kinds = readLedger(ledger).map(({ kind, outcome }) => `${kind} ${outcome}`);
    expect(kinds).toContain('intent pending');
    expect(kinds).toContain('outcome error');
    expect(kinds.at(-1)).toMatch(/^log\.stop/);
    expect((await runAudit(['verify', '--db', ledger])).output).toContain('PASS');
  });

  it('serves requests but has readiness 503 during pauseSeconds, then exits with 0, even if it got SIGHUP before', async () => {
    const gateway = await startProcess('pausing', { port: 0, pauseSeconds: 2 });
    await sendHangups(gateway);
    expect(await gateway.readiness()).toBe(200);
    const since = performance.now();
    const stopped = gateway.stop();
    await until(async () => (await gateway.readiness()) === 503);
    const { status, text } = await ask(gateway.url, '{ quick }');
    expect([status, text]).toEqual([200, expect.stringContaining('quick')]);
    expect(await stopped).toBe(0);
    expect(performance.now() - since).toBeGreaterThan(1_950);
    await expect(fetch(gateway.url)).rejects.toThrow('fetch failed');
  });

  it('answers all 150 requests sent just before with 200, on new and on kept-alive connections, and exits with 0', async () => {
    const gateway = await startProcess('kept-alive', { port: 0 });
    const agent = new Agent({ keepAlive: true, maxSockets: 400 });
    const send = () =>
      new Promise<number>((resolve, reject) => {
        const request = httpRequest(gateway.url, { method: 'POST', agent, headers: headers() });
        request.on('response', (response) => {
          response.resume().on('end', () => resolve(response.statusCode ?? 0));
        });
        request.on('error', reject).end(body('{ quick }'));
      });
    const all = (length: number) => Promise.allSettled(Array.from({ length }, send));
    await all(40);
    // Requests that arrive while the process is stopped are unread.
    gateway.process.child.kill('SIGSTOP');
    const last = all(150);
    await sleep(200);
    const stopped = gateway.stop();
    gateway.process.child.kill('SIGCONT');
    const outcomes = await last;
    expect(outcomes).toEqual(outcomes.map(() => ({ status: 'fulfilled', value: 200 })));
    expect(await stopped).toBe(0);
    agent.destroy();
  });
});

describe('a gateway with pauseSeconds: 30 in a terminal', () => {
  it('logs and ignores SIGHUP, and exits with 0 on SIGINT without the pause', async () => {
    const gateway = await startProcess('terminal', { port: 0, pauseSeconds: 30 });
    await sendHangups(gateway);

    gateway.process.child.kill('SIGINT');
    const ms = await elapsed(async () => expect(await gateway.process.ended).toBe(0));
    expect(ms).toBeLessThan(10_000);
  });
});

describe('idle connections to a gateway that stops', () => {
  const certificate = selfSigned();
  const NEVER_BEGUN = '';
  const HALF_A_HEAD = 'POST /graphql HTTP/1.1\r\nhost: x\r\n';
  const KEPT_ALIVE = 'GET /health/live HTTP/1.1\r\nhost: x\r\n\r\n';
  const openings: [string, boolean, readonly string[]][] = [
    [
      'without a byte, with half a request head, or kept alive after a response',
      false,
      [NEVER_BEGUN, HALF_A_HEAD, KEPT_ALIVE],
    ],
    ['without a TLS handshake', true, [NEVER_BEGUN]],
  ];
  it.each(openings)('do not delay the stop beyond 2 s: %s', async (_what, isTls, kinds) => {
    const gateway = await startFronting(urls(), {
      server: { port: 0, ...(isTls && { tls: pem(certificate) }) },
    });
    const sockets: Socket[] = [];
    for (const sent of kinds.flatMap((kind) => Array.from({ length: 20 }, () => kind))) {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(sent);
      sockets.push(socket);
    }
    await sleep(200);
    expect(await elapsed(gateway.close)).toBeLessThan(2_000);
    for (const socket of sockets) socket.destroy();
  });
});

describe('connections over HTTP/2 to a gateway that stops', () => {
  it('are closed within 4 s, and every request that clients send until they read the GOAWAY frame is answered with 200', async () => {
    const certificate = selfSigned();
    const gateway = await startFronting(urls(), {
      server: { port: 0, pauseSeconds: 0, tls: { ...pem(certificate), http2: true } },
      limits: { ...PATIENT, requestsPerMinute: 100_000 },
    });
    const statuses: (number | string)[] = [];
    const origin = new URL(gateway.url).origin;
    const opened = Promise.all([1, 2, 3].map(() => openHttp2(origin, { ca: certificate.cert })));
    const clients = await opened;
    const running = clients.map(async ({ session, send }) => {
      // Node's client closes its session when it hears of the end.
      while (!session.closed) {
        const answers = [1, 2, 3, 4].map(() =>
          send({ headers: headers(), body: body('{ quick }') }).then(
            ({ status }) => status,
            (error: unknown) => String(error),
          ),
        );
        statuses.push(...(await Promise.all(answers)));
      }
    });
    const idle = await openHttp2(origin, { ca: certificate.cert });
    await until(() => statuses.length > 50);
    expect(await elapsed(gateway.close)).toBeLessThan(4_000);
    await Promise.all(running);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    for (const { session } of [...clients, idle]) expect(session.destroyed).toBe(true);
  });
});

describe('a request whose body never arrives, at a gateway with shutdownSeconds: 1', () => {
  it('delays the stop by less than 4 s', async () => {
    const gateway = await startFronting(urls(), { server: { port: 0, shutdownSeconds: 1 } });
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    const lines = Object.entries(headers()).map(([name, value]) => `${name}: ${value}`);
    const head = ['POST /graphql HTTP/1.1', 'host: x', ...lines, 'content-length: 100', '', '{'];
    socket.write(head.join('\r\n'));
    await sleep(200);
    expect(await elapsed(gateway.close)).toBeLessThan(4_000);
    socket.destroy();
  });
});

describe('a client that disconnects', () => {
  it('cancels the subgraph calls of its query, and no further call is sent', async () => {
    const gateway = await startFronting(urls());
    const leaving = new AbortController();
    const asking = ask(gateway.url, '{ note { text more } }', leaving.signal);
    await subgraph.arrived(1);
    leaving.abort();
    await expect(asking).rejects.toThrow('aborted');
    await until(() => subgraph.asked[0]?.isAborted === true);
    await sleep(200);
    expect(more.asked).toHaveLength(0);
    await gateway.close();
  });

  it('cancels the subgraph calls of its query over HTTP/2 if it resets the stream, and keeps the connection', async () => {
    const certificate = selfSigned();
    const gateway = await startFronting(urls(), {
      server: { port: 0, tls: { ...pem(certificate), http2: true } },
    });
    const client = await openHttp2(new URL(gateway.url).origin, { ca: certificate.cert });
    const stream = client.session.request({
      ':method': 'POST',
      ':path': '/graphql',
      ...headers(),
    });
    stream.end(body('{ note { text more } }'));
    await subgraph.arrived(1);
    stream.close(constants.NGHTTP2_CANCEL);
    await until(() => subgraph.asked[0]?.isAborted === true);
    expect(await client.send({ headers: headers(), body: body('{ quick }') })).toMatchObject({
      status: 200,
    });
    expect(more.asked).toHaveLength(0);
    client.close();
    await gateway.close();
  });

  it('does not cancel its mutation, and the outcome is recorded before the gateway stops', async () => {
    const gateway = await startFronting(urls());
    const leaving = new AbortController();
    const asking = ask(gateway.url, 'mutation { write }', leaving.signal);
    await subgraph.arrived(1);
    leaving.abort();
    await expect(asking).rejects.toThrow('aborted');
    const closed = gateway.close();
    await sleep(400);
    expect(subgraph.asked[0]?.isAborted).toBe(false);
    release();
    await closed;
    const outcomes = readLedger(gateway.ledger).filter(({ kind }) => kind === 'outcome');
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['permit']);
  });
});

function pem({ cert, key }: { readonly cert: string; readonly key: string }) {
  const files = { cert: join(folder, 'stopping.pem'), key: join(folder, 'stopping.key') };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key, { mode: 0o600 });
  return files;
}
