import type { Session } from '../session/create-session.ts';
import { timeZoneName } from './times.ts';
import type { Words } from './words.ts';

/** Writes times for a patient. Times are ISO 8601. */
export interface Moments {
  /** Such as `March 4, 2021 at 9:30 AM`, in the time zone of the device. */
  readonly moment: (iso: string) => string;
  /** The name of that time zone. */
  readonly zone: string;
}

/** Writes times in the language of the page, as the place of the hospital writes them. */
export function momentsOf(
  { language }: Pick<Words, 'language'>,
  { patientPage: { locales } }: Session['settings'],
): Moments {
  const locale = locales[language];
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
  return { moment: (iso) => format.format(new Date(iso)), zone: timeZoneName(locale) };
}
