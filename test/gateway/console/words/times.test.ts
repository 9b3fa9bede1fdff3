import { describe, expect, it } from '@jest/globals';
import {
  isSameMoment,
  localDays,
  localTime,
  localWeekdays,
} from '../../../../gateway/console/words/times.ts';

it('a time in the console names its time zone', () => {
  expect(localTime('2026-11-24T12:30:45Z')).toMatch(/^Nov 24, 2026, \d\d:30:45 [A-Z]/);
});

describe('a period in the console', () => {
  it('is one moment if its start and end are equal to the second', () => {
    expect(isSameMoment('2026-11-24T17:37:45.001Z', '2026-11-24T17:37:45.900Z')).toBe(true);
    expect(isSameMoment('2026-11-24T17:37:45.001Z', '2026-11-24T17:37:46.000Z')).toBe(false);
    expect(isSameMoment('2026-11-24T17:37:45.001Z', '2026-11-25T17:37:45.001Z')).toBe(false);
  });

  it('is shown as one day if it starts and ends on the same day, and by both days otherwise', () => {
    expect(localDays('2026-11-24T12:00:00Z', '2026-11-24T12:00:01Z')).toBe('Nov 24, 2026');
    expect(localDays('2026-11-24T12:00:00Z', '2026-11-26T12:00:00Z')).toBe(
      'Nov 24, 2026 to Nov 26, 2026',
    );
  });

  it('is shown with its weekdays, one if both ends are on the same day', () => {
    expect(localWeekdays('2026-11-24T12:00:00Z', '2026-11-24T12:00:01Z')).toBe('Tue, Nov 24');
    expect(localWeekdays('2026-11-24T12:00:00Z', '2026-11-25T12:00:00Z')).toBe(
      'Tue, Nov 24 to Wed, Nov 25',
    );
  });
});
