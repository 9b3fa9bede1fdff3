import type { AccountIssue } from '../../../../gateway/reports/accounting/ledger-facts.ts';
import { describe, expect, it } from '@jest/globals';
import type { Account, AccountEntry } from '../../../../gateway/reports/accounting/account-of.ts';
import { formatAccount } from '../../../../gateway/reports/accounting/format-account.ts';

const START = Date.UTC(2020, 0, 1);
const YEAR = 365 * 86_400_000;

const ENTRY: AccountEntry = {
  date: '2021-03-04T09:30:00.000Z',
  recipient: 'County health department',
  issuer: null,
  account: null,
  address: '1 Main Street',
  description: 'Result of a test',
  purpose: 'Report of a disease',
  purposeOfUse: 'PUBHLTH',
  basis: '164.512(b)(1)(i)',
  leaves: [17],
  series: null,
};
const ACCOUNT: Account = {
  patient: 'p1',
  since: START,
  until: START + 6 * YEAR,
  entries: [ENTRY],
  leftOut: { treatment: 412, payment: 31, 'health care operations': 77, 'the patient': 9 },
};
const ISSUED: AccountIssue = {
  ledger: {
    origin: 'gateway.test/ledger',
    size: 1000,
    root: '9f'.repeat(32),
    begins: START - YEAR,
    ends: START + 5 * YEAR,
    pruned: [],
  },
  damaged: [],
  at: START + 6 * YEAR,
  version: '0.1.0',
};

describe('an accounting of disclosures as CSV', () => {
  it('holds a header and one line per entry, with an apostrophe before a formula', () => {
    const entries = [ENTRY, { ...ENTRY, recipient: '=cmd()' }];
    const lines = formatAccount({ ...ACCOUNT, entries }, ISSUED, 'csv')
      .trim()
      .split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toContain("'=cmd()");
  });
});

/** Programs find the account in `recipient` and `issuer`. */
const { account: _account, ...WRITTEN } = ENTRY;

const iso = (at: number | null) => new Date(at ?? Number.NaN).toISOString();

describe('an accounting of disclosures as JSON', () => {
  it('contains the whole account, the facts about its ledger and the time of issue, with times in ISO 8601', () => {
    const { since, until } = ACCOUNT;
    const { ledger } = ISSUED;
    expect(JSON.parse(formatAccount(ACCOUNT, ISSUED, 'json'))).toEqual({
      ...ACCOUNT,
      ...ISSUED,
      entries: [WRITTEN],
      since: iso(since),
      until: iso(until),
      ledger: { ...ledger, begins: iso(ledger.begins), ends: iso(ledger.ends) },
      at: iso(ISSUED.at),
    });
  });
});
