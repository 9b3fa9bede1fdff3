import { renameSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tokenFor } from '../support/edge.ts';
import { runAudit } from '../support/run-audit.ts';
import { startServedGateway, tokenOf } from '../support/served-gateway.ts';
import type { ServedGateway } from '../support/served-gateway.ts';
import { secretKey } from '../support/secret-key.ts';

const YAML = `
authorization:
  reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all }
purpose:
  header: true
  roles:
    physician: [TREAT, ETREAT]
    nurse: [TREAT]
    billing: [HPAYMT]
    researcher: [HRESCH]
    patient: [PATRQT]
    privacy_officer: [HOPERAT]
breakGlass: { roles: [physician], key: "${secretKey()}" }
admin: { roles: [privacy_officer] }
`;
const PHYSICIAN = tokenOf(['physician'], { purpose_of_use: 'TREAT' });
const QUERY = { query: '{ patients(first: 1) { name } }' };

type Request = Parameters<ServedGateway['send']>[0];

let served: ServedGateway;
beforeAll(async () => void (served = await startServedGateway(YAML)));
afterAll(() => served.close());

/** The leaves that a request had left when its response arrived. */
async function leavesOf(gateway: ServedGateway, request: Request) {
  const before = gateway.leaves().length;
  const reply = await gateway.send(request);
  return { reply, leaves: gateway.leaves().slice(before) };
}

const CLAIM = 'CURIOSITY-about-999-12-3456';

describe('the 403 response to an identified caller', () => {
  it.each<[string, string, string, Request]>([
    [
      'PURPOSE_NOT_ALLOWED',
      'purpose',
      '/graphql',
      { token: PHYSICIAN, headers: [['x-purpose-of-use', CLAIM]], body: QUERY },
    ],
    ['PURPOSE_REQUIRED', 'purpose', '/graphql', { token: tokenOf(['physician']), body: QUERY }],
    [
      'BREAK_GLASS_INVALID',
      'input',
      '/graphql',
      { token: PHYSICIAN, headers: [['x-break-glass', CLAIM]], body: QUERY },
    ],
    [
      'BREAK_GLASS_INVALID',
      'input',
      '/admin/graphql',
      {
        token: tokenOf(['privacy_officer']),
        path: '/admin/graphql',
        headers: [['x-break-glass', CLAIM]],
        body: { query: '{ viewer { subject } }' },
      },
    ],
    [
      'BREAK_GLASS_INVALID',
      'input',
      '/admin/export',
      {
        token: tokenOf(['privacy_officer']),
        path: '/admin/export',
        headers: [['x-break-glass', CLAIM]],
        body: {},
      },
    ],
    [
      'BREAK_GLASS_INVALID',
      'input',
      '/break-glass/stop',
      { token: PHYSICIAN, path: '/break-glass/stop' },
    ],
    [
      'FORBIDDEN',
      'role',
      '/break-glass',
      {
        token: tokenOf(['billing'], { purpose_of_use: 'HPAYMT' }),
        path: '/break-glass',
        body: { patient: CLAIM, reason: 'a reason long enough' },
      },
    ],
  ])(
    'is recorded as a denial, without header or body values, before it is sent: %s (denial reason %s) at %s',
    async (code, why, path, request) => {
      const { reply, leaves } = await leavesOf(served, request);
      expect({ status: reply.status, codes: reply.codes }).toEqual({ status: 403, codes: [code] });
      expect(leaves).toMatchObject([
        {
          kind: 'denial',
          outcome: 'deny',
          reason: code,
          actor: { issuer: 'https://id.example', subject: expect.any(String) },
          client: { address: '127.0.0.1' },
          operation: null,
          accesses: [],
          denied: [{ coordinate: path, reason: why, count: 1 }],
          patients: [],
          details: { requestId: reply.headers.get('x-request-id') },
        },
      ]);
      // Header and body values of the client may be PHI.
      expect(JSON.stringify(leaves)).not.toContain(CLAIM);
    },
  );

  it('becomes 503 AUDIT_UNAVAILABLE if the denial cannot be recorded', async () => {
    const replica = await served.replica();
    renameSync(replica.ledgerFile, `${replica.ledgerFile}.away`);
    writeFileSync(replica.ledgerFile, '');
    const reply = await replica.send({ token: tokenOf(['physician']), body: QUERY });
    expect({ status: reply.status, codes: reply.codes }).toEqual({
      status: 503,
      codes: ['AUDIT_UNAVAILABLE'],
    });
  });

  it('appears in the output of audit report denied with actor, path and reason', async () => {
    const token = tokenFor('curious', { roles: ['physician'], purpose_of_use: 'TREAT' });
    await served.send({ token, headers: [['x-break-glass', CLAIM]], body: QUERY });
    const report = ['report', 'denied', '--format', 'csv', '--db', served.ledgerFile];
    const { output, errors, status } = await runAudit(report);
    expect({ errors, status }).toMatchObject({ status: 0 });
    expect(output).toMatch(
      /^\d+,[^,]+,curious,https:\/\/id\.example,physician,.*"?\/graphql \(denied: input\)/m,
    );
  });
});

