import { StartError } from '../../platform/errors.ts';
import { DAY_MS } from '../../platform/durations.ts';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * An ISO date or time as UTC ms since 1970. A date alone means the first or the last millisecond of that day. Throws a
 * `StartError` for any other text.
 */
export function readDate(text: string, dateAlone: 'start of day' | 'end of day'): number {
  const time = DATE.test(text) || TIME.test(text) ? Date.parse(text) : Number.NaN;
  // Date.parse reads 30 February as 2 March.
  const day = Date.parse(text.slice(0, 10));
  if (Number.isNaN(time) || new Date(day).toISOString().slice(0, 10) !== text.slice(0, 10)) {
    throw new StartError([
      `${text} is not a date. Write 2026-01-31 or 2026-01-31T08:00:00Z (any time zone).`,
    ]);
  }
  return DATE.test(text) && dateAlone === 'end of day' ? time + DAY_MS - 1 : time;
}
