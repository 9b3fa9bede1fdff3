import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts } from '../support/free-port.ts';
import { startNginx, type Nginx } from '../support/nginx.ts';
import { selfSigned } from '../support/self-signed.ts';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';
import { systemProgram } from '../support/system-program.ts';

const TOKEN = tokenOf(['physician']);
/** Clients and nginx are both on loopback: clients connect from this address, nginx from 127.0.0.1. */
const CLIENT = '127.0.0.5';

const program = systemProgram('nginx');
(program === null ? describe.skip : describe)(
  'a gateway behind nginx, with TLS on both sides',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'phi-nginx-'));
    const front = selfSigned();
    const first = selfSigned('ec', { days: 90, subject: 'first' });
    const second = selfSigned('ec', { days: 90, subject: 'second' });
    const agent = new Agent({
      keepAlive: true,
      maxSockets: 8,
      ca: front.cert,
      localAddress: CLIENT,
    });
    const plainAgent = new HttpAgent({ localAddress: CLIENT });
    let served: ServedGateway;
    let nginx: Nginx;
    let tlsPort = 0;
    let plainPort = 0;

    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

    beforeAll(async () => {
      write('front.pem', front.cert);
      write('front.key', front.key);
      write('gateway.pem', first.cert);
      write('gateway.key', first.key);
      write('trusted.pem', first.cert + second.cert);
      served = await startServedGateway(`server:
  host: 127.0.0.1
  tls: { cert: "${folder}/gateway.pem", key: "${folder}/gateway.key" }
  trustedProxies: [127.0.0.1]
limits: { requestsPerMinute: 1000000 }
authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }`);
      const ports = await freePorts(2);
      [tlsPort = 0, plainPort = 0] = ports;
      const toGateway = `location / {
      proxy_pass ${new URL(served.gateway.url).origin};
      proxy_ssl_verify on;
      proxy_ssl_name localhost;
      proxy_ssl_trusted_certificate ${folder}/trusted.pem;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }`;
      nginx = await startNginx(program ?? '', {
        folder,
        port: plainPort,
        servers: `
        server {
          listen 127.0.0.1:${tlsPort} ssl;
          ssl_certificate ${folder}/front.pem;
          ssl_certificate_key ${folder}/front.key;
          ${toGateway}
        }
        server { listen 127.0.0.1:${plainPort}; ${toGateway} }`,
      });
    });
    afterAll(async () => {
      agent.destroy();
      await nginx.stop();
      await served.close();
      rmSync(folder, { recursive: true });
    });

    const ask = (headers: Readonly<Record<string, string>> = {}, isTls = true) =>
      new Promise<{ readonly status: number; readonly text: string }>((resolve, reject) => {
        const options = {
          host: '127.0.0.1',
          path: '/graphql',
          method: 'POST',
          headers: {
            authorization: `Bearer ${TOKEN}`,
            'content-type': 'application/json',
            ...headers,
          },
        };
        const sent = isTls
          ? requestHttps({ ...options, port: tlsPort, agent })
          : requestHttp({ ...options, port: plainPort, agent: plainAgent });
        sent.once('error', reject);
        sent.once('response', (response) => {
          let text = '';
          response.on('data', (chunk: Buffer) => void (text += chunk.toString()));
          response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
        });
        sent.end('{"query":"{ patients(first: 1) { id name } }"}');
      });
    const lastClient = () => served.leaves().findLast(({ kind }) => kind === 'access')?.client;

    const isReplaced = () => served.logged.some((line) => line.includes('certificate is replaced'));

    it('records the address of the client, and nginx as its proxy', async () => {
      expect(await ask()).toMatchObject({ status: 200 });
      expect(lastClient()).toMatchObject({ address: CLIENT, proxies: ['127.0.0.1'] });
    });

    it('records the address that nginx saw if the client states another one', async () => {
      const stated = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
      expect(await ask(stated)).toMatchObject({ status: 200 });
      expect(lastClient()).toMatchObject({ address: CLIENT, proxies: ['127.0.0.1'] });
    });

    it('refuses a request that reached nginx over plain HTTP with HTTPS_REQUIRED, even if the client claims HTTPS', async () => {
      const answer = await ask({ 'x-forwarded-proto': 'https' }, false);
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('HTTPS_REQUIRED');
    });

    it('answers every request with 200 while its certificate is replaced', async () => {
      const statuses = new Map<number, number>();
      const replaced = new AbortController();
      const load = Array.from({ length: 8 }, async () => {
        while (!replaced.signal.aborted) {
          const { status } = await ask();
          statuses.set(status, (statuses.get(status) ?? 0) + 1);
        }
      });
      write('gateway.pem', second.cert);
      write('gateway.key', second.key);
      for (const end = Date.now() + 60_000; !isReplaced() && Date.now() < end;) await sleep(100);
      // Connections that begin now get the new certificate, which nginx verifies.
      await sleep(1_000);
      replaced.abort();
      await Promise.all(load);
      expect(isReplaced()).toBe(true);
      expect([...statuses.keys()]).toEqual([200]);
      process.stderr.write(`answered while the certificate was replaced: ${statuses.get(200)}\n`);
    });
  },
);
