import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { tokenFor } from '../support/edge.ts';
import { startServedGateway, type ServedGateway } from '../support/served-gateway.ts';

const YAML = `authorization:
  reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all }
admin: { roles: [auditor], everyMs: 60000, console: { clientId: console, idleMinutes: 5 } }
`;

let served: ServedGateway;
beforeAll(async () => {
  served = await startServedGateway(YAML);
});
afterAll(() => served.close());

const seconds = (minutesAgo: number) => Math.floor(Date.now() / 1_000) - minutesAgo * 60;

function token(claims: Readonly<Record<string, unknown>>, subject = 'olga'): string {
  return tokenFor(subject, { roles: ['auditor'], client_id: 'console', ...claims });
}

const ask = (bearer: string) =>
  served.send({
    path: '/admin/graphql',
    token: bearer,
    body: { query: '{ viewer { isReviewer } }' },
  });

const download = (bearer: string) =>
  served.send({
    path: '/admin/export',
    token: bearer,
    body: { report: 'events', format: 'csv', filter: {} },
  });

describe('a token whose sign-in is too old, not stated or signed out', () => {
  it('gets 401 REAUTHENTICATION_REQUIRED and a step-up challenge from reports and exports if it is older than idleMinutes', async () => {
    for (const send of [ask, download]) {
      const { status, headers, codes } = await send(token({ auth_time: seconds(6) }));
      expect([status, codes]).toEqual([401, ['REAUTHENTICATION_REQUIRED']]);
      expect(headers.get('www-authenticate')).toBe(
        'Bearer error="insufficient_user_authentication", error_description="Sign in again", max_age="300"',
      );
    }
    expect((await ask(token({ auth_time: seconds(1) }))).data).toEqual({
      viewer: { isReviewer: true },
    });
  });

  it.each([
    ['is missing', {}],
    ['is a string', { auth_time: String(seconds(0)) }],
    ['is a list', { auth_time: [seconds(0)] }],
    ['is null', { auth_time: null }],
    ['is the string 1e999', { auth_time: '1e999' }],
    ['is negative', { auth_time: -1 }],
    ['lies a year ahead', { auth_time: seconds(-525_600) }],
    ['is in milliseconds', { auth_time: Date.now() }],
  ])('is refused with 401 REAUTHENTICATION_REQUIRED if auth_time %s', async (_, claims) => {
    const { status, codes } = await ask(token(claims));
    expect([status, codes]).toEqual([401, ['REAUTHENTICATION_REQUIRED']]);
  });

  it('is refused with an error that names the setting admin.console.maxAgeMinutes if it has no auth_time', async () => {
    const { text } = await ask(token({}));
    expect(text).toContain('admin.console.maxAgeMinutes');
  });

  it("is refused with 401 even with a missing or foreign client_id, unlike a program's token without auth_time", async () => {
    for (const claims of [
      { client_id: undefined },
      { client_id: 'other', auth_time: seconds(60) },
      { client_id: ['other'] },
    ]) {
      expect((await ask(token(claims))).status).toBe(401);
    }
    expect((await ask(token({ client_id: 'nightly-export' }, 'program'))).status).toBe(200);
  });

  it('gets 401 from reports after a sign-out of its caller, even with another token id, until the caller signs in again; other callers get 200', async () => {
    const at = seconds(2);
    const first = token({ auth_time: at, jti: 'a' });
    expect((await ask(first)).status).toBe(200);
    const out = await served.send({ path: '/admin/sign-out', token: first });
    expect([out.status, out.text]).toEqual([204, '']);
    for (const jti of ['a', 'b'])
      expect((await ask(token({ auth_time: at, jti }))).status).toBe(401);
    expect((await ask(token({ auth_time: at }, 'otto'))).status).toBe(200);
    expect((await ask(token({ auth_time: at + 1 }))).status).toBe(200);
  });

  it('can still query patient data: the age of a sign-in matters only for reports', async () => {
    const roles = ['physician', 'auditor'];
    const bearer = tokenFor('dr-hall', { roles, auth_time: seconds(600) });
    const { codes } = await served.send({ token: bearer, body: { query: '{ __typename }' } });
    expect([codes, (await ask(bearer)).codes]).toEqual([[], ['REAUTHENTICATION_REQUIRED']]);
  });
});
