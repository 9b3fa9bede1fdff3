import { describe, expect, it } from '@jest/globals';
import { assert, property, string } from 'fast-check';
import type { Account, AccountEntry } from '../../../../gateway/reports/accounting/account-of.ts';
import type { AccountIssue } from '../../../../gateway/reports/accounting/ledger-facts.ts';
import { accountLetter } from '../../../../gateway/reports/letters/account-letter.ts';
import { NO_PEOPLE, type LetterPeople } from '../../../../gateway/reports/letters/letter-people.ts';
import { describeDisclosed } from '../../../../gateway/reports/accounting/describe-disclosed.ts';
import { contentWords } from '../../../../gateway/reports/letters/letter-style.ts';
import type { LetterStyle } from '../../../../gateway/reports/letters/letter-style.ts';
import {
  ACCOUNT,
  DOCTOR,
  ENTRY,
  ISSUED,
  pageOf,
  PEOPLE,
  START,
  styleOf,
  YEAR_MS,
} from '../../../support/letters/sample-letters.ts';

interface Options {
  readonly account?: Partial<Account>;
  readonly issued?: Partial<AccountIssue>;
  readonly people?: LetterPeople;
  readonly style?: LetterStyle;
}

function write({ account, issued, people = PEOPLE, style = styleOf() }: Options = {}) {
  return pageOf(accountLetter({ ...ACCOUNT, ...account }, { ...ISSUED, ...issued }, people, style));
}

const textOf = (options?: Options) => write(options).text;

const textOfIssuers = (...issuers: readonly (string | null)[]) =>
  textOf({ account: { entries: issuers.map((issuer) => ({ ...ENTRY, issuer })) } });

const ledgerOf = (facts: object) => ({ issued: { ledger: { ...ISSUED.ledger, ...facts } } });

const entry = (text: string): AccountEntry => ({
  ...ENTRY,
  recipient: text,
  address: text,
  description: text,
  purpose: text,
  basis: text,
  series: { count: 2, last: text, description: `${text}.` },
});

