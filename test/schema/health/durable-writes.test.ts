import { cpSync, readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { BUNDLED_DATA_DIR, startSubgraph } from '../../../schema/health/start-subgraph.ts';
import type { HealthSubgraphName } from '../../../schema/health/subgraphs.ts';
import { ask, temporaryDirectory } from './health-data.ts';
import type { Answer } from './health-data.ts';

const PATIENT = readFileSync(join(BUNDLED_DATA_DIR, 'patients.csv'), 'utf8')
  .split('\n')[1]
  ?.split(',')[0];

const correct = (line: string) => `mutation ($id: ID!) { correctAddress(patientId: $id,
    address: { line: "${line}", city: "Salem", state: "Massachusetts", zip: "01970" })
    { id address { line city state zip county } } }`;
const read = 'query ($id: ID!) { patient(id: $id) { address { line city state zip county } } }';
const corrected = (line: string) => ({
  line,
  city: 'Salem',
  state: 'Massachusetts',
  zip: '01970',
  county: null,
});

const write = (text: string) =>
  `mutation ($id: ID!) { addNote(patientId: $id, text: "${text}") { text patient { id } } }`;

describe('a write to a health subgraph', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let dataDir: string;

  beforeEach(() => {
    directory = temporaryDirectory();
    dataDir = join(directory.path, 'data');
    cpSync(BUNDLED_DATA_DIR, dataDir, { recursive: true });
  });

  afterEach(() => directory.remove());

  /** One run of a subgraph: starts it, sends a query, stops it. */
  async function run<Data = unknown>(
    name: HealthSubgraphName,
    query: string,
    now = 0,
  ): Promise<Answer<Data>> {
    const subgraph = await startSubgraph(name, {
      dataDir,
      indexDir: join(directory.path, 'index'),
      port: 0,
      clock: () => now,
    });
    try {
      return await ask<Data>(subgraph.url, query, { id: PATIENT });
    } finally {
      await subgraph.close();
    }
  }

  it('is visible at once and after a restart, and the last write wins', async () => {
    const first = await run('patients', correct('1 First Street'));
    expect(first.data).toEqual({
      correctAddress: { id: PATIENT, address: corrected('1 First Street') },
    });
    await run('patients', correct('2 Second Street'));
    const { data } = await run('patients', read);
    expect(data).toEqual({ patient: { address: corrected('2 Second Street') } });
  });

  it('changes no CSV file of the data, and survives when the changed file is loaded again', async () => {
    const file = join(dataDir, 'patients.csv');
    const before = readFileSync(file);
    await run('patients', correct('1 First Street'));
    expect(readFileSync(file).equals(before)).toBe(true);
    utimesSync(file, new Date(0), new Date(0));
    const { data } = await run('patients', read);
    expect(data).toEqual({ patient: { address: corrected('1 First Street') } });
  });

  it('adds notes, listed newest first with the time of writing', async () => {
    const first = await run('clinical', write('Slept well.'), Date.UTC(2026, 0, 1));
    expect(first.data).toEqual({ addNote: { text: 'Slept well.', patient: { id: PATIENT } } });
    await run('clinical', write('Slept badly.'), Date.UTC(2026, 0, 2));
    const { data } = await run(
      'clinical',
      `query ($id: ID!) { _entities(representations: [{ __typename: "Patient", id: $id }])
        { ... on Patient { notes { text writtenAt } } } }`,
    );
    expect(data).toEqual({
      _entities: [
        {
          notes: [
            { text: 'Slept badly.', writtenAt: '2026-01-02T00:00:00.000Z' },
            { text: 'Slept well.', writtenAt: '2026-01-01T00:00:00.000Z' },
          ],
        },
      ],
    });
  });

  it('fails with NOT_FOUND for an unknown patient', async () => {
    const { data, errors } = await run(
      'clinical',
      'mutation { addNote(patientId: "nobody", text: "x") { text } }',
    );
    expect(data).toEqual({ addNote: null });
    expect(errors?.[0]?.extensions?.code).toBe('NOT_FOUND');
  });
});
