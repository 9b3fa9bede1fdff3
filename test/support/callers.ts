import { DEFAULT_PATIENT_IDS } from '../../directives/patient-id.ts';
import type { AuthorizationOptions } from '../../gateway/pipeline/graph/authorization-options.ts';
import { callerOf } from './in-process-graph.ts';

/** Which patients the roles of the attack tests reach; `visitor` reaches none. */
export const AUTHORIZATION: AuthorizationOptions = {
  reach: new Map([
    ['doctor', 'all'],
    ['clerk', 'all'],
    ['research', 'all'],
    ['self', 'self'],
    ['proxy', 'self'],
  ]),
  defaultRoles: [],
  unmarked: 'allow',
  purposes: new Map(),
  breakGlassRoles: [],
  patientIds: DEFAULT_PATIENT_IDS,
  consent: false,
  mode: 'filter',
  unreached: 'hide',
  lists: 'order',
  scopes: new Map(),
};

/* Callers who reach all patients. */
export const doctor = callerOf(['doctor']);
export const clerk = callerOf(['clerk']);
export const research = callerOf(['research'], { project: 'study-1' });
/** The patient p1. */
export const p1 = callerOf(['self'], { patients: new Map([['self', ['p1']]]), ownPatient: 'p1' });
/** A doctor who is the patient p1 too. */
export const doctorAndP1 = callerOf(['doctor', 'self'], {
  patients: new Map([['self', ['p1']]]),
  ownPatient: 'p1',
});
/** A patient whose token names no patient. */
export const unclaimed = callerOf(['self']);
/** Authenticated, and reaches no patient. */
export const callerWithoutRoles = callerOf([]);
/** A role that no configured reach names. */
export const visitor = callerOf(['visitor']);
