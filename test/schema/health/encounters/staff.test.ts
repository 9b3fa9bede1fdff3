import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BUNDLED_DATA_DIR, startSubgraph } from '../../../../schema/health/start-subgraph.ts';
import type { RunningSubgraph } from '../../../../schema/health/start-subgraph.ts';
import { ask, temporaryDirectory } from '../health-data.ts';

const STAFF =
  '{ staff(actors: ["nurse", "nobody", "nurse", "billing"]) { actor surname address employer patient } }';
const OWN = '00e36a2d-5859-4369-aed6-0a56df8edce6';
const OTHER = '956a4d3f-5fab-49fc-8e5c-fa6734077f5d';
const EMPLOYERS = `{ patientEmployers(patients: ["${OWN}", "${OTHER}", "${OWN}"]) { patient employer } }`;
const CLINIC = '9acaf1e4-1b6c-42a5-a209-d5c63bc7b8c7';

describe("the example's staff register", () => {
  const directory = temporaryDirectory();
  let subgraph: RunningSubgraph;
  beforeAll(async () => {
    subgraph = await startSubgraph('encounters', { indexDir: directory.path, port: 0 });
  });
  afterAll(async () => {
    await subgraph.close();
    directory.remove();
  });

  const find = async (text: string) => {
    const query = `query ($text: String!) { findStaff(text: $text) { name role department } }`;
    const { data } = await ask<{ findStaff: unknown }>(subgraph.url, query, { text });
    return data?.findStaff;
  };

  it('returns the person behind an account and omits unknown accounts', async () => {
    const { data } = await ask<{ staff: unknown }>(subgraph.url, STAFF);
    expect(data?.staff).toEqual([
      {
        actor: 'nurse',
        surname: 'Mraz',
        address: '509 Harbor Street, Barnstable, 02601',
        employer: CLINIC,
        patient: OWN,
      },
      expect.objectContaining({ actor: 'billing', patient: null }),
    ]);
  });

  it('finds practitioners by their id from the exported data', async () => {
    const query =
      '{ staff(actors: ["2aa7ff43-02d5-4f01-8c65-437c6c2a4a83"]) { surname address employer patient } }';
    const { data } = await ask<{ staff: unknown }>(subgraph.url, query);
    expect(data?.staff).toEqual([
      { surname: 'Ullrich', address: null, employer: CLINIC, patient: null },
    ]);
  });

  it('finds staff and practitioners by parts of words of their name, role or department, without diacritics', async () => {
    expect(await find('chloe STUDY')).toEqual([
      { name: 'Chloé18 Erdman550', role: 'Study coordinator', department: 'Clinical research' },
    ]);
    expect(await find('sofia berbrunner')).toMatchObject([
      { name: 'Sofía43 Oberbrunner585', role: 'Internal medicine' },
    ]);
    expect(await find('chloe %')).toEqual([]);
    expect(await find(' ')).toEqual([]);
  });

  it('returns the employer of a patient once, or null for a patient without one', async () => {
    const { data } = await ask<{ patientEmployers: unknown }>(subgraph.url, EMPLOYERS);
    expect(data?.patientEmployers).toEqual([
      { patient: OWN, employer: CLINIC },
      { patient: OTHER, employer: null },
    ]);
  });
});

it('the staff register is empty if its file is missing', async () => {
  const directory = temporaryDirectory();
  const dataDir = join(directory.path, 'data');
  cpSync(BUNDLED_DATA_DIR, dataDir, { recursive: true });
  rmSync(join(dataDir, 'staff.csv'));
  const indexDir = join(directory.path, 'index');
  const subgraph = await startSubgraph('encounters', { dataDir, indexDir, port: 0 });
  const { data } = await ask<Record<string, unknown>>(
    subgraph.url,
    `{ ${STAFF.slice(1, -1)} ${EMPLOYERS.slice(1, -1)} }`,
  );
  expect(data).toEqual({ staff: [], patientEmployers: [] });
  await subgraph.close();
  directory.remove();
});

it('patientFacts of the example returns surname, latest address and date of death, and omits unknown patients', async () => {
  const directory = temporaryDirectory();
  const subgraph = await startSubgraph('patients', { indexDir: directory.path, port: 0 });
  const dead = '233f4cd3-0c61-47bc-b420-5ec13ca691c8';
  await ask(
    subgraph.url,
    `mutation { correctAddress(patientId: "${dead}", address: { line: "1 New Road", city: "Lee", state: "MA", zip: "01238" }) { id } }`,
  );
  const query = `{ patientFacts(patients: ["${dead}", "nobody", "${OTHER}"]) { patient surname address died } }`;
  const { data } = await ask<{ patientFacts: unknown }>(subgraph.url, query);
  expect(data?.patientFacts).toEqual([
    { patient: dead, surname: 'Pacocha', address: '1 New Road, Lee, 01238', died: '2021-12-18' },
    {
      patient: OTHER,
      surname: 'Dickens',
      address: '371 Quarry Avenue, Worcester, 01603',
      died: null,
    },
  ]);
  await subgraph.close();
  directory.remove();
});
