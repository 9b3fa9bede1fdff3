import { entityReference } from '../entity-reference.ts';
import { assertPage } from '../paging.ts';
import type { Page } from '../paging.ts';
import { codedError } from '../public-error.ts';
import type { Stores, SubgraphDefinition } from '../subgraph-definition.ts';
import { charlsonIndex } from './charlson-index.ts';
import { createNotes } from './notes.ts';
import type { Note } from './notes.ts';
import { CLINICAL_PLAN } from './plan.ts';
import { prepareRecordReads } from './record-reads.ts';
import type { RecordRow, RecordType } from './record-row.ts';

/** A patient as the gateway refers to it, with the fields that `@requires` of `charlsonIndex` names. */
interface PatientReference {
  readonly id: string;
  readonly birthDate?: string | null;
  readonly deathDate?: string | null;
}

/** The subgraph of findings, procedures, immunizations and notes. */
export const CLINICAL: SubgraphDefinition = {
  plan: CLINICAL_PLAN,
  createResolvers: ({ index, writes, clock }: Stores) => {
    const read = prepareRecordReads(index);
    const notes = createNotes(writes());

    const listOf = (type: RecordType) => (patient: PatientReference, page: Page) => {
      assertPage(page);
      return read.ofPatient(patient.id, type, page);
    };
    const record = (type: RecordType) => ({
      __resolveReference: ({ id }: { id: string }) => read.byId(id, type),
      patient: ({ patientId }: RecordRow) => entityReference('Patient', patientId),
      encounter: ({ encounterId }: RecordRow) => entityReference('Encounter', encounterId),
    });
    const sensitive = (type: RecordType) => ({
      ...record(type),
      kind: ({ source }: RecordRow) => source.toUpperCase(),
    });
    const runtimeType = { __resolveType: ({ type }: RecordRow) => type };

    return {
      Query: {
        clinicalRecord: (_root, { id }: { id: string }) => read.byId(id, null),
        condition: (_root, { id }: { id: string }) => read.byId(id, 'Condition'),
        observation: (_root, { id }: { id: string }) => read.byId(id, 'Observation'),
      },
      Mutation: {
        addNote: (_root, { patientId, text }: { patientId: string; text: string }) => {
          if (!read.hasPatient(patientId)) {
            throw codedError('NOT_FOUND', 'There is no such patient.');
          }
          return notes.append(patientId, text, clock());
        },
      },
      Patient: {
        conditions: listOf('Condition'),
        observations: listOf('Observation'),
        allergies: listOf('Allergy'),
        procedures: listOf('Procedure'),
        immunizations: listOf('Immunization'),
        mentalHealthRecords: listOf('MentalHealthRecord'),
        substanceUseRecords: listOf('SubstanceUseRecord'),
        timeline: ({ id }: PatientReference, page: Page) => {
          assertPage(page);
          return read.timeline(id, page);
        },
        notes: ({ id }: PatientReference, page: Page) => {
          assertPage(page);
          return notes.ofPatient(id, page);
        },
        charlsonIndex: ({ id, birthDate, deathDate }: PatientReference) =>
          charlsonIndex(
            read.charlsonCodes(id),
            birthDate ?? null,
            deathDate ?? new Date(clock()).toISOString(),
          ),
      },
      Encounter: {
        records: ({ id }: { id: string }, page: Page) => {
          assertPage(page);
          return read.ofEncounter(id, page);
        },
      },
      ClinicalRecord: runtimeType,
      TimelineEvent: runtimeType,
      Observation: record('Observation'),
      Condition: record('Condition'),
      Allergy: {
        ...record('Allergy'),
        reactions: (row: RecordRow) =>
          [
            { description: row.reaction1, severity: row.severity1 },
            { description: row.reaction2, severity: row.severity2 },
          ].filter(({ description }) => description !== null),
      },
      Procedure: record('Procedure'),
      Immunization: record('Immunization'),
      MentalHealthRecord: sensitive('MentalHealthRecord'),
      SubstanceUseRecord: sensitive('SubstanceUseRecord'),
      Note: {
        __resolveReference: ({ id }: { id: string }) => notes.byId(id),
        patient: ({ patientId }: Note) => entityReference('Patient', patientId),
      },
    };
  },
};
