import { numberIn, type CsvFile, type IndexPlan } from '../index/csv-file.ts';
import { CONSENTS } from './consents.ts';
import { foldText } from '../fold-text.ts';
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
  /** Name and specialty, folded. */
  readonly searchText: string;
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

const ENCOUNTERS: CsvFile<EncounterRow> = {
  file: 'encounters.csv',
  table: 'encounters',
  columns: {
    id: 'Id',
    start: 'START',
    end: 'STOP',
    patientId: 'PATIENT',
    organizationId: 'ORGANIZATION',
    practitionerId: 'PROVIDER',
    payerId: 'PAYER',
    class: 'ENCOUNTERCLASS',
    code: 'CODE',
    description: 'DESCRIPTION',
    reasonCode: 'REASONCODE',
    reasonDescription: 'REASONDESCRIPTION',
    sensitivity: {
      from: ['CODE', 'DESCRIPTION', 'REASONCODE', 'REASONDESCRIPTION'],
      value: (code, text, reasonCode, reasonText) =>
        sensitivityOf({ code, text }, { code: reasonCode, text: reasonText }),
    },
    baseCost: numberIn('BASE_ENCOUNTER_COST'),
    totalCost: numberIn('TOTAL_CLAIM_COST'),
    payerCoverage: numberIn('PAYER_COVERAGE'),
  },
};

const PROVIDERS: CsvFile<PractitionerRow> = {
  file: 'providers.csv',
  table: 'practitioners',
  columns: {
    id: 'Id',
    organizationId: 'ORGANIZATION',
    name: 'NAME',
    gender: 'GENDER',
    // Synthea's spelling.
    specialty: 'SPECIALITY',
    searchText: {
      from: ['NAME', 'SPECIALITY'],
      value: (...cells) => foldText(cells.filter(Boolean).join(' ')),
    },
  },
};

const ORGANIZATIONS: CsvFile<OrganizationRow> = {
  file: 'organizations.csv',
  table: 'organizations',
  columns: {
    id: 'Id',
    name: 'NAME',
    line: 'ADDRESS',
    city: 'CITY',
    state: 'STATE',
    zip: 'ZIP',
    phone: 'PHONE',
  },
};

/** Indexes encounters, practitioners, organizations, and what patients deny. */
export const ENCOUNTERS_PLAN: IndexPlan = {
  version: 4,
  tables: `
    CREATE TABLE encounters (rowNumber INTEGER PRIMARY KEY, id TEXT NOT NULL, start TEXT, "end" TEXT,
      patientId TEXT NOT NULL, organizationId TEXT, practitionerId TEXT, payerId TEXT, class TEXT,
      code TEXT, description TEXT, reasonCode TEXT, reasonDescription TEXT, sensitivity TEXT NOT NULL,
      baseCost REAL, totalCost REAL, payerCoverage REAL);
    CREATE TABLE practitioners (rowNumber INTEGER PRIMARY KEY, id TEXT NOT NULL, organizationId TEXT, name TEXT,
      gender TEXT, specialty TEXT, searchText TEXT NOT NULL);
    CREATE TABLE organizations (rowNumber INTEGER PRIMARY KEY, id TEXT NOT NULL, name TEXT, line TEXT, city TEXT,
      state TEXT, zip TEXT, phone TEXT);
    CREATE TABLE consents (rowNumber INTEGER PRIMARY KEY, patientId TEXT NOT NULL, actorId TEXT, category TEXT);
    CREATE TABLE staff (rowNumber INTEGER PRIMARY KEY, actor TEXT NOT NULL, surname TEXT, address TEXT, employer TEXT,
      patient TEXT, name TEXT, role TEXT, department TEXT, ended TEXT, searchText TEXT NOT NULL);`,
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
