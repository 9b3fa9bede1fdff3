import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { AuditRecord, Relation } from '../../../../gateway/audit/record/record.ts';
import { PURPOSES_OF_USE } from '../../../../gateway/purpose/purposes-of-use.ts';
import { accountOf, type Account } from '../../../../gateway/reports/disclosures/account-of.ts';
import { LEFT_OUT_PURPOSES } from '../../../../gateway/reports/disclosures/left-out-purposes.ts';
import type { AccountedLeaf } from '../../../../gateway/reports/disclosures/read-disclosures.ts';
import { plainLeaf } from '../../../support/fhir/plain-leaf.ts';
import { randomLeaf } from '../../../support/fhir/random-leaf.ts';
import { purposesBelow } from '../../../support/fhir/purposes-below.ts';
import { accessRecord } from '../../audit/sample.ts';
import { ENTERED, entered, REPORTED } from './sample-disclosure.ts';

const DAY = 86_400_000;
const START = Date.UTC(2025, 0, 1);
const YEAR = { patient: 'p1', since: START, until: START + 365 * DAY };

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
    START + day * DAY,
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

describe('an accounting of disclosures lists', () => {
  it('what was disclosed when, to whom and what for', async () => {
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
    ['a purpose that only looks like one', 'treat'],
    ['a name that every object has', 'constructor'],
  ])('%s: it fails closed', async (_, purpose) => {
    const { entries } = await account([access({ purpose })]);
    expect(entries).toHaveLength(1);
  });

  it('a disclosure that was entered, on its own date and whatever its purpose', async () => {
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

  it('one entered whose words were erased, as erased', async () => {
    const { record } = entered();
    const { entries } = await account([item(plainLeaf(record, ENTERED), true, '(erased)')]);
    expect(entries).toMatchObject([{ recipient: '(erased)', description: '(erased)' }]);
  });

  it('a record in parts as one disclosure that all of them prove', async () => {
    const [one, two] = [access({ purpose: 'HRESCH' }), access({ purpose: 'HRESCH' })];
    const parts = [one, two].map((part) => ({ ...part, leaf: { ...part.leaf, id: 'same' } }));
    const { entries } = await account(parts);
    expect(entries).toMatchObject([{ series: null, leaves: [one.index, two.index] }]);
    expect(entries[0]?.description).toBe('Patient (2 records): dates, social security number.');
  });
});

describe('an accounting of disclosures leaves out', () => {
  it.each([
    ['TREAT', 'treatment'],
    ['ETREAT', 'treatment'],
    ['BTG', 'treatment'],
    ['HPAYMT', 'payment'],
    ['HOPERAT', 'health care operations'],
    ['HQUALIMP', 'health care operations'],
    ['PATRQT', 'the patient'],
  ] as const)('%s as %s', async (purpose, reason) => {
    const { entries, leftOut } = await account([access({ purpose })]);
    expect(entries).toEqual([]);
    expect(leftOut[reason]).toBe(1);
  });

  it('the patient’s own access, whatever its purpose', async () => {
    const { entries, leftOut } = await account([access({ purpose: null, relation: 'self' })]);
    expect([entries, leftOut['the patient']]).toEqual([[], 1]);
  });

  it('what never left', async () => {
    const denied = { kind: 'denial', accesses: [], patients: ['p1'] } as const;
    const { entries, leftOut } = await account([
      access({ purpose: 'HRESCH', isReleased: false }),
      access({ purpose: 'HRESCH', overrides: denied }),
    ]);
    expect(entries).toEqual([]);
    expect(Object.values(leftOut)).toEqual([0, 0, 0, 0]);
  });

  it('other patients, and what was before and after', async () => {
    const { entries } = await account([
      access({ purpose: 'HRESCH', patients: ['p2'] }),
      access({ purpose: 'HRESCH', day: -1 }),
      access({ purpose: 'HRESCH', day: 366 }),
    ]);
    expect(entries).toEqual([]);
  });
});

describe('a series', () => {
  it('is summarized for one recipient and one purpose: the first, how many, the last', async () => {
    const { entries } = await account([30, 2, 9].map((day) => access({ purpose: 'PUBHLTH', day })));
    expect(entries).toMatchObject([
      {
        date: '2025-01-03T00:00:00.000Z',
        series: { count: 3, last: '2025-01-31T00:00:00.000Z' },
      },
    ]);
    expect(entries[0]?.leaves).toHaveLength(3);
  });

  it('is not one over two recipients or two purposes', async () => {
    const { entries } = await account([
      access({ purpose: 'PUBHLTH' }),
      access({ purpose: 'PUBHLTH', subject: 'physician-8' }),
      access({ purpose: 'HRESCH' }),
      access({ purpose: null }),
    ]);
    expect(entries.map(({ series }) => series)).toEqual([null, null, null, null]);
  });

  it('is not one over two people to whom two issuers gave one subject', async () => {
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

  it('describes everything in it, and not only the first', async () => {
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

describe('the purposes that are left out', () => {
  /** What 45 CFR 164.512 permits and 164.501 doesn't count as operations: it is accounted for. */
  const LISTED = ['DONAT', 'GOV', 'HDECD', 'HLEGAL', 'MILCDM', 'MILDCRG'];

  it('are what HL7 has below treatment, payment and operations, and the patient’s request', () => {
    const below = ['TREAT', 'HPAYMT', 'HOPERAT'].flatMap(purposesBelow);
    const expected = [...below.filter((code) => !LISTED.includes(code)), 'PATRQT'];
    expect([...LEFT_OUT_PURPOSES.keys()].toSorted()).toEqual(expected.toSorted());
    expect(below.filter((code) => LISTED.includes(code)).toSorted()).toEqual(LISTED);
  });

  it('are purposes of use', () => {
    expect([...LEFT_OUT_PURPOSES.keys()].filter((code) => !PURPOSES_OF_USE.has(code))).toEqual([]);
  });
});

it('an accounting leaves out what was entered too late, which was answered as not entered', async () => {
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

it('of whatever leaves hold, an accounting lists or counts every released access once', async () => {
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
      const listed = entries.reduce((sum, { series }) => sum + (series?.count ?? 1), 0);
      expect(listed + counted).toBe(about.length);
    }),
    { numRuns: 200 },
  );
});
