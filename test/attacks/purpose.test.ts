import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServedGateway, tokenOf } from '../support/served-gateway.ts';
import type { ServedGateway } from '../support/served-gateway.ts';

let served: ServedGateway;
beforeAll(async () => {
  served = await startServedGateway(`
server: { cors: { origins: [https://app.example] } }
authorization:
  reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all }
purpose:
  header: true
  roles:
    physician: [TREAT, ETREAT]
    nurse: [TREAT]
    billing: [HPAYMT]
    researcher: [HRESCH]
    patient: [PATRQT]
    privacy_officer: [HOPERAT]
`);
});
afterAll(() => served.close());

const QUERY = '{ patients(first: 1) { name ssn healthcareExpenses } }';

const ask = (token: string, ...purposes: readonly string[]) =>
  served.send({
    token,
    headers: purposes.map((purpose) => ['x-purpose-of-use', purpose]),
    body: { query: QUERY },
  });

/** The result of a request, the subgraph requests that it caused and the records that it left. */
async function watch<Result>(act: () => Promise<Result>) {
  served.received.length = 0;
  const before = served.leaves().length;
  const result = await act();
  return { result, asked: served.received.join('\n'), leaves: served.leaves().slice(before) };
}

const both = (claims = {}) => tokenOf(['billing', 'physician'], claims);

describe('a purpose of use with characters that a record cannot hold', () => {
  it.each(['TREAT\u0085', '\u00c2\u0090TREAT', 'TREAT\u00ad'])(
    'is refused with PURPOSE_NOT_ALLOWED, and recorded as a denial without the text: %j',
    async (purpose) => {
      const { result, leaves } = await watch(() => ask(both(), purpose));
      expect(result).toMatchObject({ status: 403, codes: ['PURPOSE_NOT_ALLOWED'] });
      expect(leaves).toMatchObject([{ kind: 'denial', actor: { purpose: null } }]);
    },
  );
});

describe('the purpose of use of a request', () => {
  it('limits the caller to the roles that may act for it, also in the record, and a field that only an excluded role may see is not fetched', async () => {
    const treating = await watch(() => ask(both(), 'TREAT'));
    expect(treating.asked).not.toContain('healthcareExpenses');
    expect(treating.leaves).toMatchObject([
      { kind: 'access', actor: { purpose: 'TREAT', roles: ['physician'] } },
    ]);
    const paying = await watch(() => ask(both(), 'HPAYMT'));
    expect(paying.asked).toContain('healthcareExpenses');
    expect(paying.leaves).toMatchObject([{ actor: { purpose: 'HPAYMT', roles: ['billing'] } }]);
    const ssn = ({ data }: typeof paying.result) => JSON.stringify(data?.['patients']);
    expect(ssn(treating.result)).toMatch(/"ssn":"\d{4}"/);
    expect(ssn(paying.result)).toMatch(/"ssn":"\d{3}-\d{2}-\d{4}"/);
  });

  it('decides the view of SSNs in each of 20 concurrent requests with the same document and two purposes', async () => {
    const rounds = Array.from({ length: 20 }, (_, index) => (index % 2 ? 'TREAT' : 'HPAYMT'));
    const replies = await Promise.all(rounds.map((purpose) => ask(both(), purpose)));
    for (const [index, { text }] of replies.entries())
      expect(/"ssn":"\d{4}"/.test(text)).toBe(rounds[index] === 'TREAT');
  });

  it.each<[string, string, readonly string[], string]>([
    ['no purpose is stated: PURPOSE_REQUIRED', both(), [], 'PURPOSE_REQUIRED'],
    [
      'the role may not act for the purpose: PURPOSE_NOT_ALLOWED',
      tokenOf(['billing']),
      ['TREAT'],
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'the header contradicts the token: PURPOSE_NOT_ALLOWED',
      both({ purpose_of_use: 'HPAYMT' }),
      ['TREAT'],
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'the purpose is not a known code: PURPOSE_NOT_ALLOWED',
      both(),
      ['CURIOSITY'],
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'one header names two purposes: PURPOSE_NOT_ALLOWED',
      both(),
      ['TREAT, HPAYMT'],
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'the header is repeated: PURPOSE_NOT_ALLOWED',
      both(),
      ['TREAT', 'TREAT'],
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'the purpose claim of the token is invalid: PURPOSE_NOT_ALLOWED',
      both({ purpose_of_use: {} }),
      ['TREAT'],
      'PURPOSE_NOT_ALLOWED',
    ],
    [
      'the role is unknown: PURPOSE_NOT_ALLOWED',
      tokenOf(['constructor']),
      ['TREAT'],
      'PURPOSE_NOT_ALLOWED',
    ],
  ])(
    'is refused with 403, and recorded as a denial before anything is sent to a subgraph, if %s',
    async (_what, token, headers, code) => {
      const { result, asked, leaves } = await watch(() => ask(token, ...headers));
      expect({ status: result.status, codes: result.codes }).toEqual({
        status: 403,
        codes: [code],
      });
      expect(result.headers.get('cache-control')).toBe('no-store');
      expect({ asked, leaves }).toMatchObject({
        asked: '',
        leaves: [{ kind: 'denial', outcome: 'deny', reason: code, accesses: [], patients: [] }],
      });
    },
  );

  it('may be sent in the header x-purpose-of-use from a configured CORS origin', async () => {
    const preflight = await fetch(served.gateway.url, {
      method: 'OPTIONS',
      headers: { origin: 'https://app.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-purpose-of-use');
  });
});

describe('without configured purposes of use', () => {
  it('neither a purpose claim in the token nor a purpose header has an effect: all roles apply, without an error', async () => {
    const plain = await served.replica({
      yaml: 'authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }',
    });
    const reply = await plain.send({
      token: both({ purpose_of_use: 'HRESCH' }),
      headers: [['x-purpose-of-use', 'CURIOSITY']],
      body: { query: QUERY },
    });
    expect(reply.codes).toEqual([]);
    expect(plain.leaves().at(-1)?.actor).toMatchObject({
      purpose: null,
      roles: ['billing', 'physician'],
    });
  });
});
