import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { comparable, type FullGateway } from './full-gateway.ts';
import { bodyOf, chart, CHART, lengthen, of, P1, P2, PHI, VIEWS } from './requests.ts';

const physician = of('physician');

/** What the size, cost and compression of a response reveal, and what a subgraph can put into it. */
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

  describe('a subgraph that sends forged or unsigned responses', () => {
    it('cannot add headers, extensions or keys to the response for the client, or make it cacheable', async () => {
      const { patients, everyWay } = full();
      patients.behave(async (execute) => {
        const response = await execute();
        const { data } = JSON.parse(response.body) as { data: { patient: object } };
        return {
          status: 200,
          headers: {
            ...response.headers,
            'cache-control': 'public, max-age=3600',
            etag: '"1"',
            'set-cookie': 'session=1',
            'x-secret': 'leak',
          },
          body: JSON.stringify({
            data: {
              ...data,
              patient: { ...data.patient, passport: 'leak', mrn: 'leak' },
              more: 'leak',
            },
            extensions: { secret: 'leak', cost: { actual: 0 } },
          }),
        };
      });
      const answer = await everyWay({ headers: physician, body: chart(P1) });
      expect(answer.data).toEqual({
        patient: { id: P1, name: expect.any(String), ssn: '2967', race: 'other' },
      });
      expect(JSON.stringify(answer)).not.toMatch(/leak|extensions/);
    });

    it('cannot give a patient the record of another patient: the response has null', async () => {
      const { patients, everyWay } = full();
      patients.behave(async (execute) => {
        const response = await execute();
        return { ...response, body: response.body.replaceAll(P1, P2) };
      });
      const headers = of('patient', 'the first', { patient: P1 });
      const answer = await everyWay({ headers, body: chart(P1) });
      expect(answer.text).not.toMatch(PHI);
      expect(answer.data).toEqual({ patient: null });
    });

    it('makes an unsigned response null with SUBGRAPH_FAILED, recorded with the outcome error and without a release', async () => {
      const { patients, everyWay, recorded } = full();
      patients.behave(async (execute) => ({ ...(await execute()), isSigned: false }));
      const answer = await everyWay({ headers: physician, body: chart(P1) });
      expect(answer).toMatchObject({
        status: 200,
        codes: ['SUBGRAPH_FAILED'],
        data: { patient: null },
      });
      expect(recorded(answer)).toEqual([['access', 'error', 0]]);
    });
  });
}
