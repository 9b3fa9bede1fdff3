import { createHash, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import { createSignRequestToken } from '../../../../gateway/access/identity/create-sign-request-token.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);
const signRequestToken = createSignRequestToken(
  { privateKey, kid: 'k', jwks: { keys: [] } },
  'gateway',
  () => NOW,
);

const body = '{"query":"{ é }"}';
const digest = `sha-256=:${createHash('sha256').update(body, 'utf8').digest('base64')}:`;

async function claimsOf(token: string): Promise<Record<string, unknown>> {
  return (await jwtVerify(token, publicKey, { currentDate: new Date(NOW) })).payload;
}

/** A caller with every attribute, most of which a subgraph must not receive. */
const caller = callerOf(['patient', 'nurse'], {
  issuer: 'https://id.example',
  subject: 'ada',
  name: 'Ada Lovelace',
  organization: 'St. Elsewhere',
  tokenId: 'token-1',
  project: 'study-1',
  patients: new Map([['patient', ['patient-4711']]]),
  ownPatient: 'patient-4711',
  claims: new Map([['practitioner', 'dr-1']]),
});

describe('the token that the gateway signs for a subgraph request', () => {
  it("has the caller's issuer, id and roles, gateway, subgraph, purpose, request id, times, jti and body digest, and nothing else", async () => {
    const context = contextOf(caller, { requestId: 'request-1', purpose: 'TREAT' });
    const token = await signRequestToken({ subgraph: 'patients', body, context });
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'ES256',
      kid: 'k',
      typ: 'phi-gateway-request+jwt',
    });
    expect(await claimsOf(token)).toEqual({
      iss: 'gateway',
      aud: 'patients',
      iat: NOW / 1000,
      exp: NOW / 1000 + 60,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      sub: 'ada',
      sub_id: { format: 'iss_sub', iss: 'https://id.example', sub: 'ada' },
      roles: ['nurse', 'patient'],
      purpose: 'TREAT',
      request_id: 'request-1',
      content_digest: digest,
    });
  });

  it("names the gateway as subject and has no roles if the request is the gateway's own", async () => {
    const claims = await claimsOf(
      await signRequestToken({ subgraph: 'patients', body, context: null }),
    );
    expect(claims).toMatchObject({ sub: 'gateway', roles: [] });
    expect(Object.keys(claims)).not.toContain('sub_id');
  });

  it('has a different jti each time, and no purpose if none is stated', async () => {
    const context = contextOf(caller);
    const [one, two] = await Promise.all(
      [1, 2].map(async () =>
        claimsOf(await signRequestToken({ subgraph: 'patients', body, context })),
      ),
    );
    expect(one?.['jti']).not.toBe(two?.['jti']);
    expect(one).not.toHaveProperty('purpose');
  });
});
