import { badInput } from '../catalog/request-fault.ts';
import type { LetterStandard } from './letter-standards.ts';
import type { AccessSubject } from './read-accesses.ts';

/**
 * The patient and the period of an access report: what was requested, and by default the years of its standard until now.
 * Throws `BAD_USER_INPUT` for a reversed period.
 */
export function accessSubject(
  {
    patient,
    since,
    until,
  }: {
    readonly patient: string;
    readonly since?: number | undefined;
    readonly until?: number | undefined;
  },
  { years }: Pick<LetterStandard, 'years'>,
  at: number,
): AccessSubject {
  const end = until ?? at;
  const first = new Date(end);
  first.setUTCFullYear(first.getUTCFullYear() - years);
  first.setUTCHours(0, 0, 0, 0);
  const begin = since ?? first.getTime();
  if (begin > end) throw badInput(['filter.since is after filter.until.']);
  return { patient, since: begin, until: end };
}
