import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import * as oauth from 'oauth4webapi';
import {
  startIdentityProvider,
  type IdentityProvider,
} from '../../gateway/demo/identity-provider.ts';
import { PATIENTS } from '../support/console/sample-world.ts';
import { freePort } from '../support/free-port.ts';
import { startServedGateway, type ServedGateway } from '../support/served-gateway.ts';

/** The gateways as clients know them, such as at a proxy. */
const API = 'https://api.example/graphql';
/** What opaque tokens are for; signed ones are for {@link API}. */
const OPAQUE_API = 'https://opaque.example/graphql';
const APP: oauth.Client = { client_id: 'chart-app' };
const REDIRECT = 'https://app.example/signed-in';
const SCOPES = 'patient/Patient.rs patient/Observation.rs user/*.rs launch/patient fhirUser';
const [PATIENT = '', OTHER = ''] = PATIENTS;
const LOOPBACK = { [oauth.allowInsecureRequests]: true };

let provider: IdentityProvider;
let server: oauth.AuthorizationServer;
/** A gateway that checks signed tokens and their SMART scopes, and one that introspects opaque tokens. */
let forSigned: ServedGateway;
let forOpaque: ServedGateway;

beforeAll(async () => {
  // The provider warns that it keeps its state in memory.
  Object.assign(console, { warn: () => undefined });
  provider = await startIdentityProvider({
    port: await freePort(),
    audience: API,
    people: { patient: PATIENT, practitioner: 'dr-1' },
    signingKey: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
    secrets: new Map([['nurse', 'secret-of-the-nurse']]),
    consoleUrl: 'https://api.example/admin',
    apps: {
      redirects: new Map([[APP.client_id, REDIRECT]]),
      scopes: SCOPES.split(' '),
    },
    opaque: { audience: OPAQUE_API, clientId: 'gateway', clientSecret: 'secret-of-the-gateway' },
  });
  const { issuer } = provider;
  const url = new URL(issuer);
  server = await oauth.processDiscoveryResponse(url, await oauth.discoveryRequest(url, LOOPBACK));
  const yaml = `server: { publicUrl: "${API}" }
authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }`;
  const issuers = `[{ issuer: "${issuer}", audience: "${API}", jwks: "${server.jwks_uri}", algorithms: [ES256], smart: {} }]`;
  forSigned = await startServedGateway(yaml, Date.now, ['patients', 'clinical'], { issuers });
  forOpaque = await forSigned.replica({
    issuers: `[{ issuer: "${issuer}", audience: "${OPAQUE_API}", introspection: {
      url: "${server.introspection_endpoint}", clientId: gateway, clientSecret: secret-of-the-gateway, cacheSeconds: 0 } }]`,
  });
});
afterAll(async () => {
  await forSigned.close();
  await provider.close();
});

/** Signs a user in at the provider's page, as a browser does, and returns the app's access token. */
async function signIn(account: string, scope: string, DPoP?: oauth.DPoPHandle): Promise<string> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = randomUUID();
  const start = new URL(server.authorization_endpoint ?? '');
  start.search = new URLSearchParams({
    client_id: APP.client_id,
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: `openid ${scope}`,
    resource: API,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }).toString();
  const cookies = new Map<string, string>();
  let place = start.href;
  while (!place.startsWith(REDIRECT)) {
    const isForm = new URL(place).pathname.startsWith('/interaction/');
    const response = await fetch(place, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(isForm && { method: 'POST', body: new URLSearchParams({ account }) }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    place = new URL(response.headers.get('location') ?? '', place).href;
    if (response.status !== 303 && response.status !== 302)
      throw new Error(`The provider answers with ${response.status}: ${await response.text()}`);
  }
  const parameters = oauth.validateAuthResponse(server, APP, new URL(place), state);
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    APP,
    oauth.None(),
    parameters,
    REDIRECT,
    verifier,
    { ...LOOPBACK, ...(DPoP && { DPoP }) },
  );
  return (await oauth.processAuthorizationCodeResponse(server, APP, answer)).access_token;
}

const NURSE: oauth.Client = { client_id: 'nurse' };
const NURSE_SECRET = oauth.ClientSecretBasic('secret-of-the-nurse');

/** The opaque token of a program with the account of a nurse. */
async function opaqueToken(DPoP?: oauth.DPoPHandle): Promise<string> {
  const parameters = { resource: OPAQUE_API };
  const options = { ...LOOPBACK, ...(DPoP && { DPoP }) };
  const answer = await oauth.clientCredentialsGrantRequest(
    server,
    NURSE,
    NURSE_SECRET,
    parameters,
    options,
  );
  return (await oauth.processClientCredentialsResponse(server, NURSE, answer)).access_token;
}

