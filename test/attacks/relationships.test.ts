import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { packageFile } from '../../schema/package-file.ts';
import { startDecisionPoint, result } from '../support/decision-point.ts';
import type { Respond, TestDecisionPoint } from '../support/decision-point.ts';
import { startServedGateway, tokenOf } from '../support/served-gateway.ts';
import type { Reply, ServedGateway } from '../support/served-gateway.ts';

const REACH = `authorization:
  reach: { patient: self, physician: care-team, nurse: all, billing: all, researcher: all, privacy_officer: all }
`;
const LIST = '{ patients(first: 100) { id name } }';
const ONE = 'query One($id: ID!) { patient(id: $id) { id name } }';

function physician(practitioner: unknown, subject = 'the physician'): string {
  return tokenOf(['physician'], { practitioner, sub: subject });
}

/** Ids of the patients of a response. */
function idsOf({ data }: Reply): readonly string[] {
  return ((data?.['patients'] ?? []) as { readonly id: string }[]).map(({ id }) => id);
}

describe('a subgraph operation that looks up care relationships', () => {
  /** Two practitioners of the bundled data who treat different patients. */
  const KELVIN = 'cde84df5-e366-44fa-b3e5-178c95bb7132';
  const VIOLA = '21f9b18f-347e-4d48-ad07-5c6d6bf15207';
  /** One of Kelvin's who denies him all of their record. */
  const DENIES_KELVIN = 'd989db78-0dfb-4cf5-8cdc-b3725c8a1e5e';

  let served: ServedGateway;
  beforeAll(async () => {
    served = await startServedGateway(
      `${REACH}
introspection: true
relationships:
  subgraph: encounters
  operation: "${packageFile('gateway/demo/care-team.graphql')}"
  variables: { practitioner: practitioner }
  consent: true
`,
      Date.now,
      ['patients', 'encounters'],
    );
  });
  afterAll(() => served.close());
  beforeEach(() => void (served.received.length = 0));

  const asked = () => served.received.filter((line) => line.includes('careRelationships'));
  const list = (token: string, more: Partial<Parameters<ServedGateway['send']>[0]> = {}) =>
    served.send({ token, body: { query: LIST }, ...more });

  it('uses a field that introspection hides from clients and that gets GRAPHQL_VALIDATION_FAILED in their queries', async () => {
    for (const query of [
      `{ careRelationships(practitioner: "${KELVIN}", patients: ["${DENIES_KELVIN}"]) { treated } }`,
      `{ ...F } fragment F on Query { careRelationships(patients: []) { denies } }`,
      'fragment F on CareRelationship { treated } { patients { id ...F } }',
    ]) {
      const reply = await served.send({ token: tokenOf(['nurse']), body: { query } });
      expect({ status: reply.status, codes: reply.codes }).toEqual({
        status: 400,
        codes: ['GRAPHQL_VALIDATION_FAILED'],
      });
      expect(reply.text).not.toContain('areRelationship');
    }
    const { text } = await served.send({
      token: tokenOf(['nurse']),
      body: { query: '{ __schema { types { name fields { name } } } }' },
    });
    expect(text).toContain('encounters');
    expect(text).not.toMatch(/areRelationship|treated|deniesActor/);
    expect(served.received).toEqual([]);
  });

  it.each([
    ['missing', undefined],
    ['a list', [KELVIN]],
    ['an object', { id: KELVIN }],
    ['a number', 7],
    ['an empty string', ''],
    ['a string with a line break', `${KELVIN}\n`],
    ['a long string', KELVIN.repeat(10)],
    ['null', null],
    ['an id of no practitioner', 'nobody'],
  ])(
    'gives a physician no patient if the practitioner claim of the token is %s',
    async (_what, claim) => {
      const reply = await list(physician(claim));
      expect(reply.data).toEqual({ patients: [] });
    },
  );

  it("takes the practitioner only from the token, not from the client's variables, headers, URL or extensions", async () => {
    const reply = await served.send({
      token: tokenOf(['physician'], { sub: 'nobody in particular' }),
      path: `/graphql?practitioner=${KELVIN}`,
      headers: [
        ['practitioner', KELVIN],
        ['x-practitioner', KELVIN],
      ],
      body: {
        query: LIST,
        variables: { practitioner: KELVIN, patients: [] },
        extensions: { practitioner: KELVIN, claims: { practitioner: KELVIN } },
      },
    });
    expect(reply.data).toEqual({ patients: [] });
    expect(asked()).toHaveLength(1);
    expect(asked()[0]).not.toContain(KELVIN);
  });

  it('is called once for all patients of a response', async () => {
    const query = `{ a: patients(first: 20) { id } b: patients(first: 20, skip: 5) { id }
      practitioners(first: 3) { encounters(first: 3) { patient { id name } } } }`;
    await served.send({ token: physician(KELVIN, 'once'), body: { query } });
    expect(asked()).toHaveLength(1);
  });

  it('does not mix up the patients of two physicians in concurrent requests', async () => {
    const tokens = [physician(KELVIN), physician(VIOLA), physician(undefined)];
    const rounds = await Promise.all(
      Array.from({ length: 10 }, () => Promise.all(tokens.map((token) => list(token)))),
    );
    const [kelvin, viola, none] = rounds[0]?.map(idsOf) ?? [];
    expect(kelvin).toHaveLength(4);
    expect(viola).toHaveLength(7);
    expect(viola?.filter((id) => kelvin?.includes(id))).toEqual([]);
    expect(none).toEqual([]);
    for (const round of rounds) expect(round.map(idsOf)).toEqual([kelvin, viola, none]);
  });

  it('hides a patient who denies the physician: in lists, by id (same response as an unknown id) and in encounters', async () => {
    const token = physician(KELVIN);
    const listed = idsOf(await list(token));
    expect(listed).toHaveLength(4);
    expect(listed).not.toContain(DENIES_KELVIN);
    const ask = async (id: string) => {
      const { text } = await served.send({ token, body: { query: ONE, variables: { id } } });
      return text;
    };
    expect(await ask(DENIES_KELVIN)).toBe(await ask('00000000-0000-0000-0000-000000000000'));
    const { text } = await served.send({
      token,
      body: {
        query: `query Mine($id: ID!) {
          practitioner(id: $id) { encounters(first: 200) { id patient { id name } } }
        }`,
        variables: { id: KELVIN },
      },
    });
    expect(text).not.toContain(DENIES_KELVIN);
    expect(text).toContain('"patient":{"id"');
  });

  it('shows a caller who is patient and physician their own record, even if it denies that physician, and 4 others; without the physician role only their own', async () => {
    const both = tokenOf(['patient', 'physician'], {
      patient: DENIES_KELVIN,
      practitioner: KELVIN,
    });
    const seen = idsOf(await list(both));
    expect(seen).toContain(DENIES_KELVIN);
    expect(seen).toHaveLength(5);
    const alone = tokenOf(['patient'], { patient: DENIES_KELVIN });
    expect(idsOf(await list(alone))).toEqual([DENIES_KELVIN]);
  });
});

