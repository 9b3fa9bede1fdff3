import { describe, expect, it } from '@jest/globals';
import type { FullGateway } from './full-gateway.ts';
import { boundToKey, chart, P1, P2 } from './requests.ts';

/** Tokens that are bound to a key. */
export function describeTokens(full: () => FullGateway): void {
  describe('a token that is bound to a key', () => {
    it('is accepted once with each proof; the same request gets 401 when it is sent again over any protocol', async () => {
      const { patients, ways } = full();
      const headersOf = await boundToKey('physician', 'ada');
      for (const [name, first] of Object.entries(ways)) {
        const sent = { headers: await headersOf(), body: chart(P1) };
        expect({ name, ...(await first(sent)) }).toMatchObject({ name, status: 200 });
        const before = patients.accepted.length;
        for (const again of Object.values(ways))
          expect(await again(sent)).toMatchObject({ status: 401, codes: ['UNAUTHENTICATED'] });
        expect(patients.accepted).toHaveLength(before);
      }
    });

    it('gives a token with patient/ scopes access only to the patient of its launch context; another patient is null and not fetched', async () => {
      const { patients, ways } = full();
      const smart = { iss: 'https://smart.example', scope: 'patient/*.rs', patient: P1 };
      const headersOf = await boundToKey('physician', 'app', smart);
      for (const way of Object.values(ways)) {
        const one = await way({ headers: await headersOf(), body: chart(P1) });
        expect(one.data).toMatchObject({ patient: { ssn: '2967' } });
        const before = patients.accepted.length;
        const two = await way({ headers: await headersOf(), body: chart(P2) });
        expect(two.data).toEqual({ patient: null });
        expect(patients.accepted).toHaveLength(before);
      }
    });
  });
}
