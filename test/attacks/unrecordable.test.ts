import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startServedGateway, tokenOf, type ServedGateway } from '../support/served-gateway.ts';
import { UNRECORDABLE } from '../gateway/audit/record/unrecordable-texts.ts';

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

const UNREAD = 'patients(first: 1) { name }';

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

describe('a GraphQL request with overlong names or invalid ids', () => {
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
    'is refused with OPERATION_TOO_COMPLEX before anything is sent if a name is too long for an audit record: %s',
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
    ['an id with a right-to-left override', 'patient-\u202e1'],
    ['an id with a C1 control', 'patient-\u00851'],
  ])(
    'is refused with BAD_USER_INPUT before it is sent to a subgraph or recorded: %s',
    async (_what, id) => {
      const body = { query: MUTATION, variables: { id } };
      const refused = { status: 400, codes: ['BAD_USER_INPUT'], kinds: [], sent: 0 };
      expect(await attempt('billing', body)).toMatchObject(refused);
    },
  );

  it('is answered with status 200, and its denial is recorded, if its names have 256 letters', async () => {
    const query = `query ${'N'.repeat(256)}($${'v'.repeat(256)}: Int) { patients(first: $${'v'.repeat(256)}) { driversLicense } }`;
    expect(await attempt('physician', { query })).toMatchObject({ status: 200, kinds: ['denial'] });
  });
});

/** A query of a physician whose token says this, and the records that it left. */
async function askAs(
  claims: Readonly<Record<string, unknown>>,
  headers: readonly (readonly [string, string])[] = [],
) {
  const before = served.leaves().length;
  const token = tokenOf(['physician'], claims);
  const { status, codes } = await served.send({
    token,
    headers,
    body: { query: `{ ${UNREAD} }` },
  });
  return { status, codes, left: served.leaves().slice(before) };
}

describe('a request whose token or headers have characters that an audit record cannot hold', () => {
  it.each(UNRECORDABLE)(
    'is recorded without any name, organization, token id, client id or authentication method that has such a character: %s',
    async (_what, character) => {
      const text = `Dr ${character} Who`;
      const claims = {
        name: text,
        organization: text,
        client_id: text,
        jti: text,
        amr: [text, 'pwd'],
      };
      const { status, left } = await askAs(claims);
      expect(status).toBe(200);
      expect(left).toMatchObject([
        {
          kind: 'access',
          actor: { name: null, organization: null, tokenId: null, authMethods: ['pwd'] },
          client: { id: null },
        },
      ]);
    },
  );

  it('is rejected with 401 UNAUTHENTICATED, without a record, if the subject of its token has such a character', async () => {
    expect(await askAs({ sub: 'ada\u202etoor' })).toMatchObject({
      status: 401,
      codes: ['UNAUTHENTICATED'],
      left: [],
    });
  });

  it('is recorded with its user agent, in which such a character is replaced by its code point', async () => {
    // UTF-8, which is read as Latin-1: with C1 controls in it.
    const agent = 'Größe/1';
    const { left } = await askAs({}, [['user-agent', agent]]);
    expect(left).toMatchObject([{ client: { agent: 'Gr\u00c3\u00b6\u00c3\\u{9f}e/1' } }]);
  });
});
