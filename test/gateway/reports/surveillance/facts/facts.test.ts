import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { compose } from '../../../../../schema/compose.ts';
import type { AuditRecord } from '../../../../../gateway/audit/record/record.ts';
import { GatewayError } from '../../../../../gateway/platform/errors.ts';
import { testConnect } from '../../../../support/test-connect.ts';
import { createLog } from '../../../../../gateway/platform/log.ts';
import { writeActor } from '../../../../../gateway/reports/index/actors.ts';
import { createFactLookup } from '../../../../../gateway/reports/surveillance/facts/fact-lookup.ts';
import { createFactSources } from '../../../../../gateway/reports/surveillance/facts/fact-source.ts';
import { parsePeople } from '../../../../../gateway/reports/people/parse-people.ts';
import { readPeopleOperation } from '../../../../../gateway/reports/people/read-people-operation.ts';
import { FACTS_FORMS } from '../../../../../gateway/reports/surveillance/facts/facts-forms.ts';

const SDL = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
  type Query { ok: String people(patients: [ID!]!): [Person!]! @inaccessible staff(actors: [ID!]!): [Staff] one(patients: [ID!]!): Person }
  type Person { id: ID! last: String age: Int lives: Lives died: String }
  type Lives { at: String }
  type Staff { login: ID! last: String record: ID }
