import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { parse as parseCsv } from 'csv-parse/sync';
import { BUNDLED_DATA_DIR, startSubgraph } from '../../../../schema/health/start-subgraph.ts';
import type { RunningSubgraph } from '../../../../schema/health/start-subgraph.ts';
import { HEALTH_DATA, ask, recordingOutput, temporaryDirectory } from '../health-data.ts';

interface Relationship {
  readonly patient: string;
  readonly treated: boolean;
  readonly deniesActor: boolean;
  readonly denies: readonly string[];
}

const QUERY = `query ($practitioner: ID, $patients: [ID!]!, $days: Int) {
  careRelationships(practitioner: $practitioner, patients: $patients, days: $days) {
    patient treated deniesActor denies
  }
}`;

async function relationships(url: string, variables: Record<string, unknown>) {
  const { data, errors } = await ask<{ careRelationships: Relationship[] }>(url, QUERY, variables);
  expect(errors).toBeUndefined();
  return data?.careRelationships ?? [];
}

function rowsOf(dataDir: string, file: string) {
  return parseCsv<Record<string, string>>(readFileSync(join(dataDir, file)), { columns: true });
}

const DAY_MS = 86_400_000;

describe.each(HEALTH_DATA)(
  'care relationships of a practitioner, read from %s',
  (_name, dataDir) => {
    const directory = temporaryDirectory();
    const encounters = rowsOf(dataDir, 'encounters.csv');
    const patients = rowsOf(dataDir, 'patients.csv').map(({ Id }) => Id ?? '');
    let subgraph: RunningSubgraph;

    beforeAll(async () => {
      subgraph = await startSubgraph('encounters', { dataDir, indexDir: directory.path, port: 0 });
    });
    afterAll(async () => {
      await subgraph.close();
      directory.remove();
    });

    it.each([0, 30, 365, 3_650, 36_500])(
      'list all requested patients, as treated if they had an encounter in the %d days before the newest one',
      async (days) => {
        const times = encounters.map(({ START = '' }) => Date.parse(START));
        const since = times.reduce((a, b) => Math.max(a, b), 0) - days * DAY_MS;
        const practitioners = [...new Set(encounters.map(({ PROVIDER = '' }) => PROVIDER))];
        for (const practitioner of practitioners.slice(0, 20)) {
          const expected = patients.filter((patient) =>
            encounters.some(
              ({ PATIENT, PROVIDER, START = '' }) =>
                PATIENT === patient && PROVIDER === practitioner && Date.parse(START) >= since,
            ),
          );
          const found = await relationships(subgraph.url, { practitioner, patients, days });
          expect(found.map(({ patient }) => patient)).toEqual(patients);
          expect(found.filter(({ treated }) => treated).map(({ patient }) => patient)).toEqual(
            expected,
          );
        }
      },
    );

    it('list no patient as treated for a missing or unknown practitioner', async () => {
      for (const practitioner of [null, 'nobody', '']) {
        const found = await relationships(subgraph.url, { practitioner, patients, days: 36_500 });
        expect(found.filter(({ treated }) => treated)).toEqual([]);
      }
    });

    it('list each requested patient once, even unknown patients', async () => {
      const found = await relationships(subgraph.url, { patients: ['a', 'b', 'a'], days: 1 });
      expect(found.map(({ patient }) => patient)).toEqual(['a', 'b']);
    });
  },
);

describe("patients' denials of consent in the example's register file", () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let dataDir: string;
  const running: RunningSubgraph[] = [];

  beforeEach(() => {
    directory = temporaryDirectory();
    dataDir = join(directory.path, 'data');
    cpSync(BUNDLED_DATA_DIR, dataDir, { recursive: true });
  });
  afterEach(async () => {
    for (const subgraph of running.splice(0)) await subgraph.close();
    directory.remove();
  });

  async function start() {
    const indexDir = join(directory.path, 'index');
    const { stream: output } = recordingOutput();
    const subgraph = await startSubgraph('encounters', { dataDir, indexDir, port: 0, output });
    running.push(subgraph);
    return subgraph.url;
  }

  it('apply to all practitioners or to one, and to a category or to all data, as registered', async () => {
    writeFileSync(
      join(dataDir, 'consents.csv'),
      `PATIENT,ACTOR,CATEGORY
p1,,SUBSTANCE_USE
p1,dr-7,MENTAL_HEALTH
p1,dr-7,SUBSTANCE_USE
p2,dr-7,
p3,,
`,
    );
    const url = await start();
    const patients = ['p1', 'p2', 'p3', 'p4'];
    const denied = async (practitioner: string | null) =>
      (await relationships(url, { practitioner, patients })).map(({ deniesActor, denies }) => [
        deniesActor,
        denies.join(),
      ]);
    expect(await denied('dr-7')).toEqual([
      [false, 'SUBSTANCE_USE,MENTAL_HEALTH'],
      [true, ''],
      [true, ''],
      [false, ''],
    ]);
    expect(await denied('dr-8')).toEqual(await denied(null));
    expect(await denied(null)).toEqual([
      [false, 'SUBSTANCE_USE'],
      [false, ''],
      [true, ''],
      [false, ''],
    ]);
  });

  it('are empty without a register file, and are read from a file that is added before the next start', async () => {
    rmSync(join(dataDir, 'consents.csv'));
    const patients = [rowsOf(dataDir, 'patients.csv')[0]?.['Id'] ?? ''];
    const before = await relationships(await start(), { patients });
    expect(before).toMatchObject([{ deniesActor: false, denies: [] }]);
    writeFileSync(join(dataDir, 'consents.csv'), `PATIENT,ACTOR,CATEGORY\n${patients[0]},,\n`);
    expect(await relationships(await start(), { patients })).toMatchObject([{ deniesActor: true }]);
  });

  it('prevent the start if the register names an unknown category', async () => {
    writeFileSync(join(dataDir, 'consents.csv'), 'PATIENT,ACTOR,CATEGORY\np1,,SUBSTANCES\n');
    await expect(start()).rejects.toThrow(
      /consents\.csv can't be indexed near row 1: UNKNOWN_CATEGORY/,
    );
  });

  it('prevent the start if the register lacks a column', async () => {
    writeFileSync(join(dataDir, 'consents.csv'), 'PATIENT,CATEGORY\np1,SSN\n');
    await expect(start()).rejects.toThrow(/consents\.csv lacks the column ACTOR/);
  });
});
