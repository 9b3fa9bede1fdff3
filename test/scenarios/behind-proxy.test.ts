import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePorts } from '../support/free-port.ts';
import {
  HAPROXY,
  NGINX,
  startReverseProxy,
  type ProxyRoute,
  type ReverseProxy,
} from '../support/reverse-proxies.ts';
import { selfSigned } from '../support/self-signed.ts';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';
import { systemProgram } from '../support/system-program.ts';

const TOKEN = tokenOf(['physician']);
/** Clients and proxies are all on loopback: clients connect from this address, proxies from 127.0.0.1. */
const CLIENT = '127.0.0.5';

/** The proxies, each with the header in which it states clients. */
const PROXIES: readonly (readonly [ReverseProxy, ProxyRoute['header']])[] = [
  [NGINX, 'x-forwarded-for'],
  [HAPROXY, 'x-forwarded-for'],
  [HAPROXY, 'forwarded'],
];

for (const [proxy, header] of PROXIES) {
  const program = systemProgram(proxy.program);
  (program === null ? describe.skip : describe)(
    `a gateway behind ${proxy.program} that sends ${header}, with TLS on both sides`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'phi-proxy-'));
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
      let running: Awaited<ReturnType<typeof startReverseProxy>>;
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
  forwardedHeader: ${header}
limits: { requestsPerMinute: 1000000 }
authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }`);
        [tlsPort = 0, plainPort = 0] = await freePorts(2);
        const gateway = new URL(served.gateway.url).host;
        const route = { folder, tlsPort, plainPort, gateway, header };
        running = await startReverseProxy(proxy, program ?? '', route);
      });
      afterAll(async () => {
        agent.destroy();
        await running.stop();
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

      it('records the address of the client, and that of the proxy', async () => {
        expect(await ask()).toMatchObject({ status: 200 });
        expect(lastClient()).toMatchObject({ address: CLIENT, proxies: ['127.0.0.1'] });
      });

      it('records the address that the proxy saw if the client states another one', async () => {
        const stated = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
        expect(await ask(stated)).toMatchObject({ status: 200 });
        expect(lastClient()).toMatchObject({ address: CLIENT, proxies: ['127.0.0.1'] });
      });

      it('refuses a request that reached the proxy over plain HTTP with HTTPS_REQUIRED, even if the client claims HTTPS', async () => {
        const claimed = { 'x-forwarded-proto': 'https', forwarded: `for=${CLIENT};proto=https` };
        const answer = await ask(claimed, false);
        expect(answer.status).toBe(403);
        expect(answer.text).toContain('HTTPS_REQUIRED');
      });

      // The header makes no difference to certificates.
      if (header === 'forwarded') return;
      const isReplaced = () =>
        served.logged.some((line) => line.includes('certificate is replaced'));

      it('answers every request with 200 while its certificate is replaced', async () => {
        const statuses = new Map<number, number>();
        const replaced = new AbortController();
        const load = Array.from({ length: 8 }, async () => {
          while (!replaced.signal.aborted) {
            const { status } = await ask();
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            await sleep(20);
          }
        });
        write('gateway.pem', second.cert);
        write('gateway.key', second.key);
        for (const end = Date.now() + 60_000; !isReplaced() && Date.now() < end;) await sleep(100);
        // Connections that begin now get the new certificate, which the proxy verifies.
        await sleep(1_000);
        replaced.abort();
        await Promise.all(load);
        expect(isReplaced()).toBe(true);
        expect([...statuses.keys()]).toEqual([200]);
        process.stderr.write(`answered while the certificate was replaced: ${statuses.get(200)}\n`);
      });
    },
  );
}
