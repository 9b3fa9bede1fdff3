import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import {
  createAlerts,
  type AlertRetries,
  type Alerts,
} from '../../../../gateway/access/break-glass/create-alerts.ts';
import type { AlertConfig } from '../../../../gateway/access/break-glass/break-glass-config.ts';
import { createLog } from '../../../../gateway/platform/log.ts';
import { freePort } from '../../../support/free-port.ts';
import { callerOf, contextOf } from '../../../support/in-process-graph.ts';

const SECRET = Buffer.alloc(32, 9);
const PATIENT = 'patient-of-the-alert';
const REASON = 'unconscious after a fall';
const GRANT = '019a0000-0000-7000-8000-0000000000aa';

/** A server in this process that receives alerts and responds as configured. */
interface Receiver {
  readonly server: Server;
  readonly port: number;
  readonly got: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
  /** The status for each request; null never responds. The last one repeats. */
  answers: (number | null)[];
}

let receiver: Receiver;
let alerts: Alerts;
let records: AuditRecord[];
let logged: string[];

beforeEach(async () => {
  const got: Receiver['got'] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => void (body += chunk.toString()));
    request.on('end', () => {
      got.push({ headers: request.headers, body });
      const status = receiver.answers.length > 1 ? receiver.answers.shift() : receiver.answers[0];
      if (status === null || status === undefined) return;
      response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end('{}');
    });
  });
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  receiver = { server, port, got, answers: [204] };
  records = [];
  logged = [];
});
afterEach(async () => {
  await closeAlerts();
  receiver.server.closeAllConnections();
  receiver.server.close();
});

let closed: Promise<void> | null;
beforeEach(() => void (closed = null));
const closeAlerts = () => (closed ??= alerts.close());

const QUICK: AlertRetries = {
  timeoutMs: 10_000,
  firstDelayMs: 10,
  maxDelayMs: 40,
  durationMs: 60_000,
  maxPending: 100,
};

function start(config: Partial<AlertConfig> = {}, retries: Partial<AlertRetries> = {}): Alerts {
  alerts = createAlerts({
    config: {
      url: `http://127.0.0.1:${receiver.port}/alerts?team=privacy`,
      secret: SECRET,
      detail: 'reference',
      ...config,
    },
    ledger: {
      append: (record) => {
        records.push(record);
        return Promise.resolve({ first: 0, count: 1 });
      },
    },
    log: createLog('debug', { write: (line: string) => void logged.push(line) }),
    now: Date.now,
    retries: { ...QUICK, ...retries },
  });
  return alerts;
}

const alert = (id = GRANT) => ({
  holder: contextOf(callerOf(['nurse'], { name: 'Ada' }), { purpose: 'ETREAT' }),
  grant: { id, patient: PATIENT, until: Date.UTC(2026, 0, 1, 0, 15) },
  reason: REASON,
  at: Date.now(),
});

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 5_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('it took too long');
    await new Promise((resolve) => void setTimeout(resolve, 5));
  }
}

const concluded = () => until(() => records.length > 0);
const outcome = () =>
  records.map(({ kind, outcome: became, reason, details }) => [
    kind,
    became,
    reason,
    details?.['attempts'],
  ]);

