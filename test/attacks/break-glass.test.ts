import { createHmac, hkdfSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { renameSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { reportAccesses } from '../support/reports/report-accesses.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { KEY_SET, tokenFor } from '../support/edge.ts';
import { startServedGateway, tokenOf } from '../support/served-gateway.ts';
import type { Reply, ServedGateway } from '../support/served-gateway.ts';
import { secretKey } from '../support/secret-key.ts';

const KEY = Buffer.from(secretKey(), 'base64');
const REACH = `authorization:
  reach: { patient: self, physician: self, nurse: self, billing: all, researcher: all, privacy_officer: all }
`;
const YAML = `${REACH}
breakGlass: { roles: [nurse, physician], minutes: 15, key: "${KEY.toString('base64')}" }
`;
const REASON = 'unconscious after a fall, allergies unknown';

let shift = 0;
const clock = () => Date.now() + shift;

let served: ServedGateway;
/** Two patients of the data: the patient of the grants, and another. */
let p1: Record<string, string>;
let p2: Record<string, string>;
beforeAll(async () => {
  served = await startServedGateway(YAML, clock);
  const { data } = await graphql(
    served,
    tokenOf(['billing']),
    '{ patients(first: 2) { id name ssn } }',
  );
  [p1 = {}, p2 = {}] = (data?.['patients'] ?? []) as Record<string, string>[];
});
afterAll(() => served.close());
beforeEach(() => void (shift = 0));

/** An expiry after all shifts of the clock in these tests. */
const lasting = { exp: Math.floor(Date.now() / 1000) + 86_400 };
const NURSE = tokenFor('nurse-7', { roles: ['nurse'], ...lasting });

function graphql(gateway: ServedGateway, token: string, query: string, ...grants: string[]) {
  const headers = grants.map((grant) => ['x-break-glass', grant] as const);
  return gateway.send({ token, headers, body: { query } });
}

interface Started {
  readonly grant: string;
  readonly id: string;
  readonly patient: string;
  readonly until: string;
}

async function breakGlass(
  gateway = served,
  token = NURSE,
  patient = p1['id'] ?? '',
): Promise<Started> {
  const reply = await gateway.send({
    path: '/break-glass',
    token,
    body: { patient, reason: REASON },
  });
  expect({ status: reply.status, codes: reply.codes }).toEqual({ status: 201, codes: [] });
  return reply.json as Started;
}

/** The reply to a request, the subgraph requests that it caused and the records that it left. */
async function watch(act: () => Promise<Reply>, gateway = served) {
  served.received.length = 0;
  const before = gateway.leaves().length;
  const reply = await act();
  return {
    reply,
    asked: served.received.join('\n'),
    leaves: gateway
      .leaves()
      .slice(before)
      .filter(({ kind }) => !kind.startsWith('log.')),
  };
}

const one = (id = p1['id']) => `{ patient(id: "${id}") { id name ssn } }`;

const write = (patient = '') =>
  `mutation { correctAddress(patientId: "${patient}", address: { line: "1 Main St", city: "Acton", state: "Massachusetts", zip: "01720" }) { id } }`;

describe('a break-glass grant', () => {
  it('opens the record of its patient and of no other patient', async () => {
    const without = await watch(() => graphql(served, NURSE, one()));
    expect(without.reply.data).toEqual({ patient: null });
    expect(without.asked).toBe('');
    const { grant } = await breakGlass();
    const { data } = await graphql(served, NURSE, one(), grant);
    expect(data).toEqual({ patient: { id: p1['id'], name: p1['name'], ssn: null } });
    const list = await graphql(served, NURSE, '{ patients(first: 20) { id name } }', grant);
    expect(list.data).toEqual({ patients: [{ id: p1['id'], name: p1['name'] }] });
    const other = await watch(() => graphql(served, NURSE, one(p2['id']), grant));
    expect(other.reply.data).toEqual({ patient: null });
    expect(other.asked).toBe('');
  });

  it("does not open a field that the caller's role may not see: the field is neither fetched nor released", async () => {
    const { grant } = await breakGlass();
    const { reply, asked } = await watch(() => graphql(served, NURSE, one(), grant));
    expect(reply.codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(reply.text).not.toContain(p1['ssn']);
    expect(asked).not.toContain('ssn');
  });

  it('has no effect on concurrent requests that do not present it', async () => {
    const { grant } = await breakGlass();
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        graphql(served, NURSE, one(), ...(index % 2 === 0 ? [grant] : [])),
      ),
    );
    for (const [index, { text }] of replies.entries())
      expect(text.includes(p1['name'] ?? '?')).toBe(index % 2 === 0);
  });

  it('allows a mutation of its patient, recorded with the grant id, and denies a mutation of another patient', async () => {
    const { grant, id } = await breakGlass();
    const own = await watch(() => graphql(served, NURSE, write(p1['id']), grant));
    expect(own.reply.data).toEqual({ correctAddress: { id: p1['id'] } });
    expect(own.leaves.map(({ kind, breakGlass: leaf }) => [kind, leaf?.id])).toEqual([
      ['intent', id],
      ['outcome', id],
    ]);
    const other = await watch(() => graphql(served, NURSE, write(p2['id']), grant));
    expect(other.reply.data).toBe(null);
    expect(other.asked).toBe('');
    expect(other.leaves).toMatchObject([{ kind: 'denial', breakGlass: { id } }]);
  });

  it('is recorded when issued, as is an access under it; reports show its reason, which no record body contains', async () => {
    const before = served.leaves().length;
    const { grant, id, until } = await breakGlass();
    await graphql(served, NURSE, one().replace('ssn', ''), grant);
    const [start, access] = served.leaves().slice(before);
    expect(start).toMatchObject({
      kind: 'breakglass.start',
      actor: { subject: 'nurse-7' },
      patients: [p1['id']],
      breakGlass: { id, until: Date.parse(until) },
    });
    expect(access).toMatchObject({
      kind: 'access',
      breakGlass: { id },
      accesses: [{ rule: { roles: ['nurse'], relation: 'break-glass' } }],
    });
    const rows = [];
    for await (const row of reportAccesses({
      location: { kind: 'sqlite', path: served.ledgerFile },
      by: { breakGlass: true },
      since: null,
      until: null,
      onDamaged: () => undefined,
      onPruned: () => undefined,
    })) {
      if (row.breakGlass?.grant === id) rows.push(row);
    }
    expect(
      rows.map(({ kind, relations, breakGlass: row }) => [kind, relations, row?.reason]),
    ).toEqual([
      ['breakglass.start', [], REASON],
      ['access', ['break-glass'], null],
    ]);
    expect(JSON.stringify(served.leaves())).not.toContain('allergies');
  });

  it.each([
    ['has another name', '{ db: audit.db, origin: ward }'],
    ['has the same name', '{ db: audit.db }'],
  ])(
    'is refused with 403 BREAK_GLASS_INVALID by a gateway with the same key and another ledger that %s',
    async (_what, audit) => {
      const ward = await served.replica({ audit });
      const here = await breakGlass();
      const there = await breakGlass(ward);
      for (const [gateway, { grant }] of [
        [ward, here],
        [served, there],
      ] as const) {
        const { reply, asked, leaves } = await watch(
          () => graphql(gateway, NURSE, one(), grant),
          gateway,
        );
        expect([reply.status, reply.codes, asked]).toEqual([403, ['BREAK_GLASS_INVALID'], '']);
        expect(leaves).toMatchObject([{ kind: 'denial', reason: 'BREAK_GLASS_INVALID' }]);
      }
      expect((await graphql(ward, NURSE, one(), there.grant)).data).toMatchObject({
        patient: { name: p1['name'] },
      });
    },
  );

  it('is invalid once stopped, also after a restart; one left open stays valid after the restart and gets a stop record with LEFT_OPEN', async () => {
    const first = await served.replica();
    const [stopped, open] = [await breakGlass(first), await breakGlass(first)];
    const stop = ({ grant }: Started) =>
      first.send({ path: '/break-glass/stop', token: NURSE, headers: [['x-break-glass', grant]] });
    const { reply, leaves } = await watch(() => stop(stopped), first);
    expect({ status: reply.status, text: reply.text }).toEqual({ status: 204, text: '' });
    expect(leaves).toMatchObject([
      { kind: 'breakglass.stop', reason: 'STOPPED', breakGlass: { id: stopped.id } },
    ]);
    const after = await watch(() => graphql(first, NURSE, one(), stopped.grant), first);
    expect(after).toMatchObject({
      reply: { codes: ['BREAK_GLASS_INVALID'] },
      asked: '',
      leaves: [{ kind: 'denial', reason: 'BREAK_GLASS_INVALID' }],
    });
    expect((await stop(stopped)).codes).toEqual(['BREAK_GLASS_INVALID']);

    await first.close();
    const again = await served.replica({ ledgerFile: first.ledgerFile });
    expect((await graphql(again, NURSE, one(), stopped.grant)).codes).toEqual([
      'BREAK_GLASS_INVALID',
    ]);
    expect((await graphql(again, NURSE, one(), open.grant)).data).toMatchObject({
      patient: { name: p1['name'] },
    });
    const ends = again.leaves().filter(({ kind }) => kind === 'breakglass.stop');
    expect(ends.map(({ reason, breakGlass: leaf }) => [reason, leaf?.id])).toEqual([
      ['STOPPED', stopped.id],
      ['LEFT_OPEN', open.id],
    ]);
    await again.close();
    const path = first.ledgerFile;
    const location = { kind: 'sqlite', path } as const;
    const options = {
      location,
      publicKey: null,
      anchors: [],
      witnesses: [],
      guardPath: `${path}.guard`,
    };
    expect((await verifyLedger(options)).result).toBe('PASS');
  });
});

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as object;

/** A grant with changed parts, signed with a key. */
function remade(
  { grant }: Started,
  change: {
    readonly header?: Readonly<Record<string, unknown>>;
    readonly claims?: Readonly<Record<string, unknown>>;
    readonly key?: Uint8Array | null;
  },
): string {
  const [head = '', payload = ''] = grant.split('.');
  const input = `${encode({ ...read(head), ...change.header })}.${encode({ ...read(payload), ...change.claims })}`;
  if (change.key === null) return `${input}.`;
  const key =
    change.key ?? Buffer.from(hkdfSync('sha256', KEY, '', 'phi-gateway/break-glass/v1', 32));
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

describe('a forged or misused break-glass grant', () => {
  let started: Started;
  beforeAll(async () => void (started = await breakGlass()));

  it.each<[string, () => readonly string[], (() => string)?]>([
    ['signed with another key', () => [remade(started, { key: Buffer.alloc(32, 6) })]],
    ['signed with the configured key itself', () => [remade(started, { key: KEY })]],
    [
      'signed with the public key of the token issuer',
      () => [remade(started, { key: Buffer.from(KEY_SET) })],
    ],
    [
      'with the algorithm none and no signature',
      () => [remade(started, { header: { alg: 'none' }, key: null })],
    ],
    [
      'with the algorithm none and a signature',
      () => [remade(started, { header: { alg: 'none' } })],
    ],
    [
      'with a header that names the algorithm EdDSA',
      () => [remade(started, { header: { alg: 'EdDSA' } })],
    ],
    ['with another patient under the original signature', () => [swapPatient(started)]],
    ['an access token in place of the grant', () => [NURSE]],
    [
      'presented by another caller',
      () => [started.grant],
      () => tokenFor('nurse-8', { roles: ['nurse'] }),
    ],
    [
      'presented by a caller whose name differs in white space',
      () => [started.grant],
      () => tokenFor('nurse-7 ', { roles: ['nurse'] }),
    ],
    [
      'presented by its caller without the role',
      () => [started.grant],
      () => tokenFor('nurse-7', { roles: ['billing'] }),
    ],
    ['presented in two headers', () => [started.grant, started.grant]],
    ['presented together with a second, invalid grant', () => [started.grant, 'x']],
    ['presented twice in one header', () => [`${started.grant}, ${started.grant}`]],
    ['an empty header', () => ['']],
    ['the grant id in place of the grant', () => [started.id]],
  ])(
    'is refused with 403 BREAK_GLASS_INVALID and recorded as a denial: %s',
    async (_what, grants, token = () => NURSE) => {
      const { reply, asked, leaves } = await watch(() =>
        graphql(served, token(), one(), ...grants()),
      );
      expect({ status: reply.status, codes: reply.codes }).toEqual({
        status: 403,
        codes: ['BREAK_GLASS_INVALID'],
      });
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect({ asked, leaves }).toMatchObject({
        asked: '',
        leaves: [{ kind: 'denial', reason: 'BREAK_GLASS_INVALID', patients: [], breakGlass: null }],
      });
    },
  );

  it('is refused with BREAK_GLASS_INVALID from the second at which it expires, and not two seconds before', async () => {
    shift = Date.parse(started.until) - Date.now() - 2_000;
    expect((await graphql(served, NURSE, one(), started.grant)).data).toMatchObject({
      patient: { name: p1['name'] },
    });
    shift = Date.parse(started.until) - Date.now();
    expect((await graphql(served, NURSE, one(), started.grant)).codes).toEqual([
      'BREAK_GLASS_INVALID',
    ]);
  });

  it('is refused with UNAUTHENTICATED if it is sent in place of an access token', async () => {
    expect((await graphql(served, started.grant, one())).codes).toEqual(['UNAUTHENTICATED']);
  });

  it('cannot be stopped by another caller or without the grant in the header: BREAK_GLASS_INVALID, recorded as a denial', async () => {
    for (const [token, grants] of [
      [tokenFor('nurse-8', { roles: ['nurse'] }), [started.grant]],
      [NURSE, []],
      [NURSE, ['x']],
    ] as const) {
      const { reply, leaves } = await watch(() =>
        served.send({
          path: '/break-glass/stop',
          token,
          headers: grants.map((grant) => ['x-break-glass', grant]),
        }),
      );
      expect({ codes: reply.codes, leaves }).toMatchObject({
        codes: ['BREAK_GLASS_INVALID'],
        leaves: [{ kind: 'denial', reason: 'BREAK_GLASS_INVALID' }],
      });
    }
    expect((await graphql(served, NURSE, one(), started.grant)).data).toMatchObject({
      patient: { name: p1['name'] },
    });
  });

  it('is refused with BREAK_GLASS_INVALID by a gateway without break-glass, whose /break-glass responds with 404', async () => {
    const plain = await served.replica({ yaml: REACH });
    expect((await graphql(plain, NURSE, one(), started.grant)).codes).toEqual([
      'BREAK_GLASS_INVALID',
    ]);
    const body = { patient: p1['id'], reason: REASON };
    const start = await plain.send({ path: '/break-glass', token: NURSE, body });
    expect({ status: start.status, codes: start.codes }).toEqual({
      status: 404,
      codes: ['NOT_FOUND'],
    });
  });
});

const body = (changes: object = {}) => ({ patient: p1['id'], reason: REASON, ...changes });

describe('the endpoint /break-glass', () => {
  it.each<[string, () => Partial<Parameters<ServedGateway['send']>[0]>, number, string]>([
    ['an invalid token (401 UNAUTHENTICATED)', () => ({ token: 'x.y.z' }), 401, 'UNAUTHENTICATED'],
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
        served.send({ path: '/break-glass', token: NURSE, body: body(), ...changes() }),
      );
      expect({ status: reply.status, codes: reply.codes }).toEqual({ status, codes: [code] });
      expect(reply.headers.get('cache-control')).toBe('no-store');
      expect(leaves.map(({ kind, reason }) => `${kind} ${String(reason)}`)).toEqual(
        status === 403 ? [`denial ${code}`] : [],
      );
    },
  );

  it('returns 201 with a grant for the configured 15 minutes and cache-control: no-store', async () => {
    const reply = await served.send({ path: '/break-glass', token: NURSE, body: body() });
    expect(reply.status).toBe(201);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(Object.keys(reply.json as object)).toEqual(['grant', 'id', 'patient', 'until']);
    const minutes = (Date.parse((reply.json as Started).until) - Date.now()) / 60_000;
    expect(minutes).toBeLessThanOrEqual(15);
    expect(minutes).toBeGreaterThan(14.9);
  });

  it('allows CORS preflights of configured origins only, with the header x-break-glass', async () => {
    const replica = await served.replica({
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
    const replica = await served.replica({
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
    const replica = await served.replica({
      yaml: YAML.replace('minutes: 15', `minutes: 15, alert: { url: "http://127.0.0.1:${port}/" }`),
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
    const replica = await served.replica({
      yaml: YAML.replace('minutes: 15', `minutes: 15, alert: { url: "http://127.0.0.1:${port}/" }`),
    });
    const before = Date.now();
    const { grant } = await breakGlass(replica);
    expect((await graphql(replica, NURSE, one(), grant)).data).toMatchObject({
      patient: { name: p1['name'] },
    });
    expect(Date.now() - before).toBeLessThan(2_000);
    receiver.closeAllConnections();
    receiver.close();
    await replica.close();
    const alert = replica.leaves().find(({ kind }) => kind === 'breakglass.alert');
    expect(alert).toMatchObject({ outcome: 'error', reason: 'UNDELIVERED' });
  });

  it('logs the grant id, but no patient, reason, grant or caller', async () => {
    const replica = await served.replica();
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
    for (const secret of [p1['id'] ?? '', 'allergies', payload, signature, 'nurse-7'])
      expect(log).not.toContain(secret);
  });
});

const both = (claims: object = {}) =>
  tokenFor('nurse-7', { roles: ['billing', 'nurse'], ...claims });

describe('the purpose of use under break-glass', () => {
  const PURPOSES = `${YAML.replace('minutes: 15', 'minutes: 15, purpose: ETREAT')}
purpose:
  header: true
  default: TREAT
  roles: { patient: [PATRQT], physician: [TREAT, ETREAT], nurse: [TREAT, ETREAT], billing: [TREAT, HPAYMT], researcher: [HRESCH], privacy_officer: [HOPERAT] }
`;

  it('is the configured one: only roles allowed for it count, and another purpose in header or token is refused with PURPOSE_NOT_ALLOWED', async () => {
    const replica = await served.replica({ yaml: PURPOSES });
    const usual = await graphql(replica, both(), one());
    expect(usual.data).toMatchObject({ patient: { ssn: p1['ssn'] } });
    const { grant } = await breakGlass(replica, both());
    const { reply, leaves } = await watch(() => graphql(replica, both(), one(), grant), replica);
    expect(reply.data).toMatchObject({ patient: { name: p1['name'], ssn: null } });
    expect(leaves).toMatchObject([{ actor: { purpose: 'ETREAT', roles: ['nurse'] } }]);
    const start = replica.leaves().find(({ kind }) => kind === 'breakglass.start');
    expect(start?.actor).toMatchObject({ purpose: 'ETREAT', roles: ['nurse'] });

    const contradicted = await replica.send({
      token: both(),
      headers: [
        ['x-break-glass', grant],
        ['x-purpose-of-use', 'TREAT'],
      ],
      body: { query: one() },
    });
    expect(contradicted.codes).toEqual(['PURPOSE_NOT_ALLOWED']);
    for (const path of ['/break-glass', '/graphql']) {
      const bounded = await replica.send({
        path,
        token: both({ purpose_of_use: 'TREAT' }),
        headers: path === '/graphql' ? [['x-break-glass', grant]] : [],
        body: { patient: p1['id'], reason: REASON },
      });
      expect(bounded.codes).toEqual(['PURPOSE_NOT_ALLOWED']);
    }
  });
});

function swapPatient({ grant }: Started): string {
  const [head = '', payload = '', signature = ''] = grant.split('.');
  return [head, encode({ ...read(payload), patient: p2['id'] }), signature].join('.');
}
