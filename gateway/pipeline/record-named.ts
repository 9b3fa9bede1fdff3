import { rolesIdFor } from '../../directives/operation/find-effective-roles.ts';
import { UNREACHED } from '../../directives/operation/effective-roles.ts';
import type { Decided } from './decide.ts';
import type { RecordFacts } from './describe.ts';

/**
 * The patients that an operation names, as they go on the record. A patient is unreached if no role of the caller
 * reaches them, or if the field is denied anyway, so that the relationship source is not asked. More than
 * {@link MAX_UNREACHED} unreached patients are counted and not named: a caller could make up ids by the thousand, and
 * put a denial into each patient's record. A dry run serves all of them, so it names all of them.
 */
export function recordNamed(
  { judgement, reach }: Pick<Decided, 'judgement' | 'reach'>,
  isDryRun: boolean,
): Pick<RecordFacts, 'patients' | 'unreachedPatients'> {
  const { patients } = judgement;
  const reached = patients.filter((patient) => rolesIdFor(reach, patient) !== UNREACHED);
  const unreached = patients.length - reached.length;
  return isDryRun || unreached <= MAX_UNREACHED
    ? { patients, unreachedPatients: 0 }
    : { patients: reached, unreachedPatients: unreached };
}

/** As many as a person looks up by hand in one operation. */
const MAX_UNREACHED = 5;
