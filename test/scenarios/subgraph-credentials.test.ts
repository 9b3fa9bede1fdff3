import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decodeJwt, type JWTPayload } from 'jose';
import {
  sendToken,
  sendTokenError,
  startAuthorizationServer,
  type AskedToken,
  type AuthorizationServer,
} from '../support/authorization-server.ts';
import { tokenFor } from '../support/edge.ts';
import { startFronting, type FrontingGateway } from '../support/fronting-gateway.ts';
import { startGuardedSubgraph, type GuardedSubgraph } from '../support/guarded-subgraph.ts';
import { selfSigned } from '../support/self-signed.ts';
import type { ServerResponse } from 'node:http';

const folder = mkdtempSync(join(tmpdir(), 'phi-subgraph-credentials-'));
const ofServer = selfSigned();
const ofGateway = selfSigned('ec', { subject: 'gateway' });

/** The bearer token that notes accepts. */
let bearer = 'bearer-1';
/** The tokens that labs and claims accept. */
const accepted = new Set<string>();
let server: AuthorizationServer;
let notes: GuardedSubgraph;
let labs: GuardedSubgraph;
let images: GuardedSubgraph;
let claims: GuardedSubgraph;
let gateway: FrontingGateway;

/** The gateway's own tokens are numbered; a token in exchange names the subject. Both are opaque and end in an hour. */
function issue({ form }: AskedToken, response: ServerResponse): void {
  const subjectToken = form.get('subject_token');
  const token =
    subjectToken === null
      ? `own-${server.asked.length}`
      : `for-${decodeJwt(subjectToken).sub}-at-${form.get('audience')}`;
  accepted.add(`Bearer ${token}`);
  const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token';
  sendToken(response, { access_token: token, issued_token_type });
}

function isAccepted({ authorization = '' }): boolean {
  return accepted.has(authorization);
}

function claimsOf(token: unknown): JWTPayload {
  return decodeJwt(String(token).replace('Bearer ', ''));
}

beforeAll(async () => {
  server = await startAuthorizationServer();
  server.answerWith(issue);
  const tls = { ...ofServer, ca: ofGateway.cert, requestCert: true };
  [notes, labs, images, claims] = await Promise.all([
    startGuardedSubgraph('note', ({ authorization }) => authorization === `Bearer ${bearer}`),
    startGuardedSubgraph('lab', isAccepted),
    startGuardedSubgraph('image', () => true, tls),
    startGuardedSubgraph('claim', isAccepted),
  ]);
  write('bearer', 'bearer-1');
  write('secret', 's3cret');
  write('ca.pem', ofServer.cert);
  write('cert.pem', ofGateway.cert);
  write('key.pem', ofGateway.key);
  // A new object each time: the configuration has no YAML aliases.
  const client = () => ({
    tokenUrl: server.url,
    clientId: 'phi-gateway',
    clientSecret: { file: join(folder, 'secret') },
  });
  const subgraphs = [
    { name: 'notes', url: notes.url, credentials: { bearer: { file: join(folder, 'bearer') } } },
    { name: 'labs', url: labs.url, credentials: { clientCredentials: client() } },
    {
      name: 'images',
      url: images.url,
      tls: {
        ca: join(folder, 'ca.pem'),
        cert: join(folder, 'cert.pem'),
        key: join(folder, 'key.pem'),
      },
    },
    {
      name: 'claims',
      url: claims.url,
      credentials: {
        tokenExchange: { ...client(), audience: 'claims' },
        clientCredentials: client(),
      },
    },
  ];
  gateway = await startFronting(
    {},
    {
      graph: { subgraphs },
      server: { port: 0, pauseSeconds: 0, metrics: { port: 0 } },
      subgraph: { identity: { key: join(folder, 'gateway.key') } },
    },
  );
});
beforeEach(() => {
  server.answerWith(issue);
  for (const each of [notes, labs, images, claims]) {
    each.answered.length = 0;
    each.refused.length = 0;
  }
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([notes, labs, images, claims, server].map((each) => each.close()));
  rmSync(folder, { recursive: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
}

interface Answer {
  readonly data: Readonly<Record<string, string | null>> | null;
  readonly codes: readonly string[];
}

async function ask(who: string, fields = 'note lab image claim'): Promise<Answer> {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${tokenFor(who, { roles: ['doctor'] })}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ query: `{ ${fields} }` }),
  });
  const { data, errors = [] } = (await response.json()) as {
    data: Answer['data'];
    errors?: { extensions: { code: string } }[];
  };
  return { data, codes: errors.map(({ extensions }) => extensions.code) };
}

/** Whether a line of the log has these facts. */
function hasLogged(facts: object): boolean {
  return gateway.logged.some((line) => {
    const logged = JSON.parse(line) as Record<string, unknown>;
    return Object.entries(facts).every(([key, value]) => logged[key] === value);
  });
}

