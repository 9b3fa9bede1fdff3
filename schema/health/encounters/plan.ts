import type { CsvFile, IndexPlan } from '../index/csv-file.ts';
import { readNumber } from '../index/read-number.ts';
import { CONSENTS } from './consents.ts';
import { STAFF } from './staff.ts';
import { sensitivityOf } from '../sensitivity.ts';
import type { Sensitivity } from '../sensitivity.ts';

/** An encounter, as a row of the index. */
export interface EncounterRow {
  readonly id: string;
  readonly start: string | null;
  readonly end: string | null;
  readonly patientId: string;
  readonly organizationId: string | null;
  readonly practitionerId: string | null;
  readonly payerId: string | null;
  readonly class: string | null;
  readonly code: string | null;
  readonly description: string | null;
  readonly reasonCode: string | null;
  readonly reasonDescription: string | null;
  readonly sensitivity: Sensitivity;
  readonly baseCost: number | null;
  readonly totalCost: number | null;
  readonly payerCoverage: number | null;
}

/** A practitioner, as a row of the index. */
export interface PractitionerRow {
  readonly id: string;
  readonly organizationId: string | null;
  readonly name: string | null;
  readonly gender: string | null;
  readonly specialty: string | null;
}

/** An organization, as a row of the index. */
export interface OrganizationRow {
  readonly id: string;
  readonly name: string | null;
  readonly line: string | null;
  readonly city: string | null;
  readonly state: string | null;
  readonly zip: string | null;
  readonly phone: string | null;
}

const ENCOUNTERS: CsvFile = {
  file: 'encounters.csv',
  table: 'encounters',
  columns: [
    'Id',
    'START',
    'STOP',
    'PATIENT',
    'ORGANIZATION',
    'PROVIDER',
    'PAYER',
    'ENCOUNTERCLASS',
    'CODE',
    'DESCRIPTION',
    'BASE_ENCOUNTER_COST',
    'TOTAL_CLAIM_COST',
    'PAYER_COVERAGE',
    'REASONCODE',
    'REASONDESCRIPTION',
  ],
  values: (cell) => [
    cell('Id'),
    cell('START'),
    cell('STOP'),
    cell('PATIENT'),
    cell('ORGANIZATION'),
    cell('PROVIDER'),
    cell('PAYER'),
    cell('ENCOUNTERCLASS'),
    cell('CODE'),
    cell('DESCRIPTION'),
    cell('REASONCODE'),
    cell('REASONDESCRIPTION'),
    sensitivityOf(
      { code: cell('CODE'), text: cell('DESCRIPTION') },
      { code: cell('REASONCODE'), text: cell('REASONDESCRIPTION') },
    ),
    readNumber(cell('BASE_ENCOUNTER_COST')),
    readNumber(cell('TOTAL_CLAIM_COST')),
    readNumber(cell('PAYER_COVERAGE')),
  ],
};

const PROVIDERS: CsvFile = {
  file: 'providers.csv',
  table: 'practitioners',
  columns: ['Id', 'ORGANIZATION', 'NAME', 'GENDER', 'SPECIALITY'],
  values: (cell) => [
    cell('Id'),
    cell('ORGANIZATION'),
    cell('NAME'),
    cell('GENDER'),
    cell('SPECIALITY'),
  ],
};

const ORGANIZATIONS: CsvFile = {
  file: 'organizations.csv',
  table: 'organizations',
  columns: ['Id', 'NAME', 'ADDRESS', 'CITY', 'STATE', 'ZIP', 'PHONE'],
  values: (cell) => [
    cell('Id'),
    cell('NAME'),
    cell('ADDRESS'),
    cell('CITY'),
    cell('STATE'),
    cell('ZIP'),
    cell('PHONE'),
  ],
};

/** Indexes encounters, practitioners, organizations, and what patients deny. */
export const ENCOUNTERS_PLAN: IndexPlan = {
  version: 2,
  tables: `
    CREATE TABLE encounters (n INTEGER PRIMARY KEY, id TEXT NOT NULL, start TEXT, "end" TEXT,
      patientId TEXT NOT NULL, organizationId TEXT, practitionerId TEXT, payerId TEXT, class TEXT,
      code TEXT, description TEXT, reasonCode TEXT, reasonDescription TEXT, sensitivity TEXT NOT NULL,
      baseCost REAL, totalCost REAL, payerCoverage REAL);
    CREATE TABLE practitioners (n INTEGER PRIMARY KEY, id TEXT NOT NULL, organizationId TEXT, name TEXT,
      gender TEXT, specialty TEXT);
    CREATE TABLE organizations (n INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, line TEXT, city TEXT,
      state TEXT, zip TEXT, phone TEXT);
    CREATE TABLE consents (n INTEGER PRIMARY KEY, patientId TEXT NOT NULL, actorId TEXT, category TEXT);
    CREATE TABLE staff (n INTEGER PRIMARY KEY, actor TEXT NOT NULL, surname TEXT, address TEXT, employer TEXT,
      patient TEXT);`,
  indexes: `
    CREATE UNIQUE INDEX encounters_id ON encounters (id);
    CREATE INDEX encounters_patient ON encounters (patientId, start, practitionerId);
    CREATE INDEX encounters_practitioner ON encounters (practitionerId, start);
    CREATE UNIQUE INDEX practitioners_id ON practitioners (id);
    CREATE INDEX practitioners_organization ON practitioners (organizationId);
    CREATE UNIQUE INDEX organizations_id ON organizations (id);
    CREATE INDEX consents_patient ON consents (patientId);
    CREATE INDEX staff_actor ON staff (actor);
    CREATE INDEX staff_patient ON staff (patient);`,
  derivedIds: [],
  files: [ENCOUNTERS, PROVIDERS, ORGANIZATIONS],
  optional: [CONSENTS, STAFF],
};
