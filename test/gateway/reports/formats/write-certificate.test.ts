import { describe, expect, it } from '@jest/globals';
import { assert, property } from 'fast-check';
import type { Verdict } from '../../../../gateway/audit/verify/verdict.ts';
import { writeCertificate } from '../../../../gateway/reports/formats/write-certificate.ts';
import { anyText } from '../../../support/any-text.ts';

const VERDICT: Verdict = {
  result: 'PASS',
  findings: [],
  findingCount: 0,
  origin: 'gateway.test/ledger',
  asked: 100,
  covered: 100,
  size: 100,
  root: '9f'.repeat(32),
  keys: [
    { vkey: 'gateway.test/ledger+0a+key', source: 'pinned', validFrom: 0, validUntil: 50 },
    {
      vkey: 'gateway.test/ledger+0b+key',
      source: 'enrolled in the ledger',
      validFrom: 50,
      validUntil: null,
    },
  ],
  anchors: [
    {
      source: 'guard',
      origin: 'gateway.test/ledger',
      isLost: false,
      size: 100,
      root: '9f'.repeat(32),
      agrees: true,
      cosigned: [{ witness: 'witness.test/w1', at: 1_764_000_000 }],
    },
  ],
  supportedTime: 1_764_003_600_000,
  allowedSilence: 180_000,
  outages: [{ after: 3, before: 4, since: 1_764_000_000_000, until: 1_764_003_600_000 }],
  outageCount: 2,
  resumptions: [
    { record: 80, at: 1_764_000_000_000, from: 'a', to: 'a/2', known: null, reached: 80 },
  ],
  erased: [{ by: 90, entries: 12 }],
  withdrawn: [{ by: 95, leaves: [12, 40] }],
  quarantined: [
    {
      by: 97,
      first: 96,
      batches: 1,
      records: 2,
      root: 'ab'.repeat(32),
      headSize: 98,
      evidence: 'cd'.repeat(32),
    },
  ],
  pruned: [{ by: 95, ranges: [[0, 255]], leaves: 250, retention: '6' }],
  caveats: ['Nobody can exclude everything.'],
};
const ISSUED = { at: 1_764_000_000_000, version: '0.1.0', location: '/var/lib/audit.db' };

const marks = (markup: string) => markup.replaceAll(/[^<>]/gu, '');
const textOf = (markup: string) =>
  markup.replaceAll(/<style>.*<\/style>|<[^>]*>/gsu, ' ').replaceAll(/\s+/gu, ' ');
const certificate = (overrides: Partial<Verdict> = {}) =>
  writeCertificate({ ...VERDICT, ...overrides }, ISSUED);

const from = (text: string) =>
  certificate({
    origin: text,
    caveats: [text],
    findingCount: 1,
    findings: [{ code: 'GAP', from: 0, to: 0, text }],
  });

describe('a certificate of integrity', () => {
  it.each([
    'PASS',
    'gateway.test/ledger',
    '/var/lib/audit.db',
    'Verified 2025-11-24 16:00 UTC',
    'Records requested 0 to 99',
    'Records covered 100 of 100',
    `Root ${'9f'.repeat(32)}`,
    'gateway.test/ledger+0a+key pinned 0 to 49',
    'gateway.test/ledger+0b+key enrolled in the ledger from 50 on',
    `guard 100 ${'9f'.repeat(32)} agrees witness.test/w1, 2025-11-24 16:00 UTC`,
    'At most 180 s',
    'Outage between records 3 and 4: 2025-11-24 16:00 UTC to 2025-11-24 17:00 UTC.',
    'Further outages: 1.',
    'Resumed as a/2 on 2025-11-24 16:00 UTC, after a had been restored from an older copy; record 80 says so.',
    '12 patient ids or texts were erased; record 90 says so.',
    'The texts stored for records 12, 40 do not fit them and were withdrawn; record 95 says so.',
    '250 of the records 0-255 were pruned after 6 years, and their hashes are left; record 95 says so.',
    'Nobody can exclude everything.',
    'phi-gateway 0.1.0',
  ])('states: %s', (part) => {
    expect(textOf(certificate())).toContain(part);
  });

  it.each(['FAIL', 'INCOMPLETE'] as const)(
    'states the result %s with the listed findings and the number of the others',
    (result) => {
      const findings = [
        { code: 'GAP', from: 3, to: 5, text: 'Records 3 to 5 are missing.' },
      ] as const;
      const text = textOf(certificate({ result, findings, findingCount: 4 }));
      expect(text).toContain(`ledger ${result} `);
      expect(text).not.toContain('PASS');
      expect(text).not.toContain('Every record that was covered');
      expect(text).toContain('GAP 3 to 5 Records 3 to 5 are missing.');
      expect(text).toContain('And 3 more.');
    },
  );

  it('warns, without an anchor, that records missing at the end are not detected, and shows an empty ledger without keys', () => {
    const bare = { keys: [], anchors: [], origin: null, root: null, asked: 0, covered: 0, size: 0 };
    const text = textOf(certificate(bare));
    expect(text).toContain(
      'without an anchor, records missing at the end of the ledger are not detected',
    );
    expect(text).toContain('Records requested None');
    expect(text).toContain('Keys None.');
  });

  it('states that an anchor does not agree if it contradicts the ledger', () => {
    const [anchor] = VERDICT.anchors;
    if (anchor === undefined) throw new Error('The sample has no anchor.');
    const anchors = [{ ...anchor, agrees: false }];
    expect(textOf(certificate({ anchors }))).toContain('does not agree');
  });

  it('escapes markup in the origin, a caveat and a finding', () => {
    const expected = marks(from(''));
    assert(
      property(anyText, (text) => {
        expect(marks(from(text))).toBe(expected);
      }),
    );
  });
});