const ALL = { note: 'of note', lab: 'of lab', image: 'of image', claim: 'of claim' };

describe('a gateway in front of subgraphs that each require a different kind of credential', () => {
  it('answers callers from all of them: bearer token, client credentials, client certificate, token exchange', async () => {
    expect(await ask('ada')).toEqual({ data: ALL, codes: [] });
    expect(await ask('bob')).toEqual({ data: ALL, codes: [] });
    const authorizations = claims.answered.map(({ authorization }) => authorization);
    expect(authorizations).toEqual(['Bearer for-ada-at-claims', 'Bearer for-bob-at-claims']);
    expect(new Set(labs.answered.map(({ authorization }) => authorization)).size).toBe(1);
    for (const each of [notes, labs, images, claims]) expect(each.refused).toEqual([]);
  });

  it('sends its signed statement about the caller in phi-gateway-identity to subgraphs with token credentials, and as the bearer token to one without them', async () => {
    await ask('ada');
    for (const [name, { answered }] of Object.entries({ notes, labs, claims }))
      expect(claimsOf(answered[0]?.['phi-gateway-identity'])).toMatchObject({
        aud: name,
        sub: 'ada',
      });
    expect(claimsOf(images.answered[0]?.authorization)).toMatchObject({
      aud: 'images',
      sub: 'ada',
    });
    expect(images.answered[0]).not.toHaveProperty('phi-gateway-identity');
  });

  it('answers a query although the subgraph refuses the old token of a bearer file that was replaced', async () => {
    bearer = 'bearer-2';
    write('bearer', 'bearer-2');
    // The file is looked at once a second, and after a refusal.
    expect(await ask('ada', 'note')).toEqual({ data: { note: 'of note' }, codes: [] });
    expect(notes.answered.at(-1)?.authorization).toBe('Bearer bearer-2');
    expect(notes.refused.length).toBeLessThan(2);
  });

  it('names the setting in the log if its changed file cannot be used, and sends the previous token', async () => {
    bearer = 'bearer-3';
    write('bearer', 'two\nlines');
    // Each refusal has the file read.
    for (let count = 0; count < 2; count += 1)
      expect((await ask('ada', 'note')).codes).toEqual(['SUBGRAPH_FAILED']);
    expect(notes.refused.at(-1)?.authorization).toBe('Bearer bearer-2');
    const setting = 'graph.subgraphs[0].credentials.bearer.file';
    expect(hasLogged({ subgraph: 'notes', setting })).toBe(true);
    write('bearer', 'bearer-3');
    expect((await ask('ada', 'note')).codes).toEqual([]);
  });

  it('fails fields of a subgraph with SUBGRAPH_FAILED for a caller whose token exchange is refused, logs that, and serves other callers', async () => {
    server.answerWith((asked, response) => {
      const subject = decodeJwt(asked.form.get('subject_token') ?? '').sub;
      if (subject === 'mallory') sendTokenError(response, 'invalid_grant');
      else issue(asked, response);
    });
    const refused = await ask('mallory', 'note claim');
    expect(refused).toEqual({
      data: { note: 'of note', claim: null },
      codes: ['SUBGRAPH_FAILED'],
    });
    expect(await ask('ada', 'claim')).toEqual({ data: { claim: 'of claim' }, codes: [] });
    expect(claims.refused).toEqual([]);
    const facts = { subgraph: 'claims', code: 'SUBGRAPH_EXCHANGE_REFUSED' };
    expect(hasLogged({ ...facts, reason: 'INVALID_GRANT' })).toBe(true);
  });

  it('fails the fields of a subgraph whose token endpoint is down, sends that subgraph nothing, and says so in log, metrics and readiness', async () => {
    server.answerWith((_asked, response) => void response.destroy());
    expect(await ask('carol')).toEqual({
      data: { ...ALL, claim: null },
      codes: ['SUBGRAPH_FAILED'],
    });
    expect(claims.answered.length + claims.refused.length).toBe(0);
    const code = 'SUBGRAPH_CREDENTIALS_UNAVAILABLE';
    expect(hasLogged({ subgraph: 'claims', code, reason: 'UND_ERR_SOCKET' })).toBe(true);
    const metrics = await (await fetch(gateway.metricsUrl ?? '')).text();
    expect(metrics).toContain(
      `phi_gateway_subgraph_failures_total{subgraph="claims",code="${code}"} 1`,
    );
    expect(metrics).toContain('phi_gateway_subgraph_up{subgraph="claims"} 0');
    const ready = await fetch(new URL('/health/ready', gateway.metricsUrl ?? ''));
    expect(await ready.text()).toContain(`subgraph claims: ${code} (UND_ERR_SOCKET)`);
  });

  it('writes no secret and no token to its log', () => {
    expect(gateway.logged.length).toBeGreaterThan(0);
    const log = gateway.logged.join('');
    expect(log).not.toMatch(/s3cret|bearer-|own-|for-ada|who are you/);
  });
});
