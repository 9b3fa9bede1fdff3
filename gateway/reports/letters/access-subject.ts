import { badInput } from '../catalog/request-fault.ts';
import { startOfDayYearsBefore } from '../time-zone.ts';
import type { LetterStyle } from './letter-style.ts';
import type { AccessSubject } from './read-accesses.ts';

/**
 * The patient and the period of an access report: what was requested, and by default the years of its standard until now,
 * in whole days of the hospital's time zone. Throws `BAD_USER_INPUT` for a reversed period.
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
  { standard: { years }, settings: { timeZone } }: Pick<LetterStyle, 'standard' | 'settings'>,
  at: number,
): AccessSubject {
  const end = until ?? at;
  const begin = since ?? startOfDayYearsBefore(end, years, timeZone);
  if (begin > end) throw badInput(['filter.since is after filter.until.']);
  return { patient, since: begin, until: end };
}
