import { describe, expect, it } from '@jest/globals';
import { PROXY, SUBGRAPH_TOKEN } from './every-network-setting.ts';
import type { FullGateway } from './full-gateway.ts';
import { BEHIND_PROXY, boundToCertificate, chart, FORGED, of, P1 } from './requests.ts';

const physician = of('physician');

/** Headers with which a client claims to be the gateway, a proxy or another caller. */
export function describeHeaders(full: () => FullGateway): void {
  describe('a client that sends headers of the gateway, a proxy or another caller', () => {
    it('gets the same response as without them, and of these headers the subgraph receives only the forwarded one, x-tenant', async () => {
      const { patients, everyWay } = full();
      const before = patients.accepted.length;
      const honest = await everyWay({ headers: of('nurse'), body: chart(P1) });
      const headers = { ...FORGED, ...of('nurse'), 'x-tenant': 'ward 1' };
      const forged = await everyWay({ headers, body: chart(P1) });
      expect(forged.text).toBe(honest.text);
      expect(forged.data).toMatchObject({ patient: { name: expect.any(String), ssn: null } });
      const [first, ...others] = patients.accepted.slice(before);
      expect(others).toHaveLength(5);
      for (const { headers: received } of others.slice(-3)) {
        expect(Object.keys(received).toSorted()).toEqual(
          [...Object.keys(first?.headers ?? {}), 'x-tenant'].toSorted(),
        );
        expect(received).toMatchObject({
          authorization: `Bearer ${SUBGRAPH_TOKEN}`,
          'x-api-key': 'the-key',
          'x-site': 'north',
          'x-tenant': 'ward 1',
        });
        const [, claims = ''] = String(received['phi-gateway-identity']).split('.');
        expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
          sub: 'the nurse',
          roles: ['nurse'],
        });
        for (const name of [
          'signature',
          'signature-input',
          'content-digest',
          'x-request-id',
        ] as const)
          expect(received[name]).not.toBe(FORGED[name]);
      }
    });

    it('gets 400 BAD_REQUEST if it sends the forwarded header x-tenant twice, and nothing is fetched', async () => {
      const { patients, everyWay } = full();
      const before = patients.accepted.length;
      const headers = { ...physician, 'x-tenant': ['a', 'b'] };
      expect(await everyWay({ headers, body: chart(P1) })).toMatchObject({
        status: 400,
        codes: ['BAD_REQUEST'],
      });
      expect(patients.accepted).toHaveLength(before);
    });
  });

  describe('the headers of a proxy', () => {
    it('determine the recorded address of the client only if a trusted proxy sends them', async () => {
      const { ways, recordsOf } = full();
      const headers = { ...physician, ...BEHIND_PROXY, forwarded: 'for=203.0.113.7' };
      for (const way of [ways['HTTP/1.1'], ways['HTTP/2']]) {
        const [record] = recordsOf(await way({ headers, body: chart(P1) }));
        expect(record?.client).toMatchObject({ address: '127.0.0.1' });
        expect(record?.client).not.toHaveProperty('proxies');
      }
      const answer = await ways['a trusted proxy']({ headers, body: chart(P1) });
      const [record] = recordsOf(answer);
      expect(record?.client).toMatchObject({ address: '203.0.113.9', proxies: [PROXY] });
    });

    it('state the client certificate of a bound token only if a trusted proxy sends them; else it gets 401 unless the connection has the certificate', async () => {
      const { certificates, patients, ways, withCertificate } = full();
      const { claims, stated } = boundToCertificate(certificates.client);
      const bound = of('physician', 'bound', claims);
      const sent = { headers: { ...bound, ...BEHIND_PROXY, ...stated }, body: chart(P1) };
      const before = patients.accepted.length;
      for (const way of [ways['HTTP/1.1'], ways['HTTP/2']])
        expect(await way(sent)).toMatchObject({ status: 401 });
      expect(patients.accepted).toHaveLength(before);
      expect(await ways['a trusted proxy'](sent)).toMatchObject({ status: 200, codes: [] });
      const unstated = { ...sent, headers: bound };
      expect(await ways['a trusted proxy'](unstated)).toMatchObject({ status: 401 });
      // The certificate of the connection, beside a header that counts for nothing.
      expect(await withCertificate(sent)).toMatchObject({ status: 200 });
    });

    it('make the gateway refuse a request with 403 HTTPS_REQUIRED, and fetch nothing, if a trusted proxy states http', async () => {
      const { patients, ways } = full();
      const before = patients.accepted.length;
      const headers = { ...physician, ...BEHIND_PROXY, 'x-forwarded-proto': 'http' };
      expect(await ways['a trusted proxy']({ headers, body: chart(P1) })).toMatchObject({
        status: 403,
        codes: ['HTTPS_REQUIRED'],
      });
      expect(patients.accepted).toHaveLength(before);
    });
  });
}
