import type { AccountIssue } from '../../../../gateway/reports/accounting/ledger-facts.ts';
import { describe, expect, it } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import type { Account, AccountEntry } from '../../../../gateway/reports/accounting/account-of.ts';
import { formatAccount } from '../../../../gateway/reports/accounting/format-account.ts';

const START = Date.UTC(2020, 0, 1);
const YEAR = 365 * 86_400_000;

const ENTRY: AccountEntry = {
  date: '2021-03-04T09:30:00.000Z',
  recipient: 'County health department',
  issuer: null,
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

function page(account: Partial<Account> = {}, issued: Partial<AccountIssue> = {}): string {
  return formatAccount({ ...ACCOUNT, ...account }, { ...ISSUED, ...issued }, 'html');
}

const marks = (markup: string) => markup.replaceAll(/[^<>]/gu, '');
const textOf = (markup: string) =>
  markup.replaceAll(/<style>.*<\/style>|<[^>]*>/gsu, ' ').replaceAll(/\s+/gu, ' ');

const textOfIssuers = (...issuers: readonly (string | null)[]) =>
  textOf(page({ entries: issuers.map((issuer) => ({ ...ENTRY, issuer })) }));

const entry = (text: string): AccountEntry => ({
  ...ENTRY,
  recipient: text,
  address: text,
  description: text,
  purpose: text,
  basis: text,
  series: { count: 2, last: text, description: `${text}.` },
});

describe('the HTML page of an accounting of disclosures', () => {
  it('shows date, recipient, address, content, purpose, basis and record of each disclosure, and "address not known" without an address', () => {
    const text = textOf(page());
    for (const part of [
      '2021-03-04',
      'County health department',
      '1 Main Street',
      'Result of a test',
      'Report of a disease',
      '45 CFR 164.512(b)(1)(i)',
      ' 17 ',
    ])
      expect(text).toContain(part);
    expect(textOf(page({ entries: [{ ...ENTRY, address: null }] }))).toContain('address not known');
  });

  it('shows repeated disclosures to one recipient as one entry with their number, last date and contents', () => {
    const series = {
      count: 37,
      last: '2024-01-09T09:30:00.000Z',
      description: 'Result, and notes',
    };
    const text = textOf(page({ entries: [{ ...ENTRY, series }] }));
    expect(text).toContain('First of 37 disclosures, the last on 2024-01-09 09:30 UTC.');
    expect(text).toContain('Over all of them: Result, and notes');
    expect(text).toContain('Disclosures 37, in 1 entry');
  });

  it('names the issuers of recipients only if there are several', () => {
    expect(textOfIssuers('https://id.test', 'https://portal.test')).toMatch(
      /account of https:\/\/id\.test .*account of https:\/\/portal\.test /u,
    );
    expect(textOfIssuers('https://id.test', 'https://id.test', null)).not.toContain(
      'https://id.test',
    );
  });

  it('states that there were no disclosures if it has no entry', () => {
    expect(textOf(page({ entries: [] }))).toContain('There were no disclosures to be listed.');
  });

  it('states how many disclosures are left out, with the paragraph of 45 CFR that permits it', () => {
    const text = textOf(page());
    expect(text).toContain(
      'To treat the patient, emergency treatment included (164.528(a)(1)(i)) 412',
    );
    expect(text).toContain('(164.528(a)(1)(ii)) 9');
  });

  it('names the ledger with its size and root', () => {
    const text = textOf(page());
    for (const part of ['gateway.test/ledger', 'Records in it 1000', '9f'.repeat(32)])
      expect(text).toContain(part);
  });

  it.each([
    [
      'all of it',
      { begins: START - YEAR, ends: START + 9 * YEAR },
      '2020-01-01 00:00 UTC to 2025-12-30 00:00',
    ],
    [
      'one year of it',
      { begins: START + YEAR, ends: START + 2 * YEAR },
      '2020-12-31 00:00 UTC to 2021-12-31 00:00',
    ],
    ['nothing of it', { begins: START - 2 * YEAR, ends: START - YEAR }, 'None of it'],
    ['an unknown part of it', { begins: null, ends: null }, 'Not known'],
  ])('states which part of the requested period the ledger covers: %s', (_what, times, covered) => {
    const text = textOf(page({}, { ledger: { ...ISSUED.ledger, ...times } }));
    expect(text).toContain(`Period covered ${covered}`);
  });

  it('shows a period within one minute as one time, and a longer one as two times', () => {
    const text = textOf(page({ since: START, until: START + 900 }));
    expect(text).toContain(
      'Period asked 2020-01-01 00:00 UTC Period covered 2020-01-01 00:00 UTC ',
    );
    expect(textOf(page())).toContain('Period asked 2020-01-01 00:00 UTC to 2025-12-30 00:00 UTC');
  });

  it('warns if the ledger begins within the period or if records were changed, and not otherwise', () => {
    expect(textOf(page())).not.toMatch(/begins within|not complete/u);
    const late = { ...ISSUED.ledger, begins: START + 1 };
    expect(textOf(page({}, { ledger: late }))).toContain('The audit ledger begins within');
    expect(textOf(page({}, { damaged: [7, 8] }))).toContain(
      'not complete: 2 records of the audit ledger were changed after being written, and left out (7, 8)',
    );
  });

  it('states which records were pruned', () => {
    expect(textOf(page())).not.toContain('pruned');
    const ledger = { ...ISSUED.ledger, pruned: [[0, 511] as const, [1024, 1279] as const] };
    expect(textOf(page({}, { ledger }))).toContain(
      'Records 0-511, 1024-1279 of the audit ledger were pruned after their retention: their disclosures are not listed.',
    );
  });

  it('escapes markup in the patient id and in every text of an entry', () => {
    const expected = marks(page({ patient: '', entries: [entry('')] }));
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(marks(page({ patient: text, entries: [entry(text)] }))).toBe(expected);
      }),
    );
  });
});

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

const iso = (at: number | null) => new Date(at ?? Number.NaN).toISOString();

describe('an accounting of disclosures as JSON', () => {
  it('contains the whole account, the facts about its ledger and the time of issue, with times in ISO 8601', () => {
    const { since, until } = ACCOUNT;
    const { ledger } = ISSUED;
    expect(JSON.parse(formatAccount(ACCOUNT, ISSUED, 'json'))).toEqual({
      ...ACCOUNT,
      ...ISSUED,
      since: iso(since),
      until: iso(until),
      ledger: { ...ledger, begins: iso(ledger.begins), ends: iso(ledger.ends) },
      at: iso(ISSUED.at),
    });
  });
});
