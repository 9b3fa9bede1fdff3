import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { FullGateway } from './full-gateway.ts';
import {
  bodyOf,
  boundToKey,
  CHART,
  chart,
  of,
  P1,
  persisted,
  PREFLIGHT,
  search,
  VIEWS,
  type Sent,
} from './requests.ts';

const physician = of('physician');

/** Documents of a manifest, and documents that callers register. */
export function describeDocuments(full: () => FullGateway): void {
  describe('a document of a manifest', () => {
    const variables = { id: P1 };
    const id = hash('md5', CHART);
    const sha256 = hash('sha256', CHART);
    const inUrl = (parameters: Readonly<Record<string, string>>) =>
      search({ ...parameters, variables: JSON.stringify(variables) });

    it.each<[string, Sent]>([
      ['its text', { body: chart(P1) }],
      ['its hash', { body: JSON.stringify({ variables, ...persisted(sha256) }) }],
      ['documentId', { body: JSON.stringify({ variables, documentId: `sha256:${sha256}` }) }],
      ['doc_id', { body: JSON.stringify({ variables, doc_id: id }) }],
      ['its id in a URL', { method: 'GET', path: inUrl({ documentId: id }), headers: PREFLIGHT }],
    ])(
      'requested by %s, shows each role only what it may see over HTTP/1.1, HTTP/2 and a proxy, and fetches the SSN only for a role that sees it',
      async (_form, sent) => {
        const { patients, everyWay } = full();
        for (const [role, claims, view, fetchesSsn] of VIEWS) {
          const before = patients.accepted.length;
          const headers = { ...of(role, `the ${role}`, claims), ...sent.headers };
          const { status, data } = await everyWay({ ...sent, headers });
          expect({ role, status, data }).toMatchObject({
            role,
            status: 200,
            data: { patient: view },
          });
          const fetched = patients.accepted
            .slice(before)
            .some(({ query }) => /\bssn\b/.test(query));
          expect({ role, fetched }).toEqual({ role, fetched: fetchesSsn });
        }
      },
    );
  });

  it('a registered document is found by its hash only for the caller that registered it, not for the same subject of another issuer', async () => {
    const { ways, everyWay } = full();
    const query = '{ patients(first: 1) { ssn } }';
    const byHash = { body: JSON.stringify(persisted(hash('sha256', query))) };
    const officer = of('privacy_officer');
    const registered = { headers: officer, body: bodyOf(query, persisted(hash('sha256', query))) };
    expect((await everyWay(registered)).text).toContain('999-30-2967');
    expect((await everyWay({ headers: officer, ...byHash })).text).toContain('999-30-2967');
    const subject = 'the privacy_officer';
    const namesake = await boundToKey('privacy_officer', subject, {
      iss: 'https://smart.example',
      scope: 'user/*.rs',
    });
    for (const way of Object.values(ways))
      expect((await way({ headers: await namesake(), ...byHash })).codes).toEqual([
        'PERSISTED_QUERY_NOT_FOUND',
      ]);
    for (const headers of [of('privacy_officer', 'another'), physician])
      expect(await everyWay({ headers, ...byHash })).toMatchObject({
        status: 200,
        codes: ['PERSISTED_QUERY_NOT_FOUND'],
      });
  });
}
