import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type CryptoKey, type JWK } from 'jose';
import {
  createRemoteKeys,
  type RemoteKeysOptions,
} from '../../../../gateway/access/identity/remote-keys.ts';

const MINUTE = 60_000;
let privateKey: CryptoKey;
let jwk: JWK;
let server: Server;
let requests = 0;
let status = 200;
let now = 0;

beforeAll(async () => {
  const pair = await generateKeyPair('ES256', { extractable: true });
  privateKey = pair.privateKey;
  jwk = { ...(await exportJWK(pair.publicKey)), alg: 'ES256', kid: 'k1' };
});
beforeEach(async () => {
  requests = 0;
  status = 200;
  now = 0;
  server = createServer((_request, response) => {
    requests += 1;
    response.writeHead(status).end(JSON.stringify({ keys: [jwk] }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function keysOf(staleMs: number, onFetched: RemoteKeysOptions['onFetched'] = () => undefined) {
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`);
  return createRemoteKeys({ url, staleMs, onFetched, now: () => now });
}

async function verify(keys: ReturnType<typeof keysOf>, kid = 'k1'): Promise<string> {
  const token = await new SignJWT({ sub: 'ada' })
    .setProtectedHeader({ alg: 'ES256', kid })
    .sign(privateKey);
  return jwtVerify(token, keys.getKey).then(
    () => 'verified',
    (error: { readonly code: string }) => error.code,
  );
}

describe('the keys of a token issuer, fetched from its URL', () => {
  it('verify tokens for the stale time while the issuer answers 500; then tokens get NOT_READY until it recovers', async () => {
    const keys = keysOf(10 * MINUTE);
    expect(await verify(keys)).toBe('verified');
    status = 500;
    for (now = MINUTE; now < 10 * MINUTE; now += MINUTE) {
      expect(await verify(keys)).toBe('verified');
      expect(keys.isUsable()).toBe(true);
    }
    now = 10 * MINUTE;
    expect(await verify(keys)).toBe('NOT_READY');
    expect(keys.isUsable()).toBe(false);
    status = 200;
    now += 5_000;
    expect(await verify(keys)).toBe('verified');
    expect(keys.isUsable()).toBe(true);
  });

  it('report why they cannot be fetched: the status, a set that is no key set, or one of more than a mebibyte', async () => {
    const outcomes: unknown[] = [];
    const keys = keysOf(10 * MINUTE, (failure) => void outcomes.push(failure));
    const kept = jwk;
    await verify(keys);
    for (const [next, answer] of [
      [500, kept],
      [302, kept],
      [200, null],
      [200, { ...kept, padding: 'x'.repeat(1_048_576) }],
      [200, kept],
    ] as const) {
      now += MINUTE;
      status = next;
      jwk = answer as JWK;
      await verify(keys);
    }
    expect(outcomes).toEqual([
      null,
      { reason: 'STATUS', status: 500 },
      { reason: 'STATUS', status: 302 },
      { reason: 'MALFORMED' },
      { reason: 'TOO_LARGE' },
      null,
    ]);
  });

  it('are not used after a minute if the issuer answers 500 and the stale time is 0: tokens get NOT_READY', async () => {
    const keys = keysOf(0);
    expect(await verify(keys)).toBe('verified');
    status = 500;
    now = MINUTE;
    expect(await verify(keys)).toBe('NOT_READY');
  });

  it('are not read beyond 1 MiB, so that a set without end takes no memory', async () => {
    let sent = 0;
    server.removeAllListeners('request').on('request', (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('['.repeat(65_536))) sent += 65_536;
      };
      response.on('drain', more).on('error', () => undefined);
      more();
    });
    expect(await verify(keysOf(10 * MINUTE))).toBe('NOT_READY');
    expect(sent).toBeLessThan(16_000_000);
  });

  it('do not verify a token (ERR_JWKS_NO_MATCHING_KEY) a minute after the issuer has withdrawn its key', async () => {
    const keys = keysOf(10 * MINUTE);
    expect(await verify(keys)).toBe('verified');
    const kept = jwk;
    jwk = { ...kept, kid: 'k2' };
    now = MINUTE;
    expect(await verify(keys)).toBe('ERR_JWKS_NO_MATCHING_KEY');
    jwk = kept;
  });

  it('are fetched at once for a new key id, and not again for 50 unknown key ids right after it (ERR_JWKS_NO_MATCHING_KEY)', async () => {
    const keys = keysOf(10 * MINUTE);
    await verify(keys);
    const kept = jwk;
    jwk = { ...kept, kid: 'k2' };
    expect(await verify(keys, 'k2')).toBe('verified');
    expect(requests).toBe(2);
    for (let count = 0; count < 50; count += 1)
      expect(await verify(keys, `made up ${count}`)).toBe('ERR_JWKS_NO_MATCHING_KEY');
    expect(requests).toBe(2);
    jwk = kept;
  });

  it('give 50 unknown key ids NOT_READY while the issuer answers 500, with fewer than 5 requests to it, and still verify a known one', async () => {
    const keys = keysOf(10 * MINUTE);
    await verify(keys);
    status = 500;
    now = MINUTE;
    for (let count = 0; count < 50; count += 1)
      expect(await verify(keys, `made up ${count}`)).toBe('NOT_READY');
    expect(requests).toBeLessThan(5);
    expect(await verify(keys)).toBe('verified');
  });
});
