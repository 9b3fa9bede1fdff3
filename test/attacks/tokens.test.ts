import { createHmac, createSign, generateKeyPairSync } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { DEFAULT_PATIENT_IDS } from '../../directives/patient-id.ts';
import { createIdentify } from '../../gateway/access/identity/create-identify.ts';
import type { IssuerConfig } from '../../gateway/access/identity/identity-config.ts';

/*
 * Tokens are built by hand here, byte by byte, since a library refuses to make most of them.
 */
const NOW = 1_767_000_000_000;
const folder = mkdtempSync(join(tmpdir(), 'phi-tokens-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const strangerJwk = stranger.publicKey.export({ format: 'jwk' });
const path = join(folder, 'jwks.json');
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1' };
writeFileSync(path, JSON.stringify({ keys: [jwk] }));

const identifyWith = (revocation: IssuerConfig['revocation']) =>
  createIdentify(
    {
      identity: {
        issuers: [
          {
            issuer: 'https://id.example',
            audience: 'phi',
            jwks: { kind: 'file', path },
            staleKeysMinutes: 60,
            requireDpop: false,
            requireMutualTls: false,
            introspection: null,
            revocation,
            namesPatients: true,
            namesStaff: true,
            algorithms: ['RS256'],
            roles: { claim: 'roles', map: null },
            scopes: { claim: 'scope' },
            policies: { claim: null },
            smart: null,
            claims: {
              patient: 'patient',
              name: 'name',
              organization: 'organization',
              project: 'project',
              client: 'client_id',
            },
          },
        ],
        patientIds: DEFAULT_PATIENT_IDS,
      },
      authorization: {
        reach: new Map([['patient', { kind: 'self', claim: null }]]),
        defaultRoles: [],
        unmarked: 'allow',
        mode: 'filter',
        unreached: 'hide',
        rules: null,
        policies: null,
      },
      relationships: null,
      purpose: null,
      development: false,
    },
    () => NOW,
  );
const identify = identifyWith(null);

const REFUSED = { code: 'UNAUTHENTICATED' };

const encode = (text: string) => Buffer.from(text).toString('base64url');

interface Parts {
  header?: Record<string, unknown>;
  claims?: Record<string, unknown>;
  payload?: string;
  key?: KeyObject;
}

const CLAIMS = {
  iss: 'https://id.example',
  aud: 'phi',
  sub: 'ada',
  exp: NOW / 1000 + 60,
  roles: ['physician'],
};

function forge({ header = {}, claims = {}, payload, key = privateKey }: Parts = {}): string {
  const head = encode(JSON.stringify({ alg: 'RS256', kid: 'k1', ...header }));
  const body = encode(payload ?? JSON.stringify({ ...CLAIMS, ...claims }));
  const signature = createSign('sha256').update(`${head}.${body}`).sign(key);
  return `${head}.${body}.${signature.toString('base64url')}`;
}

const POST = { method: 'POST', url: null };
const send = (...authorization: string[]) => identify(connection(authorization));
const connection = (authorization: readonly string[]) => ({
  authorization,
  proofs: [],
  request: POST,
  address: '127.0.0.1',
  assertWithinBudget: async () => {},
  proxies: [],
  readCertificate: () => null,
  userAgent: null,
});
const roles = async (claim: unknown) =>
  (await send(`Bearer ${forge({ claims: { roles: claim } })}`)).roles;

it.each([7, 'x'.repeat(257), 'a\tb', null])(
  'a token with the id %j is refused (UNAUTHENTICATED, CLAIM_INVALID) if its issuer has a list of revoked tokens, else accepted without an id',
  async (jti) => {
    const list = { kind: 'file', path } as const;
    const revocable = identifyWith({ list, everySeconds: 10, staleMinutes: 60 });
    const token = `Bearer ${forge({ claims: { jti } })}`;
    await expect(revocable(connection([token]))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      reason: 'CLAIM_INVALID',
    });
    await expect(send(token)).resolves.toMatchObject({ tokenId: null });
  },
);

describe('an access token', () => {
  it('is accepted if it is complete and signed, also with the scheme "bearer" and the type at+jwt', async () => {
    await expect(send(`Bearer ${forge()}`)).resolves.toMatchObject({ subject: 'ada' });
    await expect(send(`bearer ${forge({ header: { typ: 'at+jwt' } })}`)).resolves.toBeDefined();
  });

  const unsigned = forge().split('.').slice(0, 2).join('.');
  const hmacHead = encode(JSON.stringify({ alg: 'HS256', kid: 'k1' }));
  const hmacBody = encode(JSON.stringify(CLAIMS));
  const hmac = createHmac('sha256', publicKey.export({ format: 'pem', type: 'spki' }))
    .update(`${hmacHead}.${hmacBody}`)
    .digest('base64url');

  it.each<[string, string]>([
    ['no signature', `${unsigned}.`],
    ['alg none', `${encode('{"alg":"none"}')}.${hmacBody}.`],
    ['alg none with a signature', forge({ header: { alg: 'none' } })],
    ['an HMAC over the public key', `${hmacHead}.${hmacBody}.${hmac}`],
    ['an algorithm that its issuer does not allow', forge({ header: { alg: 'PS256' } })],
    ['an unknown key', forge({ header: { kid: 'k2' } })],
    [
      'its own key in the header',
      forge({ header: { kid: undefined, jwk: strangerJwk }, key: stranger.privateKey }),
    ],
    ['an unknown critical header', forge({ header: { crit: ['x'], x: 1 } })],
    ['the type of a logout token', forge({ header: { typ: 'logout+jwt' } })],
    ['a type that is not a string', forge({ header: { typ: { a: 1 } } })],
    ['another issuer', forge({ claims: { iss: 'https://evil.example' } })],
    ['the issuer in different letter case', forge({ claims: { iss: 'https://ID.example' } })],
    ['issuers as a list', forge({ claims: { iss: ['https://id.example'] } })],
    ['an issuer named __proto__', forge({ claims: { iss: '__proto__' } })],
    ['no issuer', forge({ claims: { iss: undefined } })],
    ['another audience', forge({ claims: { aud: 'other' } })],
    ['no audience', forge({ claims: { aud: undefined } })],
    ['no expiry', forge({ claims: { exp: undefined } })],
    ['an expiry that is a string', forge({ claims: { exp: '9999999999' } })],
    [
      'an expiry of 1e999',
      forge({ payload: JSON.stringify({ ...CLAIMS, exp: 0 }).replace('"exp":0', '"exp":1e999') }),
    ],
    ['an expiry 6 seconds ago', forge({ claims: { exp: NOW / 1000 - 6 } })],
    ['a not-before time (nbf) in the future', forge({ claims: { nbf: NOW / 1000 + 60 } })],
    ['no subject', forge({ claims: { sub: undefined } })],
    ['an empty subject', forge({ claims: { sub: '' } })],
    ['a subject that is a number', forge({ claims: { sub: 7 } })],
    ['a subject with a line break', forge({ claims: { sub: 'ada\nroot' } })],
    ['a subject with a right-to-left override', forge({ claims: { sub: 'ada\u202etoor' } })],
    [
      'a subject with a lone surrogate',
      forge({ payload: JSON.stringify({ ...CLAIMS, sub: 'x' }).replace('"x"', '"\\ud800"') }),
    ],
    ['base64 padding at the end', `${forge()}=`],
    ['base64 padding after the header', forge().replace('.', '=.')],
    ['four parts', `${forge()}.x`],
    ['five parts, as an encrypted token has', 'a.b.c.d.e'],
    ['a line break after the header', forge().replace('.', '.\n')],
    ['a payload that is not an object', forge({ payload: '"x"' })],
    ['a payload that is null', forge({ payload: 'null' })],
    ['a payload of invalid JSON', forge({ payload: '{' })],
    ['more than 10,000 characters', forge({ claims: { x: 'x'.repeat(10_000) } })],
    ['no characters', ''],
  ])('is refused as UNAUTHENTICATED with %s', async (_what, token) => {
    await expect(send(`Bearer ${token}`)).rejects.toMatchObject(REFUSED);
  });

  it.each<[string, string[]]>([
    ['no Authorization header', []],
    ['two Authorization headers', [`Bearer ${forge()}`, `Bearer ${forge()}`]],
    ['a second token in the header', [`Bearer ${forge()}, Bearer ${forge()}`]],
    ['the scheme Basic', [`Basic ${forge()}`]],
    ['no scheme', [forge()]],
  ])('is refused as UNAUTHENTICATED if it is sent with %s', async (_what, headers) => {
    await expect(send(...headers)).rejects.toMatchObject(REFUSED);
  });

  it('is refused as UNAUTHENTICATED in a changed copy while the verification of the original is cached', async () => {
    const good = forge();
    await send(`Bearer ${good}`);
    const last = good.at(-1) ?? '';
    const spelled = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const flipped = spelled[(spelled.indexOf(last) + 16) % 64] ?? '';
    await expect(send(`Bearer ${good.slice(0, -1)}${flipped}`)).rejects.toMatchObject(REFUSED);
    await expect(send(`Bearer ${good}=`)).rejects.toMatchObject(REFUSED);
    const [head, , signature] = good.split('.');
    const body = encode(JSON.stringify({ ...CLAIMS, roles: ['privacy_officer'] }));
    await expect(send(`Bearer ${head}.${body}.${signature}`)).rejects.toMatchObject(REFUSED);
    await expect(send(`Bearer ${good}`)).resolves.toBeDefined();
  });
});

describe('the roles of a caller', () => {
  it.each<[string, unknown, string[]]>([
    ['a list with a duplicate', ['nurse', 'physician', 'nurse'], ['nurse', 'physician']],
    ['a list with an entry of two words', ['chief nurse'], ['chief nurse']],
    ['words separated by spaces', 'nurse  physician ', ['nurse', 'physician']],
    ['words separated by a comma are one role', 'nurse,physician', ['nurse,physician']],
    ['a word with a colon', 'read:users', ['read:users']],
    ['a word in upper case', 'Nurse', ['Nurse']],
    ['an empty string', '', []],
    ['an empty list', [], []],
    ['an object', { nurse: true }, []],
    ['an object that looks like a list', { 0: 'nurse', length: 1 }, []],
    ['a number', 7, []],
    ['true', true, []],
    ['null', null, []],
    ['a list with other values', ['nurse', 7, null, ['physician'], { a: 1 }, ''], ['nurse']],
    ['a nested list', [['nurse']], []],
    [
      'names of Object.prototype properties',
      ['__proto__', 'constructor'],
      ['__proto__', 'constructor'],
    ],
  ])(
    'are the exact strings in the roles claim, and all else is ignored: %s',
    async (_what, claim, expected) => {
      expect(await roles(claim)).toEqual(expected);
    },
  );

  it('are empty if the token has no roles claim', async () => {
    const caller = await send(`Bearer ${forge({ claims: { roles: undefined } })}`);
    expect(caller.roles).toEqual([]);
  });

  it('give access to the own record (reach "self") only if the patient claim is a nonempty string', async () => {
    const claims = { roles: ['patient'] };
    const self = async (patient: unknown) =>
      (await send(`Bearer ${forge({ claims: { ...claims, patient } })}`)).patients;
    expect(await self('p1')).toEqual(new Map([['patient', ['p1']]]));
    for (const other of [undefined, '', 7, ['p1'], { id: 'p1' }, null, true]) {
      expect(await self(other)).toEqual(new Map());
    }
  });
});