describe('a denied caller', () => {
  it('gets 403 with a denial record for 30 of 200 concurrent requests, 429 without a record for the rest, and 200 for a permitted request', async () => {
    const flooder = tokenFor('flooder', { roles: ['physician'], purpose_of_use: 'TREAT' });
    const ask = (token: string, headers: Request['headers'] = []) =>
      served.send({ token, headers, body: QUERY });
    const denied: Request['headers'] = [['x-break-glass', 'x']];
    const { length: before } = served.leaves();
    const replies = await Promise.all(Array.from({ length: 200 }, () => ask(flooder, denied)));
    const count = (status: number) => replies.filter((reply) => reply.status === status).length;
    expect({ denied: count(403), refused: count(429) }).toEqual({ denied: 30, refused: 170 });
    // Each 403 has its record; 429s have none.
    expect(served.leaves().length - before).toBe(30);
    const refused = replies.find(({ status }) => status === 429);
    expect(refused?.codes).toEqual(['RATE_LIMITED']);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    // The caller's own good requests are served, and other callers are denied as before.
    expect((await ask(flooder)).status).toBe(200);
    expect((await ask(PHYSICIAN, denied)).status).toBe(403);
    const bytes = served
      .leaves()
      .filter(({ kind }) => kind === 'denial')
      .map((leaf) => Buffer.byteLength(JSON.stringify(leaf)));
    expect(Math.max(...bytes)).toBeLessThan(1_000);
  });

  it('has 30 of 33 denials recorded one by one, and the other 3 counted in the refusals record as RATE_LIMITED', async () => {
    const replica = await served.replica();
    for (let sent = 0; sent < 33; sent += 1)
      await replica.send({ token: PHYSICIAN, path: '/break-glass/stop' });
    await replica.gateway.close();
    const leaves = replica.leaves();
    expect(leaves.filter(({ kind }) => kind === 'denial')).toHaveLength(30);
    expect(leaves.find(({ kind }) => kind === 'refusals')?.details).toEqual({ RATE_LIMITED: 3 });
  });

  it('has a response with too many PHI fields recorded as a denial, and not counted in the refusals record', async () => {
    const replica = await served.replica({ yaml: `${YAML}limits: { releasedFields: 1 }` });
    const query = '{ patients(first: 2) { name } }';
    const reply = await replica.send({ token: PHYSICIAN, body: { query } });
    expect(reply.codes).toEqual(['OPERATION_TOO_COMPLEX']);
    await replica.gateway.close();
    const leaves = replica.leaves();
    expect(leaves.filter(({ kind }) => kind === 'denial')).toMatchObject([
      { reason: 'OPERATION_TOO_COMPLEX' },
    ]);
    expect(leaves.filter(({ kind }) => kind === 'refusals')).toEqual([]);
  });
});