describe('a break-glass alert', () => {
  it('with detail: reference names grant, holder, purpose and end, but not patient or reason, and is recorded as DELIVERED', async () => {
    start().send(alert());
    await concluded();
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.got;
    expect(JSON.parse(body)).toEqual({
      type: 'break-glass.started',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      data: {
        grant: GRANT,
        actor: { issuer: 'https://idp.test', subject: 'user-nurse', name: 'Ada', roles: ['nurse'] },
        purpose: 'ETREAT',
        until: '2026-01-01T00:15:00.000Z',
      },
    });
    expect(headers['content-type']).toBe('application/json');
    expect(outcome()).toEqual([['breakglass.alert', 'permit', 'DELIVERED', 1]]);
    expect(records[0]).toMatchObject({ patients: [PATIENT], breakGlass: { id: GRANT } });
  });

  it('names the patient and the reason with detail: full', async () => {
    start({ detail: 'full' }).send(alert());
    await concluded();
    expect(JSON.parse(receiver.got[0]?.body ?? '')).toMatchObject({
      data: { patient: PATIENT, reason: REASON },
    });
  });

  it('is signed with HMAC-SHA256 over its id, its time and its body', async () => {
    start().send(alert());
    await concluded();
    const [{ headers, body } = { headers: {}, body: '' }] = receiver.got;
    const time = String(headers['webhook-timestamp']);
    expect(headers['webhook-id']).toBe(GRANT);
    expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(5);
    const signature = createHmac('sha256', SECRET).update(`${GRANT}.${time}.${body}`);
    expect(headers['webhook-signature']).toBe(`v1,${signature.digest('base64')}`);
  });

  it('is not signed without a secret', async () => {
    start({ secret: null }).send(alert());
    await concluded();
    expect(receiver.got[0]?.headers).not.toHaveProperty('webhook-signature');
  });

  it('is sent again with the same id and body after errors, a redirect or no response, until the receiver accepts it', async () => {
    receiver.answers = [500, 302, 404, null, 503, 200];
    start({}, { timeoutMs: 300 }).send(alert());
    await concluded();
    expect(receiver.got).toHaveLength(6);
    expect(new Set(receiver.got.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(outcome()).toEqual([['breakglass.alert', 'permit', 'DELIVERED', 6]]);
  });

  it('is delivered after a receiver that could not be reached is available again', async () => {
    receiver.server.close();
    receiver.server.closeAllConnections();
    start();
    alerts.send(alert());
    await until(() => logged.some((line) => line.includes('is sent again')));
    receiver.server.listen(receiver.port, '127.0.0.1');
    await concluded();
    expect(outcome()).toMatchObject([
      ['breakglass.alert', 'permit', 'DELIVERED', expect.anything()],
    ]);
  });

  it('is given up after its time limit, with an error in the log and the ledger record UNDELIVERED', async () => {
    receiver.answers = [500];
    start({}, { durationMs: 200 }).send(alert());
    await concluded();
    expect(outcome()).toEqual([['breakglass.alert', 'error', 'UNDELIVERED', receiver.got.length]]);
    expect(receiver.got.length).toBeGreaterThan(3);
    const errors = logged.filter((line) => line.includes('"level":50'));
    expect(errors).toEqual([expect.stringContaining('break-glass alert was not delivered')]);
    expect(errors[0]).toContain(GRANT);
  });

  it('is sent again after delays that grow up to a maximum', async () => {
    receiver.answers = [500];
    const times: number[] = [];
    receiver.server.on('request', () => times.push(Date.now()));
    start({}, { firstDelayMs: 40, maxDelayMs: 160, durationMs: 800 }).send(alert());
    await concluded();
    const waits = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(18);
    expect(waits[2]).toBeGreaterThanOrEqual(78);
    expect(Math.max(...waits)).toBeLessThan(300);
  });

  it('is recorded as UNDELIVERED without a retry if the maximum number of alerts already waits', async () => {
    receiver.answers = [500];
    start({}, { maxPending: 1, firstDelayMs: 10_000, maxDelayMs: 10_000 });
    alerts.send(alert());
    alerts.send(alert('019a0000-0000-7000-8000-0000000000bb'));
    await concluded();
    expect(records).toMatchObject([
      { reason: 'UNDELIVERED', breakGlass: { id: '019a0000-0000-7000-8000-0000000000bb' } },
    ]);
  });

  it('leaves no patient, reason, URL query, secret or name of the holder in the log, even with detail: full', async () => {
    receiver.answers = [500, 200];
    start({ detail: 'full' }).send(alert());
    await concluded();
    expect(logged.length).toBeGreaterThan(1);
    for (const secret of [PATIENT, REASON, 'team=privacy', SECRET.toString('hex'), 'Ada'])
      expect(logged.join('')).not.toContain(secret);
    expect(logged.join('')).not.toContain('withheld');
  });
});

describe('closing the sender of break-glass alerts', () => {
  it('sends an alert that waits for a retry at once, and records it as DELIVERED if the receiver accepts it', async () => {
    receiver.answers = [500, 200];
    start({}, { firstDelayMs: 60_000, maxDelayMs: 60_000 });
    alerts.send(alert());
    await until(() => logged.length > 0);
    await closeAlerts();
    expect(outcome()).toEqual([['breakglass.alert', 'permit', 'DELIVERED', 2]]);
  });

  it('ends within two seconds if the receiver does not respond, and records the alert as UNDELIVERED', async () => {
    receiver.answers = [null];
    start({}, { timeoutMs: 300 });
    alerts.send(alert());
    await until(() => receiver.got.length > 0);
    const before = Date.now();
    await closeAlerts();
    expect(Date.now() - before).toBeLessThan(2_000);
    expect(outcome()).toMatchObject([
      ['breakglass.alert', 'error', 'UNDELIVERED', expect.anything()],
    ]);
  });
});
