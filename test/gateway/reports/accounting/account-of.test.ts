import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Relation } from '../../../../directives/operation/effective-roles.ts';
import type { AuditRecord } from '../../../../gateway/audit/record/record.ts';
import { PURPOSES_OF_USE } from '../../../../gateway/access/purpose/purposes-of-use.ts';
import { accountOf, type Account } from '../../../../gateway/reports/accounting/account-of.ts';
import { LEFT_OUT_PURPOSES } from '../../../../gateway/reports/messages/purpose-words.ts';
import type { AccountedLeaf } from '../../../../gateway/reports/accounting/read-disclosures.ts';
import { plainLeaf } from '../../../support/fhir/plain-leaf.ts';
import { randomLeaf } from '../../../support/fhir/random-leaf.ts';
import { purposesBelow } from '../../../support/fhir/purposes-below.ts';
import { accessRecord } from '../../audit/sample.ts';
import { ENTERED, entered, REPORTED } from './sample-disclosure.ts';
import { DAY_MS } from '../../../../gateway/platform/durations.ts';

const START = Date.UTC(2025, 0, 1);
const YEAR = { patient: 'p1', since: START, until: START + 365 * DAY_MS };

interface AccessOptions {
  readonly purpose: string | null;
  readonly day?: number;
  readonly subject?: string;
  readonly relation?: Relation;
  readonly patients?: readonly string[];
  readonly isReleased?: boolean;
  readonly overrides?: Partial<AuditRecord>;
}

let leaves = 0;

function access(options: AccessOptions): AccountedLeaf {
  const {
    purpose,
    day = 1,
    subject = 'physician-7',
    relation = 'all',
    patients = ['p1'],
  } = options;
  const record = accessRecord(patients);
  const { actor } = record;
  if (actor === null) throw new Error('The sample has no actor.');
  const accesses = record.accesses.map((entry) => ({
    ...entry,
    rule: { ...entry.rule, relation },
  }));
  const who = { ...actor, purpose, subject, name: null };
  const leaf = plainLeaf(
    { ...record, actor: who, accesses, ...options.overrides },
    START + day * DAY_MS,
  );
  leaves += 1;
  return item({ ...leaf, id: `record-${leaves}` }, options.isReleased ?? true);
}

function item(leaf: AccountedLeaf['leaf'], isReleased = true, reason: string | null = null) {
  return { leaf, index: leaves, isReleased, reason };
}

async function account(items: readonly AccountedLeaf[], subject = YEAR): Promise<Account> {
  async function* each() {
    for (const next of items) yield await Promise.resolve(next);
  }
  return accountOf(each(), subject);
}

describe('an accounting of disclosures includes', () => {
  it('an access for research, with its date, recipient, content and purpose', async () => {
    const { entries } = await account([access({ purpose: 'HRESCH' })]);
    expect(entries).toMatchObject([
      {
        date: '2025-01-02T00:00:00.000Z',
        recipient: 'physician-7',
        address: null,
        description: 'Patient: dates, social security number.',
        purpose: 'Research (HRESCH)',
        series: null,
      },
    ]);
  });

  it.each([
    ['an unknown purpose', 'TREATMENT'],
    ['no purpose', null],
    ['a purpose in lower case', 'treat'],
    ['a purpose with the name of an object property', 'constructor'],
  ])('an access with %s', async (_, purpose) => {
    const { entries } = await account([access({ purpose })]);
    expect(entries).toHaveLength(1);
  });

  it('an entered disclosure by the date on which it was made, even if its purpose is treatment', async () => {
    const { record, opening } = entered({ purposeOfUse: 'TREAT' });
    const leaf = plainLeaf(record, ENTERED);
    const { entries } = await account([item(leaf, true, opening.text)]);
    expect(entries).toMatchObject([
      {
        date: new Date(REPORTED.disclosed).toISOString(),
        recipient: 'County health department',
        address: '1 Main Street',
        description: 'Result of a test for tuberculosis',
        purpose: 'Report of a notifiable disease',
        basis: '164.512(b)(1)(i)',
      },
    ]);
    const late = { ...YEAR, since: REPORTED.disclosed + 1 };
    expect((await account([item(leaf, true, opening.text)], late)).entries).toEqual([]);
  });

  it('an entered disclosure with an erased text, marked as erased', async () => {
    const { record } = entered();
    const { entries } = await account([item(plainLeaf(record, ENTERED), true, '(erased)')]);
    expect(entries).toMatchObject([{ recipient: '(erased)', description: '(erased)' }]);
  });

  it('a record that is split into several leaves as one disclosure with all of them', async () => {
    const [one, two] = [access({ purpose: 'HRESCH' }), access({ purpose: 'HRESCH' })];
    const parts = [one, two].map((part) => ({ ...part, leaf: { ...part.leaf, id: 'same' } }));
    const { entries } = await account(parts);
    expect(entries).toMatchObject([{ series: null, leaves: [one.index, two.index] }]);
    expect(entries[0]?.description).toBe('Patient (2 records): dates, social security number.');
  });
});

