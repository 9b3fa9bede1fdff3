import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, get, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, TLSSocket } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import {
  openCertificate,
  type Certificate,
} from '../../../../gateway/http/connection/open-certificate.ts';
import { serveHttp2 } from '../../../../gateway/http/connection/serve-http2.ts';
import { SettingsError } from '../../../../gateway/platform/errors.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import { openHttp2 } from '../../../support/http2-client.ts';
import { createAuthority, selfSigned, type SelfSigned } from '../../../support/self-signed.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-certificate-'));
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
afterAll(() => rmSync(folder, { recursive: true }));

const opened: { readonly certificate: Certificate; readonly server: Server }[] = [];
afterEach(async () => {
  for (const { certificate, server } of opened.splice(0)) {
    await certificate.close();
    server.closeAllConnections();
    server.close();
  }
});

/** Serves HTTP/1.1 and HTTP/2 with the certificate in the files, which are read again every 20 ms. */
async function start({ clientCa = null }: { readonly clientCa?: string | null } = {}) {
  const logged: string[] = [];
  let authorityChanges = 0;
  const log = createLog('debug', { write: (line: string) => void logged.push(line) });
  const certificate = openCertificate({ ...files, clientCa }, { log, now: Date.now, everyMs: 20 });
  const options = {
    ...certificate.options,
    ALPNProtocols: ['h2', 'http/1.1'],
    requestCert: clientCa !== null,
    rejectUnauthorized: false,
  };
  const server = createServer(options, ({ socket }, response) => {
    const isKnown = socket instanceof TLSSocket && socket.authorized;
    response.writeHead(clientCa === null || isKnown ? 200 : 401).end();
  });
  serveHttp2(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  certificate.follow(server, () => void (authorityChanges += 1));
  opened.push({ certificate, server });
  const { port } = server.address() as AddressInfo;
  return { certificate, port, logged, authorityChanges: () => authorityChanges };
}

/** Sends requests without a break over both protocols until it is stopped, and returns their statuses. */
function load(port: number, pair: Partial<SelfSigned> = {}) {
  const options = { rejectUnauthorized: false, ...pair };
  const agent = new Agent({ keepAlive: true, maxSockets: 2, ...options });
  const statuses: (number | string)[] = [];
  const stopped = new AbortController();
  const overHttp1 = () =>
    new Promise<number>((resolve, reject) => {
      get({ port, host: '127.0.0.1', agent }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      }).once('error', reject);
    });
  const overHttp2 = async () => {
    const client = await openHttp2(`https://127.0.0.1:${port}`, options);
    // On a new connection now and then, as after an idle time.
    for (let count = 0; count < 20 && !stopped.signal.aborted; count += 1)
      statuses.push((await client.send({ method: 'GET', path: '/' })).status);
    client.close();
  };
  const run = async (send: () => Promise<unknown>) => {
    while (!stopped.signal.aborted) {
      try {
        await send();
      } catch (error) {
        statuses.push(String(error));
      }
    }
  };
  const all = [overHttp1, overHttp1].map((send) => run(async () => statuses.push(await send())));
  all.push(run(overHttp2), run(overHttp2));
  return {
    /** Stops after so many further requests. */
    stop: async (further: number) => {
      const enough = statuses.length + further;
      await until(() => statuses.length >= enough);
      stopped.abort();
      await Promise.all(all);
      agent.destroy();
      return statuses;
    },
  };
}

function write({ cert, key }: { readonly cert?: string; readonly key?: string }): void {
  if (cert !== undefined) writeFileSync(files.cert, cert);
  if (key !== undefined) writeFileSync(files.key, key);
}

/** The certificate that a new connection gets, PEM without line breaks. */
async function served(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { raw } = socket.getPeerCertificate();
  socket.destroy();
  return raw.toString('base64');
}

const base64Of = (pem: string) => pem.replaceAll(/-----[^-]+-----|\n/g, '');

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await isDone());) {
    if (Date.now() > end) throw new Error('it did not happen');
    await sleep(20);
  }
}

