import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { credentialsSchema } from '../../../../gateway/platform/subgraph/credentials-config.ts';
import {
  openCredentials,
  type SubgraphCredentials,
} from '../../../../gateway/platform/subgraph/open-credentials.ts';
import {
  sendToken,
  sendTokenError,
  startAuthorizationServer,
  type AuthorizationServer,
} from '../../../support/authorization-server.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createRandom } from '../../../support/federated/random.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const { numRuns: REQUESTS, seed: SEED = Math.floor(Math.random() * 2 ** 31) } = casesAtDepth(
  70,
  1_500,
);
const LIFETIME_S = 60;

const folder = mkdtempSync(join(tmpdir(), 'phi-exchanged-'));
let server: AuthorizationServer;
let now = 0;
/** Access tokens of callers that no longer count. */
const revoked = new Set<string>();

/** The tokens of all change at the same times. Until then, each request gets the same one. */
const period = () => Math.floor(now / 1_000 / LIFETIME_S);
const tokenOf = (subject: string | null) => `${subject ?? 'gateway'}-${period()}`;

beforeAll(async () => {
  writeFileSync(join(folder, 'secret'), 'the secret', { mode: 0o600 });
  server = await startAuthorizationServer();
  server.answerWith(({ form }, response) => {
    const subject = form.get('subject_token');
    const actor = form.get('actor_token');
    if (subject !== null && actor !== tokenOf(null)) sendTokenError(response, 'invalid_request');
    else if (subject !== null && revoked.has(subject)) sendTokenError(response, 'invalid_grant');
    else
      sendToken(response, {
        access_token: tokenOf(subject),
        issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        expires_in: LIFETIME_S - ((now / 1_000) % LIFETIME_S),
      });
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

function open(): SubgraphCredentials {
  const client = { tokenUrl: server.url, clientId: 'gateway', clientSecret: { file: 'secret' } };
  const settings = { clientCredentials: client, tokenExchange: { ...client, actor: 'gateway' } };
  return openCredentials(credentialsSchema(folder).parse(settings), {
    path: 'credentials',
    timeoutMs: 30_000,
    now: () => now,
    onUnusable: () => undefined,
  });
}

/** What authenticates a request of a caller, or why nothing does. */
async function valueOf(credentials: SubgraphCredentials, subject: string | null) {
  const client = { headers: new Map(), accessToken: () => subject, isSampled: false };
  const context = subject === null ? null : contextOf(callerOf(['doctor']), { client });
  const authorization = await credentials.authorize(context);
  return authorization.ok ? authorization.value : authorization.failure;
}

describe(`tokens that are kept for callers and for the gateway (TEST_SEED=${SEED})`, () => {
  it('are those that the authorization server issues for each request anew, and those of revoked callers end with their lifetime', async () => {
    const random = createRandom(SEED);
    const credentials = open();
    /** Access tokens of callers, who get a new one now and then. */
    const subjects = ['token-0'];
    const counts = { asked: 0, issued: 0, kept: 0, refused: 0 };
    for (let number = 0; number < REQUESTS; number += 1) {
      now += random.pick([0, 0, 100, 1_000, 4_000, 9_000]);
      if (random.chance(10)) revoked.add(random.pick(subjects.slice(-5)));
      if (random.chance(8)) subjects.push(`token-${subjects.length}`);
      const subject = random.pick([...subjects.slice(-5), null]);
      const before = server.asked.length;
      const found = await valueOf(credentials, subject);
      counts.asked += server.asked.length - before;
      const anew = await valueOf(open(), subject);
      const isKept = typeof anew !== 'string' && typeof found === 'string';
      const expected = isKept ? `Bearer ${tokenOf(subject)}` : anew;
      expect({ number, found }).toEqual({ number, found: expected });
      counts[typeof anew === 'string' ? 'issued' : isKept ? 'kept' : 'refused'] += 1;
    }
    expect(counts.asked).toBeLessThan(REQUESTS);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  });
});