describe('an accounting of disclosures excludes', () => {
  it.each([
    ['TREAT', 'treatment'],
    ['ETREAT', 'treatment'],
    ['BTG', 'treatment'],
    ['HPAYMT', 'payment'],
    ['HOPERAT', 'health care operations'],
    ['HQUALIMP', 'health care operations'],
    ['PATRQT', 'the patient'],
  ] as const)('an access with the purpose %s and counts it as %s', async (purpose, reason) => {
    const { entries, leftOut } = await account([access({ purpose })]);
    expect(entries).toEqual([]);
    expect(leftOut[reason]).toBe(1);
  });

  it('the access of the patient to their own record, even without a purpose, and counts it as that of the patient', async () => {
    const { entries, leftOut } = await account([access({ purpose: null, relation: 'self' })]);
    expect([entries, leftOut['the patient']]).toEqual([[], 1]);
  });

  it('unreleased responses and denials, and does not count them as left out', async () => {
    const denied = { kind: 'denial', accesses: [], patients: ['p1'] } as const;
    const { entries, leftOut } = await account([
      access({ purpose: 'HRESCH', isReleased: false }),
      access({ purpose: 'HRESCH', overrides: denied }),
    ]);
    expect(entries).toEqual([]);
    expect(Object.values(leftOut)).toEqual([0, 0, 0, 0]);
  });

  it('accesses to the records of other patients and accesses outside the period', async () => {
    const { entries } = await account([
      access({ purpose: 'HRESCH', patients: ['p2'] }),
      access({ purpose: 'HRESCH', day: -1 }),
      access({ purpose: 'HRESCH', day: 366 }),
    ]);
    expect(entries).toEqual([]);
  });
});

describe('a series of disclosures', () => {
  it('to one recipient for one purpose is one entry with the first date, the last date, the count and every record', async () => {
    const { entries } = await account([30, 2, 9].map((day) => access({ purpose: 'PUBHLTH', day })));
    expect(entries).toMatchObject([
      {
        date: '2025-01-03T00:00:00.000Z',
        series: { count: 3, last: '2025-01-31T00:00:00.000Z' },
      },
    ]);
    expect(entries[0]?.leaves).toHaveLength(3);
  });

  it('combines neither two recipients nor two purposes', async () => {
    const { entries } = await account([
      access({ purpose: 'PUBHLTH' }),
      access({ purpose: 'PUBHLTH', subject: 'physician-8' }),
      access({ purpose: 'HRESCH' }),
      access({ purpose: null }),
    ]);
    expect(entries.map(({ series }) => series)).toEqual([null, null, null, null]);
  });

  it('does not combine two accounts that have the same subject but different issuers', async () => {
    const ours = access({ purpose: 'PUBHLTH' });
    const { actor } = ours.leaf;
    if (actor === null) throw new Error('The sample has no actor.');
    const theirs = access({ purpose: 'PUBHLTH' });
    const portal = { ...theirs.leaf, actor: { ...actor, issuer: 'https://portal.test' } };
    const { entries } = await account([ours, { ...theirs, leaf: portal }]);
    expect(entries.map(({ recipient, issuer }) => [recipient, issuer])).toEqual([
      ['physician-7', 'https://idp.test'],
      ['physician-7', 'https://portal.test'],
    ]);
  });

  it('describes the content of its first disclosure and, separately, that of all its disclosures', async () => {
    const notes = access({ purpose: 'HRESCH', day: 5 });
    const [entry] = notes.leaf.accesses;
    if (entry === undefined) throw new Error('The sample has no entry.');
    const field = {
      name: 'note',
      categories: ['MENTAL_HEALTH'],
      view: 'full',
      subgraphs: [],
    } as const;
    const psychiatric = { ...notes.leaf, accesses: [{ ...entry, type: 'Note', fields: [field] }] };
    const { entries } = await account([
      access({ purpose: 'HRESCH', day: 1 }),
      { ...notes, leaf: psychiatric },
    ]);
    expect(entries[0]?.description).toBe('Patient: dates, social security number.');
    expect(entries[0]?.series?.description).toBe(
      'Note: mental health information. Patient: dates, social security number.',
    );
  });
});

