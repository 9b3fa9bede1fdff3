import { standingFor } from '../../directives/operation/find-standing.ts';
import { UNREACHED } from '../../directives/operation/standing.ts';
import type { Decided } from './decide.ts';
import type { RecordFacts } from './describe.ts';

/**
 * The patients that an operation names, as they go on the record. More than {@link MAX_UNREACHED} that no role
 * reaches, or about whom the relationship source isn't asked since the field is denied anyway, are counted and not
 * named: a caller could make up ids by the thousand, and put a denial into each patient's record. A dry run serves
 * them all, so it names them all.
 */
export function recordNamed(
  { judgement, reach }: Pick<Decided, 'judgement' | 'reach'>,
  isDryRun: boolean,
): Pick<RecordFacts, 'patients' | 'unreachedPatients'> {
  const { patients } = judgement;
  const reached = patients.filter((patient) => standingFor(reach, patient) !== UNREACHED);
  const unreached = patients.length - reached.length;
  return isDryRun || unreached <= MAX_UNREACHED
    ? { patients, unreachedPatients: 0 }
    : { patients: reached, unreachedPatients: unreached };
}

/** As many as a person looks up by hand in one operation. */
const MAX_UNREACHED = 5;
