import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createHttpClient } from '../../../../gateway/platform/net/http-client.ts';
import {
  clientTlsSchema,
  openClientTls,
  readClientTls,
} from '../../../../gateway/platform/subgraph/client-tls.ts';
import { selfSigned } from '../../../support/self-signed.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-client-tls-'));
const own = selfSigned();
const [first, second] = [
  selfSigned('ec', { subject: 'first' }),
  selfSigned('ec', { subject: 'second' }),
];

/** Subjects of the certificates that clients presented, one for each request. */
const presented: (string | undefined)[] = [];
const held: ServerResponse[] = [];
let isHolding = false;
let server: Server;
let url: string;
let now = 0;

beforeAll(async () => {
  server = createServer(
    { ...own, ca: [first.cert, second.cert], requestCert: true },
    (request, response) => {
      presented.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN as string);
      if (isHolding) held.push(response);
      else response.end('{}');
    },
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});
beforeEach(() => {
  presented.length = 0;
  now = 0;
  isHolding = false;
  write('ca.pem', own.cert);
  write('cert.pem', first.cert);
  write('key.pem', first.key);
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const BOTH = { ca: 'ca.pem', cert: 'cert.pem', key: 'key.pem' };

function connect(settings: Partial<typeof BOTH>, unusable: unknown[] = []) {
  const tls = openClientTls(clientTlsSchema(folder).parse(settings), 'tls', {
    now: () => now,
    onUnusable: (error) => unusable.push(error),
  });
  const client = createHttpClient({
    url,
    timeoutMs: 5_000,
    maxResponseBytes: 100,
    headers: {},
    tls,
  });
  return client;
}

describe('a connection with configured certificates', () => {
  it('presents its client certificate and accepts a server certificate that the configured authority signed', async () => {
    const client = connect(BOTH);
    expect(await client.post('{}', null)).toMatchObject({ status: 200, body: Buffer.from('{}') });
    expect(presented).toEqual(['first']);
    await client.close();
  });

  it('sends no request to a server whose certificate another authority signed, and names the code of OpenSSL', async () => {
    write('ca.pem', first.cert);
    const client = connect(BOTH);
    expect(await client.send('{}', null)).toEqual({
      reason: 'UNREACHABLE',
      errorCode: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    expect(presented).toEqual([]);
    await client.close();
  });

  it('presents a changed certificate from the next request on, and completes a request under way with the previous one', async () => {
    const client = connect(BOTH);
    isHolding = true;
    const underWay = client.post('{}', null);
    while (held.length === 0) await once(server, 'request');
    isHolding = false;
    write('cert.pem', second.cert);
    write('key.pem', second.key);
    now = 1_000;
    expect(await client.post('{}', null)).toMatchObject({ status: 200 });
    expect(presented).toEqual(['first', 'second']);
    held[0]?.end('{"late":1}');
    expect(await underWay).toMatchObject({ body: Buffer.from('{"late":1}') });
    await client.close();
  });

  it('keeps the previous certificate while the changed certificate and the key do not belong together, and reports this once', async () => {
    const unusable: unknown[] = [];
    const client = connect(BOTH, unusable);
    write('cert.pem', second.cert);
    for (now of [1_000, 2_000, 3_000]) await client.post('{}', null);
    expect(unusable).toHaveLength(1);
    write('key.pem', second.key);
    now = 4_000;
    await client.post('{}', null);
    expect(presented).toEqual(['first', 'first', 'first', 'second']);
    await client.close();
  });
});

describe('the files of certificates', () => {
  it.each([
    ['cannot be read', { ca: 'missing.pem' }, 'graph.subgraphs[0].tls.ca: '],
    ['are not certificates', { ca: 'key.pem' }, 'graph.subgraphs[0].tls.ca: '],
    ['do not belong together', { cert: 'ca.pem', key: 'key.pem' }, 'graph.subgraphs[0].tls: '],
  ])('are refused with the path of the setting if they %s', (_what, settings, start) => {
    const files = clientTlsSchema(folder).parse(settings);
    expect(() => readClientTls(files, 'graph.subgraphs[0].tls')).toThrow(start);
  });

  it('are refused if a certificate is configured without its key', () => {
    const { error } = clientTlsSchema(folder).safeParse({ cert: 'cert.pem' });
    expect(error?.issues[0]?.message).toBe('must have cert and key together');
  });
});
