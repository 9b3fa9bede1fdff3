import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createHmac, hkdfSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isInterfaceType, isObjectType, isUnionType, parse, print } from 'graphql';
import { BUNDLED_DATA_DIR } from '../../schema/health/start-subgraph.ts';
import { packageFile } from '../../schema/package-file.ts';
import { parentsOf } from '../support/parents-of.ts';
import { runPhiGateway } from '../support/run-phi-gateway.ts';
import { readLedger } from '../support/read-ledger.ts';
import { PSEUDONYM_KEY, REACH, startStack } from '../support/stack.ts';
import type { Received, Stack } from '../support/stack.ts';
import type { Answer, Question, StackGateway } from '../support/stack-gateway.ts';
import { openTruth } from '../support/stack-truth.ts';
import type { Truth } from '../support/stack-truth.ts';
import { readCareRegister } from './care-register.ts';
import { judge, pathName } from './judge.ts';
import type { Judgment } from './judge.ts';
import { findKnown, questionsAbout } from './questions.ts';
import type { Known } from './questions.ts';
import { deniedFetches } from './received.ts';
import { revealPseudonyms } from './reveal-pseudonyms.ts';
import { tracesIn, tracesOf } from './traces-of.ts';
import { ENTRIES, ROLES, viewOf } from './who-sees-what.ts';
import type { Role } from './who-sees-what.ts';

/** One query of one role: the expected response and the actual one. */
interface Exchange {
  readonly role: Role;
  readonly about: string;
  readonly question: Question;
  readonly expected: Judgment;
  readonly answer: Answer;
  readonly received: readonly Received[];
  readonly relationshipCalls: number;
}

/** One attempt of one role to write. */
interface Correction {
  readonly role: Role;
  readonly field: string;
  readonly answer: Answer;
  readonly received: readonly Received[];
}

/**
 * The rules of the access table, on the whole stack over the data of a directory (undefined: the bundled data): each
 * of these roles sends every query. A physician and a nurse are always among them.
 */
