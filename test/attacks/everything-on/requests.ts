import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { tokenFor } from '../../support/edge.ts';
import type { SelfSigned } from '../../support/self-signed.ts';
import { PUBLIC_URL } from './every-network-setting.ts';

/** A request in any way to the gateway. Default: `POST /graphql`. */
export interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string | null;
}

/** Ids of two patients of the example. */
export const P1 = '956a4d3f-5fab-49fc-8e5c-fa6734077f5d';
export const P2 = '00e36a2d-5859-4369-aed6-0a56df8edce6';
/** Values of the two patients that no refusal, log or store of limits may hold. */
export const PHI = /999-30-2967|999-86-9882|Fay719|Tobias249/;

/** The only document of the manifest. */
export const CHART = 'query Chart($id: ID!) { patient(id: $id) { id name ssn race } }';
export const MOVE = `mutation Move { correctAddress(patientId: "${P1}", address: { line: "1 Way", city: "Acton", state: "MA", zip: "01720" }) { id } }`;

export const JSON_TYPE = { 'content-type': 'application/json' };
export const PREFLIGHT = { 'apollo-require-preflight': 'true' };
/** Headers that a proxy adds. */
export const BEHIND_PROXY = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };
/** Headers with which a client claims to be the gateway, a proxy or another caller. */
export const FORGED = {
  'phi-gateway-identity': 'eyJhbGciOiJub25lIn0.eyJyb2xlcyI6WyJwcml2YWN5X29mZmljZXIiXX0.',
  signature: 'gateway=:AAAA:',
  'signature-input': 'gateway=("@method")',
  'content-digest': 'sha-256=:AAAA:',
  'x-api-key': 'mine',
  'x-site': 'south',
  'x-request-id': '1',
  'x-user': 'root',
  'x-roles': 'privacy_officer',
  'x-forwarded-user': 'root',
  cookie: 'a=b',
};

/** Headers of a caller with one role, or with none. */
export function of(role: string, subject = `the ${role}`, claims: object = {}) {
  const token = tokenFor(subject, { roles: role === '' ? [] : [role], ...claims });
  return { ...JSON_TYPE, authorization: `Bearer ${token}` };
}

/** Makes a caller whose token is bound to a key, and returns a function for its headers, each time with a new proof. */
export async function boundToKey(role: string, subject: string, claims: object = {}) {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  const token = tokenFor(subject, {
    roles: [role],
    cnf: { jkt: await calculateJwkThumbprint(jwk) },
    ...claims,
  });
  const ath = createHash('sha256').update(token).digest('base64url');
  const prove = () =>
    new SignJWT({ jti: randomUUID(), htm: 'POST', htu: PUBLIC_URL, ath })
      .setIssuedAt()
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .sign(privateKey);
  return async () => ({ ...JSON_TYPE, authorization: `DPoP ${token}`, dpop: await prove() });
}

/** The claims of a token that is bound to a certificate, and the header with which a proxy states the certificate. */
export function boundToCertificate({ cert }: SelfSigned) {
  const der = new X509Certificate(cert).raw;
  return {
    claims: { cnf: { 'x5t#S256': createHash('sha256').update(der).digest('base64url') } },
    stated: { 'client-cert': `:${der.toString('base64')}:` },
  };
}

/** How each role sees the chart of the first patient, and whether its social security number may be fetched. */
export const VIEWS: readonly (readonly [
  role: string,
  claims: object,
  view: object | null,
  fetchesSsn: boolean,
])[] = [
  ['privacy_officer', {}, { ssn: '999-30-2967', race: null }, true],
  ['nurse', {}, { ssn: null, race: 'other' }, false],
  ['physician', {}, { ssn: '2967', race: 'other' }, true],
  ['patient', { patient: P2 }, null, false],
  ['researcher', {}, null, false],
  ['', {}, null, false],
];

export const bodyOf = (query: string, others: object = {}) => JSON.stringify({ query, ...others });
/** The body of a request for the chart of a patient. */
export const chart = (id: string) => bodyOf(CHART, { variables: { id } });
export const persisted = (sha256Hash: string) => ({
  extensions: { persistedQuery: { version: 1, sha256Hash } },
});
/** The path of a request with its parameters in the URL. */
export const search = (parameters: Readonly<Record<string, string>>) =>
  `/graphql?${new URLSearchParams(parameters).toString()}`;
export const repeat = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ');
/** A query whose response has over 1 KiB, below which no response is compressed. */
export const lengthen = (query: string) =>
  query.replace('{', `{ ${repeat(40, (index) => `${'long'.repeat(8)}${index}: __typename`)} `);
