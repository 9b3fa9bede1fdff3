import type { Sensitivity } from '../sensitivity.ts';

/** The file that a clinical record comes from. */
export type RecordFile = 'Observation' | 'Condition' | 'Allergy' | 'Procedure' | 'Immunization';

/** The object types that a clinical record can be. */
export type RecordType = RecordFile | 'MentalHealthRecord' | 'SubstanceUseRecord';

/** A clinical record, as a row of the index. One table holds all kinds, so that a timeline is one query. */
export interface RecordRow {
  readonly id: string;
  /** Its object type: that of its source, or of its sensitivity unless that is `general`. */
  readonly type: RecordType;
  readonly source: RecordFile;
  readonly patientId: string;
  readonly encounterId: string | null;
  readonly code: string | null;
  readonly description: string | null;
  readonly recordedAt: string | null;
  readonly endedAt: string | null;
  readonly category: string | null;
  readonly value: string | null;
  readonly unit: string | null;
  /** The patient's answer to the question where they live: an identifier, so it is not in `value`. */
  readonly statedAddress: string | null;
  readonly reasonCode: string | null;
  readonly reasonDescription: string | null;
  readonly reaction1: string | null;
  readonly severity1: string | null;
  readonly reaction2: string | null;
  readonly severity2: string | null;
}

/** The object type of a record. A sensitive record always has its own type. */
export function recordType(source: RecordFile, sensitivity: Sensitivity): RecordType {
  switch (sensitivity) {
    case 'substance-use':
      return 'SubstanceUseRecord';
    case 'mental-health':
      return 'MentalHealthRecord';
    case 'general':
      return source;
    default:
      return sensitivity satisfies never;
  }
}
