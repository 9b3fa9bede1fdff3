import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startSubgraph, type RunningSubgraph } from '../../../../schema/health/start-subgraph.ts';
import { ask, temporaryDirectory } from '../health-data.ts';

const directory = temporaryDirectory();
let subgraph: RunningSubgraph;
beforeAll(async () => {
  subgraph = await startSubgraph('encounters', { indexDir: directory.path, port: 0 });
});
afterAll(async () => {
  await subgraph.close();
  directory.remove();
});

it('patientStays of the example returns the departments of a patient, and the discharge if it ended the last encounter', async () => {
  const last = 'd32c6aee-4679-4814-a225-6974345f1118';
  const seen = '0751f993-8859-42a5-999a-634bd02e900f';
  const query = `{ patientStays(patients: ["${last}", "${seen}", "nobody"]) { patient departments discharged } }`;
  const { data } = await ask<{ patientStays: unknown }>(subgraph.url, query);
  expect(data?.patientStays).toEqual([
    {
      patient: last,
      departments: 'Emergency department; SOMERVILLE 1 EXAMPLE CLINIC',
      discharged: '2024-12-30',
    },
    { patient: seen, departments: 'BOSTON 4 EXAMPLE CLINIC', discharged: null },
    { patient: 'nobody', departments: null, discharged: null },
  ]);
});

it('staff of the example says when an employment ended, and finds a practitioner in the register once', async () => {
  const query = `query ($text: String!) {
    findStaff(text: $text) { actor surname role ended }
  }`;
  const { data } = await ask<{ findStaff: unknown }>(subgraph.url, query, { text: 'leif' });
  expect(data?.findStaff).toEqual([
    {
      actor: '305c7e26-c09f-43db-b95f-9a9bb3af8a9f',
      surname: 'Oberbrunner',
      role: 'Registered nurse',
      ended: '2025-06-30',
    },
  ]);
});