`;
const schema = buildSchema(SDL.replace(/extend schema.*\n/, '').replaceAll(' @inaccessible', ''));

const PATIENTS =
  'query ($patients: [ID!]!) { people(patients: $patients) { patient: id surname: last died } }';
const STAFF =
  'query ($actors: [ID!]!) { staff(actors: $actors) { actor: login surname: last patient: record } }';

describe('a GraphQL operation that fetches facts for unusual access', () => {
  it.each([
    ['patients', PATIENTS, ['surname', 'died']],
    ['actors', STAFF, ['surname', 'patient']],
  ] as const)('is accepted with the facts that it selects about %s', (about, text, facts) => {
    const read = readPeopleOperation(text, schema, FACTS_FORMS[about]);
    expect(read).toMatchObject({ ok: true, operation: { keys: facts } });
  });

  it.each([
    ['{ people(patients: []) { patient: id surname: last } }', /must have the variable \$patients/],
    [STAFF, /must have the variable \$patients/],
    ['mutation { x }', /must be a query/],
    [
      'query ($patients: [ID!]!) { people(patients: $patients) { surname: last } }',
      /selects no patient/,
    ],
    ['query ($patients: [ID!]!) { people(patients: $patients) { patient: id } }', /only ids/],
    [
      'query ($patients: [ID!]!) { people(patients: $patients) { patient: id last } }',
      /selects last, but/,
    ],
    [
      'query ($patients: [ID!]!) { people(patients: $patients) { patient: id surname: age } }',
      /must be a string/,
    ],
    [
      'query ($patients: [ID!]!) { people(patients: $patients) { patient: id address: lives { at } } }',
      /must be a string/,
    ],
    [
      'query ($patients: [ID!]!) { one(patients: $patients) { patient: id surname: last } }',
      /does not return a list of objects/,
    ],
    [
      'query ($patients: [ID!]!) { people(patients: $patients) { nothing } }',
      /is not valid for the subgraph/,
    ],
    [
      'query ($patients: [ID!]!) { a: people(patients: $patients) { patient: id } b: people(patients: $patients) { patient: id } }',
      /one root field/,
    ],
  ])('is refused: %s gives the reason %s', (text, problem) => {
    const read = readPeopleOperation(text, schema, FACTS_FORMS.patients);
    expect(read.ok ? '' : read.problems.join('\n')).toMatch(problem);
  });
});

describe("a subgraph's response with facts about patients", () => {
  const options = { identity: 'patient', keys: ['surname'], requested: new Set(['p1', 'p2']) };
  it('is used only for the people in the request, and may list a person twice with the same facts', () => {
    const people = parsePeople(
      [
        { patient: 'p1', surname: 'Low' },
        { patient: 'p2', surname: null },
        { patient: 'p3', surname: 'Ray' },
        { patient: 'p1', surname: 'Low' },
      ],
      options,
    );
    expect([...(people ?? [])].map(([who, facts]) => [who, facts.get('surname')])).toEqual([
      ['p1', 'Low'],
      ['p2', null],
    ]);
  });

  it.each([
    ['null', null],
    ['an object', {}],
    ['a list with null', [null]],
    ['a person without an id', [{ surname: 'Low' }]],
    ['a number as a surname', [{ patient: 'p1', surname: 5 }]],
    ['a person without a fact', [{ patient: 'p1' }]],
    [
      'two different answers about one person',
      [
        { patient: 'p1', surname: 'A' },
        { patient: 'p1', surname: 'B' },
      ],
    ],
  ])('is ignored as a whole if it is or contains %s', (_what, answer) => {
    expect(parsePeople(answer, options)).toBeNull();
  });
});

const answerAll = ({ patients = [], actors = [] }: Record<string, readonly string[]>) =>
  JSON.stringify({
    data:
      actors.length > 0
        ? { staff: actors.map((actor) => ({ actor, surname: 'Low', patient: null })) }
        : { people: patients.map((patient) => ({ patient, surname: 'Low', died: null })) },
  });

describe('facts for unusual access', () => {
  let server: Server;
  let answer: (variables: Record<string, readonly string[]>) => string = answerAll;
  let asked: string[][] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { variables } = JSON.parse(body) as { variables: Record<string, string[]> };
        asked.push(Object.values(variables).flat());
        response.end(answer(variables));
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  async function open(
    append: (record: AuditRecord) => Promise<unknown> = () => Promise.resolve(),
    settings: Readonly<Record<string, unknown>> = {},
  ) {
    asked = [];
    answer = answerAll;
    let now = 0;
    const logged: string[] = [];
    const records: AuditRecord[] = [];
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/`;
    const composed = composeOne(url);
    const config = {
      patients: [{ subgraph: 'hr', operation: PATIENTS }],
      actors: [{ subgraph: 'hr', operation: STAFF }],
      timeoutMs: 10_000,
      cacheMinutes: 60,
    };
    const source = createFactLookup({
      sources: createFactSources(config, {
        supergraphSdl: composed,
        connect: testConnect(settings),
      }),
      cacheMinutes: 60,
      staffIssuers: new Set(['https://idp.test']),
      ledger: {
        append: async (record) => {
          records.push(record);
          await append(record);
          return { first: 0, count: 1 };
        },
      },
      log: createLog('debug', { write: (line: string) => void logged.push(line) }),
      now: () => now,
    });
    const find = (patients: readonly string[], actors: readonly string[] = []) =>
      source.find({ patients, actors });
    return { source, find, records, logged, pass: (ms: number) => void (now += ms) };
  }

  it('are fetched only after the request for them was recorded, without their values, and not for actors of an issuer that is not configured for staff', async () => {
    const { find, records, source } = await open(() => {
      expect(asked).toEqual([]);
      return Promise.resolve();
    });
    const nina = { issuer: 'https://idp.test', subject: 'nina' };
    const namesake = { ...nina, issuer: 'https://portal.test' };
    const facts = await find(['p1'], [writeActor(nina), writeActor(namesake)]);
    expect(facts.patients.get('p1')?.get('surname')).toBe('Low');
    expect(facts.actors.get(writeActor(nina))?.get('patient')).toBeNull();
    expect(facts.actors.get(writeActor(namesake))).toBeUndefined();
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({ kind: 'audit.read', patients: ['p1'] });
    expect(JSON.stringify(records)).not.toContain('Low');
    await source.close();
  });

  it('are not fetched if the request cannot be recorded (AUDIT_UNAVAILABLE)', async () => {
    const { find, source } = await open(() =>
      Promise.reject(new GatewayError('AUDIT_UNAVAILABLE')),
    );
    await expect(find(['p1'])).rejects.toMatchObject({ code: 'AUDIT_UNAVAILABLE' });
    expect(asked).toEqual([]);
    await source.close();
  });

  it('are fetched and recorded once per patient, also for concurrent requests, and not for erased patients', async () => {
    const { find, records, source } = await open();
    await Promise.all([find(['p1', '(erased)']), find(['p1'])]);
    await find(['p1', 'p2', '(erased)']);
    expect(asked).toEqual([['p1'], ['p2']]);
    expect(records.map(({ patients }) => patients)).toEqual([['p1'], ['p2']]);
    await source.close();
  });

  it.each<readonly [string, () => string]>([
    [
      'data with errors',
      () => '{"data":{"people":[]},"errors":[{"message":"p1","path":["people"]}]}',
    ],
    ['of another form', () => '{"data":{"people":[{"patient":"p1"}]}}'],
    ['not JSON', () => 'Low'],
  ])(
    'are unknown if the response is %s, which is logged without its content, and are requested again after a minute',
    async (_what, given) => {
      const { find, logged, pass, source } = await open();
      answer = given;
      expect((await find(['p1'])).patients.get('p1')?.size).toBe(0);
      expect(logged.join('')).toContain('facts for unusual access are not known');
      expect(logged.join('')).not.toMatch(/p1|Low/);
      answer = answerAll;
      // For a minute, the subgraph is not asked again and nothing is recorded.
      await find(['p1']);
      expect(asked).toHaveLength(1);
      pass(60_000);
      expect((await find(['p1'])).patients.get('p1')?.get('surname')).toBe('Low');
      await source.close();
    },
  );

  it('are unknown if the digest of the response is missing, and a second record names the subgraph with the outcome error', async () => {
    const { find, records, source } = await open(undefined, { verifyResponses: 'digest' });
    const facts = await find(['p1'], [writeActor({ issuer: 'https://idp.test', subject: 'nina' })]);
    expect(facts.patients.get('p1')?.size).toBe(0);
    const kind = 'audit.read';
    expect(records).toMatchObject([
      { kind, outcome: 'permit', patients: ['p1'] },
      {
        kind,
        outcome: 'error',
        reason: 'SUBGRAPH_FAILED',
        details: { reports: 'facts', rejectedResponses: 'hr' },
      },
    ]);
    await source.close();
  });

  it('give the patient record of a staff member, or that there is none, which is unknown of others; and REPORTS_UNAVAILABLE for a minute after an error', async () => {
    const { source, records, pass } = await open();
    const recordOf = (subject: string, issuer = 'https://idp.test') =>
      source.ownPatientOf({ issuer, subject });
    answer = () => '{"data":{"staff":[{"actor":"nina","surname":"Low","patient":"p7"}]}}';
    expect(await recordOf('nina')).toEqual({ kind: 'patient', id: 'p7' });
    expect(records).toMatchObject([{ kind: 'audit.read' }]);
    // The same subject at an issuer that names no staff may be another person: the subgraph is not asked about it.
    expect(await recordOf('nina', 'https://portal.test')).toEqual({ kind: 'unknown' });
    expect(records).toHaveLength(1);
    answer = () => '{"data":{"staff":[{"actor":"ida","surname":"Low","patient":null}]}}';
    expect(await recordOf('ida')).toEqual({ kind: 'none' });
    answer = () => '{"data":{"staff":[]}}';
    const notListed = { kind: 'unknown' };
    expect(await recordOf('otto')).toEqual(notListed);
    answer = () => '{"data":{"staff":null},"errors":[{"message":"no","path":["staff"]}]}';
    const silent = { code: 'REPORTS_UNAVAILABLE' };
    await expect(recordOf('olga')).rejects.toMatchObject(silent);
    answer = () => '{"data":{"staff":[]}}';
    // The subgraph is not asked again for a minute, and counts as not answering.
    await expect(recordOf('olga')).rejects.toMatchObject(silent);
    expect(await recordOf('nina')).toEqual({ kind: 'patient', id: 'p7' });
    pass(60_000);
    expect(await recordOf('olga')).toEqual(notListed);
    await source.close();
  });

  it('are refused at start if two operations select the same fact, or if a subgraph is unknown', () => {
    const supergraphSdl = composeOne('http://127.0.0.1:1/');
    const patients = [
      { subgraph: 'hr', operation: PATIENTS },
      { subgraph: 'hr', operation: PATIENTS },
      { subgraph: 'ehr', operation: PATIENTS },
    ];
    const config = { patients, actors: [], timeoutMs: 500, cacheMinutes: 60 };
    expect(() => createFactSources(config, { supergraphSdl, connect: testConnect() })).toThrow(
      expect.objectContaining({
        problems: [
          'admin.facts.patients[2].subgraph: the graph has no "ehr". Name one of hr.',
          'admin.facts.patients: two operations select surname. Keep one.',
          'admin.facts.patients: two operations select died. Keep one.',
        ],
      }),
    );
  });
});

function composeOne(url: string): string {
  const composed = compose([{ name: 'hr', url, sdl: SDL }]);
  if (!composed.ok) throw new Error(JSON.stringify(composed.problems));
  return composed.supergraphSdl;
}
