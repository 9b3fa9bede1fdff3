import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../../../../gateway/platform/errors.ts';
import {
  caseNode,
  type CaseNode,
} from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import { sumParts } from '../../../../../gateway/reports/surveillance/cases/score.ts';
import {
  writeLift,
  writeSuppression,
  type RequestedTerms,
  type SuppressionFacts,
} from '../../../../../gateway/reports/surveillance/suppression/write-suppression.ts';
import type { OwnPatient } from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import type { RequestContext } from '../../../../../gateway/platform/request-context.ts';
import { request } from '../record-reviews.ts';
import { FOUND, suppression } from './sample-suppression.ts';

const CASE = caseNode(
  { ...FOUND, reasons: [...FOUND.reasons, { rule: 'BREAK_GLASS', text: '' }] },
  [],
  sumParts([]),
);
const TERMS: RequestedTerms = {
  rule: 'NEIGHBOR',
  allPatients: false,
  since: null,
  until: '2026-02-14',
  reason: 'Works in the same clinic.',
};
const FACTS: SuppressionFacts = {
  now: Date.UTC(2026, 0, 20, 23, 59),
  maxDays: 365,
  reviewerPatient: { kind: 'not-asked' },
  salt: 'ab'.repeat(32),
};

function codeOf(write: () => unknown): string {
  try {
    write();
    return '';
  } catch (error) {
    return error instanceof GatewayError ? error.code : String(error);
  }
}

const detailsOf = (terms: Partial<RequestedTerms>, found: CaseNode = CASE) =>
  writeSuppression(request('olga'), found, { ...TERMS, ...terms }, FACTS).record;

describe('the record of a suppression', () => {
  it('states actor, rule, patient and days, and commits to the reason without holding it', () => {
    const { record, opening } = writeSuppression(request('olga'), CASE, TERMS, FACTS);
    expect(record).toMatchObject({
      kind: 'suppression',
      actor: { subject: 'olga', issuer: 'https://idp.test' },
      patients: ['p1'],
      details: {
        step: 'start',
        concerns: 'record',
        rule: 'NEIGHBOR',
        subject: 'nina',
        issuer: 'https://idp.test',
        case: '7-0',
        since: '2026-01-14',
        until: '2026-02-14',
        reasonCommitment: opening.commitment,
      },
    });
    expect(JSON.stringify(record)).not.toContain('clinic');
    expect(opening.text).toBe('Works in the same clinic.');
  });

  it('names no patient if it is for all patients', () => {
    const record = detailsOf({ allPatients: true });
    expect(record).toMatchObject({ patients: [], details: { concerns: 'all' } });
  });

  it.each<[string, Partial<RequestedTerms>]>([
    ['the day after today as its end', { until: '2026-01-21' }],
    ['a year from today as its end', { until: '2027-01-20' }],
    ['a year before the case as its first day', { since: '2025-01-13' }],
    ['a reason of 2,000 characters', { reason: 'x'.repeat(2_000) }],
    ['a reason with line breaks and markup', { reason: '<script>\n=cmd|"x"!A1' }],
  ])('takes %s', (_, terms) => {
    expect(codeOf(() => detailsOf(terms))).toBe('');
  });

  it.each<[string, string, Partial<RequestedTerms>]>([
    ['today as its end', 'BAD_USER_INPUT', { until: '2026-01-20' }],
    ['an end in the past', 'BAD_USER_INPUT', { until: '2020-01-01' }],
    ['an end after more than the configured days', 'BAD_USER_INPUT', { until: '2027-01-21' }],
    ['a first day after the case', 'BAD_USER_INPUT', { since: '2026-01-15' }],
    ['a first day more than a year before the case', 'BAD_USER_INPUT', { since: '2025-01-12' }],
    ['a rule that the case does not match', 'BAD_USER_INPUT', { rule: 'VIP' }],
    ['a rule that cannot be suppressed', 'RULE_NOT_SUPPRESSIBLE', { rule: 'BREAK_GLASS' }],
    ['no reason', 'SUPPRESSION_INCOMPLETE', { reason: '' }],
    ['a blank reason', 'SUPPRESSION_INCOMPLETE', { reason: ' \n  ' }],
    ['a reason that is too long', 'SUPPRESSION_INCOMPLETE', { reason: 'x'.repeat(2_001) }],
    ['a reason that reverses what follows it', 'TEXT_NOT_RECORDABLE', { reason: 'abc\u202Edef' }],
    ['a reason with half of a character', 'TEXT_NOT_RECORDABLE', { reason: 'abc\uD800def' }],
  ])('refuses %s with %s', (_, code, terms) => {
    expect(codeOf(() => detailsOf(terms))).toBe(code);
  });

  it.each([
    ['about many patients', null],
    ['of an erased patient', '(erased)'],
  ])('refuses one patient for a case %s, but takes all patients', (_, patient) => {
    const found = { ...CASE, patient };
    expect(codeOf(() => detailsOf({}, found))).toBe('BAD_USER_INPUT');
    expect(codeOf(() => detailsOf({ allPatients: true }, found))).toBe('');
  });
});