export function describeRoles(
  findData: () => Promise<string | undefined>,
  roles: readonly Role[] = ROLES,
): void {
  describe('the example hospital', () => {
    let stack: Stack;
    let truth: Truth;
    let gateway: StackGateway;
    let known: Known;
    const exchanges: Exchange[] = [];
    const corrections: Correction[] = [];
    const of = (role: Role) => exchanges.filter((exchange) => exchange.role === role);

    beforeAll(async () => {
      const dataDir = await findData();
      stack = await startStack({ dataDir });
      const register = readCareRegister(dataDir ?? BUNDLED_DATA_DIR, DAYS);
      truth = await openTruth(stack.subgraphs);
      gateway = await stack.gateway('audit', CARE);
      known = await findKnown(truth);
      for (const role of roles)
        for (const { field, question } of correctionsBy(role, known.patient)) {
          stack.received.length = 0;
          const answer = await gateway.ask(tokenOf(stack, role, known), question);
          corrections.push({ role, field, answer, received: withoutRelationships(stack.received) });
        }
      for (const [about, question] of questionsAbout(known, truth.schema)) {
        const facts = await truth.answer(question);
        for (const role of roles) {
          stack.received.length = 0;
          const answer = await gateway.ask(tokenOf(stack, role, known), question);
          const { patient, practitioner } = known;
          const asker = { role, patient, practitioner, register };
          const expected = judge(truth.schema, question, facts, asker);
          const received = withoutRelationships(stack.received);
          const relationshipCalls = stack.received.length - received.length;
          exchanges.push({ role, about, question, expected, answer, received, relationshipCalls });
        }
      }
    });
    afterAll(async () => {
      await truth.close();
      await stack.close();
    });

    it('has an access table that names every protected field, and test queries for all of them', () => {
      const inSchema = fieldsOf(truth);
      expect([...ENTRIES.keys()].filter((coordinate) => !inSchema.has(coordinate))).toEqual([]);
      expect([...inSchema].filter((field) => !ENTRIES.has(field)).toSorted()).toEqual(OPEN);
      const asked = new Set(
        [...questionsAbout(known, truth.schema).values()].flatMap(({ query }) =>
          [...parentsOf(truth.schema, parse(query))].map(
            ([node, parent]) => `${parent.name}.${node.name.value}`,
          ),
        ),
      );
      const fields = [...ENTRIES.keys()].filter((entry) => !/^Mutation\.|\.\*$/.test(entry));
      expect(fields.filter((field) => !asked.has(field))).toEqual([]);
    });

    it.each(roles)('shows a %s exactly what the access table states', (role) => {
      const pseudonyms = new Map<string, string>();
      expect(of(role).length).toBeGreaterThan(8);
      for (const { about, answer, expected } of of(role)) {
        const shown = role === 'researcher' ? withAgesByYear(expected.data) : expected.data;
        const data = revealPseudonyms(shown, answer.data, pseudonyms);
        expect({ about, status: answer.status, data }).toEqual({ about, status: 200, data: shown });
        const paths = new Set(answer.errors.map(({ path }) => pathName(path ?? [])));
        expect({ about, paths }).toEqual({ about, paths: expected.errorPaths });
        for (const error of answer.errors)
          expect(error).toEqual({
            message: 'Unauthorized field or type',
            path: expect.any(Array),
            extensions: { code: DENIED },
          });
        const body = JSON.parse(answer.text) as object;
        expect(['data', 'errors']).toEqual(expect.arrayContaining(Object.keys(body)));
      }
    });

    it('shows a physician some of a nurse’s patients, with at most one relationship query for each response', () => {
      const [physician = 0, nurse = 0] = (['physician', 'nurse'] as const).map((role) => {
        const everybody = of(role).find(({ about }) => about === 'everybody');
        return (everybody?.answer.data?.['patients'] as readonly unknown[] | undefined)?.length;
      });
      expect(physician).toBeGreaterThan(0);
      expect(physician).toBeLessThan(nurse);
      expect(Math.max(...exchanges.map(({ relationshipCalls }) => relationshipCalls))).toBe(1);
    });

    it.each(roles)('sends no subgraph request for what the access table denies a %s', (role) => {
      expect(of(role).flatMap(({ received }) => received).length).toBeGreaterThan(8);
      for (const { about, received } of of(role)) {
        const fetches = deniedFetches(truth.schema, received, role);
        expect({ about, fetches }).toEqual({ about, fetches: [] });
      }
    });

    it.each(roles)(
      'records every PHI field that a %s received, by patient, and every denial',
      (role) => {
        const ledger = readLedger(stack.ledger('audit'));
        for (const { about, answer, expected } of of(role)) {
          const leaves = ledger.filter((leaf) => leaf.operation?.requestId === answer.requestId);
          const released = leaves.flatMap(({ accesses }) =>
            accesses.flatMap(({ type, fields, objects }) =>
              fields.flatMap(({ name, view }) =>
                objects.map(([patient, record]) => `${type}.${name} ${view} ${patient} ${record}`),
              ),
            ),
          );
          const denied = leaves.flatMap((leaf) =>
            leaf.denied.map(({ coordinate, reason }) => `${coordinate} ${reason}`),
          );
          const given = new Set(released);
          const wanted = [...expected.released].map((line) => recordedAs(line, given));
          expect({ about, released: given, denied: new Set(denied) }).toEqual({
            about,
            released: new Set(wanted),
            denied: expected.denied,
          });
          for (const { actor } of leaves)
            expect(actor).toMatchObject({ subject: `the ${role}`, roles: [role] });
        }
      },
    );

    it.each(roles)(
      'lets a %s write only what the access table allows, and records intent and outcome, or the denial',
      (role) => {
        const ledger = readLedger(stack.ledger('audit'));
        const written = corrections.filter((correction) => correction.role === role);
        expect(written.length).toBe(2);
        for (const { field, answer, received } of written) {
          const leaves = ledger.filter((leaf) => leaf.operation?.requestId === answer.requestId);
          const isAllowed = viewOf(role, 'Mutation', field) === 'full';
          const sent = received.map(({ document }) => print(document));
          expect({
            isAnswered: answer.data !== null && answer.data[field] !== null,
            isDenied: answer.errors.some(({ extensions }) => extensions['code'] === DENIED),
            isWritten: sent.some((query) => query.startsWith('mutation')),
            isFetched: sent.length > 0,
            record: leaves.map(({ kind, outcome }) => `${kind} ${outcome}`),
          }).toEqual({
            isAnswered: isAllowed,
            isDenied: !isAllowed,
            isWritten: isAllowed,
            isFetched: isAllowed,
            record: isAllowed ? ['intent pending', 'outcome permit'] : ['denial deny'],
          });
          for (const { patients } of leaves) expect(patients).toEqual([known.patient]);
        }
      },
    );

    it('stores no value of any response in ledger or log, except ids', () => {
      const stored = ['', '-wal', '.guard', '.lock']
        .map((end) => `${stack.ledger('audit')}${end}`)
        .filter((file) => existsSync(file))
        .map((file) => readFileSync(file, 'latin1'));
      const answered = [exchanges.map(({ answer }) => answer.data), ADDRESS, NOTE];
      const traces = tracesOf(answered, truth.schema);
      expect(traces.size).toBeGreaterThan(300);
      const text = [...stored, gateway.log()].join('\n');
      expect(tracesIn(text, traces)).toEqual([]);
      // The same search finds ids, which may be stored.
      expect(text).toContain(known.patient);
    });

    it('has a ledger that passes audit verify, and fails with LEAF_MISMATCH at the one record in which a byte is changed', async () => {
      const path = stack.ledger('audit');
      expect(await gateway.stop()).toBe(0);
      const passed = await runPhiGateway(['audit', 'verify', '--db', path], stack.folder);
      expect(passed).toMatchObject({ code: 0, err: '' });
      expect(passed.out).toMatch(/^PASS\n/);

      const { requestId } = of('nurse')[0]?.answer ?? { requestId: 'none' };
      const index = readLedger(path).findIndex((leaf) => leaf.operation?.requestId === requestId);
      const bytes = readFileSync(path);
      const at = bytes.indexOf(`"requestId":"${requestId}"`) + 15;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      const failed = await runPhiGateway(['audit', 'verify', '--db', path], stack.folder);
      expect(failed).toMatchObject({ code: 1, err: '' });
      expect(failed.out).toMatch(/^FAIL\n/);
      expect(failed.out).toMatch(new RegExp(`LEAF_MISMATCH: .*\\b${index}\\b`));
      expect(failed.out.match(/LEAF_MISMATCH/g)).toHaveLength(1);
    });
  });
}

