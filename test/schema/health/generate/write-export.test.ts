import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';

import { writeExport } from '../../../../schema/health/generate/write-export.ts';
import { sensitivityOf } from '../../../../schema/health/sensitivity.ts';
import { BUNDLED_DATA_DIR } from '../../../../schema/health/start-subgraph.ts';
import { temporaryDirectory } from '../health-data.ts';

/** The columns of a real export (OHDSI/dbt-synthea, seeds/synthea), in its order. */
const REAL_COLUMNS: Readonly<Record<string, string>> = {
  'allergies.csv':
    'START,STOP,PATIENT,ENCOUNTER,CODE,SYSTEM,DESCRIPTION,TYPE,CATEGORY,REACTION1,DESCRIPTION1,SEVERITY1,REACTION2,DESCRIPTION2,SEVERITY2',
  'claims.csv':
    'Id,PATIENTID,PROVIDERID,PRIMARYPATIENTINSURANCEID,SECONDARYPATIENTINSURANCEID,DEPARTMENTID,PATIENTDEPARTMENTID,DIAGNOSIS1,DIAGNOSIS2,DIAGNOSIS3,DIAGNOSIS4,DIAGNOSIS5,DIAGNOSIS6,DIAGNOSIS7,DIAGNOSIS8,REFERRINGPROVIDERID,APPOINTMENTID,CURRENTILLNESSDATE,SERVICEDATE,SUPERVISINGPROVIDERID,STATUS1,STATUS2,STATUSP,OUTSTANDING1,OUTSTANDING2,OUTSTANDINGP,LASTBILLEDDATE1,LASTBILLEDDATE2,LASTBILLEDDATEP,HEALTHCARECLAIMTYPEID1,HEALTHCARECLAIMTYPEID2',
  'conditions.csv': 'START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION',
  'encounters.csv':
    'Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,BASE_ENCOUNTER_COST,TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION',
  'immunizations.csv': 'DATE,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST',
  'medications.csv':
    'START,STOP,PATIENT,PAYER,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,PAYER_COVERAGE,DISPENSES,TOTALCOST,REASONCODE,REASONDESCRIPTION',
  'observations.csv': 'DATE,PATIENT,ENCOUNTER,CATEGORY,CODE,DESCRIPTION,VALUE,UNITS,TYPE',
  'organizations.csv': 'Id,NAME,ADDRESS,CITY,STATE,ZIP,LAT,LON,PHONE,REVENUE,UTILIZATION',
  'patients.csv':
    'Id,BIRTHDATE,DEATHDATE,SSN,DRIVERS,PASSPORT,PREFIX,FIRST,LAST,SUFFIX,MAIDEN,MARITAL,RACE,ETHNICITY,GENDER,BIRTHPLACE,ADDRESS,CITY,STATE,COUNTY,ZIP,LAT,LON,HEALTHCARE_EXPENSES,HEALTHCARE_COVERAGE',
  'payers.csv':
    'Id,NAME,ADDRESS,CITY,STATE_HEADQUARTERED,ZIP,PHONE,AMOUNT_COVERED,AMOUNT_UNCOVERED,REVENUE,COVERED_ENCOUNTERS,UNCOVERED_ENCOUNTERS,COVERED_MEDICATIONS,UNCOVERED_MEDICATIONS,COVERED_PROCEDURES,UNCOVERED_PROCEDURES,COVERED_IMMUNIZATIONS,UNCOVERED_IMMUNIZATIONS,UNIQUE_CUSTOMERS,QOLS_AVG,MEMBER_MONTHS',
  'procedures.csv':
    'START,STOP,PATIENT,ENCOUNTER,CODE,DESCRIPTION,BASE_COST,REASONCODE,REASONDESCRIPTION',
  'providers.csv':
    'Id,ORGANIZATION,NAME,GENDER,SPECIALITY,ADDRESS,CITY,STATE,ZIP,LAT,LON,UTILIZATION',
};

type Row = Readonly<Record<string, string>>;

function files(directory: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(directory).map((name) => [name, readFileSync(join(directory, name), 'utf8')]),
  );
}

function rows(directory: string, file: string): Row[] {
  return parse<Row>(readFileSync(join(directory, file)), { columns: true });
}

