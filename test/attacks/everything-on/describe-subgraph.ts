import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { describe, expect, it } from '@jest/globals';
import { openHttp2 } from '../../support/http2-client.ts';
import { readSamples } from '../../support/read-samples.ts';
import { SUBGRAPH_TOKEN } from './every-network-setting.ts';
import type { FullGateway } from './full-gateway.ts';
import { bodyOf, chart, FORGED, JSON_TYPE, MOVE, of, P1, P2, PHI } from './requests.ts';

const physician = of('physician');
const UNAVAILABLE = { status: 503, headers: { 'content-type': 'text/html' }, body: 'Fay719' };
const isWrite = ({ body }: { readonly body: string }) => body.includes('correctAddress');

/** A subgraph that an attacker calls, and one that fails. */
export function describeSubgraph(full: () => FullGateway): void {
  describe('a subgraph that an attacker calls directly, not through the gateway', () => {
    it('closes a connection without the client certificate of the gateway, and sends nothing over it', async () => {
      const { patients, certificates } = full();
      const ca = certificates.subgraph.cert;
      const socket = connect({ host: '127.0.0.1', port: patients.port, ca });
      let received = '';
      socket.on('data', (data: Buffer) => void (received += data.toString()));
      socket.on('error', () => undefined);
      socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}');
      await new Promise((resolve) => void socket.once('close', resolve));
      expect(received).toBe('');
    });

    it('answers 401 and executes nothing, even with the stolen certificate, credentials and a whole request of the gateway', async () => {
      const { patients, certificates, ways } = full();
      await ways['HTTP/2']({ headers: of('privacy_officer'), body: chart(P1) });
      const { headers = {}, body = '' } = patients.accepted.at(-1) ?? {};
      const stolen = Object.fromEntries(
        Object.entries(headers).filter(
          ([name]) => !['connection', 'content-length', 'host', 'transfer-encoding'].includes(name),
        ),
      ) as Record<string, string>;
      const before = patients.accepted.length;
      const { subgraph, gateway } = certificates;
      const thief = await openHttp2(patients.url, { ca: subgraph.cert, ...gateway });
      const bearer = { ...JSON_TYPE, authorization: `Bearer ${SUBGRAPH_TOKEN}` };
      for (const [sent, text] of [
        [stolen, body],
        [stolen, body.replace(P1, P2)],
        [{ ...stolen, ...FORGED, authorization: stolen['authorization'] ?? '' }, body],
        [{ ...FORGED, ...bearer }, body],
        [bearer, body],
        [{ ...stolen, authorization: `Bearer ${stolen['phi-gateway-identity'] ?? ''}` }, body],
      ] as const)
        expect(await thief.send({ headers: sent, body: text })).toMatchObject({ status: 401 });
      thief.close();
      expect(patients.accepted).toHaveLength(before);
    });
  });

  describe('a subgraph that fails', () => {
    it.each<[string, () => Promise<typeof UNAVAILABLE | null>]>([
      ['answers 503', () => Promise.resolve(UNAVAILABLE)],
      ['closes the connection', () => Promise.resolve(null)],
    ])(
      'gets a mutation only once if it %s, and the intent and the outcome error are recorded',
      async (_what, fail) => {
        const { patients, ways, recorded } = full();
        patients.behave(fail);
        for (const [name, way] of Object.entries(ways)) {
          const before = patients.accepted.length;
          const answer = await way({
            headers: of('nurse', `writer by ${name}`),
            body: bodyOf(MOVE),
          });
          expect({ name, ...answer }).toMatchObject({ name, codes: ['SUBGRAPH_FAILED'] });
          expect(answer.text).not.toMatch(PHI);
          expect(patients.accepted.slice(before).map(isWrite)).toEqual([true]);
          expect(recorded(answer)).toEqual([
            ['intent', 'pending', 0],
            ['outcome', 'error', 0],
          ]);
          await keepCircuitClosed(full());
          patients.behave(fail);
        }
      },
    );

    it('gets a query again after a 503, and the response to the second attempt is released and recorded once', async () => {
      const { patients, ways, recorded } = full();
      for (const way of Object.values(ways)) {
        let calls = 0;
        patients.behave((execute) => {
          calls += 1;
          return calls === 1 ? Promise.resolve(UNAVAILABLE) : execute();
        });
        const answer = await way({ headers: physician, body: chart(P1) });
        expect(answer.data).toMatchObject({ patient: { ssn: '2967' } });
        expect(calls).toBe(2);
        expect(recorded(answer)).toEqual([['access', 'permit', 1]]);
      }
    });
  });

  describe('an open circuit breaker of a subgraph', () => {
    it('sends no query and no mutation to the subgraph: both get SUBGRAPH_FAILED, and are recorded without a release', async () => {
      const { patients, ways, recorded } = full();
      patients.behave(() => Promise.resolve(UNAVAILABLE));
      // Earlier responses keep it closed for a second.
      const opened = Date.now() + 60_000;
      while ((await isOpen(full())) !== 1 && Date.now() < opened) {
        await Promise.all(
          ['caller 0', 'caller 1', 'caller 2', 'caller 3'].map((caller) =>
            ways['HTTP/1.1']({ headers: of('physician', caller), body: chart(P1) }),
          ),
        );
        await sleep(50);
      }
      expect(await isOpen(full())).toBe(1);
      const before = patients.accepted.length;
      for (const way of Object.values(ways)) {
        const write = await way({ headers: of('nurse'), body: bodyOf(MOVE) });
        expect(write.codes).toEqual(['SUBGRAPH_FAILED']);
        expect(recorded(write)).toEqual([
          ['intent', 'pending', 0],
          ['outcome', 'error', 0],
        ]);
        const query = await way({ headers: physician, body: chart(P1) });
        expect(query).toMatchObject({ codes: ['SUBGRAPH_FAILED'], data: { patient: null } });
        expect(recorded(query)).toEqual([['access', 'error', 0]]);
      }
      expect(patients.accepted).toHaveLength(before);
      patients.behave(null);
      const closed = Date.now() + 60_000;
      while ((await isOpen(full())) === 1 && Date.now() < closed) {
        await sleep(300);
        await ways['HTTP/1.1']({ headers: of('physician', 'honest'), body: chart(P1) });
      }
    });
  });
}

/** Sends queries that succeed, so that the circuit stays closed. */
async function keepCircuitClosed({ patients, ways }: FullGateway): Promise<void> {
  patients.behave(null);
  for (let count = 0; count < 2; count += 1)
    await ways['HTTP/1.1']({ headers: of('physician', 'honest'), body: chart(P1) });
}

/** Whether the gateway calls the subgraph no more: 1 or 0. */
async function isOpen({ gateway }: FullGateway): Promise<number | null> {
  const samples = await readSamples(gateway.metricsUrl ?? '');
  return samples.of('phi_gateway_subgraph_circuit_open{subgraph="patients"}');
}
