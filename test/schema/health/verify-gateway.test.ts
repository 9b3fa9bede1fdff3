import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { createSignRequestToken } from '../../../gateway/access/identity/create-sign-request-token.ts';
import { HealthStartError } from '../../../schema/health/health-start-error.ts';
import { createVerifyGateway } from '../../../schema/health/verify-gateway.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-verify-gateway-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'ES256' }] };
const signRequestToken = createSignRequestToken(
  { privateKey, kid: 'k', jwks },
  'phi-gateway',
  Date.now,
);

const BODY = '{"query":"{ __typename }"}';
const sign = async () => ({
  headers: {
    authorization: `Bearer ${await signRequestToken({ subgraph: 'claims', body: BODY, context: null })}`,
  },
  body: BODY,
});

describe("a subgraph that verifies the gateway's signature", () => {
  it('reads the keys from a file and accepts a signed request', async () => {
    const path = join(folder, 'jwks.json');
    writeFileSync(path, JSON.stringify(jwks));
    const verify = createVerifyGateway({ jwks: path, issuer: 'phi-gateway' }, 'claims');
    expect(await verify(await sign())).toMatchObject({ gateway: 'phi-gateway', caller: null });
  });

  it('reads the keys from a URL, refuses requests with KEYS_UNAVAILABLE (503) until they can be read, and a repeated one with REPLAYED (401)', async () => {
    let status = 503;
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'content-type': 'application/jwk-set+json' });
      response.end(JSON.stringify(jwks));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
    const verify = createVerifyGateway({ jwks: url, issuer: 'phi-gateway' }, 'claims');
    const request = await sign();
    await expect(verify(request)).rejects.toMatchObject({ code: 'KEYS_UNAVAILABLE', status: 503 });
    status = 200;
    expect(await verify(request)).toMatchObject({ gateway: 'phi-gateway' });
    // Once.
    await expect(verify(request)).rejects.toMatchObject({ code: 'REPLAYED', status: 401 });
    server.close();
  });

  it.each<[string, string | null]>([
    ['that is missing', null],
    ['that is not JSON', 'keys'],
    ['without keys', '{"keys":[]}'],
    ['with another structure', '{"keys":{"kty":"EC"}}'],
  ])('does not start with a key set %s', (_what, text) => {
    const path = join(folder, 'other.json');
    rmSync(path, { force: true });
    if (text !== null) writeFileSync(path, text);
    expect(() => createVerifyGateway({ jwks: path, issuer: 'phi-gateway' }, 'claims')).toThrow(
      HealthStartError,
    );
  });
});
