import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createRevocations,
  type Revocations,
} from '../../../../gateway/access/identity/revocations.ts';
import { loadConfig } from '../../../../gateway/config/load-config.ts';
import { GatewayError } from '../../../../gateway/platform/errors.ts';
import { startServedGateway, tokenOf } from '../../../support/served-gateway.ts';

const ISSUER = 'https://id.example';
const MINUTE = 60_000;

const folder = mkdtempSync(join(tmpdir(), 'phi-revocations-'));
const file = join(folder, 'revoked.json');
let server: Server;
let answer: { readonly status: number; readonly body: string };
let opened: Revocations | null = null;
let uptime: number;
const noted: (string | null)[] = [];

beforeAll(async () => {
  server = createServer((_request, response) => {
    if (answer.status === 302) response.setHeader('location', '/elsewhere');
    response.writeHead(answer.status).end(answer.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  uptime = 0;
  noted.length = 0;
});
afterEach(async () => {
  await opened?.close();
  opened = null;
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/revoked`;

async function open(list: string): Promise<Revocations> {
  const path = join(folder, 'phi.yaml');
  writeFileSync(
    path,
    `
graph: { subgraphs: [{ name: unused, url: http://127.0.0.1:1/ }] }
identity:
  issuers:
    - issuer: ${ISSUER}
      audience: phi
      jwks: https://id.example/jwks
      revocation: { list: "${list}", everySeconds: 1, staleMinutes: 10 }
`,
  );
  const flags = { config: path, subgraph: [], subgraphSdl: [], reach: [] };
  const { identity } = loadConfig(flags, {});
  opened = createRevocations(identity, {
    note: (_part, failure) => void noted.push(failure?.code ?? null),
    uptime: () => uptime,
  });
  await opened.follow();
  return opened;
}

/** The outcome for a token: accepted, or the reason of the refusal. */
function outcome(
  revocations: Revocations,
  token: Partial<Parameters<Revocations['assertNotRevoked']>[0]> = {},
): string {
  try {
    revocations.assertNotRevoked({ issuer: ISSUER, subject: 'ada', tokenId: 't1', ...token });
    return 'accepted';
  } catch (error) {
    if (error instanceof GatewayError) return `${error.code} ${error.reason}`;
    throw error;
  }
}

/** A list that revokes nothing. */
const EMPTY = '{"jti":[],"sub":[]}';
const REVOKED = 'UNAUTHENTICATED REVOKED';
const UNKNOWN = 'NOT_READY REVOCATIONS_UNAVAILABLE';

async function until(isDone: () => boolean): Promise<void> {
  for (const end = Date.now() + 20_000; !isDone(); await sleep(20))
    if (Date.now() > end) throw new Error('it did not happen');
}

describe('a list of revoked tokens', () => {
  it('revokes tokens by id, and all tokens of a subject', async () => {
    writeFileSync(file, JSON.stringify({ jti: ['t1'], sub: ['eve'] }));
    const revocations = await open(file);
    expect(outcome(revocations)).toBe(REVOKED);
    expect(outcome(revocations, { tokenId: 't2' })).toBe('accepted');
    expect(outcome(revocations, { tokenId: null })).toBe('accepted');
    expect(outcome(revocations, { tokenId: null, subject: 'eve' })).toBe(REVOKED);
  });

  it('does not revoke the tokens of another issuer', async () => {
    writeFileSync(file, JSON.stringify({ jti: [], sub: ['ada'] }));
    const revocations = await open(file);
    expect(outcome(revocations, { issuer: 'https://other.example' })).toBe('accepted');
  });

  it('is read again with everySeconds: 1, so that a token is revoked, and accepted again after its id is removed', async () => {
    answer = { status: 200, body: EMPTY };
    const revocations = await open(url());
    expect(outcome(revocations)).toBe('accepted');
    answer = { status: 200, body: '{"jti":["t1"],"sub":[]}' };
    await until(() => outcome(revocations) === REVOKED);
    answer = { status: 200, body: EMPTY };
    await until(() => outcome(revocations) === 'accepted');
  });

  it.each<[string, { readonly status: number; readonly body: string }]>([
    ['status 500', { status: 500, body: EMPTY }],
    [
      'an error object with status 200',
      { status: 200, body: '{"error":"temporarily_unavailable"}' },
    ],
    ['a list without subjects', { status: 200, body: '{"jti":[]}' }],
    ['a redirect', { status: 302, body: EMPTY }],
    ['text that is not JSON', { status: 200, body: '<html>' }],
    ['a jti that is not a list', { status: 200, body: '{"jti":"t1"}' }],
    ['JSON that is not an object', { status: 200, body: '["t1"]' }],
  ])(
    'keeps its last entries for staleMinutes while its URL gives %s; then tokens of its issuer get NOT_READY until the URL gives a list',
    async (_what, fault) => {
      answer = { status: 200, body: '{"jti":["t1"],"sub":[]}' };
      const revocations = await open(url());
      answer = fault;
      await until(() => noted.includes('REVOCATIONS_UNAVAILABLE'));
      uptime = 10 * MINUTE;
      expect(outcome(revocations)).toBe(REVOKED);
      expect(outcome(revocations, { tokenId: 't2' })).toBe('accepted');
      uptime += 1;
      expect(outcome(revocations, { tokenId: 't2' })).toBe(UNKNOWN);
      answer = { status: 200, body: EMPTY };
      await until(() => outcome(revocations) === 'accepted');
    },
  );

  it('that was never read makes the tokens of its issuer fail with NOT_READY', async () => {
    const revocations = await open(join(folder, 'missing.json'));
    expect(outcome(revocations)).toBe(UNKNOWN);
    expect(noted).toContain('REVOCATIONS_UNAVAILABLE');
  });
});

it('an accepted token is refused with 401, logged with the reason REVOKED, after its id was added to the list of revoked tokens', async () => {
  writeFileSync(file, EMPTY);
  const issuers = `[{ issuer: ${ISSUER}, audience: phi, jwks: jwks.json, revocation: { list: "${file}", everySeconds: 1 } }]`;
  const served = await startServedGateway(
    'authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }',
    Date.now,
    ['patients'],
    { issuers },
  );
  try {
    const token = tokenOf(['physician'], { jti: 'stolen' });
    const ask = async () => {
      const { status } = await served.send({
        token,
        body: { query: '{ patients(first: 1) { id } }' },
      });
      return status;
    };
    expect(await ask()).toBe(200);
    writeFileSync(file, '{"jti":["stolen"],"sub":[]}');
    let status = 0;
    for (const end = Date.now() + 20_000; status !== 401 && Date.now() < end; await sleep(50))
      status = await ask();
    expect(status).toBe(401);
    expect(served.logged.join('')).toContain('"reason":"REVOKED"');
  } finally {
    await served.close();
  }
});
