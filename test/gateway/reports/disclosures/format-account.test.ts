import { expect, it } from '@jest/globals';
import { formatAccount } from '../../../../gateway/reports/disclosures/format-account.ts';

const DAY = Date.UTC(2026, 0, 31);

it('an accounting as JSON has all times as ISO 8601, and what is beyond the calendar as it stands', () => {
  const leftOut = { treatment: 0, payment: 0, 'health care operations': 0, 'the patient': 0 };
  const account = { patient: 'p1', since: DAY, until: DAY + 1, entries: [], leftOut };
  const ledger = {
    origin: 'o',
    size: 2,
    root: 'ab',
    begins: null,
    ends: 1e300,
    pruned: [[0, 511] as const],
  };
  const text = formatAccount(account, { ledger, damaged: [1], at: DAY, version: '1' }, 'json');
  expect(JSON.parse(text)).toEqual({
    patient: 'p1',
    since: '2026-01-31T00:00:00.000Z',
    until: '2026-01-31T00:00:00.001Z',
    entries: [],
    leftOut,
    ledger: { origin: 'o', size: 2, root: 'ab', begins: null, ends: '1e+300', pruned: ['0-511'] },
    damaged: [1],
    at: '2026-01-31T00:00:00.000Z',
    version: '1',
  });
});
