import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { connect as connectHttp2 } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import type { ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StartError } from '../../gateway/platform/errors.ts';
import { startEdge } from '../support/edge.ts';
import type { Edge } from '../support/edge.ts';
import { selfSigned } from '../support/self-signed.ts';

describe('a gateway with a TLS certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phi-tls-'));
  const { cert, key } = selfSigned('rsa');
  let secure: Edge;
  beforeAll(async () => {
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key);
    const pems = { tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') };
    secure = await startEdge('server: { host: 127.0.0.1 }', pems);
  });
  afterAll(async () => {
    await secure.close();
    rmSync(folder, { recursive: true });
  });

  const shake = (options: ConnectionOptions) =>
    new Promise<string>((resolve) => {
      const socket = connectTls(
        { host: '127.0.0.1', port: Number(new URL(secure.url).port), ca: cert, ...options },
        () => {
          resolve(
            `${socket.getProtocol()} ${socket.getCipher().name} ${String(socket.alpnProtocol)}`,
          );
          socket.destroy();
        },
      );
      socket.once('error', (error) =>
        resolve(`refused: ${'code' in error ? String(error.code) : ''}`),
      );
    });

  it('sends the HSTS header max-age=31536000', async () => {
    const headers = await new Promise<Record<string, unknown>>((resolve, reject) => {
      get(`${secure.url}/health/live`, { ca: cert, agent: false }, (response) => {
        response.resume();
        resolve(response.headers);
      }).once('error', reject);
    });
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });

  it('negotiates TLS 1.3, or TLS 1.2 with ECDHE and AES-GCM', async () => {
    expect(await shake({})).toMatch(/^TLSv1.3 TLS_AES_256_GCM_SHA384/);
    expect(await shake({ maxVersion: 'TLSv1.2' })).toMatch(/^TLSv1.2 ECDHE-RSA-AES256-GCM-SHA384/);
  });

  it.each<[string, ConnectionOptions]>([
    ['TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' }],
    [
      'CBC cipher suites only',
      { maxVersion: 'TLSv1.2', ciphers: 'ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256' },
    ],
    [
      'RSA key exchange only',
      { maxVersion: 'TLSv1.2', ciphers: 'AES256-GCM-SHA384:AES128-GCM-SHA256' },
    ],
    ['HTTP/2 as the only ALPN protocol', { ALPNProtocols: ['h2'] }],
  ])('refuses the handshake of a client with %s', async (_what, options) => {
    expect(await shake(options)).toMatch(/^refused: /);
  });

  it('does not negotiate HTTP/2 with an HTTP/2 client', async () => {
    const session = connectHttp2(secure.url, { ca: cert });
    const failed = await new Promise<boolean>((resolve) => {
      session.once('error', () => resolve(true));
      session.once('connect', () => resolve(session.alpnProtocol !== 'h2'));
    });
    expect(failed).toBe(true);
    session.destroy();
  });

  it('does not start if the certificate file is missing, the key belongs to another certificate, or both are swapped', async () => {
    writeFileSync(join(folder, 'other.pem'), selfSigned('rsa').key);
    const start = (tlsCert: string, tlsKey: string) =>
      startEdge('', { tlsCert: join(folder, tlsCert), tlsKey: join(folder, tlsKey) });
    await expect(start('none.pem', 'key.pem')).rejects.toThrow(StartError);
    await expect(start('cert.pem', 'other.pem')).rejects.toThrow(
      'are not a certificate with its key',
    );
    await expect(start('key.pem', 'cert.pem')).rejects.toThrow(StartError);
  });
});