describe('an external decision point that looks up care relationships', () => {
  let point: TestDecisionPoint;
  let served: ServedGateway;
  let respond: Respond;
  let everybody: readonly string[];

  beforeAll(async () => {
    point = await startDecisionPoint((response, patients) => respond(response, patients));
    served = await startServedGateway(
      `${REACH}relationships: { url: "${point.url}", timeoutMs: 1000, cacheSeconds: 0 }\n`,
      Date.now,
      ['patients', 'clinical', 'encounters', 'medications', 'claims'],
    );
    everybody = idsOf(
      await served.send({ token: tokenOf(['privacy_officer']), body: { query: LIST } }),
    );
  });
  afterAll(async () => {
    await served.close();
    point.close();
  });
  beforeEach(() => {
    served.received.length = 0;
    point.asked.length = 0;
  });

  const PHYSICIAN = tokenOf(['physician']);
  const list = () => served.send({ token: PHYSICIAN, body: { query: LIST } });
  const related: Respond = (response) =>
    result(
      response,
      everybody.slice(0, 2).map((patient) => ({ patient })),
    );

  it('is not called for a privacy officer with reach all, who sees all 25 patients', () => {
    expect(everybody).toHaveLength(25);
    expect(point.asked).toEqual([]);
  });

  const LIES: readonly (readonly [string, Respond])[] = [
    ['never answers', () => undefined],
    ['closes the connection', (response) => void response.destroy()],
    ['answers with 500', (response) => void response.writeHead(500).end('{"result":[]}')],
    ['redirects', (response) => void response.writeHead(302, { location: '/' }).end()],
    ['answers true instead of a list', (response) => result(response, true)],
    ['lists patients as strings', (response, patients) => result(response, patients)],
    [
      'answers with strings for booleans',
      (response, patients) =>
        result(
          response,
          patients.map((patient) => ({ patient, careTeam: 'true' })),
        ),
    ],
    [
      'misspells a denial',
      (response, patients) =>
        result(
          response,
          patients.map((patient) => ({ patient, deny: ['NAME'] })),
        ),
    ],
    [
      'answers about other patients',
      (response) => result(response, [{ patient: 'p1' }, { patient: '*' }, { patient: '' }]),
    ],
    [
      'answers with an object that has patient ids as keys',
      (response, patients) => result(response, { [String(patients[0])]: {} }),
    ],
  ];
  it.each(LIES)(
    'gives a physician an empty list within 5 s if it %s, and the related patients once it answers properly',
    async (_what, lie) => {
      respond = lie;
      const started = performance.now();
      const reply = await list();
      expect({ status: reply.status, data: reply.data, codes: reply.codes }).toEqual({
        status: 200,
        data: { patients: [] },
        codes: [],
      });
      expect(performance.now() - started).toBeLessThan(5_000);
      respond = related;
      expect(idsOf(await list())).toEqual(everybody.slice(0, 2));
    },
  );

  it('lets a physician write about a patient only if it confirms the relationship; if not, or if it fails, nothing is sent', async () => {
    const [mine = '', other = ''] = everybody;
    const note = (id: string) =>
      served.send({
        token: PHYSICIAN,
        body: {
          query:
            'mutation Note($id: ID!) { addNote(patientId: $id, text: "Sleeps well.") { text } }',
          variables: { id },
        },
      });
    const written = () => served.received.filter((line) => line.includes('mutation')).length;
    respond = (response) => result(response, [{ patient: mine }]);
    const refusal = { data: null, codes: ['UNAUTHORIZED_FIELD_OR_TYPE'] };
    expect(await note(other)).toMatchObject(refusal);
    respond = (response) => void response.writeHead(503).end();
    expect(await note(mine)).toMatchObject(refusal);
    expect(served.received).toEqual([]);
    respond = (response) => result(response, [{ patient: mine }]);
    expect(await note(mine)).toMatchObject({ data: { addNote: { text: 'Sleeps well.' } } });
    expect(written()).toBe(1);
  });

  it('is called for each request if cacheSeconds is 0, so the end of a relationship hides the patients at once', async () => {
    respond = related;
    expect(idsOf(await list())).toHaveLength(2);
    respond = (response) => result(response, []);
    expect(idsOf(await list())).toEqual([]);
    expect(point.asked).toHaveLength(2);
  });

  it('leaves RELATIONSHIPS_ codes but no patient id in the log when its answers are invalid', () => {
    expect(served.logged.join()).toContain('RELATIONSHIPS_');
    expect(everybody.filter((id) => served.logged.join().includes(id))).toEqual([]);
  });

  it('is called about a patient named by an argument first; if it does not confirm, the result is null and nothing is sent', async () => {
    respond = (response) => result(response, []);
    const reply = await served.send({
      token: PHYSICIAN,
      body: { query: ONE, variables: { id: everybody[0] } },
    });
    expect(reply.data).toEqual({ patient: null });
    expect(served.received).toEqual([]);
    expect(point.patients()).toEqual([[everybody[0]]]);
  });
});
