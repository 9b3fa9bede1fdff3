import type { HospitalPatient } from './find-hospital.ts';
import { correctAddress, readCoverage, type Question } from './questions.ts';

/** Corrects a patient's address; looks at it where the data has no whole one. */
export function corrections(id: string, patients: readonly HospitalPatient[]): readonly Question[] {
  const address = patients.find((patient) => patient.id === id)?.address;
  const isWhole = REQUIRED.every((part) => typeof address?.[part] === 'string');
  return address && isWhole ? [correctAddress(id, address)] : [readCoverage(id)];
}

const REQUIRED = ['line', 'city', 'state', 'zip'];
