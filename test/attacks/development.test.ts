import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { requestDevelopmentToken } from '../../gateway/access/identity/development-token.ts';
import { serveIssuer, type RunningIssuer } from '../../gateway/http/issuer/serve-issuer.ts';
import { startEdge, type Edge } from '../support/edge.ts';
import { openHttp2 } from '../support/http2-client.ts';
import { selfSigned } from '../support/self-signed.ts';

let issuer: RunningIssuer;
/** A gateway in development mode, and one that trusts the same issuer outside it. */
let edge: Edge;
let usual: Edge;
let token: string;
let identity: string;
beforeAll(async () => {
  issuer = await serveIssuer({ port: 0, audience: 'phi', keyPath: null, now: Date.now });
  identity = `identity: { issuers: [{ issuer: "${issuer.issuer}", audience: phi, jwks: "${issuer.jwks}" }] }`;
  edge = await startEdge(`development: true\n${identity}`);
  usual = await startEdge(identity);
  token = await requestDevelopmentToken(issuer.issuer, { sub: 'ada', roles: ['nurse'] });
});
afterAll(async () => {
  await Promise.all([edge.close(), usual.close()]);
  await issuer.close();
});

type Headers = Readonly<Record<string, string>>;

/** Sends a request with exactly these headers; fetch sets the host itself. */
async function send(
  url: string,
  {
    method = 'POST',
    headers = {},
    body = '',
  }: { method?: string; headers?: Headers; body?: string },
): Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (data: Buffer) => void (text += data.toString()));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text, headers: response.headers }),
      );
    });
    request.once('error', reject);
    request.end(body);
  });
}

const JSON_TYPE = { 'content-type': 'application/json' };
const FORM_TYPE = { 'content-type': 'application/x-www-form-urlencoded' };
const CALLER = () =>
  JSON.stringify({ issuer: issuer.issuer, role: 'physician', subject: 'eve', claims: {} });
const FORM = 'grant_type=client_credentials&claims=%7B%22roles%22%3A%5B%22physician%22%5D%7D';

const askEdge = (headers: Headers, at = edge) =>
  send(`${at.url}/graphql`, {
    headers: { ...JSON_TYPE, authorization: `Bearer ${token}`, ...headers },
    body: '{"query":"{ hello }"}',
  });
const askTokenOfEdge = (headers: Headers) =>
  send(`${edge.url}/graphiql/token`, { headers: { ...JSON_TYPE, ...headers }, body: CALLER() });
const askIssuer = (headers: Headers) =>
  send(`${issuer.issuer}/token`, { headers: { ...FORM_TYPE, ...headers }, body: FORM });

/** Names under which a page could lead a browser to a loopback address. */
const HOSTS = [
  'attacker.example',
  'attacker.example:4000',
  '127.0.0.1.attacker.example',
  'localhost.attacker.example',
  'localhost@attacker.example',
  'attacker.example@localhost',
  '2130706433',
  '0.0.0.0',
  '[::]',
  'localhost, attacker.example',
];

const PROXIED: readonly Headers[] = [
  { 'x-forwarded-for': '203.0.113.9' },
  { 'x-forwarded-for': '127.0.0.1' },
  { 'x-forwarded-host': 'api.example' },
  { 'x-forwarded-proto': 'https' },
  { 'x-real-ip': '127.0.0.1' },
  { forwarded: 'for=127.0.0.1' },
  { via: '1.1 nginx' },
];