describe('a server whose certificate is replaced in its files', () => {
  it('serves the new certificate to new connections, logs the replacement, and fails no request over HTTP/1.1 or HTTP/2 meanwhile', async () => {
    const [first, second] = [selfSigned('ec', { days: 90 }), selfSigned('ec', { days: 200 })];
    write(first);
    const { certificate, port, logged } = await start();
    const loaded = load(port);
    write(second);
    await until(async () => (await served(port)) === base64Of(second.cert));
    const statuses = await loaded.stop(20);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(certificate.current().cert.toString()).toBe(second.cert);
    expect(logged.join('')).toContain('the certificate is replaced');
  });

  it('keeps serving the previous certificate, with one line in the log, until the key is replaced too', async () => {
    const [first, second] = [selfSigned('ec', { days: 90 }), selfSigned('ec', { days: 90 })];
    write(first);
    const { port, logged } = await start();
    write({ cert: second.cert });
    await until(() => logged.join('').includes('the changed certificate cannot be used'));
    await sleep(200);
    expect(await served(port)).toBe(base64Of(first.cert));
    expect(logged.filter((line) => line.includes('cannot be used'))).toHaveLength(1);
    write({ key: second.key });
    await until(async () => (await served(port)) === base64Of(second.cert));
  });

  it.each([
    ['EXPIRED', 'has already expired', { days: -0.5 }],
    ['NOT_YET_VALID', 'is not valid yet', { daysUntilStart: 1, days: 90 }],
  ])(
    'keeps serving the previous certificate, and logs the file and %s, if the new one %s',
    async (reason, _what, validity) => {
      const first = selfSigned('ec', { days: 90 });
      write(first);
      const { port, logged } = await start();
      write(selfSigned('ec', validity));
      await until(() => logged.join('').includes('the changed certificate cannot be used'));
      expect(JSON.parse(logged.join(''))).toMatchObject({
        setting: 'server.tls.cert',
        file: files.cert,
        reason,
      });
      expect(await served(port)).toBe(base64Of(first.cert));
      write(first);
      await until(() => logged.join('').includes('the certificate files can be used again'));
    },
  );

  it('keeps the client authorities if only the certificate changes, or if the file of the authorities becomes unusable', async () => {
    write(selfSigned('ec', { days: 90 }));
    const clientCa = join(folder, 'ca.pem');
    writeFileSync(clientCa, createAuthority('one').cert);
    const { logged, authorityChanges } = await start({ clientCa });
    write(selfSigned('ec', { days: 90 }));
    await until(() => logged.join('').includes('the certificate is replaced'));
    writeFileSync(clientCa, 'no certificate');
    await until(() => logged.join('').includes('the changed certificate cannot be used'));
    expect(authorityChanges()).toBe(0);
  });

  it.each([
    [/ended on \d{4}-\d\d-\d\d. Renew it/, 'has ended', { days: -0.5 }],
    [/begins on \d{4}-\d\d-\d\d. Correct the clock/, 'has not begun', { daysUntilStart: 1 }],
  ])(
    'does not start, and says %s, if the validity of its certificate %s',
    (message, _what, days) => {
      write(selfSigned('ec', days));
      const log = createLog('silent');
      expect(() => openCertificate(files, { log, now: Date.now })).toThrow(message);
    },
  );

  it('does not start, with a settings error, if the certificate file is missing', () => {
    rmSync(files.cert);
    const log = createLog('silent');
    expect(() => openCertificate(files, { log, now: Date.now })).toThrow(SettingsError);
  });
});

describe('client authorities that are replaced in their file', () => {
  it('apply to new connections, resumed sessions included; requests with a certificate of an authority that stays do not fail', async () => {
    write(selfSigned('ec', { days: 90 }));
    const [one, two] = [createAuthority('one'), createAuthority('two')];
    const clientCa = join(folder, 'ca.pem');
    writeFileSync(clientCa, one.cert + two.cert);
    const { port, authorityChanges } = await start({ clientCa });
    const pair = one.issue();
    /** The status that the client gets, whether it resumed a session, and the session to resume next. */
    const shake = async (session?: Buffer) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        rejectUnauthorized: false,
        ...pair,
        session,
      });
      let ticket: Buffer | undefined;
      socket.on('session', (given) => (ticket = given));
      socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
      const [head] = (await once(socket, 'data')) as [Buffer];
      const isReused = socket.isSessionReused();
      socket.destroy();
      return { status: head.toString().slice(9, 12), isReused, ticket };
    };
    const { ticket } = await shake();
    expect(await shake(ticket)).toMatchObject({ status: '200', isReused: true });
    const loaded = load(port, two.issue());
    writeFileSync(clientCa, two.cert);
    await until(() => authorityChanges() === 1);
    const statuses = await loaded.stop(20);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(await shake(ticket)).toMatchObject({ status: '401', isReused: false });
  });
});
