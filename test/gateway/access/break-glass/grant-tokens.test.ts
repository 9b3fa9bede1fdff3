import { createHmac, generateKeyPairSync, hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../../directives/patient-id.ts';
import { createGrantTokens } from '../../../../gateway/access/break-glass/grant-tokens.ts';

const NOW = 1_764_000_000_000;
const KEY = new Uint8Array(Buffer.alloc(32, 7));
const ID = '019a0000-0000-7000-8000-0000000000aa';
const HOLDER = { issuer: 'https://id.example', subject: 'ada' };
const GRANT = { id: ID, patient: 'p1', until: NOW + 15 * 60_000 };

let now = NOW;
const clock = () => now;
const isPatientId = createPatientIdCheck(DEFAULT_PATIENT_IDS);
const CLINIC = { origin: 'clinic', firstHash: 'ab'.repeat(32) };
const grants = createGrantTokens({
  key: KEY,
  ledger: CLINIC,
  minutes: 15,
  isPatientId,
  now: clock,
});

function verifyAt(time: number, text: string, holder = HOLDER, from = grants) {
  now = time;
  const verified = from.verify(text, holder);
  now = NOW;
  return verified;
}

const signed = (id = ID) => grants.sign({ id, patient: 'p1' }, HOLDER);
const INVALID = { code: 'BREAK_GLASS_INVALID' };

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const derived = Buffer.from(hkdfSync('sha256', KEY, '', 'phi-gateway/break-glass/v1', 32));

interface Forgery {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The JSON text of the expiry, for values that JSON.stringify cannot write. */
  readonly expiry?: string;
  readonly key?: Uint8Array;
  readonly hash?: string;
}

/** A hand-made token, signed with the derived key by default. */
function forge({ header, claims, expiry, key = derived, hash = 'sha256' }: Forgery): string {
  const all = {
    iss: 'phi-gateway',
    aud: `clinic#${CLINIC.firstHash}`,
    jti: ID,
    iat: NOW / 1000,
    exp: NOW / 1000 + 900,
    sub_id: { format: 'iss_sub', iss: HOLDER.issuer, sub: HOLDER.subject },
    patient: 'p1',
    ...claims,
  };
  const head = encode({ alg: 'HS256', typ: 'phi-break-glass+jwt', ...header });
  const json = JSON.stringify(all);
  const payload = expiry === undefined ? json : json.replace(/(?<="exp":)\d+/, expiry);
  const input = `${head}.${Buffer.from(payload).toString('base64url')}`;
  return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`;
}

describe('a break-glass grant token', () => {
  it('is valid for its holder from its issue to its end, and BREAK_GLASS_INVALID before and after', async () => {
    const { text, grant } = await signed();
    expect(grant).toEqual(GRANT);
    expect(await verifyAt(NOW, text)).toEqual(GRANT);
    expect(await verifyAt(GRANT.until - 1, text)).toEqual(GRANT);
    await expect(verifyAt(GRANT.until, text)).rejects.toMatchObject(INVALID);
    await expect(verifyAt(NOW - 60_000, text)).rejects.toMatchObject(INVALID);
  });

  it('is valid at a replica with the same key whose clock is 4 seconds behind, and invalid with another key', async () => {
    const { text } = await signed();
    const replica = createGrantTokens({
      key: KEY,
      ledger: CLINIC,
      minutes: 15,
      isPatientId,
      now: clock,
    });
    expect(await verifyAt(NOW - 4_000, text, HOLDER, replica)).toEqual(GRANT);
    const other = createGrantTokens({
      key: new Uint8Array(32),
      ledger: CLINIC,
      minutes: 15,
      isPatientId,
      now: clock,
    });
    await expect(verifyAt(NOW, text, HOLDER, other)).rejects.toMatchObject(INVALID);
  });

  it('is BREAK_GLASS_INVALID at a gateway with the same key and another ledger', async () => {
    const { text } = await signed();
    for (const change of [
      ...['ward', 'clinic/2', 'CLINIC', ''].map((origin) => ({ origin })),
      ...['cd'.repeat(32), 'AB'.repeat(32), ''].map((firstHash) => ({ firstHash })),
    ]) {
      const ledger = { ...CLINIC, ...change };
      const elsewhere = createGrantTokens({
        key: KEY,
        ledger,
        minutes: 15,
        isPatientId,
        now: clock,
      });
      await expect(verifyAt(NOW, text, HOLDER, elsewhere)).rejects.toMatchObject(INVALID);
    }
  });

  it('is valid until its expiry, but no longer than breakGlass.minutes of the verifying gateway allows', async () => {
    const strict = createGrantTokens({
      key: KEY,
      ledger: CLINIC,
      minutes: 5,
      isPatientId,
      now: clock,
    });
    const { text } = await signed();
    const until = NOW + 5 * 60_000;
    expect(await verifyAt(NOW, text, HOLDER, strict)).toEqual({ ...GRANT, until });
    await expect(verifyAt(until, text, HOLDER, strict)).rejects.toMatchObject(INVALID);
    const lenient = createGrantTokens({
      key: KEY,
      ledger: CLINIC,
      minutes: 60,
      isPatientId,
      now: clock,
    });
    expect(await verifyAt(NOW, text, HOLDER, lenient)).toEqual(GRANT);
    const endless = forge({ claims: { exp: NOW / 1000 + 1e9 } });
    expect(await verifyAt(NOW, endless)).toEqual(GRANT);
    await expect(verifyAt(GRANT.until, endless)).rejects.toMatchObject(INVALID);
  });

  it('is valid with a long non-ASCII issuer, subject and patient', async () => {
    const holder = { issuer: `https://${'ä'.repeat(240)}`, subject: '😀'.repeat(256) };
    const patient = '😀'.repeat(128);
    const { text, grant } = await grants.sign({ id: ID, patient }, holder);
    expect(await verifyAt(NOW, text, holder)).toEqual(grant);
  });

  it.each([
    ['another subject', { ...HOLDER, subject: 'eve' }],
    ['the same subject of another issuer', { ...HOLDER, issuer: 'https://other.example' }],
    ['a caller whose issuer and subject are swapped', { issuer: 'ada', subject: HOLDER.issuer }],
  ])('is BREAK_GLASS_INVALID for %s', async (_what, holder) => {
    const { text } = await signed();
    await expect(verifyAt(NOW, text, holder)).rejects.toMatchObject(INVALID);
  });

  it('is valid if this test signs it with the key derived from breakGlass.key (control for the forged tokens)', async () => {
    expect(await verifyAt(NOW, forge({}))).toEqual(GRANT);
  });

  const { publicKey } = generateKeyPairSync('ed25519');
  it.each<[string, Forgery]>([
    ['is signed with the configured key itself', { key: KEY }],
    [
      'is signed with the bytes of a public key',
      { key: publicKey.export({ format: 'der', type: 'spki' }) },
    ],
    ['is signed with an empty key', { key: new Uint8Array() }],
    [
      'is signed with another algorithm and the same key',
      { header: { alg: 'HS512' }, hash: 'sha512' },
    ],
    ['names another algorithm', { header: { alg: 'HS384' } }],
    ['names the algorithm "none"', { header: { alg: 'none' } }],
    ['has the type of an access token', { header: { typ: 'at+jwt' } }],
    ['has the general type JWT', { header: { typ: 'JWT' } }],
    ['has no type', { header: { typ: undefined } }],
    ['has an unknown critical header', { header: { crit: ['x'], x: 1 } }],
    [
      'says that its payload is not encoded (b64: false)',
      { header: { b64: false, crit: ['b64'] } },
    ],
    ['has another issuer', { claims: { iss: 'https://id.example' } }],
    ['has another audience', { claims: { aud: 'phi' } }],
    [
      'has the audience of this ledger and another one',
      { claims: { aud: [`clinic#${CLINIC.firstHash}`, 'phi'] } },
    ],
    ['has no expiry', { claims: { exp: undefined } }],
    ['has an infinite expiry', { expiry: '1e999' }],
    ['has no time of issue', { claims: { iat: undefined } }],
    ['is issued in the future', { claims: { iat: NOW / 1000 + 3600, exp: NOW / 1000 + 7200 } }],
    ['expires before its issue', { claims: { exp: NOW / 1000 - 1 } }],
    ['has times that are strings', { claims: { iat: `${NOW / 1000}` } }],
    ['has no id', { claims: { jti: undefined } }],
    ['has an id that is not a UUID', { claims: { jti: 'grant' } }],
    ['has no patient', { claims: { patient: undefined } }],
    ['has several patients', { claims: { patient: ['p1', 'p2'] } }],
    ['has a patient id with a NUL character', { claims: { patient: 'p\u0000' } }],
    ['has a patient id that ends in a no-break space', { claims: { patient: 'p1\u00a0' } }],
    ['has no holder', { claims: { sub_id: undefined } }],
    ['has a holder without an issuer', { claims: { sub_id: { format: 'iss_sub', sub: 'ada' } } }],
    ['names its holder in another claim', { claims: { sub_id: undefined, sub: 'ada' } }],
    ['has an additional claim', { claims: { roles: ['privacy_officer'] } }],
  ])('is BREAK_GLASS_INVALID if it is forged and %s', async (_what, forgery) => {
    await expect(verifyAt(NOW, forge(forgery))).rejects.toMatchObject(INVALID);
  });

  it.each<[string, (text: string) => string]>([
    ['an empty string', () => ''],
    ['a string that is not a token', () => 'grant'],
    ['the token with an empty signature', (text) => text.replace(/[^.]+$/, '')],
    ['only two parts of the token', (text) => text.split('.').slice(0, 2).join('.')],
    ['the token with a trailing space', (text) => `${text} `],
    ['two copies of the token', (text) => `${text}, ${text}`],
    ['an overlong token', (text) => text.replace('.', `${'A'.repeat(5_000)}.`)],
    ['the token with another patient under the same signature', (text) => swapPatient(text)],
  ])('is BREAK_GLASS_INVALID if the caller presents %s', async (_what, change) => {
    const { text } = await signed();
    await expect(verifyAt(NOW, change(text))).rejects.toMatchObject(INVALID);
  });
});

function swapPatient(text: string): string {
  const [head = '', payload = '', signature = ''] = text.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [head, encode({ ...claims, patient: 'p2' }), signature].join('.');
}
