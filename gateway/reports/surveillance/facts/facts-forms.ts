import type { PeopleForm } from '../../people/read-people-operation.ts';
import { ACTOR_FACTS, PATIENT_FACTS } from './person-facts.ts';

/** Whether an operation is about patients or actors; also the name of its variable. */
export type FactsAbout = 'patients' | 'actors';

/**
 * What operations about facts take and select: see `PATIENT_FACTS` and `ACTOR_FACTS`. In a response, a missing person is
 * unknown, and null means that the person has no such value.
 */
export const FACTS_FORMS: Readonly<Record<FactsAbout, PeopleForm>> = {
  patients: form('patients', 'patient', PATIENT_FACTS),
  actors: form('actors', 'actor', ACTOR_FACTS),
};

function form(variable: FactsAbout, identity: string, keys: readonly string[]): PeopleForm {
  return { variable, type: '[ID!]!', identity, keys, keyName: 'fact' };
}