const OF_OTHER_PAGES: readonly Headers[] = [
  { origin: 'https://attacker.example' },
  { origin: 'http://127.0.0.1:3000' },
  { origin: 'null' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { 'sec-fetch-site': 'none, cross-site' },
];

describe('a gateway in development mode', () => {
  it('answers programs on this machine, by the name localhost too', async () => {
    expect(await askEdge({})).toMatchObject({ status: 200 });
    expect(await askEdge({ host: 'localhost:4000' })).toMatchObject({ status: 200 });
    expect(await askEdge({ host: '[::1]' })).toMatchObject({ status: 200 });
    expect((await askTokenOfEdge({})).text).toMatch(/^eyJ/);
  });

  it.each(HOSTS)(
    'refuses requests for any path with 403 FORBIDDEN if the Host header is %s, as after DNS rebinding',
    async (host) => {
      for (const answer of [
        await askEdge({ host }),
        await askTokenOfEdge({ host }),
        await send(`${edge.url}/graphiql`, { method: 'GET', headers: { host } }),
        await send(`${edge.url}/graphiql/page.js`, { method: 'GET', headers: { host } }),
      ]) {
        expect(answer.status).toBe(403);
        expect(answer.text).toContain('"code":"FORBIDDEN"');
        expect(answer.text).not.toContain('eyJ');
      }
    },
  );

  it.each(PROXIED)('refuses with 403 a request that a proxy forwarded: %j', async (headers) => {
    for (const answer of [await askEdge(headers), await askTokenOfEdge(headers)])
      expect(answer).toMatchObject({ status: 403 });
  });

  it.each(OF_OTHER_PAGES)(
    'refuses with 403 to give a token to a page of another origin: %j',
    async (headers) => {
      expect(await askTokenOfEdge(headers)).toMatchObject({ status: 403 });
    },
  );

  it('refuses with 415 a token request that an HTML form can send, and with 405 a CORS preflight for a token request', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
      expect(await askTokenOfEdge({ 'content-type': type })).toMatchObject({ status: 415 });
    const { status, headers } = await send(`${edge.url}/graphiql/token`, {
      method: 'OPTIONS',
      headers: { origin: 'https://attacker.example', 'access-control-request-method': 'POST' },
    });
    expect(status).toBe(405);
    expect(headers['access-control-allow-origin']).toBeUndefined();
  });

  it.each([
    ['another issuer', { issuer: 'http://127.0.0.1:1' }],
    ['an issuer on another machine', { issuer: 'http://attacker.example' }],
    ['claims that are not an object', { claims: 'all' }],
    ['no subject', { subject: '' }],
    ['an unknown key', { url: 'http://attacker.example' }],
  ])('refuses with 400 a token request with %s', async (_what, change) => {
    const body = JSON.stringify({ ...(JSON.parse(CALLER()) as object), ...change });
    const url = `${edge.url}/graphiql/token`;
    expect(await send(url, { headers: JSON_TYPE, body })).toMatchObject({ status: 400 });
  });

  it('has a content security policy that lets GraphiQL run only scripts of the gateway and connect only to the gateway', async () => {
    const page = await send(`${edge.url}/graphiql`, { method: 'GET' });
    const policy = String(page.headers['content-security-policy']);
    expect(page.status).toBe(200);
    expect(page.text.replaceAll(issuer.issuer, '')).not.toMatch(/https?:\/\//);
    expect(policy).toContain("default-src 'none'; script-src 'self'; worker-src 'self'");
    expect(policy).toContain("connect-src 'self'; form-action 'none'; frame-ancestors 'none'");
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
    // Everywhere else the policy stays that of other gateways.
    const { headers } = await askEdge({});
    expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
  });
});

describe('a gateway in development mode over HTTP/2', () => {
  const { cert, key } = selfSigned();
  const folder = mkdtempSync(join(tmpdir(), 'phi-development-'));
  let secure: Edge;
  beforeAll(async () => {
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key);
    secure = await startEdge(
      `development: true
server: { tls: { cert: "${folder}/cert.pem", key: "${folder}/key.pem", http2: true } }
${identity}`,
    );
  });
  afterAll(async () => {
    await secure.close();
    rmSync(folder, { recursive: true });
  });

  it.each([
    [200, { ':authority': 'localhost' }],
    [403, { ':authority': 'attacker.example' }],
    [403, { ':authority': 'attacker.example', host: 'localhost' }],
    [403, { ':authority': 'localhost', via: '2 proxy' }],
  ])('answers with %d to a request for /graphiql with %j', async (status, headers) => {
    const client = await openHttp2(secure.url, { ca: cert });
    const answer = await client.send({ method: 'GET', path: '/graphiql', headers });
    client.close();
    expect(answer.status).toBe(status);
  });
});

describe('a gateway outside development mode', () => {
  it('refuses tokens of phi-gateway issuer with 401, logged as DEVELOPMENT_TOKEN, even if it trusts their issuer', async () => {
    expect(await askEdge({}, usual)).toMatchObject({ status: 401 });
    expect(usual.logged.join('')).toContain('"reason":"DEVELOPMENT_TOKEN"');
  });

  it.each(['/graphiql', '/graphiql/', '/graphiql/graphiql.js', '/graphiql/page.js'])(
    'answers 404 at %s',
    async (path) => {
      expect(await send(`${usual.url}${path}`, { method: 'GET' })).toMatchObject({ status: 404 });
    },
  );

  it('answers a token request at /graphiql/token with 404', async () => {
    const url = `${usual.url}/graphiql/token`;
    expect(await send(url, { headers: JSON_TYPE, body: CALLER() })).toMatchObject({ status: 404 });
  });
});

describe('phi-gateway issuer', () => {
  it('issues tokens to programs on this machine, and lists its keys', async () => {
    expect(await askIssuer({})).toMatchObject({ status: 200 });
    expect(await send(issuer.jwks, { method: 'GET' })).toMatchObject({ status: 200 });
  });

  it.each([...HOSTS.map((host) => ({ host })), ...PROXIED, ...OF_OTHER_PAGES])(
    'issues no token and lists no key for a request with %j: 403',
    async (headers: Headers) => {
      const answer = await askIssuer(headers);
      expect(answer.status).toBe(403);
      expect(answer.text).not.toContain('access_token');
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
      expect(await send(issuer.jwks, { method: 'GET', headers })).toMatchObject({ status: 403 });
    },
  );

  it.each([
    ['another grant type', 400, 'grant_type=authorization_code'],
    ['claims that are not an object', 400, 'grant_type=client_credentials&claims=[]'],
    ['claims that are not JSON', 400, 'grant_type=client_credentials&claims={'],
    [
      'an issuer in its claims',
      400,
      'grant_type=client_credentials&claims={"iss":"https://id.example"}',
    ],
    ['an empty subject', 400, 'grant_type=client_credentials&claims={"sub":""}'],
    ['a body of 70 KB', 413, `grant_type=client_credentials&claims={"a":"${'a'.repeat(70_000)}"}`],
  ])('issues no token for a request with %s: %d', async (_what, status, body) => {
    const answer = await send(`${issuer.issuer}/token`, { headers: FORM_TYPE, body });
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('access_token');
  });
});
