import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, createServer, get, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { openCertificate, type Certificate } from '../../../gateway/http/open-certificate.ts';
import { SettingsError } from '../../../gateway/platform/errors.ts';
import { createLog } from '../../../gateway/platform/log.ts';
import { selfSigned } from '../../support/self-signed.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-certificate-'));
const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
afterAll(() => rmSync(folder, { recursive: true }));

const DAY_MS = 86_400_000;

const opened: { readonly certificate: Certificate; readonly server: Server }[] = [];
afterEach(async () => {
  for (const { certificate, server } of opened.splice(0)) {
    await certificate.close();
    server.closeAllConnections();
    server.close();
  }
});

/** Serves over TLS with the certificate in the files, which are read again every 20 ms. */
async function start({ now = Date.now }: { readonly now?: () => number } = {}) {
  const logged: string[] = [];
  const log = createLog('debug', { write: (line: string) => void logged.push(line) });
  const certificate = openCertificate(files, { log, now, everyMs: 20 });
  const server = createServer(certificate.options, (_request, response) => response.end('ok'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  certificate.follow(server);
  opened.push({ certificate, server });
  return { certificate, port: (server.address() as AddressInfo).port, logged };
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

describe('a certificate that is replaced in its files', () => {
  it('is served to new connections, while requests on open ones go on without a failure', async () => {
    const [first, second] = [selfSigned('ec', { days: 90 }), selfSigned('ec', { days: 200 })];
    write(first);
    const { certificate, port, logged } = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 4, rejectUnauthorized: false });
    const ask = () =>
      new Promise<number>((resolve, reject) => {
        get({ port, host: '127.0.0.1', agent }, (response) => {
          response.resume();
          response.once('end', () => resolve(response.statusCode ?? 0));
        }).once('error', reject);
      });
    const replaced = new AbortController();
    const statuses: number[] = [];
    const load = Array.from({ length: 4 }, async () => {
      while (!replaced.signal.aborted) statuses.push(await ask());
    });
    write(second);
    await until(async () => (await served(port)) === base64Of(second.cert));
    replaced.abort();
    await Promise.all(load);
    agent.destroy();
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(certificate.expires()).toBeGreaterThan(Date.now() + 199 * DAY_MS);
    expect(logged.join('')).toContain('the certificate is replaced');
  });

  it('leaves the previous one in service, with one line in the log, until its key is replaced too', async () => {
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

  it('leaves the previous one in service if the new one has expired already', async () => {
    const first = selfSigned('ec', { days: 90 });
    write(first);
    const { port, logged } = await start();
    write(selfSigned('ec', { days: -0.5 }));
    await until(() => logged.join('').includes('the changed certificate cannot be used'));
    expect(await served(port)).toBe(base64Of(first.cert));
  });

  it('stops the start with a settings error if its file is missing', () => {
    rmSync(files.cert);
    const log = createLog('silent');
    expect(() => openCertificate(files, { log, now: Date.now })).toThrow(SettingsError);
  });
});

describe('a certificate that ends soon', () => {
  it('is warned of 30 days before it ends, a day later again, and no more once it is replaced', async () => {
    let now = Date.now();
    write(selfSigned('ec', { days: 30 }));
    const { logged } = await start({ now: () => now });
    const warnings = () => logged.filter((line) => line.includes('the certificate expires soon'));
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).toContain('"days":29');
    now += DAY_MS;
    await until(() => warnings().length === 2);
    now += 30 * DAY_MS;
    await until(() => logged.join('').includes('the certificate has expired'));
    write(selfSigned('ec', { days: 200 }));
    await until(() => logged.join('').includes('the certificate is replaced'));
    await sleep(100);
    expect(warnings()).toHaveLength(2);
  });

  it('is not warned of 32 days before it ends', async () => {
    write(selfSigned('ec', { days: 32 }));
    const { logged } = await start();
    await sleep(100);
    expect(logged).toEqual([]);
  });
});
