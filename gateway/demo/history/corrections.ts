import type { HospitalPatient } from './find-hospital.ts';
import { correctAddress, readCoverage, type GraphqlRequest } from './graphql-requests.ts';

/** Corrects a patient's address to its present value, or reads it if the data has no complete address. */
export function corrections(
  id: string,
  patients: readonly HospitalPatient[],
): readonly GraphqlRequest[] {
  const address = patients.find((patient) => patient.id === id)?.address;
  const isComplete = REQUIRED.every((part) => typeof address?.[part] === 'string');
  return address && isComplete ? [correctAddress(id, address)] : [readCoverage(id)];
}

const REQUIRED = ['line', 'city', 'state', 'zip'];
