import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { comparable, type FullGateway } from './full-gateway.ts';
import { bodyOf, CHART, lengthen, of, P1, P2, VIEWS } from './requests.ts';

/** What the size, cost and compression of a response reveal. */
export function describeResponses(full: () => FullGateway): void {
  describe('a compressed response', () => {
    it('has the same status, error codes and text as an uncompressed one for three roles, for a patient that exists and for one that does not', async () => {
      const { everyWay } = full();
      for (const [role, claims] of VIEWS.slice(1, 4)) {
        for (const id of [P1, randomUUID()]) {
          const body = bodyOf(lengthen(CHART), { variables: { id } });
          const headers = { ...of(role, `the ${role}`, claims), 'graphql-cost': 'report' };
          const plain = await everyWay({ headers, body });
          expect(plain.headers).not.toHaveProperty('content-encoding');
          for (const encoding of ['gzip', 'br']) {
            const compressed = await everyWay({
              headers: { ...headers, 'accept-encoding': encoding },
              body,
            });
            const { status, codes, text } = compressed;
            expect(compressed.headers).toHaveProperty('content-encoding', encoding);
            expect({ status, codes, text }).toEqual({
              status: plain.status,
              codes: plain.codes,
              text: plain.text,
            });
          }
        }
      }
    });
  });

  describe('a patient who queries another patient', () => {
    it.each([
      ['identity', undefined],
      ['br', 'br'],
    ])(
      'gets the same cost, headers and bytes, from as many subgraph calls, whether or not the other patient exists, with Accept-Encoding: %s',
      async (accept, encoding) => {
        const { patients, everyWay } = full();
        const headers = {
          ...of('patient', 'curious', { patient: P1 }),
          'graphql-cost': 'report',
          'accept-encoding': accept,
        };
        for (const query of [
          CHART,
          'query($id: ID!) { patient(id: $id) { address { line city } } }',
        ]) {
          const ask = (id: string) =>
            everyWay({ headers, body: bodyOf(lengthen(query), { variables: { id } }) });
          const before = patients.accepted.length;
          const existing = await ask(P2);
          const fetched = patients.accepted.length - before;
          const absent = await ask(randomUUID());
          expect(existing.text).toContain('"cost":{');
          expect(existing.headers['content-encoding']).toBe(encoding);
          expect(comparable(existing)).toEqual(comparable(absent));
          expect(patients.accepted.length - before).toBe(2 * fetched);
        }
      },
    );
  });
}
