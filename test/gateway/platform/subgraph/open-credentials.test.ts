import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeProtectedHeader, jwtVerify } from 'jose';
import type { ServerResponse } from 'node:http';
import { SettingsError } from '../../../../gateway/platform/errors.ts';
import { credentialsSchema } from '../../../../gateway/platform/subgraph/credentials-config.ts';
import { openCredentials } from '../../../../gateway/platform/subgraph/open-credentials.ts';
import {
  sendToken,
  sendTokenError,
  startAuthorizationServer,
  type AskedToken,
  type AuthorizationServer,
} from '../../../support/authorization-server.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const folder = mkdtempSync(join(tmpdir(), 'phi-credentials-'));
let server: AuthorizationServer;
let now = 0;
let unusable: unknown[] = [];

beforeAll(async () => {
  server = await startAuthorizationServer();
  write('secret', 'the secret\n');
});
beforeEach(() => {
  now = 0;
  unusable = [];
  server.asked.length = 0;
  server.answerWith((_asked, response) =>
    sendToken(response, { access_token: `token-${server.asked.length}` }),
  );
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string, mode = 0o600): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

/** Opens credentials as a configuration writes them, with relative paths and a clock that the test sets. */
function open(settings: object, timeoutMs = 30_000) {
  return openCredentials(credentialsSchema(folder).parse(settings), {
    path: 'credentials',
    timeoutMs,
    now: () => now,
    onUnusable: (error) => unusable.push(error),
  });
}

const client = () => ({
  tokenUrl: server.url,
  clientId: 'the gateway',
  clientSecret: { file: 'secret' },
});
const exchanged = { issued_token_type: 'urn:ietf:params:oauth:token-type:access_token' };
const contextWith = (token: string | null) =>
  contextOf(callerOf(['doctor']), {
    client: { headers: new Map(), accessToken: () => token, isSampled: false },
  });
/** The value of the header, or the codes of the failure. */
async function valueOf(credentials: ReturnType<typeof open>, token: string | null = null) {
  const context = token === null ? null : contextWith(token);
  const authorization = await credentials.authorize(context);
  return authorization.ok ? authorization.value : authorization.failure;
}

describe('a bearer token in a file', () => {
  it('is sent without the line break at its end, and a changed token is sent from one second later on', async () => {
    const file = write('bearer', 'first\n');
    const credentials = open({ bearer: { file: 'bearer' } });
    expect(await valueOf(credentials)).toBe('Bearer first');
    writeFileSync(file, 'second\n');
    now = 999;
    expect(await valueOf(credentials)).toBe('Bearer first');
    now = 1_000;
    expect(await valueOf(credentials)).toBe('Bearer second');
    expect(unusable).toEqual([]);
  });

  it('stays in use while its changed file is unusable, which is reported once, until the file is usable again', async () => {
    const file = write('kept', 'first');
    const credentials = open({ bearer: { file: 'kept' } });
    writeFileSync(file, '');
    for (now of [1_000, 2_000, 3_000]) expect(await valueOf(credentials)).toBe('Bearer first');
    expect(unusable).toHaveLength(1);
    writeFileSync(file, 'second');
    now = 4_000;
    expect(await valueOf(credentials)).toBe('Bearer second');
  });

  it.each([
    ['is missing', null, 0o600, /can't be read/],
    ['is empty', '', 0o600, /must hold one bearer token/],
    ['holds two lines', 'a\nb', 0o600, /must hold one bearer token/],
    ['is readable by all users', 'a', 0o644, /Run: chmod o= /],
  ])('is refused at the start if its file %s', (_what, text, mode, problem) => {
    const file = text === null ? 'missing' : write('refused', text, mode);
    expect(() => open({ bearer: { file } })).toThrow(SettingsError);
    expect(() => open({ bearer: { file } })).toThrow(problem);
  });

  it.each([
    ['folder', (path: string) => mkdirSync(path)],
    ['pipe', (path: string) => execFileSync('mkfifo', [path])],
  ])('is refused at the start if its file is a %s', (name, make) => {
    make(join(folder, name));
    expect(() => open({ bearer: { file: name } })).toThrow(/can't be read/);
  });

  it('is accepted from a file that the group of its owner may read', async () => {
    write('group', 'a', 0o640);
    expect(await valueOf(open({ bearer: { file: 'group' } }))).toBe('Bearer a');
  });
});

describe('a user and password', () => {
  it('are sent as RFC 7617 says, in UTF-8', async () => {
    write('password', '123£\n');
    const credentials = open({ basic: { user: 'test', passwordFile: 'password' } });
    // https://www.rfc-editor.org/rfc/rfc7617#section-2.1
    expect(await valueOf(credentials)).toBe('Basic dGVzdDoxMjPCow==');
  });
});

describe('client credentials', () => {
  it('are exchanged for one token for all requests until half a minute before it expires', async () => {
    const credentials = open({ clientCredentials: { ...client(), scope: 'read' } });
    const [first] = await Promise.all([valueOf(credentials), valueOf(credentials)]);
    expect(first).toBe('Bearer token-1');
    now = 3_569_000;
    expect(await valueOf(credentials)).toBe('Bearer token-1');
    expect(server.asked).toHaveLength(1);
    const [{ headers, form } = fail()] = server.asked;
    expect(Object.fromEntries(form)).toEqual({ grant_type: 'client_credentials', scope: 'read' });
    // Both are form-encoded: https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1
    expect(headers.authorization).toBe(`Basic ${btoa('the+gateway:the+secret')}`);
  });

  it('fail as SUBGRAPH_CREDENTIALS_UNAVAILABLE while the token endpoint is down, which is asked at most once a second', async () => {
    server.answerWith((_asked, response) => void response.destroy());
    const credentials = open({ clientCredentials: client() });
    const failure = { code: 'SUBGRAPH_CREDENTIALS_UNAVAILABLE', reason: 'UND_ERR_SOCKET' };
    for (const at of [0, 500, 999]) {
      now = at;
      expect(await valueOf(credentials)).toEqual(failure);
    }
    expect(server.asked).toHaveLength(1);
    server.answerWith((_asked, response) => sendToken(response, { access_token: 'again' }));
    now = 1_000;
    expect(await valueOf(credentials)).toBe('Bearer again');
  });

  it.each<[string, object, (asked: AskedToken, response: ServerResponse) => void]>([
    [
      'a redirect',
      { reason: 'OAUTH_RESPONSE_IS_NOT_CONFORM', status: 307 },
      (_asked, response) => void response.writeHead(307, { location: server.url }).end(),
    ],
    [
      'status 500',
      { reason: 'OAUTH_RESPONSE_IS_NOT_CONFORM', status: 500 },
      (_asked, response) => void response.writeHead(500).end(),
    ],
    [
      'a page',
      { reason: 'OAUTH_RESPONSE_IS_NOT_JSON', status: 200 },
      (_asked, response) => void response.end('<h1>token</h1>'),
    ],
    [
      'a token bound to a key',
      { reason: 'NOT_A_BEARER_TOKEN' },
      (_asked, response) => sendToken(response, { token_type: 'DPoP' }),
    ],
    [
      'no token',
      { reason: 'OAUTH_INVALID_RESPONSE' },
      (_asked, response) => sendToken(response, { access_token: '' }),
    ],
    [
      'a token with a line break',
      { reason: 'NOT_A_BEARER_TOKEN' },
      (_asked, response) => sendToken(response, { access_token: 'a\r\nx-admin: yes' }),
    ],
    [
      'an answer without end',
      { reason: 'TOO_LARGE' },
      (_asked, response) => {
        response.setHeader('content-type', 'application/json');
        response.on('error', () => undefined);
        response.write('x'.repeat(100_000));
      },
    ],
  ])(
    'fail as SUBGRAPH_CREDENTIALS_UNAVAILABLE with the reason if the token endpoint sends %s',
    async (_what, details, answer) => {
      server.answerWith(answer);
      const credentials = open({ clientCredentials: client() });
      const failure = { code: 'SUBGRAPH_CREDENTIALS_UNAVAILABLE', ...details };
      expect(await valueOf(credentials)).toEqual(failure);
      expect(server.asked).toHaveLength(1);
    },
  );

  it('fail as SUBGRAPH_CREDENTIALS_UNAVAILABLE if the token endpoint does not answer in time', async () => {
    server.answerWith(() => undefined);
    const credentials = open({ clientCredentials: client() }, 50);
    const failure = { code: 'SUBGRAPH_CREDENTIALS_UNAVAILABLE', reason: 'LATE' };
    expect(await valueOf(credentials)).toEqual(failure);
  });

  it('fail as SUBGRAPH_CREDENTIALS_REFUSED with a known error code, and without an unknown one', async () => {
    server.answerWith((_asked, response) => sendTokenError(response, 'invalid_scope'));
    const code = 'SUBGRAPH_CREDENTIALS_REFUSED';
    expect(await valueOf(open({ clientCredentials: client() }))).toEqual({
      code,
      reason: 'INVALID_SCOPE',
    });
    server.answerWith((_asked, response) => sendTokenError(response, 'Ada Lovelace'));
    expect(await valueOf(open({ clientCredentials: client() }))).toEqual({ code });
  });

  it('get another token after the subgraph has refused one, at most every ten seconds', async () => {
    const credentials = open({ clientCredentials: client() });
    const use = async () => {
      const authorization = await credentials.authorize(null);
      if (authorization.ok) authorization.onRefused();
      return authorization.ok ? authorization.value : null;
    };
    const seen: (string | null)[] = [];
    for (now of [0, 1_000, 10_000, 10_001, 10_002, 21_000, 21_001]) seen.push(await use());
    expect(seen.map((value) => value?.slice(-1))).toEqual(['1', '1', '1', '2', '2', '2', '3']);
  });

  it('send the client id and secret only in the body with client_secret_post', async () => {
    const clientSecret = { file: 'secret', method: 'client_secret_post' };
    await valueOf(open({ clientCredentials: { ...client(), clientSecret } }));
    const [{ headers, form } = fail()] = server.asked;
    expect(headers.authorization).toBeUndefined();
    expect(form.get('client_id')).toBe('the gateway');
    expect(form.get('client_secret')).toBe('the secret');
  });

  const ec = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 }).privateKey;
  it.each([
    ['a P-384 key', ec, {}, 'ES384'],
    ['an RSA key', rsa, { algorithm: 'RS384' }, 'RS384'],
    ['an Ed25519 key', generateKeyPairSync('ed25519').privateKey, {}, 'Ed25519'],
  ])(
    'send a signed assertion that is valid for one minute in place of a secret, with %s',
    async (_what, key, more, alg) => {
      write('key.pem', key.export({ format: 'pem', type: 'pkcs8' }).toString());
      const clientKey = { file: 'key.pem', keyId: 'k1', audience: 'https://id.example', ...more };
      const { clientSecret: _none, ...rest } = client();
      await valueOf(open({ clientCredentials: { ...rest, clientKey } }));
      const form = server.asked[0]?.form ?? fail();
      expect(form.get('client_assertion_type')).toBe(
        'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      );
      const assertion = form.get('client_assertion') ?? '';
      expect(decodeProtectedHeader(assertion)).toMatchObject({ alg, kid: 'k1' });
      const { payload } = await jwtVerify(assertion, createPublicKey(key), {
        issuer: 'the gateway',
        subject: 'the gateway',
        audience: 'https://id.example',
        maxTokenAge: 60,
      });
      expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(60);
    },
  );
});

function issue(asked: AskedToken, response: ServerResponse): void {
  sendToken(response, { ...exchanged, access_token: `for-${asked.form.get('subject_token')}` });
}

describe("the exchange of callers' tokens", () => {
  it('sends the access token of the caller as the subject, and keeps one token for each access token', async () => {
    server.answerWith(issue);
    const credentials = open({
      tokenExchange: { ...client(), audience: 'labs', resource: 'https://labs.example' },
    });
    expect(await valueOf(credentials, 'ada')).toBe('Bearer for-ada');
    expect(await valueOf(credentials, 'bob')).toBe('Bearer for-bob');
    expect(await valueOf(credentials, 'ada')).toBe('Bearer for-ada');
    expect(server.asked.map(({ form }) => Object.fromEntries(form))).toEqual(
      ['ada', 'bob'].map((subject_token) => ({
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        audience: 'labs',
        resource: 'https://labs.example',
        subject_token,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      })),
    );
  });

  it('sends the token of the gateway as the actor if actor is gateway', async () => {
    server.answerWith((asked, response) => {
      if (asked.form.has('subject_token')) issue(asked, response);
      else sendToken(response, { access_token: 'of-gateway' });
    });
    const credentials = open({
      clientCredentials: client(),
      tokenExchange: { ...client(), actor: 'gateway' },
    });
    expect(await valueOf(credentials, 'ada')).toBe('Bearer for-ada');
    expect(server.asked[1]?.form.get('actor_token')).toBe('of-gateway');
  });

  it('fails with SUBGRAPH_CREDENTIALS_MISSING for requests from the gateway itself, unless clientCredentials are configured', async () => {
    const missing = { code: 'SUBGRAPH_CREDENTIALS_MISSING' };
    expect(await valueOf(open({ tokenExchange: client() }))).toEqual(missing);
    expect(server.asked).toEqual([]);
    const both = open({ tokenExchange: client(), clientCredentials: client() });
    expect(await valueOf(both)).toBe('Bearer token-1');
    expect(server.asked[0]?.form.get('grant_type')).toBe('client_credentials');
  });

  it.each([
    ['invalid_grant', 'SUBGRAPH_EXCHANGE_REFUSED'],
    ['invalid_request', 'SUBGRAPH_EXCHANGE_REFUSED'],
    ['invalid_client', 'SUBGRAPH_CREDENTIALS_REFUSED'],
    ['invalid_target', 'SUBGRAPH_CREDENTIALS_REFUSED'],
  ])('that the token endpoint refuses with %s fails as %s', async (error, code) => {
    server.answerWith((_asked, response) => sendTokenError(response, error));
    const credentials = open({ tokenExchange: client() });
    expect(await valueOf(credentials, 'ada')).toEqual({ code, reason: error.toUpperCase() });
  });

  it.each(['urn:ietf:params:oauth:token-type:refresh_token', undefined])(
    'fails as SUBGRAPH_CREDENTIALS_UNAVAILABLE if the issued_token_type of the response is %s',
    async (type) => {
      server.answerWith((_asked, response) => sendToken(response, { issued_token_type: type }));
      const credentials = open({ tokenExchange: client() });
      expect(await valueOf(credentials, 'ada')).toMatchObject({
        code: 'SUBGRAPH_CREDENTIALS_UNAVAILABLE',
      });
    },
  );
});

/** Issues numbered tokens with this lifetime; holds each answer after the first until `release`. */
function issueFor(seconds: number) {
  const held: (() => void)[] = [];
  server.answerWith((_asked, response) => {
    const access_token = `token-${server.asked.length}`;
    const send = () => sendToken(response, { ...exchanged, access_token, expires_in: seconds });
    if (server.asked.length === 1) send();
    else held.push(send);
  });
  return { release: () => held.splice(0).forEach((send) => send()) };
}

describe.each([
  ['client credentials', () => ({ clientCredentials: client() }), null],
  ["the exchange of a caller's token", () => ({ tokenExchange: client() }), 'ada'],
] as const)('the token of %s', (_what, settings, subject) => {
  it.each([
    [4, 3_000, 3_499],
    [60, 45_000, 57_999],
    [3_600, 3_570_000, 3_597_999],
  ])(
    'is renewed before it expires, and is sent without a pause until the new one is there: of %d seconds, from %d ms on and until %d ms',
    async (seconds, renewedAt, lastSentAt) => {
      const credentials = open(settings());
      const { release } = issueFor(seconds);
      for (now of [0, renewedAt - 1]) expect(await valueOf(credentials, subject)).toBe(FIRST);
      expect(server.asked).toHaveLength(1);
      // The answer to the renewal is held, so a request that waited for it would not end.
      for (now of [renewedAt, lastSentAt]) expect(await valueOf(credentials, subject)).toBe(FIRST);
      await until(() => server.asked.length === 2);
      release();
      await until(async () => (await valueOf(credentials, subject)) === 'Bearer token-2');
      // The lifetime of the new token begins with the request for it.
      now = renewedAt + renewedAt - 1;
      expect(await valueOf(credentials, subject)).toBe('Bearer token-2');
      expect(server.asked).toHaveLength(2);
    },
  );

  it('is sent until it expires while its renewal fails, which is tried again after a second', async () => {
    const credentials = open(settings());
    issueFor(60);
    expect(await valueOf(credentials, subject)).toBe(FIRST);
    server.answerWith((_asked, response) => void response.destroy());
    now = 45_000;
    expect(await valueOf(credentials, subject)).toBe(FIRST);
    await until(() => server.asked.length === 2);
    server.answerWith((_asked, response) =>
      sendToken(response, { ...exchanged, access_token: 'token-3' }),
    );
    while ((await valueOf(credentials, subject)) === FIRST) {
      await sleep(2);
      now += 100;
      // Here the token is no longer sent.
      expect(now).toBeLessThan(58_000);
    }
    expect(await valueOf(credentials, subject)).toBe('Bearer token-3');
  });
});

const FIRST = 'Bearer token-1';

function fail(): never {
  throw new Error('there was no request');
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}
