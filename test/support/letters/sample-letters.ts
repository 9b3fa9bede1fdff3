import type { Account, AccountEntry } from '../../../gateway/reports/accounting/account-of.ts';
import type { AccountIssue } from '../../../gateway/reports/accounting/ledger-facts.ts';
import type { AccountedActor } from '../../../gateway/reports/accounting/read-disclosures.ts';
import { writeActor } from '../../../gateway/reports/index/actors.ts';
import type { LetterPeople } from '../../../gateway/reports/letters/letter-people.ts';
import { letterStyle, type LetterStyle } from '../../../gateway/reports/letters/letter-style.ts';
import { lettersSchema } from '../../../gateway/reports/letters/letters-config.ts';
import type { Letter } from '../../../gateway/reports/letters/letter.ts';
import type { PatientAccess } from '../../../gateway/reports/letters/read-accesses.ts';
import { writeLetterHtml } from '../../../gateway/reports/letters/write-letter-html.ts';
import type { Language } from '../../../gateway/reports/messages/messages.ts';
import { DAY_MS } from '../../../gateway/platform/durations.ts';

/** 6 p.m. of December 31, 2019, in Chicago. */
export const START = Date.UTC(2020, 0, 1);
export const YEAR_MS = 365 * DAY_MS;

export const DOCTOR: AccountedActor = {
  issuer: 'https://id.test',
  subject: 'dr-7',
  name: 'Token Name',
  roles: ['physician'],
  organization: null,
};

export const ENTRY: AccountEntry = {
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

export const ACCOUNT: Account = {
  patient: 'p1',
  since: START,
  until: START + 6 * YEAR_MS,
  entries: [ENTRY],
  leftOut: { treatment: 412, payment: 31, 'health care operations': 77, 'the patient': 9 },
};

export const ISSUED: AccountIssue = {
  ledger: {
    origin: 'gateway.test/ledger',
    size: 1000,
    root: '9f'.repeat(32),
    begins: START - YEAR_MS,
    ends: START + 5 * YEAR_MS,
    pruned: [],
  },
  damaged: [],
  at: START + 6 * YEAR_MS,
  version: '0.1.0',
};

/** A directory that knows the patient and the doctor, with names of several scripts. */
export const PEOPLE: LetterPeople = {
  patient: { id: 'p1', name: 'Ángela Łódź-Müller', mrn: 'MRN 0042', birthDate: '1972-12-05' },
  staff: new Map([
    [
      writeActor(DOCTOR),
      {
        subject: 'dr-7',
        issuer: 'https://id.test',
        name: 'Nguyễn Thị Hằng',
        role: 'Surgeon',
        department: 'Καρδιολογία',
      },
    ],
  ]),
  state: 'complete',
};

export const ACCESS: PatientAccess = {
  at: START,
  actor: DOCTOR,
  isProgram: false,
  isOwn: false,
  kind: 'seen',
  isEmergency: false,
  purpose: 'TREAT',
  relations: ['care-team'],
  full: ['CLINICAL', 'NAME'],
  deidentified: ['DATE'],
};

/** The style of letters with these settings, of a hospital in Chicago. */
export function styleOf(settings: object = {}, language: Language | null = null): LetterStyle {
  const hospital = {
    name: 'General Hospital',
    address: ['1 Main Street', 'Springfield'],
    phone: '+1 217 555 0100',
  };
  const parsed = lettersSchema('.').parse({ hospital, timeZone: 'America/Chicago', ...settings });
  return letterStyle(parsed, language);
}

/** A letter as an HTML page, and the text of the page. */
export function pageOf(letter: Letter): { readonly page: string; readonly text: string } {
  const page = [...writeLetterHtml(letter)].join('');
  const text = page
    .replaceAll(/<style>.*<\/style>|<[^>]*>/gsu, ' ')
    .replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replaceAll(/\s+/gu, ' ');
  return { page, text };
}
