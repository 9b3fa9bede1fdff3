import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { tokenFor } from '../support/edge.ts';
import { tokenOf } from '../support/served-gateway.ts';
import type { ServedGateway } from '../support/served-gateway.ts';
import {
  graphql,
  NURSE,
  REASON,
  YAML,
  type GrantRequests,
  type Started,
} from './break-glass-requests.ts';

/** What the endpoint that starts grants refuses, responds and logs. */
export function describeGrantEndpoint(requests: GrantRequests): void {
  const { breakGlass, watch, one } = requests;
  const body = (changes: object = {}) => ({
    patient: requests.p1['id'],
    reason: REASON,
    ...changes,
  });

  describe('the endpoint /break-glass', () => {
    it.each<[string, () => Partial<Parameters<ServedGateway['send']>[0]>, number, string]>([
      [
        'an invalid token (401 UNAUTHENTICATED)',
        () => ({ token: 'x.y.z' }),
        401,
        'UNAUTHENTICATED',
      ],
      [
        'a role that may not break the glass (403 FORBIDDEN)',
        () => ({ token: tokenOf(['billing']) }),
        403,
        'FORBIDDEN',
      ],
      ['no role (403 FORBIDDEN)', () => ({ token: tokenOf([]) }), 403, 'FORBIDDEN'],
      [
        'no reason (400 BREAK_GLASS_INCOMPLETE)',
        () => ({ body: body({ reason: '' }) }),
        400,
        'BREAK_GLASS_INCOMPLETE',
      ],
      [
        'an unknown field (400 BREAK_GLASS_INCOMPLETE)',
        () => ({ body: body({ minutes: 600 }) }),
        400,
        'BREAK_GLASS_INCOMPLETE',
      ],
      [
        'a list as its body (400 BREAK_GLASS_INCOMPLETE)',
        () => ({ body: [body()] }),
        400,
        'BREAK_GLASS_INCOMPLETE',
      ],
      ['invalid JSON (400 BAD_REQUEST)', () => ({ body: '{"patient"' }), 400, 'BAD_REQUEST'],
      [
        'a __proto__ key (400 BAD_REQUEST)',
        () => ({ body: '{"__proto__":{"patient":"p"}}' }),
        400,
        'BAD_REQUEST',
      ],
      [
        'a content type that a form can send (415 UNSUPPORTED_MEDIA_TYPE)',
        () => ({ headers: [['content-type', 'text/plain']] as const }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      ],
      [
        'a reason that is too long (413 REQUEST_TOO_LARGE)',
        () => ({ body: body({ reason: 'because '.repeat(2_000) }) }),
        413,
        'REQUEST_TOO_LARGE',
      ],
      [
        'an invalid grant in its header (403 BREAK_GLASS_INVALID)',
        () => ({ headers: [['x-break-glass', 'x']] as const }),
        403,
        'BREAK_GLASS_INVALID',
      ],
      [
        'the method GET (405 METHOD_NOT_ALLOWED)',
        () => ({ method: 'GET', body: undefined }),
        405,
        'METHOD_NOT_ALLOWED',
      ],
    ])(
      'refuses a request, and starts no grant, if the request has %s',
      async (_what, changes, status, code) => {
        const { reply, leaves } = await watch(() =>
          requests.served.send({ path: '/break-glass', token: NURSE, body: body(), ...changes() }),
        );
        expect({ status: reply.status, codes: reply.codes }).toEqual({ status, codes: [code] });
        expect(reply.headers.get('cache-control')).toBe('no-store');
        expect(leaves.map(({ kind, reason }) => `${kind} ${String(reason)}`)).toEqual(
          status === 403 ? [`denial ${code}`] : [],
        );
      },
    );

    it('returns 201 with a grant for the configured 15 minutes and cache-control: no-store', async () => {
      const reply = await requests.served.send({
        path: '/break-glass',
        token: NURSE,
        body: body(),
      });
      expect(reply.status).toBe(201);
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(Object.keys(reply.json as object)).toEqual(['grant', 'id', 'patient', 'until']);
      const minutes = (Date.parse((reply.json as Started).until) - Date.now()) / 60_000;
      expect(minutes).toBeLessThanOrEqual(15);
      expect(minutes).toBeGreaterThan(14.9);
    });

    it('allows CORS preflights of configured origins only, with the header x-break-glass', async () => {
      const replica = await requests.served.replica({
        yaml: `${YAML}\nserver: { cors: { origins: [https://app.example] } }`,
      });
      const preflight = (origin: string) =>
        fetch(new URL('/break-glass', replica.gateway.url), {
          method: 'OPTIONS',
          headers: { origin, 'access-control-request-method': 'POST' },
        }).then(({ headers }) => headers);
      const allowed = await preflight('https://app.example');
      expect(allowed.get('access-control-allow-origin')).toBe('https://app.example');
      expect(allowed.get('access-control-allow-headers')).toContain('x-break-glass');
      const foreign = await preflight('https://evil.example');
      expect(foreign.get('access-control-allow-origin')).not.toBe('https://evil.example');
    });

    it('responds with 429 RATE_LIMITED after startsPerHour grants of one caller for any patients, and does not limit another caller', async () => {
      const replica = await requests.served.replica({
        yaml: YAML.replace('minutes: 15', 'minutes: 15, startsPerHour: 2'),
      });
      const start = (token: string, patient = 'p') =>
        replica.send({ path: '/break-glass', token, body: body({ patient }) });
      expect((await start(NURSE)).status).toBe(201);
      expect((await start(NURSE, 'q')).status).toBe(201);
      const third = await start(NURSE, 'r');
      expect({ status: third.status, codes: third.codes }).toEqual({
        status: 429,
        codes: ['RATE_LIMITED'],
      });
      expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(60);
      expect((await start(tokenFor('nurse-8', { roles: ['nurse'] }))).status).toBe(201);
      const starts = replica.leaves().filter(({ kind }) => kind === 'breakglass.start');
      expect(starts).toHaveLength(3);
    });

    it('responds with 503 AUDIT_UNAVAILABLE, no grant and no alert if the grant cannot be recorded', async () => {
      const alerts: string[] = [];
      const receiver = createServer((request, response) => {
        alerts.push(String(request.url));
        response.end();
      });
      receiver.listen(0, '127.0.0.1');
      await once(receiver, 'listening');
      const { port } = receiver.address() as AddressInfo;
      const replica = await requests.served.replica({
        yaml: YAML.replace(
          'minutes: 15',
          `minutes: 15, alert: { url: "http://127.0.0.1:${port}/" }`,
        ),
      });
      renameSync(replica.ledgerFile, `${replica.ledgerFile}.away`);
      writeFileSync(replica.ledgerFile, '');
      const reply = await replica.send({ path: '/break-glass', token: NURSE, body: body() });
      expect({ status: reply.status, codes: reply.codes }).toEqual({
        status: 503,
        codes: ['AUDIT_UNAVAILABLE'],
      });
      expect(reply.text).not.toContain('grant"');
      await replica.close();
      expect(alerts).toEqual([]);
      receiver.close();
    });

    it('does not wait for an alert receiver that does not respond, and records the failed alert as UNDELIVERED', async () => {
      const receiver = createServer(() => undefined);
      receiver.listen(0, '127.0.0.1');
      await once(receiver, 'listening');
      const { port } = receiver.address() as AddressInfo;
      const replica = await requests.served.replica({
        yaml: YAML.replace(
          'minutes: 15',
          `minutes: 15, alert: { url: "http://127.0.0.1:${port}/" }`,
        ),
      });
      const before = Date.now();
      const { grant } = await breakGlass(replica);
      expect((await graphql(replica, NURSE, one(), grant)).data).toMatchObject({
        patient: { name: requests.p1['name'] },
      });
      expect(Date.now() - before).toBeLessThan(2_000);
      receiver.closeAllConnections();
      receiver.close();
      await replica.close();
      const alert = replica.leaves().find(({ kind }) => kind === 'breakglass.alert');
      expect(alert).toMatchObject({ outcome: 'error', reason: 'UNDELIVERED' });
    });

    it('logs the grant id, but no patient, reason, grant or caller', async () => {
      const replica = await requests.served.replica();
      const { grant, id } = await breakGlass(replica);
      await graphql(replica, NURSE, one(), grant);
      await graphql(replica, NURSE, one(), `${grant}x`);
      await replica.send({
        path: '/break-glass/stop',
        token: NURSE,
        headers: [['x-break-glass', grant]],
      });
      const log = replica.logged.join('');
      expect(log.match(new RegExp(id, 'g'))).toHaveLength(2);
      const [, payload = '', signature = ''] = grant.split('.');
      for (const secret of [requests.p1['id'] ?? '', 'allergies', payload, signature, 'nurse-7'])
        expect(log).not.toContain(secret);
    });
  });
}
