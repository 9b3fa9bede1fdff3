import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createVerifyProof } from '../../../../gateway/access/identity/verify-proof.ts';
import { createFirstUse } from '../../../../gateway/platform/rates/first-use.ts';

const NOW = Date.UTC(2026, 0, 1);
const REQUEST = { method: 'POST', url: 'https://api.example/graphql' };
const token = 'token';

describe('a proof of possession (DPoP)', () => {
  it('is refused on its second use at a gateway without a shared limit store, and another proof by the same key is accepted', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const bound = { token, thumbprint: await calculateJwkThumbprint(jwk) };
    const ath = createHash('sha256').update(token).digest('base64url');
    const prove = (jti: string) =>
      new SignJWT({ jti, htm: REQUEST.method, htu: REQUEST.url, iat: NOW / 1_000, ath })
        .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
        .sign(privateKey);
    const verify = createVerifyProof(() => NOW, createFirstUse(null));
    const proof = await prove('first');
    await verify([proof], bound, REQUEST);
    await expect(verify([proof], bound, REQUEST)).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'PROOF_REPLAYED',
    });
    await verify([await prove('second')], bound, REQUEST);
  });
});