describe('the purposes that an accounting of disclosures excludes', () => {
  /** What 45 CFR 164.512 permits and 164.501 doesn't count as operations: it is accounted for. */
  const LISTED = ['DONAT', 'GOV', 'HDECD', 'HLEGAL', 'MILCDM', 'MILDCRG'];

  it('are PATRQT and the HL7 codes for treatment, payment and operations, except the codes of uses that 45 CFR 164.512 permits', () => {
    const below = ['TREAT', 'HPAYMT', 'HOPERAT'].flatMap(purposesBelow);
    const expected = [...below.filter((code) => !LISTED.includes(code)), 'PATRQT'];
    expect([...LEFT_OUT_PURPOSES.keys()].toSorted()).toEqual(expected.toSorted());
    expect(below.filter((code) => LISTED.includes(code)).toSorted()).toEqual(LISTED);
  });

  it('are codes of the HL7 value set v3-PurposeOfUse', () => {
    expect([...LEFT_OUT_PURPOSES.keys()].filter((code) => !PURPOSES_OF_USE.has(code))).toEqual([]);
  });
});

it('an accounting of disclosures excludes the record of an entered disclosure if it is marked as unreleased', async () => {
  const { record, opening } = entered();
  const items = [true, false].map((isReleased) => ({
    leaf: plainLeaf(record),
    index: 0,
    isReleased,
    reason: opening.text,
  }));
  const all = { patient: 'p1', since: 0, until: Number.MAX_SAFE_INTEGER };
  expect((await account(items, all)).entries).toMatchObject([{ series: null }]);
  expect((await account(items.slice(1), all)).entries).toEqual([]);
});

it('an accounting of disclosures lists each released record about the patient once or counts it as left out', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(randomLeaf, { maxLength: 6 }), async (random) => {
      const items = random.map((leaf, index) => ({
        leaf: { ...leaf, id: String(index) },
        index,
        isReleased: true,
        reason: null,
      }));
      const all = { patient: 'p1', since: 0, until: Number.MAX_SAFE_INTEGER };
      const { entries, leftOut } = await account(items, all);
      const about = items.filter(({ leaf }) =>
        leaf.kind === 'disclosure'
          ? leaf.patients.includes('p1')
          : leaf.accesses.some(({ objects }) => objects.some(([whose]) => whose === 'p1')),
      );
      const counted = Object.values(leftOut).reduce((sum, number) => sum + number, 0);
      const listed = entries.flatMap((entry) => entry.leaves);
      expect(new Set(listed).size).toBe(listed.length);
      expect(about.map(({ index }) => index)).toEqual(expect.arrayContaining(listed));
      expect(listed.length + counted).toBe(about.length);
      const numbers = entries.map(({ series }) => series?.count ?? 1);
      expect(numbers).toEqual(entries.map((entry) => entry.leaves.length));
    }),
    { numRuns: 200 },
  );
});
