import { createHmac, generateKeyPairSync, hkdfSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { createPatientIdCheck, DEFAULT_PATIENT_IDS } from '../../../directives/patient-id.ts';
import { createGrants } from '../../../gateway/break-glass/create-grants.ts';

const NOW = 1_764_000_000_000;
const KEY = new Uint8Array(Buffer.alloc(32, 7));
const ID = '019a0000-0000-7000-8000-0000000000aa';
const HOLDER = { issuer: 'https://id.example', subject: 'ada' };
const GRANT = { id: ID, patient: 'p1', until: NOW + 15 * 60_000 };

let now = NOW;
const clock = () => now;
const isPatientId = createPatientIdCheck(DEFAULT_PATIENT_IDS);
const CLINIC = { origin: 'clinic', firstHash: 'ab'.repeat(32) };
const grants = createGrants({ key: KEY, ledger: CLINIC, minutes: 15, isPatientId, clock });

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
  readonly payload?: string;
  readonly key?: Uint8Array;
  readonly hash?: string;
}

/** A token made by hand, by default under the very key. */
function forge({ header, claims, payload, key = derived, hash = 'sha256' }: Forgery): string {
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
  const input = `${head}.${payload === undefined ? encode(all) : Buffer.from(payload).toString('base64url')}`;
  return `${input}.${createHmac(hash, key).update(input).digest('base64url')}`;
}

