import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';

let served: ServedGateway;
beforeAll(async () => {
  served = await startServedGateway(`
authorization: { reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all } }
`);
});
afterAll(() => served.close());

const LONG = 'N'.repeat(100_000);
/** Names that are short enough, and together too long. */
const NAMES = Array.from({ length: 45 }, (_item, index) => `${'v'.repeat(200)}${index}`);

const DENIED = 'patients(first: 1) { driversLicense }';
const MUTATION = `mutation($id: ID!) {
  correctAddress(patientId: $id, address: { line: "1 Way", city: "Acton", state: "Massachusetts", zip: "01720" }) { id }
}`;

/** The response of a request, the records that it left and the number of subgraph requests. */
async function attempt(role: string, body: object) {
  const before = served.leaves().length;
  served.received.length = 0;
  const { status, codes, text } = await served.send({ token: tokenOf([role]), body });
  const kinds = served
    .leaves()
    .slice(before)
    .map(({ kind }) => kind);
  return { status, codes, length: text.length, kinds, sent: served.received.length };
}

describe('a request with long names or invalid ids', () => {
  it.each<[string, string]>([
    ['an operation name', `query ${LONG} { ${DENIED} }`],
    ['an operation name of an allowed operation', `query ${LONG} { patients(first: 1) { id } }`],
    ['a fragment name', `{ ...${LONG} } fragment ${LONG} on Query { ${DENIED} }`],
    ['a variable name', `query($${LONG}: Int) { patients(first: $${LONG}) { driversLicense } }`],
    [
      'all variable names together',
      `query(${NAMES.map((name) => `$${name}: Int! $s${name}: Int!`).join(' ')}) { ${NAMES.map(
        (name, index) => `a${index}: patients(first: $${name}, skip: $s${name}) { id }`,
      ).join(' ')} ${DENIED} }`,
    ],
    ['an alias', `{ patients(first: 25) { ${LONG}: id } }`],
    ['a directive name', `{ patients(first: 1) @${LONG} { id } }`],
  ])(
    'is refused with a name that is too long for a record, before anything is sent: %s',
    async (_what, query) => {
      const outcome = await attempt('physician', { query });
      expect(outcome).toMatchObject({
        status: 400,
        codes: ['OPERATION_TOO_COMPLEX'],
        kinds: [],
        sent: 0,
      });
      expect(outcome.length).toBeLessThan(1_000);
    },
  );

  it.each<[string, string]>([
    ['an id of 100,000 letters', LONG],
    ['an id with a lone surrogate', 'patient-\ud800'],
  ])('is refused before a patient is looked up or written: %s', async (_what, id) => {
    expect(await attempt('billing', { query: MUTATION, variables: { id } })).toMatchObject({
      status: 400,
      codes: ['BAD_USER_INPUT'],
      kinds: [],
      sent: 0,
    });
  });

  it('is denied and recorded with names of 256 letters', async () => {
    const query = `query ${'N'.repeat(256)}($${'v'.repeat(256)}: Int) { patients(first: $${'v'.repeat(256)}) { driversLicense } }`;
    expect(await attempt('physician', { query })).toMatchObject({ status: 200, kinds: ['denial'] });
  });
});
