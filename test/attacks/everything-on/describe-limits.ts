import { hash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { openHttp2 } from '../../support/http2-client.ts';
import { comparable, type Answer, type FullGateway } from './full-gateway.ts';
import {
  BEHIND_PROXY,
  bodyOf,
  boundToCertificate,
  boundToKey,
  CHART,
  chart,
  FORGED,
  JSON_TYPE,
  MOVE,
  of,
  P1,
  P2,
  persisted,
  PHI,
  PREFLIGHT,
  search,
  type Sent,
} from './requests.ts';

const physician = of('physician');
/** Headers of a caller with three requests a minute. */
const spent = (claims: object = {}) => of('billing', 'spent', claims);

/** Limits of callers and of the gateway. */
export function describeLimits(full: () => FullGateway): void {
  it('a response with more PHI fields than the role may have is refused with 400 OPERATION_TOO_COMPLEX; a role with a higher limit gets it', async () => {
    const { everyWay, recordsOf } = full();
    const query = '{ patients(first: 25) { name birthDate } }';
    const headers = { ...of('nurse'), 'graphql-cost': 'report' };
    const answer = await everyWay({ headers, body: bodyOf(query) });
    expect(answer).toMatchObject({ status: 400, codes: ['OPERATION_TOO_COMPLEX'] });
    expect(answer.text).not.toMatch(PHI);
    expect(recordsOf(answer).flatMap(({ accesses }) => accesses)).toEqual([]);
    const allowed = await everyWay({ headers: physician, body: bodyOf(query) });
    const released = recordsOf(allowed).flatMap(({ accesses }) => accesses);
    expect(released.length).toBeGreaterThan(0);
  });

  it('a caller who has used up the requests of a minute gets 429 and a time to retry over each protocol, in each form of request, with another token or address', async () => {
    const { certificates, patients, ways, withCertificate } = full();
    const query = bodyOf('{ patients(first: 1) { id } }');
    const statuses: number[] = [];
    for (const way of Object.values(ways))
      statuses.push((await way({ headers: spent(), body: query })).status);
    expect(statuses).toEqual([200, 200, 200]);
    const before = patients.accepted.length;
    const { authorization } = spent();
    const { claims, stated } = boundToCertificate(certificates.client);
    const bound = await boundToKey('billing', 'spent');
    const forms: readonly Sent[] = [
      { headers: spent(), body: query },
      { headers: spent({ jti: randomUUID(), client_id: 'another' }), body: query },
      { headers: spent({ roles: ['billing', 'physician'] }), body: query },
      {
        headers: spent(),
        body: JSON.stringify({ documentId: hash('md5', CHART), variables: { id: P1 } }),
      },
      { headers: spent(), body: JSON.stringify(persisted(hash('sha256', CHART))) },
      {
        method: 'GET',
        path: search({ query: '{ patients(first: 1) { id } }' }),
        headers: { authorization, ...PREFLIGHT },
      },
      { headers: { ...spent(), 'x-forwarded-for': '198.51.100.7', 'x-tenant': 'b' }, body: query },
      { headers: { ...spent(claims), ...BEHIND_PROXY, ...stated }, body: query },
      { headers: { ...spent(), 'graphql-cost': 'report', 'accept-encoding': 'br' }, body: query },
    ];
    for (const sent of forms)
      for (const [name, way] of Object.entries(ways)) {
        const answer = await way(sent);
        // Only a trusted proxy can state the certificate of a client.
        const isUnbound =
          sent.headers !== undefined && 'client-cert' in sent.headers && name !== 'a trusted proxy';
        expect({
          name,
          status: answer.status,
          saysWhen: Number(answer.headers['retry-after'] ?? 0) > 0,
        }).toEqual({ name, status: isUnbound ? 401 : 429, saysWhen: !isUnbound });
        expect(answer.data ?? null).toBeNull();
      }
    for (const way of Object.values(ways))
      expect(await way({ headers: await bound(), body: query })).toMatchObject({ status: 429 });
    const certificate = { headers: spent(claims), body: query };
    expect(await withCertificate(certificate)).toMatchObject({ status: 429 });
    expect(patients.accepted).toHaveLength(before);
  });

  describe('a gateway with as many operations under way as limits.operationsUnderWay', () => {
    it('refuses further requests of any caller and content with the same 503 OVERLOADED, unrecorded, stays ready, and answers the operations under way', async () => {
      const { patients, http2, everyWay, recordsOf } = full();
      const waiting: (() => void)[] = [];
      patients.behave(async (execute) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        return execute();
      });
      const before = patients.accepted.length;
      const underWay = Array.from({ length: 8 }, (_, index) =>
        http2.send({ headers: of('physician', `caller ${index}`), body: chart(P1) }),
      );
      while (waiting.length < 8) await sleep(5);
      const answers: Answer[] = [];
      for (const sent of [
        { headers: physician, body: chart(P1) },
        { headers: of('patient', 'curious', { patient: P1 }), body: chart(P2) },
        { headers: of('nurse'), body: bodyOf(MOVE) },
        { headers: JSON_TYPE, body: chart(P1) },
        { headers: { ...JSON_TYPE, authorization: 'Bearer unknown' }, body: chart(P1) },
        { headers: { ...JSON_TYPE, ...FORGED }, body: '{' },
      ])
        answers.push(await everyWay(sent));
      for (const answer of answers) {
        expect(answer).toMatchObject({ status: 503, codes: ['OVERLOADED'] });
        expect(comparable(answer)).toEqual(comparable(answers[0] ?? answer));
        for (const name of ['ratelimit', 'ratelimit-policy', 'www-authenticate'])
          expect(answer.headers).not.toHaveProperty(name);
        expect(recordsOf(answer)).toEqual([]);
      }
      expect(patients.accepted).toHaveLength(before + 8);
      const health = await everyWay({ method: 'GET', path: '/health/ready' });
      expect(health).toMatchObject({ status: 200 });
      for (const resume of waiting) resume();
      for (const { status, text } of await Promise.all(underWay))
        expect({ status, name: text.includes('Fay719') }).toEqual({ status: 200, name: true });
    });
  });

  it('a caller gets data while unauthenticated clients hold idle connections and send bodies that never end', async () => {
    const { gateway, certificates, everyWay } = full();
    const ca = certificates.server.cert;
    const port = Number(new URL(gateway.url).port);
    const held = Array.from({ length: 12 }, (_, index) => {
      const socket = connect({ host: '127.0.0.1', port, ca });
      socket.on('error', () => undefined).resume();
      if (index % 2 === 0)
        socket.write(
          'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{',
        );
      return socket;
    });
    await Promise.all(held.map((socket) => once(socket, 'secureConnect')));
    const other = await openHttp2(gateway.url, { ca });
    const streams = Array.from({ length: 12 }, () => {
      const stream = other.session.request({
        ':method': 'POST',
        ':path': '/graphql',
        ...JSON_TYPE,
      });
      stream.on('error', () => undefined).write('{');
      return stream;
    });
    const statuses = await Promise.all(
      streams.map(async (stream) => {
        const [headers] = (await once(stream, 'response')) as [{ readonly ':status': number }];
        return headers[':status'];
      }),
    );
    // More of them than may be under way came at once.
    expect([401, 503]).toEqual(expect.arrayContaining([...new Set(statuses)]));
    expect(statuses).toContain(401);
    expect(await everyWay({ headers: physician, body: chart(P1) })).toMatchObject({
      status: 200,
      codes: [],
    });
    other.close();
    for (const socket of held) socket.destroy();
  });
}
