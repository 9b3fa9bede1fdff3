import { expect, it } from '@jest/globals';
import { formatAccount } from '../../../../gateway/reports/accounting/format-account.ts';

const DAY = Date.UTC(2026, 0, 31);

it('an accounting of disclosures shows the issuers of recipients in CSV, and in a table only if they differ', () => {
  const leftOut = { treatment: 0, payment: 0, 'health care operations': 0, 'the patient': 0 };
  const entry = {
    date: '2026-01-31T00:00:00.000Z',
    recipient: 'dr-lee',
    account: null,
    address: null,
    description: 'A test',
    purpose: 'Research',
    purposeOfUse: null,
    basis: null,
    leaves: [1],
    series: null,
  };
  const ledger = { origin: 'o', size: 2, root: 'ab', begins: null, ends: null, pruned: [] };
  const written = (issuers: readonly string[], format: 'table' | 'csv') =>
    formatAccount(
      {
        patient: 'p1',
        since: DAY,
        until: DAY + 1,
        entries: issuers.map((issuer) => ({ ...entry, issuer })),
        leftOut,
      },
      { ledger, damaged: [], at: DAY, version: '1' },
      format,
    );
  const [ours, theirs] = ['https://id.test', 'https://portal.test'];
  expect(written([ours, theirs], 'table')).toMatch(
    /recipient *│ issuer .*│ https:\/\/portal\.test/su,
  );
  expect(written([ours, ours], 'table')).not.toMatch(/issuer|https:/u);
  expect(written([ours], 'csv')).toContain(`dr-lee,${ours},`);
});

it('an accounting of disclosures has ISO 8601 times in JSON, and a time beyond the range of Date as the text of its number', () => {
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