describe('the generator of synthetic patients', () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  const generate = (name: string, patients: number, seed: string) =>
    writeExport({
      patients,
      seed,
      directory: join(directory.path, name),
      onPatient: () => undefined,
    });

  beforeEach(() => {
    directory = temporaryDirectory();
  });

  afterEach(() => directory.remove());

  it('writes the files of a Synthea export with their columns in order', async () => {
    await generate('one', 2, 'any');
    const headers = Object.entries(files(join(directory.path, 'one'))).map(([name, text]) => [
      name,
      text.slice(0, text.indexOf('\n')),
    ]);
    expect(Object.fromEntries(headers)).toEqual(REAL_COLUMNS);
  });

  it('writes the same bytes for the same seed and other bytes for another seed', async () => {
    await generate('one', 6, 'seed');
    await generate('two', 6, 'seed');
    await generate('three', 6, 'another');
    const [one, two, three] = ['one', 'two', 'three'].map((name) =>
      files(join(directory.path, name)),
    );
    expect(two).toEqual(one);
    expect(three?.['patients.csv']).not.toBe(one?.['patients.csv']);
  });

  it('writes the same data for a patient however many patients follow', async () => {
    await generate('few', 3, 'seed');
    await generate('more', 9, 'seed');
    const few = files(join(directory.path, 'few'));
    const more = files(join(directory.path, 'more'));
    for (const [name, text] of Object.entries(few)) expect(more[name]?.startsWith(text)).toBe(true);
  });

  it('returns the number of rows that it writes', async () => {
    const counted = await generate('one', 4, 'seed');
    const written = Object.keys(REAL_COLUMNS).flatMap((file) =>
      rows(join(directory.path, 'one'), file),
    );
    expect(counted).toBe(written.length);
  });

  it('refuses to overwrite an export', async () => {
    await generate('one', 1, 'seed');
    await expect(generate('one', 1, 'seed')).rejects.toMatchObject({
      name: 'HealthStartError',
      problems: [expect.stringContaining('holds an export already')],
    });
  });

  it('reproduces the bundled data, except consents, staff and public figures, byte by byte', async () => {
    await generate('again', 25, '1');
    // Their few rows were added by hand, since they are not part of an export.
    const {
      'consents.csv': _consents,
      'staff.csv': _staff,
      'vips.csv': _vips,
      ...exported
    } = files(BUNDLED_DATA_DIR);
    expect(files(join(directory.path, 'again'))).toEqual(exported);
  });
});

describe('the synthetic patient data in the repository', () => {
  const patients = rows(BUNDLED_DATA_DIR, 'patients.csv');
  const conditions = rows(BUNDLED_DATA_DIR, 'conditions.csv');

  it('is smaller than a megabyte', () => {
    const bytes = Object.values(files(BUNDLED_DATA_DIR)).reduce(
      (sum, text) => sum + text.length,
      0,
    );
    expect(bytes).toBeLessThan(1_000_000);
  });

  it.each<[string, (patient: Row) => boolean]>([
    ['over 90 and alive', ({ BIRTHDATE, DEATHDATE }) => String(BIRTHDATE) < '1935' && !DEATHDATE],
    [
      'dead after 90',
      ({ BIRTHDATE, DEATHDATE }) => String(BIRTHDATE) < '1934' && Boolean(DEATHDATE),
    ],
    [
      'dead before 90',
      ({ BIRTHDATE, DEATHDATE }) => String(BIRTHDATE) > '1935' && Boolean(DEATHDATE),
    ],
    ['from an area of 20,000 people or fewer', ({ ZIP }) => /^(036|059)/.test(String(ZIP))],
    ['a child', ({ BIRTHDATE }) => String(BIRTHDATE) > '2012'],
  ])('has a patient who is %s', (_what, is) => {
    expect(patients.filter(is).length).toBeGreaterThan(0);
  });

  it.each(['mental-health', 'substance-use', 'general'] as const)(
    'has several patients with %s conditions',
    (wanted) => {
      const found = conditions.filter(
        ({ CODE, DESCRIPTION }) =>
          sensitivityOf({ code: CODE ?? null, text: DESCRIPTION ?? null }) === wanted,
      );
      expect(new Set(found.map(({ PATIENT }) => PATIENT)).size).toBeGreaterThan(1);
    },
  );

  it('has more than three allergies', () => {
    expect(rows(BUNDLED_DATA_DIR, 'allergies.csv').length).toBeGreaterThan(3);
  });

  it('names no real person: every name contains digits and every SSN begins with 999', () => {
    for (const { FIRST, LAST, SSN } of patients) {
      expect(`${FIRST} ${LAST}`).toMatch(/^\p{L}+\d+ \p{L}+\d+$/u);
      expect(SSN).toMatch(/^999-\d\d-\d{4}$/);
    }
  });

  it('has conditions, procedures and medications only of known encounters, from birth to the year of death', () => {
    const known = new Map(patients.map((patient) => [patient['Id'], patient]));
    const encounters = new Set(rows(BUNDLED_DATA_DIR, 'encounters.csv').map(({ Id }) => Id));
    for (const { PATIENT, START, ENCOUNTER } of [
      ...conditions,
      ...rows(BUNDLED_DATA_DIR, 'procedures.csv'),
      ...rows(BUNDLED_DATA_DIR, 'medications.csv'),
    ]) {
      const patient = known.get(PATIENT);
      expect(encounters.has(ENCOUNTER)).toBe(true);
      expect(String(START) >= String(patient?.['BIRTHDATE'])).toBe(true);
      expect(String(START).slice(0, 4) <= (patient?.['DEATHDATE'] || '2025').slice(0, 4)).toBe(
        true,
      );
    }
  });
});
