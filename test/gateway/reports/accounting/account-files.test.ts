import { describe, expect, it } from '@jest/globals';
import { formatAccount } from '../../../../gateway/reports/accounting/format-account.ts';
import { ACCOUNT, ENTRY, ISSUED } from '../../../support/letters/sample-letters.ts';

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