const DENIED = 'UNAUTHORIZED_FIELD_OR_TYPE';

/** The days of a care relationship in the demo's operation. */
const DAYS = 365;

/** Physicians reach the patients that they treat, and patients can deny access. */
const CARE = {
  authorization: { reach: { ...REACH, physician: 'care-team' } },
  relationships: {
    subgraph: 'encounters',
    operation: packageFile('gateway/demo/care-team.graphql'),
    variables: { practitioner: 'practitioner' },
    consent: true,
  },
  // Lists keep their order, so that responses can be compared by position.
  deidentification: { lists: 'as-is' },
};

/**
 * Ages as the released years of birth and death give them. The year of the patients born 90 or more years ago gives
 * no age at an earlier death: of these, only an age over 89 is shown, as the group.
 */
function withAgesByYear<Data>(data: Data): Data {
  const text = JSON.stringify(data, (_key, value: unknown) => {
    const { age, birthDate, deathDate } = Object(value) as Record<string, unknown>;
    if (typeof age !== 'number' || typeof birthDate !== 'string') return value;
    const now = new Date().getUTCFullYear();
    if (birthDate !== '90+')
      return { ...Object(value), age: Number(deathDate ?? now) - Number(birthDate) };
    const isShown = typeof deathDate !== 'string' || age >= 90;
    return { ...Object(value), age: isShown ? 90 : null };
  });
  return JSON.parse(text) as Data;
}

