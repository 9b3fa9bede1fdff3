import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { connect } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { readSamples } from '../support/read-samples.ts';
import { selfSigned } from '../support/self-signed.ts';
import { startStack } from '../support/stack.ts';
import type { Stack } from '../support/stack.ts';
import type { StackGateway } from '../support/stack-gateway.ts';

const { cert, key } = selfSigned();
let stack: Stack;
let gateway: StackGateway;
let url: URL;

beforeAll(async () => {
  stack = await startStack({ names: ['patients'] });
  writeFileSync(join(stack.folder, 'cert.pem'), cert);
  writeFileSync(join(stack.folder, 'key.pem'), key, { mode: 0o600 });
  const tls = { cert: 'cert.pem', key: 'key.pem' };
  const server = { host: '0.0.0.0', port: 0, tls, metrics: { port: 0 } };
  gateway = await stack.gateway('audit', { server });
  url = new URL(gateway.url);
});
afterAll(() => stack.close(), 30_000);

function post(token: string, body: string): Promise<{ response: IncomingMessage; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: url.port, path: '/graphql', method: 'POST', ca: cert },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => void chunks.push(chunk));
        response.on('end', () => resolve({ response, text: Buffer.concat(chunks).toString() }));
      },
    );
    sent.on('error', reject);
    sent.setHeader('authorization', `Bearer ${token}`);
    sent.setHeader('content-type', 'application/json');
    sent.end(body);
  });
}

/** The protocol that a client and the gateway agree on, or the code of what stops them. */
function handshake(options: ConnectionOptions): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(url.port), ca: cert, ...options });
    socket.once('secureConnect', () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

describe('a gateway with TLS that listens on all addresses', () => {
  it('answers over TLS with HSTS and Cache-Control: no-store', async () => {
    expect(url.protocol).toBe('https:');
    const nurse = stack.issuer.token('the nurse', { roles: ['nurse'] });
    const { response, text } = await post(nurse, '{"query":"{ patients(first: 1) { name } }"}');
    expect(response.statusCode).toBe(200);
    expect(response.headers['strict-transport-security']).toMatch(/^max-age=\d{8,}/);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(JSON.parse(text)).toEqual({ data: { patients: [{ name: expect.any(String) }] } });
  });

  it.each<[string, ConnectionOptions, RegExp]>([
    ['accepts TLS 1.3', { minVersion: 'TLSv1.3' }, /^TLSv1.3$/],
    ['accepts TLS 1.2', { maxVersion: 'TLSv1.2' }, /^TLSv1.2$/],
    [
      'refuses TLS 1.1',
      { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' },
      /^ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION$/,
    ],
    [
      'refuses a TLS 1.2 suite without AEAD',
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-ECDSA-AES256-SHA384' },
      // Newer lines of OpenSSL give it another name.
      /^ERR_SSL_SSL(?:V3|\/TLS)_ALERT_HANDSHAKE_FAILURE$/,
    ],
  ])('%s', async (_version, options, expected) => {
    expect(await handshake(options)).toMatch(expected);
  });

  it('warns at the start of its certificate, which expires within a day, and has its time in the metrics', async () => {
    const warnings = gateway
      .log()
      .split('\n')
      .filter((line) => line.includes('certificate expires soon, replace its file'));
    expect(warnings.map((line) => JSON.parse(line) as unknown)).toEqual([
      expect.objectContaining({
        setting: 'server.tls.cert',
        file: join(stack.folder, 'cert.pem'),
        expires: new Date(new X509Certificate(cert).validTo).toISOString().slice(0, 10),
        days: 0,
      }),
    ]);
    const metrics = /^Metrics at (\S+)$/m.exec(gateway.process.output().out)?.[1] ?? '';
    const { of } = await readSamples(metrics);
    const seconds = of('phi_gateway_certificate_expiry_seconds{setting="server.tls.cert"}');
    expect(seconds).toBeGreaterThan(86_000);
    expect(seconds).toBeLessThan(86_400);
  });
});
