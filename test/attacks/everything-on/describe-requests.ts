import { hash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { tokenFor } from '../../support/edge.ts';
import type { FullGateway } from './full-gateway.ts';
import {
  bodyOf,
  CHART,
  chart,
  JSON_TYPE,
  MOVE,
  of,
  P1,
  persisted,
  PHI,
  PREFLIGHT,
  repeat,
  search,
  type Sent,
} from './requests.ts';

const physician = of('physician');
/** A query with fragments that each spread the next one several times. */
const doubling = (levels: number, spread: (name: string) => string) =>
  `{ patients(first: 1) { ...F0 } } ${repeat(levels, (i) => `fragment F${i} on Patient { ${spread(`...F${i + 1}`)} }`)} fragment F${levels} on Patient { name }`;

/** Requests that are refused before anything is fetched. */
export function describeRequests(full: () => FullGateway): void {
  describe('a request', () => {
    it.each<[number, string, string, Sent]>([
      [400, 'BATCH_NOT_SUPPORTED', 'is an array', { headers: physician, body: `[${chart(P1)}]` }],
      [
        400,
        'PREFLIGHT_REQUIRED',
        'comes by GET from a page of another site',
        {
          method: 'GET',
          path: search({
            documentId: `sha256:${hash('sha256', CHART)}`,
            variables: `{"id":"${P1}"}`,
          }),
          headers: { authorization: physician.authorization, origin: 'https://evil.example' },
        },
      ],
      [
        405,
        'BAD_REQUEST',
        'has a mutation in a URL',
        { method: 'GET', path: search({ query: MOVE }), headers: { ...of('nurse'), ...PREFLIGHT } },
      ],
      [
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'has the content type text/plain',
        { headers: { ...physician, 'content-type': 'text/plain' }, body: chart(P1) },
      ],
      [
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'has the content type multipart/form-data',
        {
          headers: { ...physician, 'content-type': 'multipart/form-data; boundary=x' },
          body: '--x--',
        },
      ],
      [
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'is JSON in UTF-16',
        {
          headers: { ...physician, 'content-type': 'application/json; charset=utf-16' },
          body: chart(P1),
        },
      ],
      [
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'has a compressed body',
        { headers: { ...physician, 'content-encoding': 'gzip' }, body: chart(P1) },
      ],
      [
        400,
        'DOCUMENT_ID_MISMATCH',
        'has a listed hash with another document',
        {
          headers: physician,
          body: bodyOf(`{ patient(id: "${P1}") { ssn } }`, persisted(hash('sha256', CHART))),
        },
      ],
      [
        403,
        'DOCUMENT_NOT_TRUSTED',
        'has a document that no manifest lists, for a role that may send only listed ones',
        { headers: of('researcher'), body: bodyOf('{ patients(first: 1) { birthDate } }') },
      ],
      [
        400,
        'OPERATION_NOT_SUPPORTED',
        'is a subscription',
        { headers: physician, body: bodyOf('subscription { patients { name } }') },
      ],
      [
        400,
        'GRAPHQL_VALIDATION_FAILED',
        'uses @defer',
        {
          headers: { ...physician, accept: 'multipart/mixed; deferSpec=20220824' },
          body: bodyOf('{ patients(first: 1) { ... @defer { name } } }'),
        },
      ],
      [
        400,
        'GRAPHQL_VALIDATION_FAILED',
        'uses @stream',
        { headers: physician, body: bodyOf('{ patients(first: 1) @stream { name } }') },
      ],
      [
        400,
        'OPERATION_TOO_COMPLEX',
        'has fragments that double 25 times',
        { headers: physician, body: bodyOf(doubling(25, (name) => `${name} ${name}`)) },
      ],
      [
        400,
        'OPERATION_TOO_COMPLEX',
        'has inline fragments that double 25 times',
        {
          headers: physician,
          body: bodyOf(doubling(25, (name) => `... { ${name} } ... { ${name} }`)),
        },
      ],
      [
        400,
        'OPERATION_TOO_COMPLEX',
        'has 2,000 nested inline fragments',
        {
          headers: physician,
          body: bodyOf(`{ ${'... { '.repeat(2_000)} a ${'}'.repeat(2_000)} }`),
        },
      ],
      [
        400,
        'OPERATION_TOO_COMPLEX',
        'asks for a million patients in a variable',
        {
          headers: physician,
          body: bodyOf('query($n: Int!) { patients(first: $n) { name } }', {
            variables: { n: 1_000_000 },
          }),
        },
      ],
      [
        400,
        'OPERATION_TOO_COMPLEX',
        'has 1,000 aliases of __typename',
        { headers: physician, body: bodyOf(`{ ${repeat(1_000, (i) => `a${i}: __typename`)} }`) },
      ],
      [
        400,
        'OPERATION_TOO_COMPLEX',
        'has 500 duplicates of a field of 1,000 patients',
        {
          headers: physician,
          body: bodyOf(`{ patients(first: 1000) { ${'name '.repeat(500)} } }`),
        },
      ],
      [
        400,
        'OPERATION_TOO_COMPLEX',
        'has 60 directives in an operation named __schema',
        {
          headers: physician,
          body: bodyOf(`query __schema { patients { ${'name @include(if: true) '.repeat(60)} } }`),
        },
      ],
      [
        413,
        'REQUEST_TOO_LARGE',
        'has a variable of 100,000 nested lists',
        {
          headers: physician,
          body: `{"query":"{ __typename }","variables":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
        },
      ],
      [
        413,
        'REQUEST_TOO_LARGE',
        'has a body of 300 KB',
        {
          headers: physician,
          body: bodyOf('{ __typename }', { variables: { a: 'x'.repeat(300_000) } }),
        },
      ],
      [
        400,
        'BAD_REQUEST',
        'sends a forwarded header that is not ASCII',
        { headers: { ...physician, 'x-tenant': 'é' }, body: chart(P1) },
      ],
      [
        401,
        'UNAUTHENTICATED',
        'has its token in the URL',
        {
          method: 'GET',
          path: search({
            query: '{ patients(first: 1) { name } }',
            access_token: tokenFor('ada', { roles: ['physician'] }),
          }),
          headers: PREFLIGHT,
        },
      ],
      [
        401,
        'UNAUTHENTICATED',
        'has a revoked token',
        { headers: of('physician', 'ada', { jti: 'revoked' }), body: chart(P1) },
      ],
      [
        401,
        'UNAUTHENTICATED',
        'has an opaque token that its issuer does not know',
        { headers: { ...JSON_TYPE, authorization: 'Bearer unknown' }, body: chart(P1) },
      ],
      [
        401,
        'UNAUTHENTICATED',
        'has a token that has to be bound to a key and is not',
        {
          headers: of('physician', 'ada', { iss: 'https://smart.example', scope: 'user/*.rs' }),
          body: chart(P1),
        },
      ],
    ])(
      'is refused with %i %s over HTTP/1.1, HTTP/2 and a proxy, without a subgraph call, if it %s',
      async (status, code, _what, sent) => {
        const { patients, everyWay } = full();
        const before = patients.accepted.length;
        const since = performance.now();
        const answer = await everyWay(sent);
        expect(answer).toMatchObject({ status, codes: [code] });
        expect(answer.data ?? null).toBeNull();
        expect(answer.text).not.toMatch(PHI);
        expect(patients.accepted).toHaveLength(before);
        expect(performance.now() - since).toBeLessThan(2_000);
      },
    );
  });
}