/** Sends a query to the API's URL, behind which the gateway is. */
async function ask(
  gateway: ServedGateway,
  token: string,
  query: string,
  DPoP?: oauth.DPoPHandle,
): Promise<{ readonly status: number; readonly data?: Record<string, unknown> | null }> {
  const body = JSON.stringify({ query });
  const headers = new Headers({ 'content-type': 'application/json' });
  try {
    const response = await oauth.protectedResourceRequest(
      token,
      'POST',
      new URL(API),
      headers,
      body,
      {
        ...(DPoP && { DPoP }),
        [oauth.customFetch]: (_url, { method, headers: sent }) =>
          fetch(gateway.gateway.url, { method, headers: sent, body }),
      },
    );
    return { status: response.status, ...((await response.json()) as object) };
  } catch (error) {
    if (error instanceof oauth.WWWAuthenticateChallengeError) return { status: error.status };
    throw error;
  }
}

const newKey = async () => oauth.DPoP(APP, await oauth.generateKeyPair('ES256'));

const chartOf = (id: string) =>
  `{ patient(id: "${id}") { id name observations(first: 1) { code } conditions(first: 1) { code } } }`;

describe('a signed token that a SMART app gets from the provider', () => {
  it('opens to the app of a physician only the granted resources of the launch patient, and is recorded with its scopes', async () => {
    const scope = 'launch/patient fhirUser patient/Patient.rs patient/Observation.rs';
    const token = await signIn('physician', scope);
    expect(await ask(forSigned, token, chartOf(PATIENT))).toMatchObject({
      status: 200,
      data: {
        patient: { id: PATIENT, observations: [{ code: expect.any(String) }], conditions: null },
      },
    });
    const { actor, denied } = forSigned.leaves().at(-1) ?? {};
    expect(actor).toMatchObject({
      roles: ['physician'],
      scopes: ['patient/Observation.rs', 'patient/Patient.rs'],
    });
    expect(denied).toEqual([{ coordinate: 'Patient.conditions', reason: 'scope', count: 1 }]);
    expect(await ask(forSigned, token, chartOf(OTHER))).toMatchObject({ data: { patient: null } });
  });

  it('lets the app of a patient read only the record that its fhirUser claim names', async () => {
    const token = await signIn('patient', 'fhirUser user/*.rs');
    const own = await ask(forSigned, token, chartOf(PATIENT));
    expect(own).toMatchObject({ data: { patient: { id: PATIENT } } });
    expect(await ask(forSigned, token, chartOf(OTHER))).toMatchObject({ data: { patient: null } });
  });

  it('opens nothing without scopes of resources, or with patient/ scopes but without the scope launch/patient', async () => {
    for (const scope of ['fhirUser launch/patient', 'patient/Patient.rs']) {
      const token = await signIn('physician', scope);
      expect(await ask(forSigned, token, chartOf(PATIENT))).toMatchObject({
        data: { patient: null },
      });
    }
  });

  it('is accepted only with a proof of the key that the provider bound it to', async () => {
    const key = await newKey();
    const token = await signIn('physician', 'user/*.rs', key);
    expect(await ask(forSigned, token, chartOf(PATIENT), key)).toMatchObject({
      status: 200,
      data: { patient: { id: PATIENT } },
    });
    expect(await ask(forSigned, token, chartOf(PATIENT))).toEqual({ status: 401 });
    expect(await ask(forSigned, token, chartOf(PATIENT), await newKey())).toEqual({ status: 401 });
  });
});

describe('an opaque token that the gateway introspects at the provider', () => {
  it('is accepted until the provider revokes it, and an invented one is refused', async () => {
    const token = await opaqueToken();
    expect(token).not.toContain('.');
    expect(await ask(forOpaque, token, chartOf(OTHER))).toMatchObject({
      status: 200,
      data: { patient: { id: OTHER } },
    });
    expect(forOpaque.leaves().at(-1)?.actor).toMatchObject({ subject: 'nurse', roles: ['nurse'] });
    const revoked = await oauth.revocationRequest(server, NURSE, NURSE_SECRET, token, LOOPBACK);
    await oauth.processRevocationResponse(revoked);
    expect(await ask(forOpaque, token, chartOf(OTHER))).toEqual({ status: 401 });
    expect(await ask(forOpaque, token.toUpperCase(), chartOf(OTHER))).toEqual({ status: 401 });
  });

  it('is accepted only with a proof of the key that the provider bound it to', async () => {
    const key = await newKey();
    const token = await opaqueToken(key);
    expect(await ask(forOpaque, token, chartOf(OTHER), key)).toMatchObject({
      data: { patient: { id: OTHER } },
    });
    expect(await ask(forOpaque, token, chartOf(OTHER))).toEqual({ status: 401 });
    expect(await ask(forOpaque, token, chartOf(OTHER), await newKey())).toEqual({ status: 401 });
  });

  it('is refused by a gateway that introspects no tokens, and a signed one by the gateway that does', async () => {
    expect(await ask(forSigned, await opaqueToken(), chartOf(OTHER))).toEqual({ status: 401 });
    const token = await signIn('physician', 'user/*.rs');
    expect(await ask(forOpaque, token, chartOf(OTHER))).toEqual({ status: 401 });
  });
});
