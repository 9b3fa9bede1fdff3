import type { Concept } from './illnesses.ts';
import type { Measurement } from './measurements.ts';
import type { HealthSystem } from './organizations.ts';
import { patientRow } from './patient-row.ts';
import type { Persona } from './persona.ts';
import type { Random } from './random.ts';
import type { FileRow } from './synthea-columns.ts';

/** A visit, to which findings, treatments and their bills are added. */
export interface Visit {
  readonly allergy: (allergen: Concept & AllergenDetails, severity: string) => void;
  /** An acute condition ends after two weeks. */
  readonly diagnose: (condition: Concept, course: { readonly acute: boolean }) => void;
  readonly measure: (category: string, measurement: Measurement) => void;
  /** Records the patient's address as the answer to `question`. */
  readonly askForAddress: (question: Concept) => void;
  readonly procedure: (procedure: Concept, reason?: Concept) => void;
  readonly prescribe: (medication: Concept, reason: Concept) => void;
  readonly immunize: (vaccine: Concept) => void;
}

interface AllergenDetails {
  readonly category: string;
  readonly system: string;
  readonly reaction: Concept;
}

/** A patient's record: it collects all rows about the patient. */
export interface Chart {
  /** Adds a visit in `year`, with its claim. */
  readonly visit: (
    year: number,
    kind: Concept & { readonly class: string; readonly reason?: Concept },
  ) => Visit;
  readonly rows: () => readonly FileRow[];
}

/** Creates a chart with the patient's row. */
export function createChart(random: Random, persona: Persona, healthSystem: HealthSystem): Chart {
  const rows: FileRow[] = [];
  const patientId = random.uuid();
  const organization = random.pick(healthSystem.organizations);
  const payerId = random.pick(healthSystem.payerIds);

  const patient = patientRow(random, persona, patientId);
  rows.push({ file: 'patients', row: patient });

  const bill = (encounterId: string, at: string, diagnosis: string, provider: string): void => {
    // Claims of the export's last half year can still be open.
    const closed = at < '2025-01-01' || random.chance(0.6);
    rows.push({
      file: 'claims',
      row: {
        Id: random.uuid(),
        PATIENTID: patientId,
        PROVIDERID: provider,
        PRIMARYPATIENTINSURANCEID: payerId,
        SECONDARYPATIENTINSURANCEID: '0',
        DEPARTMENTID: 1,
        PATIENTDEPARTMENTID: 1,
        DIAGNOSIS1: diagnosis,
        APPOINTMENTID: encounterId,
        CURRENTILLNESSDATE: at,
        SERVICEDATE: at,
        SUPERVISINGPROVIDERID: provider,
        STATUS1: closed ? 'CLOSED' : 'BILLED',
        STATUSP: closed ? 'CLOSED' : 'BILLED',
        OUTSTANDING1: closed ? 0 : random.whole(20, 400),
        OUTSTANDINGP: closed ? 0 : random.whole(5, 80),
        LASTBILLEDDATE1: at,
        LASTBILLEDDATEP: at,
        HEALTHCARECLAIMTYPEID1: 2,
        HEALTHCARECLAIMTYPEID2: 0,
      },
    });
  };

  return {
    rows: () => rows,
    visit: (year, kind) => {
      const Id = random.uuid();
      const at = timeIn(random, year);
      const day = at.slice(0, 10);
      const provider = random.pick(organization.practitionerIds);
      const cost = random.whole(80, 2_500);
      const covered = cost * random.pick([0, 0.5, 0.8]);
      const owner = { PATIENT: patientId, ENCOUNTER: Id };
      rows.push({
        file: 'encounters',
        row: {
          Id,
          START: at,
          STOP: later(at, 30),
          PATIENT: patientId,
          ORGANIZATION: organization.id,
          PROVIDER: provider,
          PAYER: payerId,
          ENCOUNTERCLASS: kind.class,
          CODE: kind.code,
          DESCRIPTION: kind.text,
          BASE_ENCOUNTER_COST: '85.55',
          TOTAL_CLAIM_COST: cost.toFixed(2),
          PAYER_COVERAGE: covered.toFixed(2),
          REASONCODE: kind.reason?.code ?? '',
          REASONDESCRIPTION: kind.reason?.text ?? '',
        },
      });
      bill(Id, at, kind.reason?.code ?? kind.code, provider);

      return {
        allergy: ({ code, text, category, system, reaction }, severity) => {
          rows.push({
            file: 'allergies',
            row: {
              ...owner,
              START: day,
              CODE: code,
              SYSTEM: system,
              DESCRIPTION: text,
              TYPE: 'allergy',
              CATEGORY: category,
              REACTION1: reaction.code,
              DESCRIPTION1: reaction.text,
              SEVERITY1: severity,
            },
          });
        },
        diagnose: ({ code, text }, { acute }) => {
          const STOP = acute ? later(at, 14 * 24 * 60).slice(0, 10) : '';
          rows.push({
            file: 'conditions',
            row: { ...owner, START: day, STOP, CODE: code, DESCRIPTION: text },
          });
        },
        measure: (category, { code, text, unit, low, high }) => {
          const value = low + random.fraction() * (high - low);
          rows.push({
            file: 'observations',
            row: {
              ...owner,
              DATE: at,
              CATEGORY: category,
              CODE: code,
              DESCRIPTION: text,
              VALUE: (unit === '{score}' ? Math.round(value) : value).toFixed(1),
              UNITS: unit,
              TYPE: 'numeric',
            },
          });
        },
        askForAddress: ({ code, text }) => {
          rows.push({
            file: 'observations',
            row: {
              ...owner,
              DATE: at,
              CATEGORY: 'survey',
              CODE: code,
              DESCRIPTION: text,
              VALUE: patient.ADDRESS ?? '',
              TYPE: 'text',
            },
          });
        },
        procedure: ({ code, text }, reason) => {
          rows.push({
            file: 'procedures',
            row: {
              ...owner,
              START: at,
              STOP: later(at, 15),
              CODE: code,
              DESCRIPTION: text,
              BASE_COST: '431.40',
              REASONCODE: reason?.code ?? '',
              REASONDESCRIPTION: reason?.text ?? '',
            },
          });
        },
        prescribe: ({ code, text }, reason) => {
          const total = random.whole(8, 900);
          rows.push({
            file: 'medications',
            row: {
              ...owner,
              START: at,
              STOP: later(at, 90 * 24 * 60),
              PAYER: payerId,
              CODE: code,
              DESCRIPTION: text,
              BASE_COST: (total / 3).toFixed(2),
              PAYER_COVERAGE: (total / 2).toFixed(2),
              DISPENSES: 3,
              TOTALCOST: total.toFixed(2),
              REASONCODE: reason.code,
              REASONDESCRIPTION: reason.text,
            },
          });
          bill(Id, at, reason.code, provider);
        },
        immunize: ({ code, text }) => {
          rows.push({
            file: 'immunizations',
            row: { ...owner, DATE: at, CODE: code, DESCRIPTION: text, BASE_COST: '140.52' },
          });
        },
      };
    },
  };
}

function timeIn(random: Random, year: number): string {
  const day = Date.UTC(year, 0, random.whole(1, 365));
  return iso(day + random.whole(8 * 60, 17 * 60) * 60_000);
}

function later(time: string, minutes: number): string {
  return iso(Date.parse(time) + minutes * 60_000);
}

/** ISO 8601 in UTC, to the second, as in the exports. */
function iso(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