const AS_PATIENT = {
  ...request('otto'),
  caller: { ...request('otto').caller, ownPatient: 'p1' },
};
const NOT_ASKED = { kind: 'not-asked' } as const;
const UNKNOWN = { kind: 'unknown' } as const;

describe.each<[string, string, RequestContext, OwnPatient]>([
  ['REVIEW_OF_OWN_ACCESS', 'to the actor', request('nina'), NOT_ASKED],
  ['REVIEW_OF_OWN_ACCESS', 'to an actor that the facts do not list', request('nina'), UNKNOWN],
  [
    'REVIEW_OF_OWN_ACCESS',
    'to the actor’s subject at another issuer',
    request('nina', null, 'https://other.test'),
    NOT_ASKED,
  ],
  [
    'REVIEW_OF_OWN_ACCESS',
    'to the patient, as the facts say',
    request('otto'),
    { kind: 'patient', id: 'p1' },
  ],
  ['REVIEW_OF_OWN_ACCESS', 'to the patient, as the token says', AS_PATIENT, { kind: 'none' }],
  ['REVIEWER_UNKNOWN', 'to an account that the facts do not list', request('otto'), UNKNOWN],
])('%s %s', (code, _, by, reviewerPatient) => {
  it('refuses a suppression, also for all patients, and its lifting', () => {
    const facts = { ...FACTS, reviewerPatient };
    for (const allPatients of [true, false])
      expect(codeOf(() => writeSuppression(by, CASE, { ...TERMS, allPatients }, facts))).toBe(code);
    expect(codeOf(() => writeLift(by, suppression(), 'She moved.', facts))).toBe(code);
  });
});

describe.each<[string, string, string | null, OwnPatient]>([
  ['REVIEWER_UNKNOWN', 'that the facts do not list', null, UNKNOWN],
  ['REVIEW_OF_OWN_ACCESS', 'whose own record only the token names', 'p9', NOT_ASKED],
  ['REVIEW_OF_OWN_ACCESS', 'of which the facts name another record', 'p9', { kind: 'none' }],
  ['', 'whose own record the facts name', null, { kind: 'patient', id: 'p9' }],
  ['', 'whose own record token and facts name', 'p9', { kind: 'patient', id: 'p9' }],
])('%s to an account %s', (code, _, ownPatient, reviewerPatient) => {
  it.each(['(erased)', 'p1'])(
    'answers a suppression for all patients, from a case of %s',
    (patient) => {
      const by = request('otto');
      const asOtto = { ...by, caller: { ...by.caller, ownPatient } };
      const write = () =>
        writeSuppression(
          asOtto,
          { ...CASE, patient },
          { ...TERMS, allPatients: true },
          { ...FACTS, reviewerPatient },
        );
      expect(codeOf(write)).toBe(code);
    },
  );
});

it.each<OwnPatient>([NOT_ASKED, { kind: 'none' }, { kind: 'patient', id: 'p2' }])(
  'a suppression by an account with the own record %j is written',
  (reviewerPatient) => {
    const facts = { ...FACTS, reviewerPatient };
    expect(codeOf(() => writeSuppression(request('otto'), CASE, TERMS, facts))).toBe('');
  },
);

it('a suppression of a case about many patients is written, whether or not the facts list the reviewer', () => {
  const facts = { ...FACTS, reviewerPatient: UNKNOWN };
  const found = { ...CASE, patient: null };
  const terms = { ...TERMS, allPatients: true };
  expect(codeOf(() => writeSuppression(request('otto'), found, terms, facts))).toBe('');
});

describe('the record that lifts a suppression', () => {
  it('names the suppression and its patient, and commits to the reason', () => {
    const { record, opening } = writeLift(request('otto'), suppression(), ' She moved. ', FACTS);
    expect(record).toMatchObject({
      kind: 'suppression',
      actor: { subject: 'otto' },
      patients: ['p1'],
      details: { step: 'lift', suppression: 20, rule: 'NEIGHBOR', subject: 'nina' },
    });
    expect(opening.text).toBe('She moved.');
  });

  it('is refused with SUPPRESSION_LIFTED a second time, and with SUPPRESSION_INCOMPLETE without a reason', () => {
    const { lifted: _lifted, ...by } = suppression({ leaf: 30 });
    const lifted = suppression({ lifted: by });
    expect(codeOf(() => writeLift(request('otto'), lifted, 'Once more.', FACTS))).toBe(
      'SUPPRESSION_LIFTED',
    );
    expect(codeOf(() => writeLift(request('otto'), suppression(), '', FACTS))).toBe(
      'SUPPRESSION_INCOMPLETE',
    );
  });
});
