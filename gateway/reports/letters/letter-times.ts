/** Writes times of a letter in the hospital's time zone. Times are UTC ms since 1970 or ISO 8601. */
export interface LetterTimes {
  /** Such as `March 4, 2021`. */
  readonly day: (at: number | string) => string;
  /** Such as `March 4, 2021 at 9:30 AM EST`. A text that is not a time is unchanged. */
  readonly moment: (at: number | string) => string;
  /** Without the day, such as `9:30 AM EST`. */
  readonly clock: (at: number | string) => string;
  /** A date without a time, such as a birth date `1972-12-05`. */
  readonly date: (day: string) => string;
  /** Name of the time zone, such as `Eastern Time`. */
  readonly zone: string;
}

const DAY = { year: 'numeric', month: 'long', day: 'numeric' } as const;
const CLOCK = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const;

/** Creates the writer of a locale (BCP 47) and a time zone (IANA). */
export function createLetterTimes(locale: string, timeZone: string): LetterTimes {
  const write = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (at: number | string) => {
      const date = new Date(at);
      if (Number.isNaN(date.getTime())) return String(at);
      // Some fonts lack the narrow spaces that Intl writes.
      return format.format(date).replaceAll(/[\u{a0}\u{2009}\u{202f}]/gu, ' ');
    };
  };
  const date = write({ ...DAY, timeZone: 'UTC' });
  return {
    day: write({ ...DAY, timeZone }),
    moment: write({ ...DAY, ...CLOCK, timeZone }),
    clock: write({ ...CLOCK, timeZone }),
    date: (day) => date(`${day}T00:00:00Z`),
    zone: zoneName(locale, timeZone),
  };
}

/** The name of a time zone (IANA) in a locale, in summer and winter. */
function zoneName(locale: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'longGeneric' });
  const part = format.formatToParts().find(({ type }) => type === 'timeZoneName');
  return part?.value ?? timeZone;
}