describe('the accounting of disclosures as a letter', () => {
  it('has the letterhead, and the name, record number and birth date of the patient instead of the id', () => {
    const text = textOf();
    for (const part of [
      'General Hospital 1 Main Street Springfield +1 217 555 0100',
      'Name Ángela Łódź-Müller',
      'Medical record number MRN 0042',
      'Date of birth December 5, 1972',
    ])
      expect(text).toContain(part);
    expect(text).not.toContain('Patient number');
  });

  it('names the patient by number with a note if the directory is off, and with a warning if it does not answer', () => {
    const off = textOf({ people: NO_PEOPLE });
    expect(off).toContain('Patient number p1');
    expect(off).toContain('because names are not looked up here');
    const down = textOf({ people: { ...NO_PEOPLE, state: 'incomplete' } });
    expect(down).toContain('Some names could not be looked up');
    expect(textOf()).not.toMatch(/could not be looked up|not looked up here/u);
  });

  it('shows date, recipient, address, content, purpose, basis and record of each disclosure in local time with its zone', () => {
    const text = textOf();
    for (const part of [
      'All times are local times (Central Time).',
      'March 4, 2021 at 3:30 AM CST',
      'Received by County health department 1 Main Street',
      'What was disclosed Result of a test',
      'Purpose Report of a disease 45 CFR 164.512(b)(1)(i)',
      'Entry in our log 17 ',
    ])
      expect(text).toContain(part);
    expect(textOf({ account: { entries: [{ ...ENTRY, address: null }] } })).toContain(
      'address not known',
    );
  });

  it('names a recipient by the directory, also if staff are otherwise named by role: the law asks for the name', () => {
    const entries = [{ ...ENTRY, recipient: 'Token Name (dr-7)', account: DOCTOR }];
    const style = styleOf({ staff: 'role' });
    expect(textOf({ account: { entries }, style })).toContain(
      'Nguyễn Thị Hằng, Surgeon, Καρδιολογία',
    );
    expect(textOf({ account: { entries }, people: NO_PEOPLE })).toContain('Token Name (dr-7)');
  });

  it('shows repeated disclosures to one recipient as one entry with their number, last date and contents', () => {
    const series = {
      count: 37,
      last: '2024-01-09T09:30:00.000Z',
      description: 'Result, and notes',
    };
    const text = textOf({ account: { entries: [{ ...ENTRY, series }] } });
    expect(text).toContain('First of 37 disclosures, the last on January 9, 2024 at 3:30 AM CST.');
    expect(text).toContain('All of them together: Result, and notes');
    expect(text).toContain('Disclosures 37, in 1 entry');
  });

  it('lists at most ten records of an entry, and how many more there are', () => {
    const leaves = Array.from({ length: 12 }, (_, index) => index);
    expect(textOf({ account: { entries: [{ ...ENTRY, leaves }] } })).toContain(
      '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more',
    );
  });

  it('names the issuers of recipients only if there are several', () => {
    expect(textOfIssuers('https://id.test', 'https://portal.test')).toMatch(
      /account of https:\/\/id\.test .*account of https:\/\/portal\.test /u,
    );
    expect(textOfIssuers('https://id.test', 'https://id.test', null)).not.toContain(
      'https://id.test',
    );
  });

  it('states that there were no disclosures if it has no entry, and how many are left out', () => {
    const text = textOf({ account: { entries: [] } });
    expect(text).toContain('There were no disclosures to be listed.');
    expect(text).toContain('For your treatment, emergency treatment included 412 times');
  });

  it.each([
    [
      'all of it',
      { begins: START - YEAR_MS, ends: START + 9 * YEAR_MS },
      'December 31, 2019 to December 29, 2025',
    ],
    [
      'one year of it',
      { begins: START + YEAR_MS, ends: START + 2 * YEAR_MS },
      'December 30, 2020 to December 30, 2021',
    ],
    ['nothing of it', { begins: START - 2 * YEAR_MS, ends: START - YEAR_MS }, 'None of it'],
    ['an unknown part of it', { begins: null, ends: null }, 'Not known'],
  ])('states which part of the requested period the ledger covers: %s', (_what, times, covered) => {
    const text = textOf({ issued: { ledger: { ...ISSUED.ledger, ...times } } });
    expect(text).toContain(`Period that our records cover ${covered}`);
  });

  it('warns if the ledger begins within the period, or if records were changed or pruned, and not otherwise', () => {
    expect(textOf()).not.toMatch(/begins within|not complete|have been deleted/u);
    expect(textOf(ledgerOf({ begins: START + 1 }))).toContain(
      'What happened before is listed only if it was entered by hand.',
    );
    expect(textOf(ledgerOf({ pruned: [[0, 511]] }))).toContain('have been deleted');
    expect(textOf({ issued: { damaged: [7, 8] } })).toContain(
      'not complete: 2 entries of our log were changed',
    );
  });

  it.each([
    ['hipaa', 'You have a right to this list under federal law'],
    ['ehds', 'It follows a rule of the United States'],
    ['uk', 'It follows a rule of the United States'],
    ['germany', 'It follows a rule of the United States'],
  ])(
    'claims a right under federal law only in the United States: %s has “%s”',
    (standard, expected) => {
      const text = textOf({ style: styleOf({ standard }) });
      expect(text).toContain(`${expected} (45 CFR 164.528).`);
      expect(text.includes('federal law')).toBe(standard === 'hipaa');
    },
  );

  it('describes types of records in the words of the hospital', () => {
    const words = contentWords(styleOf({ words: { es: { Condition: 'Diagnósticos' } } }, 'es'));
    const condition = { type: 'Condition', records: 3, fields: [] };
    expect(describeDisclosed([condition], words)).toMatch(/^Diagnósticos \(3 registros\): /);
    expect(describeDisclosed([{ ...condition, type: 'Claim' }], words)).toMatch(/^Claim /);
  });

  it('is complete in Spanish, in words and dates', () => {
    const { page, text } = write({ style: styleOf({}, 'es') });
    expect(page).toContain('<html lang="es">');
    for (const part of [
      'Todas las horas son horas locales (hora central).',
      'Informe de divulgaciones',
      'Nombre Ángela Łódź-Müller',
      'Fecha de nacimiento 5 de diciembre de 1972',
      '4 de marzo de 2021',
      'Para su tratamiento, incluido el tratamiento de urgencia 412 veces',
    ])
      expect(text).toContain(part);
  });

  it('escapes markup and replaces control and direction characters in every text of an entry and of the patient', () => {
    const marks = (text: string) =>
      write({
        account: { patient: text, entries: [entry(text)] },
        people: {
          ...PEOPLE,
          patient: { id: 'p1', name: text, mrn: text, birthDate: '1972-12-05' },
        },
      }).page.replaceAll(/[^<>]/gu, '');
    const expected = marks('');
    assert(
      property(string({ unit: 'binary' }), (text) => {
        expect(marks(text)).toBe(expected);
      }),
    );
    const hidden = textOf({ account: { entries: [entry('p\u202e1\u0000')] } });
    expect(hidden).toContain('p\ufffd1\ufffd');
  });
});
