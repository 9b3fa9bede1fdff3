import { describe, expect, it } from '@jest/globals';
import { accountPeriod } from '../../../../gateway/reports/accounting/account-period.ts';
import { accountSubject } from '../../../../gateway/reports/api/export/write-document.ts';
import { accessSubject } from '../../../../gateway/reports/letters/access-subject.ts';
import { LETTER_STANDARDS } from '../../../../gateway/reports/letters/letter-standards.ts';
import { plainStyle } from '../../../../gateway/cli/audit/report/plain-style.ts';

const AT = Date.parse('2026-11-29T15:00:00Z');
const UTC_START = Date.parse('2020-11-29T00:00:00Z');
const NEW_YORK_START = Date.parse('2020-11-29T05:00:00Z');
const BERLIN_START = Date.parse('2020-11-28T23:00:00Z');

const accounting = (zone: string | undefined, since?: number) =>
  accountSubject({ patient: 'p', ...(since !== undefined && { since }) }, AT, zone).since;

function accesses(timeZone: string): number {
  const style = plainStyle();
  const settings = { ...style.settings, timeZone };
  return accessSubject({ patient: 'p' }, { standard: LETTER_STANDARDS.hipaa, settings }, AT).since;
}

describe('the period of a letter', () => {
  it('begins at midnight of the hospital, six years before', () => {
    expect([accesses('America/New_York'), accesses('Europe/Berlin')]).toEqual([
      NEW_YORK_START,
      BERLIN_START,
    ]);
    expect([accounting('America/New_York'), accounting('Europe/Berlin')]).toEqual([
      NEW_YORK_START,
      BERLIN_START,
    ]);
    expect(accounting(undefined)).toBe(UTC_START);
  });

  it('may begin with the first day of UTC or of the hospital, and not before', () => {
    expect(accounting('America/New_York', UTC_START)).toBe(UTC_START);
    expect(accounting('Europe/Berlin', BERLIN_START)).toBe(BERLIN_START);
    for (const [zone, earliest] of [
      ['America/New_York', UTC_START],
      ['Europe/Berlin', BERLIN_START],
    ] as const)
      expect(accountPeriod({ since: earliest - 1, until: null }, AT, zone)).toEqual({
        ok: false,
        earliest,
        kind: 'too early',
      });
  });
});