describe('a grant', () => {
  it('is valid for its holder, from its making until its time is over', async () => {
    const { text, grant } = await signed();
    expect(grant).toEqual(GRANT);
    expect(await verifyAt(NOW, text)).toEqual(GRANT);
    expect(await verifyAt(GRANT.until - 1, text)).toEqual(GRANT);
    await expect(verifyAt(GRANT.until, text)).rejects.toMatchObject(INVALID);
    await expect(verifyAt(NOW - 60_000, text)).rejects.toMatchObject(INVALID);
  });

  it('is valid at every replica with the key, whose clock may be seconds behind', async () => {
    const { text } = await signed();
    const replica = createGrants({ key: KEY, ledger: CLINIC, minutes: 15, isPatientId, clock });
    expect(await verifyAt(NOW - 4_000, text, HOLDER, replica)).toEqual(GRANT);
    const other = createGrants({
      key: new Uint8Array(32),
      ledger: CLINIC,
      minutes: 15,
      isPatientId,
      clock,
    });
    await expect(verifyAt(NOW, text, HOLDER, other)).rejects.toMatchObject(INVALID);
  });

  it('is invalid at a gateway with the same key whose ledger has another name or another first record', async () => {
    const { text } = await signed();
    for (const change of [
      ...['ward', 'clinic/2', 'CLINIC', ''].map((origin) => ({ origin })),
      ...['cd'.repeat(32), 'AB'.repeat(32), ''].map((firstHash) => ({ firstHash })),
    ]) {
      const ledger = { ...CLINIC, ...change };
      const elsewhere = createGrants({ key: KEY, ledger, minutes: 15, isPatientId, clock });
      await expect(verifyAt(NOW, text, HOLDER, elsewhere)).rejects.toMatchObject(INVALID);
    }
  });

  it('lasts no longer than where it is presented, whatever it says', async () => {
    const strict = createGrants({ key: KEY, ledger: CLINIC, minutes: 5, isPatientId, clock });
    const { text } = await signed();
    const until = NOW + 5 * 60_000;
    expect(await verifyAt(NOW, text, HOLDER, strict)).toEqual({ ...GRANT, until });
    await expect(verifyAt(until, text, HOLDER, strict)).rejects.toMatchObject(INVALID);
    const lenient = createGrants({ key: KEY, ledger: CLINIC, minutes: 60, isPatientId, clock });
    expect(await verifyAt(NOW, text, HOLDER, lenient)).toEqual(GRANT);
    const endless = forge({ claims: { exp: NOW / 1000 + 1e9 } });
    expect(await verifyAt(NOW, endless)).toEqual(GRANT);
    await expect(verifyAt(GRANT.until, endless)).rejects.toMatchObject(INVALID);
  });

  it('may have a long name in it', async () => {
    const holder = { issuer: `https://${'ä'.repeat(240)}`, subject: '😀'.repeat(256) };
    const patient = '😀'.repeat(128);
    const { text, grant } = await grants.sign({ id: ID, patient }, holder);
    expect(await verifyAt(NOW, text, holder)).toEqual(grant);
  });

  it.each([
    ['another subject', { ...HOLDER, subject: 'eve' }],
    ['the same subject of another issuer', { ...HOLDER, issuer: 'https://other.example' }],
    ['issuer and subject the other way round', { issuer: 'ada', subject: HOLDER.issuer }],
  ])('is no good to %s', async (_what, holder) => {
    const { text } = await signed();
    await expect(verifyAt(NOW, text, holder)).rejects.toMatchObject(INVALID);
  });

  it('can be made by hand, as the following ones are', async () => {
    expect(await verifyAt(NOW, forge({}))).toEqual(GRANT);
  });

  const { publicKey } = generateKeyPairSync('ed25519');
  it.each<[string, Forgery]>([
    ['under the configured key itself', { key: KEY }],
    ['under the bytes of a public key', { key: publicKey.export({ format: 'der', type: 'spki' }) }],
    ['under an empty key', { key: new Uint8Array() }],
    ['with another algorithm under the key', { header: { alg: 'HS512' }, hash: 'sha512' }],
    ['with another algorithm in name', { header: { alg: 'HS384' } }],
    ['with no algorithm', { header: { alg: 'none' } }],
    ['of the type of an access token', { header: { typ: 'at+jwt' } }],
    ['of any type', { header: { typ: 'JWT' } }],
    ['of no type', { header: { typ: undefined } }],
    ['that asks for what nobody understands', { header: { crit: ['x'], x: 1 } }],
    ['whose content is not encoded', { header: { b64: false, crit: ['b64'] } }],
    ['of another issuer', { claims: { iss: 'https://id.example' } }],
    ['for another audience', { claims: { aud: 'phi' } }],
    ['for several audiences', { claims: { aud: ['clinic', 'phi'] } }],
    ['that never ends', { claims: { exp: undefined } }],
    ['that ends at infinity', { payload: '{"exp":1e999}' }],
    ['that was made never', { claims: { iat: undefined } }],
    ['that is made in an hour', { claims: { iat: NOW / 1000 + 3600, exp: NOW / 1000 + 7200 } }],
    ['that was over before it began', { claims: { exp: NOW / 1000 - 1 } }],
    ['whose times are texts', { claims: { iat: `${NOW / 1000}` } }],
    ['without an id', { claims: { jti: undefined } }],
    ['with an id of another kind', { claims: { jti: 'grant' } }],
    ['for every patient', { claims: { patient: undefined } }],
    ['for several patients', { claims: { patient: ['p1', 'p2'] } }],
    ['for a patient that cannot be recorded', { claims: { patient: 'p\u0000' } }],
    ['for another spelling of a patient', { claims: { patient: 'p1\u00a0' } }],
    ['for nobody', { claims: { sub_id: undefined } }],
    ['for a subject of any issuer', { claims: { sub_id: { format: 'iss_sub', sub: 'ada' } } }],
    ['for its holder by another claim', { claims: { sub_id: undefined, sub: 'ada' } }],
    ['that claims more', { claims: { roles: ['privacy_officer'] } }],
  ])('is not one %s', async (_what, forgery) => {
    await expect(verifyAt(NOW, forge(forgery))).rejects.toMatchObject(INVALID);
  });

  it.each<[string, (text: string) => string]>([
    ['an empty text', () => ''],
    ['no token', () => 'grant'],
    ['its parts without a signature', (text) => text.replace(/[^.]+$/, '')],
    ['its parts, two of them', (text) => text.split('.').slice(0, 2).join('.')],
    ['itself and blanks', (text) => `${text} `],
    ['two of it', (text) => `${text}, ${text}`],
    ['an endless text', (text) => text.replace('.', `${'A'.repeat(5_000)}.`)],
    ['another patient under its signature', (text) => swapPatient(text)],
  ])('is not %s', async (_what, change) => {
    const { text } = await signed();
    await expect(verifyAt(NOW, change(text))).rejects.toMatchObject(INVALID);
  });
});

function swapPatient(text: string): string {
  const [head = '', payload = '', signature = ''] = text.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
  return [head, encode({ ...claims, patient: 'p2' }), signature].join('.');
}