/**
 * A released line as it is recorded. The id of an object whose key is PHI is replaced by its keyed hash; an object without
 * a key is recorded under the object that contains it.
 */
function recordedAs(line: string, given: ReadonlySet<string>): string {
  const [field = '', view, patient, record] = line.split(' ');
  const type = field.split('.')[0] ?? '';
  const key = Buffer.from(hkdfSync('sha256', PSEUDONYM_KEY, '', 'phi-gateway/record-id/v1', 32));
  const hashed = [type, WHOLES.get(type)].map((owner) => {
    const hmac = createHmac('sha256', key)
      .update(JSON.stringify([owner, record]))
      .digest();
    return `${field} ${view} ${patient} hmac:${hmac.subarray(0, 16).toString('base64url')}`;
  });
  return hashed.find((one) => given.has(one)) ?? line;
}

/** Keyless types and what they are a part of. */
const WHOLES: ReadonlyMap<string, string> = new Map([
  ['ClaimDiagnosis', 'Claim'],
  ['AllergyReaction', 'Allergy'],
  ['MentalHealthEncounter', 'Encounter'],
  ['SubstanceUseEncounter', 'Encounter'],
]);

/** The requests that subgraphs received for a response, without relationship queries. */
function withoutRelationships(received: readonly Received[]): readonly Received[] {
  return received.filter(({ document }) => !print(document).includes('careRelationships'));
}

const ADDRESS = {
  line: '17 Corrected Lane',
  city: 'Somerville',
  state: 'Massachusetts',
  zip: '02143',
  county: 'Middlesex County',
};
const NOTE = 'Sleeps badly since the move.';

/** What every role tries to write into one patient's record. */
function correctionsBy(
  role: Role,
  patient: string,
): readonly { readonly field: string; readonly question: Question }[] {
  return [
    {
      field: 'correctAddress',
      question: {
        query: `mutation Correct($id: ID!, $address: AddressInput!) {
          correctAddress(patientId: $id, address: $address) { id }
        }`,
        variables: { id: patient, address: ADDRESS },
      },
    },
    {
      field: 'addNote',
      question: {
        query: `mutation Note($id: ID!) { addNote(patientId: $id, text: "${NOTE} (${role})") { id } }`,
        variables: { id: patient },
      },
    },
  ];
}

/** A token of the stack's issuer for the one account of a role. */
export function tokenOf(
  stack: Stack,
  role: Role,
  { patient, practitioner }: Pick<Known, 'patient' | 'practitioner'>,
): string {
  return stack.issuer.token(`the ${role}`, {
    roles: [role],
    ...(role === 'patient' && { patient }),
    ...(role === 'physician' && { practitioner }),
    ...(role === 'researcher' && { project: 'study' }),
  });
}

/** Every field of the schema by its concrete type. */
function fieldsOf({ schema }: Truth): ReadonlySet<string> {
  const fields = new Set<string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__') || isInterfaceType(type) || isUnionType(type)) continue;
    if (!isObjectType(type)) continue;
    fields.add(`${type.name}.*`);
    for (const field of Object.keys(type.getFields())) fields.add(`${type.name}.${field}`);
  }
  return fields;
}

/** Fields open to any authenticated caller: practitioners, organizations, payers, and the path to an address. */
const OPEN: readonly string[] = [
  'Address.*',
  'Mutation.*',
  ...['*', 'city', 'id', 'line', 'name', 'phone', 'practitioners', 'state', 'zip'].map(
    (field) => `Organization.${field}`,
  ),
  'Patient.address',
  ...['*', 'city', 'id', 'line', 'name', 'phone', 'state', 'zip'].map((field) => `Payer.${field}`),
  ...['*', 'gender', 'id', 'name', 'organization', 'specialty'].map(
    (field) => `Practitioner.${field}`,
  ),
  ...['*', 'organization', 'organizations', 'payer', 'payers', 'practitioner', 'practitioners'].map(
    (field) => `Query.${field}`,
  ),
];
