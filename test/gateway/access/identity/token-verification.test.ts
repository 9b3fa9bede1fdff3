import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { SignJWT, exportJWK, generateKeyPair } from 'jose';
import { createRemoteKeys } from '../../../../gateway/access/identity/remote-keys.ts';
import { StartError } from '../../../../gateway/platform/errors.ts';
import { identifyOnceWith, NOW, sampleIssuer } from './sample-issuer.ts';

const sample = sampleIssuer();
const { folder, issuer, token } = sample;

describe('the cached verification of a token', () => {
  it('ends within 6 seconds after the token expires: the token is then UNAUTHENTICATED', async () => {
    let now = NOW;
    const identify = identifyOnceWith([issuer()], { now: () => now });
    const short = await token({ exp: NOW / 1000 + 10 });
    await identify(short);
    now = NOW + 9_000;
    await identify(short);
    now = NOW + 16_000;
    await expect(identify(short)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('ends 30 seconds later even if the clock is set back meanwhile', async () => {
    let now = NOW;
    let uptime = 0;
    let verifications = 0;
    const getKey = async () => {
      verifications += 1;
      return sample.keys.publicKey;
    };
    const identify = identifyOnceWith([issuer()], {
      now: () => now,
      uptime: () => uptime,
      issuerKeys: { of: () => getKey, noteIntrospection: () => undefined },
    });
    const long = await token({ exp: NOW / 1000 + 3_600 });
    await identify(long);
    now = NOW - 3_600_000;
    uptime = 29_000;
    await identify(long);
    expect(verifications).toBe(1);
    uptime = 31_000;
    await identify(long);
    expect(verifications).toBe(2);
  });

  it('ends after 30 seconds: a token signed with a withdrawn key is then UNAUTHENTICATED', async () => {
    let now = NOW;
    const rotating = join(folder, 'rotating.json');
    writeFileSync(rotating, JSON.stringify({ keys: [sample.jwk] }));
    const server = createServer((_request, response) => response.end(readFileSync(rotating)));
    await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
      // Fetched keys are kept for a minute.
      let uptime = 0;
      const fetched = createRemoteKeys({
        url: new URL(url),
        staleMs: 0,
        onFetched: () => undefined,
        now: () => uptime,
      });
      const identify = identifyOnceWith([issuer({ jwks: { kind: 'url', url } })], {
        now: () => now,
        issuerKeys: { of: () => fetched.getKey, noteIntrospection: () => undefined },
      });
      const long = await token({ exp: NOW / 1000 + 3_600 });
      await identify(long);
      const next = await generateKeyPair('ES256', { extractable: true });
      const key = { ...(await exportJWK(next.publicKey)), kid: 'k1' };
      writeFileSync(rotating, JSON.stringify({ keys: [key] }));
      uptime = 61_000;
      now = NOW + 29_000;
      await identify(long);
      now = NOW + 31_000;
      await expect(identify(long)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    } finally {
      server.close();
    }
  });
});

describe('the signing keys of a token issuer', () => {
  it('make a request fail with NOT_READY, not UNAUTHENTICATED, if they cannot be fetched', async () => {
    const identify = identifyOnceWith([
      issuer({ jwks: { kind: 'url', url: 'http://127.0.0.1:1/jwks' } }),
    ]);
    await expect(identify(await token())).rejects.toMatchObject({ code: 'NOT_READY' });
  });

  it.each([
    ['does not exist', null],
    ['is invalid JSON', '{'],
    ['has an object in place of the list of keys', '{"keys":{}}'],
    ['has an empty list of keys', '{"keys":[]}'],
    ['has a secret key', '{"keys":[{"kty":"oct","k":"AAAA"}]}'],
    ['has a private key', '{"keys":[{"kty":"OKP","crv":"Ed25519","x":"AAAA","d":"AAAA"}]}'],
  ])('prevent the start with a StartError if their file %s', (_what, content) => {
    const path = join(folder, 'bad.json');
    rmSync(path, { force: true });
    if (content !== null) writeFileSync(path, content);
    expect(() => identifyOnceWith([issuer({ jwks: { kind: 'file', path } })])).toThrow(StartError);
  });

  it('are tried in turn if they and the token have no key id; a token that none of them verifies is UNAUTHENTICATED', async () => {
    const others = await Promise.all(
      [1, 2].map(async () => {
        const pair = await generateKeyPair('ES256', { extractable: true });
        return exportJWK(pair.publicKey);
      }),
    );
    const path = join(folder, 'several.json');
    writeFileSync(
      path,
      JSON.stringify({ keys: [...others, await exportJWK(sample.keys.publicKey)] }),
    );
    const identify = identifyOnceWith([issuer({ jwks: { kind: 'file', path } })]);
    const unnamed = await new SignJWT({ sub: 'ada' })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer('https://id.example')
      .setAudience('phi')
      .setExpirationTime(NOW / 1000 + 60)
      .sign(sample.keys.privateKey);
    await expect(identify(unnamed)).resolves.toMatchObject({ subject: 'ada' });
    const stranger = await generateKeyPair('ES256');
    const foreign = await new SignJWT({ sub: 'ada' })
      .setProtectedHeader({ alg: 'ES256' })
      .setIssuer('https://id.example')
      .setAudience('phi')
      .setExpirationTime(NOW / 1000 + 60)
      .sign(stranger.privateKey);
    await expect(identify(foreign)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
