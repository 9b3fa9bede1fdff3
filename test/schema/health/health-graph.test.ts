import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse as parseCsv } from 'csv-parse/sync';

import { compose } from '../../../schema/compose.ts';
import { startHealthSubgraphs } from '../../support/start-health-subgraphs.ts';
import type { RunningSubgraph } from '../../../schema/health/start-subgraph.ts';
import { HEALTH_SUBGRAPHS } from '../../../schema/health/subgraphs.ts';
import { sensitivityOf } from '../../../schema/health/sensitivity.ts';
import { HEALTH_DATA, temporaryDirectory } from './health-data.ts';

type Row = Readonly<Record<string, string>>;

/** A list of objects with an id. */
type Listed = readonly { readonly id: string; readonly [field: string]: unknown }[];

describe.each(HEALTH_DATA)('the health graph over %s', (_name, dataDir) => {
  const directory = temporaryDirectory();
  let subgraphs: readonly RunningSubgraph[];
  let server: ApolloServer;

  const rows = (file: string) =>
    parseCsv<Row>(readFileSync(join(dataDir, `${file}.csv`)), { columns: true });
  const byPatient = (file: string, patient: string | undefined) =>
    rows(file).filter(({ PATIENT, PATIENTID }) => (PATIENT ?? PATIENTID) === patient);
  /** The patient with the most rows in `file` among the rows that `is` holds for. */
  const busiest = (file: string, is: (row: Row) => boolean = () => true) => {
    const counts = new Map<string, number>();
    for (const row of rows(file).filter(is)) {
      const id = row['PATIENT'] ?? row['PATIENTID'] ?? '';
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? '';
  };

  beforeAll(async () => {
    subgraphs = await startHealthSubgraphs({ dataDir, indexDir: directory.path, port: 0 });
    const composed = compose(subgraphs);
    if (!composed.ok) throw new Error(composed.problems.map(({ message }) => message).join('\n'));
    server = new ApolloServer({
      gateway: new ApolloGateway({ supergraphSdl: composed.supergraphSdl }),
      logger: { debug() {}, info() {}, warn() {}, error() {} },
    });
    await server.start();
  });

  afterAll(async () => {
    await server?.stop();
    await Promise.all(subgraphs.map((subgraph) => subgraph.close()));
    directory.remove();
  });

  /** The response of a plain Apollo Gateway; any error fails the test. */
  async function answer<Data>(query: string, variables: Record<string, unknown> = {}) {
    const { body } = await server.executeOperation({ query, variables });
    if (body.kind !== 'single') throw new Error('One answer was expected');
    expect(body.singleResult.errors).toBeUndefined();
    return body.singleResult.data as Data;
  }

  it('is served by all five subgraphs, each of them ready', async () => {
    expect(subgraphs.map(({ name }) => name)).toEqual(HEALTH_SUBGRAPHS.map(({ name }) => name));
    const health = await Promise.all(subgraphs.map(({ url }) => fetch(new URL('/health', url))));
    expect(health.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
  });

  it('lists every patient once across pages, in the order of the export', async () => {
    const all = rows('patients').map(({ Id }) => Id);
    const paged: string[] = [];
    for (let skip = 0; skip < all.length; skip += 10) {
      const { patients } = await answer<{ patients: Listed }>(
        'query ($skip: Int!) { patients(first: 10, skip: $skip) { id } }',
        { skip },
      );
      paged.push(...patients.map(({ id }) => id));
    }
    expect(paged).toEqual(all);
  });

  it('joins the data of all subgraphs for one patient', async () => {
    const id = busiest('claims');
    const { patient } = await answer<{ patient: Record<string, Listed> }>(
      `query ($id: ID!) { patient(id: $id) {
        name
        encounters(first: 1000) { id practitioner { name organization { name } } payer { name } }
        conditions(first: 1000) { id }
        observations(first: 1000) { id }
        procedures(first: 1000) { id }
        allergies(first: 1000) { id }
        immunizations(first: 1000) { id }
        mentalHealthRecords(first: 1000) { id }
        substanceUseRecords(first: 1000) { id }
        medications(first: 1000) { id payer { name } encounter { start } }
        mentalHealthMedications(first: 1000) { id }
        substanceUseMedications(first: 1000) { id }
        claims(first: 1000) { id encounter { start } practitioner { name } payer { name } }
      } }`,
      { id },
    );
    const [row] = rows('patients').filter(({ Id }) => Id === id);
    expect(patient['name']).toBe(`${row?.['FIRST']} ${row?.['LAST']}`);
    const count = (...lists: string[]) =>
      lists.reduce((sum, list) => sum + (patient[list]?.length ?? 0), 0);
    expect(count('encounters')).toBe(byPatient('encounters', id).length);
    expect(count('claims')).toBe(byPatient('claims', id).length);
    expect(count('medications', 'mentalHealthMedications', 'substanceUseMedications')).toBe(
      byPatient('medications', id).length,
    );
    expect(
      count(
        'conditions',
        'observations',
        'procedures',
        'allergies',
        'immunizations',
        'mentalHealthRecords',
        'substanceUseRecords',
      ),
    ).toBe(
      ['conditions', 'observations', 'procedures', 'allergies', 'immunizations']
        .map((file) => byPatient(file, id).length)
        .reduce((sum, some) => sum + some),
    );

    const practitioners = new Map(rows('providers').map(({ Id, NAME }) => [Id, NAME]));
    const payers = new Map(rows('payers').map(({ Id, NAME }) => [Id, NAME]));
    const encounters = new Map(byPatient('encounters', id).map((one) => [one['Id'], one]));
    for (const encounter of patient['encounters'] ?? []) {
      const from = encounters.get(encounter.id);
      expect(encounter).toMatchObject({
        practitioner: { name: practitioners.get(from?.['PROVIDER']) },
        payer: { name: payers.get(from?.['PAYER']) },
      });
    }
    const claims = new Map(byPatient('claims', id).map((one) => [one['Id'], one]));
    for (const claim of patient['claims'] ?? []) {
      const from = claims.get(claim.id);
      expect(claim).toMatchObject({
        encounter: { start: encounters.get(from?.['APPOINTMENTID'])?.['START'] },
        practitioner: { name: practitioners.get(from?.['PROVIDERID']) },
      });
    }
  });

  it("computes the patient's share of a claim from the encounter of the claim", async () => {
    const id = busiest('claims');
    const { patient } = await answer<{ patient: { claims: Listed } }>(
      'query ($id: ID!) { patient(id: $id) { claims(first: 20) { id encounterPatientShare } } }',
      { id },
    );
    expect(patient.claims.length).toBeGreaterThan(5);
    const encounters = new Map(rows('encounters').map((one) => [one['Id'], one]));
    const claims = new Map(rows('claims').map((one) => [one['Id'], one]));
    for (const { id: claim, encounterPatientShare } of patient.claims) {
      const from = encounters.get(claims.get(claim)?.['APPOINTMENTID']);
      const left = Number(from?.['TOTAL_CLAIM_COST']) - Number(from?.['PAYER_COVERAGE']);
      expect(encounterPatientShare).toBeCloseTo(left, 2);
    }
  });

  it('computes a Charlson index of at least the age points, and more for patients with weighted conditions', async () => {
    const { patients } = await answer<{ patients: Listed }>(
      '{ patients(first: 100) { id age charlsonIndex conditions(first: 1000) { code } } }',
    );
    for (const { age, charlsonIndex } of patients) {
      const agePoints = Math.min(4, Math.max(0, Math.floor(Number(age) / 10) - 4));
      expect(Number(charlsonIndex)).toBeGreaterThanOrEqual(agePoints);
    }
    // Myocardial infarction, chronic obstructive bronchitis, diabetes, heart failure.
    const weighed = new Set(['22298006', '185086009', '44054006', '88805009']);
    const ill = patients.filter(({ conditions }) =>
      (conditions as { code: string }[]).some(({ code }) => weighed.has(code)),
    );
    expect(ill.length).toBeGreaterThan(0);
    for (const { age, charlsonIndex } of ill) {
      const agePoints = Math.min(4, Math.max(0, Math.floor(Number(age) / 10) - 4));
      expect(Number(charlsonIndex)).toBeGreaterThan(agePoints);
    }
  });

  it('leads from an encounter to its patient, and from its practitioner back to the encounter', async () => {
    const [encounter] = rows('encounters');
    const data = await answer<{ practitioner: { encounters: Listed } }>(
      `query ($encounter: ID!, $practitioner: ID!) {
        encounter(id: $encounter) { patient { id name } records { ... on ClinicalRecord { patient { name } } } }
        practitioner(id: $practitioner) { encounters(first: 1000) { id patient { name } } }
      }`,
      { encounter: encounter?.['Id'], practitioner: encounter?.['PROVIDER'] },
    );
    const [patient] = rows('patients').filter(({ Id }) => Id === encounter?.['PATIENT']);
    const name = `${patient?.['FIRST']} ${patient?.['LAST']}`;
    expect(data).toMatchObject({ encounter: { patient: { id: patient?.['Id'], name } } });
    expect(data.practitioner.encounters.map(({ id }) => id)).toContain(encounter?.['Id']);
  });

  it('finds a record by its id as its own type and as a clinical record, not as another type', async () => {
    const id = busiest('conditions');
    const { patient } = await answer<{ patient: { conditions: Listed } }>(
      'query ($id: ID!) { patient(id: $id) { conditions { id code } } }',
      { id },
    );
    const [condition] = patient.conditions;
    const data = await answer(
      `query ($id: ID!) {
        condition(id: $id) { code }
        observation(id: $id) { code }
        clinicalRecord(id: $id) { __typename code patient { id } }
      }`,
      { id: condition?.id },
    );
    expect(data).toEqual({
      condition: { code: condition?.['code'] },
      observation: null,
      clinicalRecord: { __typename: 'Condition', code: condition?.['code'], patient: { id } },
    });
  });

  it.each([
    ['mental-health', 'mentalHealthRecords'],
    ['substance-use', 'substanceUseRecords'],
  ] as const)(
    'lists %s conditions, also as reasons of other records, only in %s',
    async (kind, list) => {
      const is = ({ CODE, DESCRIPTION }: Row) =>
        sensitivityOf({ code: CODE ?? null, text: DESCRIPTION ?? null }) === kind;
      const id = busiest('conditions', is);
      const codes = new Set(
        byPatient('conditions', id)
          .filter(is)
          .map(({ CODE }) => CODE),
      );
      expect(codes.size).toBeGreaterThan(0);
      const { patient } = await answer<{
        patient: Record<string, readonly { readonly code: string; readonly kind?: string }[]>;
      }>(
        `query ($id: ID!) { patient(id: $id) {
        conditions(first: 1000) { code }
        procedures(first: 1000) { code: reasonCode }
        medications(first: 1000) { code: reasonCode }
        encounters(first: 1000) { code: reasonCode }
        ${list}(first: 1000) { code kind }
      } }`,
        { id },
      );
      for (const open of ['conditions', 'procedures', 'medications', 'encounters']) {
        expect(patient[open]?.filter(({ code }) => codes.has(code))).toEqual([]);
      }
      const kept = patient[list]?.filter((record) => record.kind === 'CONDITION');
      expect(new Set(kept?.map(({ code }) => code))).toEqual(codes);
    },
  );

  it('lists all kinds of records in a timeline, newest first', async () => {
    const id = busiest('observations');
    const { patient } = await answer<{
      patient: {
        timeline: readonly { readonly type: string; readonly recordedAt: string }[];
      };
    }>(
      `query ($id: ID!) { patient(id: $id) { timeline(first: 1000) {
        type: __typename ... on ClinicalRecord { recordedAt }
      } } }`,
      { id },
    );
    const times = patient.timeline.map(({ recordedAt }) => recordedAt);
    expect(times).toEqual(times.toSorted().toReversed());
    expect(new Set(patient.timeline.map(({ type }) => type)).size).toBeGreaterThan(2);
  });

  it('returns the address that a patient stated in an observation as statedAddress, and null as its value', async () => {
    const asked = rows('observations').filter(({ CODE }) => CODE === '56799-0');
    expect(asked.length).toBeGreaterThan(0);
    for (const { PATIENT, VALUE } of asked) {
      const { patient } = await answer<{
        patient: { observations: readonly { readonly [field: string]: unknown }[] };
      }>(
        'query ($id: ID!) { patient(id: $id) { observations(first: 1000) { code value statedAddress } } }',
        { id: PATIENT },
      );
      expect(patient.observations).toContainEqual({
        code: '56799-0',
        value: null,
        statedAddress: VALUE,
      });
    }
  });

  it('corrects an address and adds a note through the gateway, and reads them back', async () => {
    const id = rows('patients')[0]?.['Id'];
    await answer(
      `mutation ($id: ID!) {
        correctAddress(patientId: $id, address: { line: "1 New Street", city: "Salem", state: "Massachusetts", zip: "01970" }) { id }
        addNote(patientId: $id, text: "Moved house.") { id }
      }`,
      { id },
    );
    expect(
      await answer('query ($id: ID!) { patient(id: $id) { address { line } notes { text } } }', {
        id,
      }),
    ).toEqual({
      patient: { address: { line: '1 New Street' }, notes: [{ text: 'Moved house.' }] },
    });
  });
});
