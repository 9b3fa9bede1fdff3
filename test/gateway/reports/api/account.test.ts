import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  askReports,
  NOBODY,
  patientToken,
  PHYSICIAN,
  REVIEWER,
  startServedReports,
  type ServedReports,
} from '../../../support/reports/served-reports.ts';

let served: ServedReports;
let ids: readonly string[];
beforeAll(async () => {
  served = await startServedReports();
  ids = served.patients;
});
afterAll(() => served.close());

const ACCOUNT = `query ($p: String, $s: DateTime, $u: DateTime) {
  account(patient: $p, since: $s, until: $u) {
    patient since until damaged begins ends
    entries { date recipient address description purpose purposeOfUse basis leaves series { count } }
    leftOut { reason text count }
  }
}`;
const DISCLOSE = `mutation ($d: DisclosureInput!) { disclose(disclosure: $d) { leaf problems } }`;

const DISCLOSURE = {
  date: '2026-01-31T08:00:00Z',
  recipient: 'County health department',
  address: '1 Main Street',
  description: 'Laboratory report',
  purpose: 'Report of a notifiable disease',
  purposeOfUse: 'PUBHLTH',
  basis: '164.512(b)(1)',
};

interface Answer {
  readonly account: {
    readonly since: string;
    readonly until: string;
    readonly entries: readonly object[];
  };
}

describe('a disclosure that was made outside the gateway', () => {
  it('is recorded, with the officer and without its free text, when the mutation returns, and is in the next accounting of disclosures', async () => {
    const [patient = ''] = ids;
    const before = served.leaves().length;
    const entered = await askReports(served, REVIEWER, DISCLOSE, { d: { ...DISCLOSURE, patient } });
    expect(entered.data).toEqual({ disclose: { leaf: before, problems: [] } });
    expect(served.leaves().slice(before)).toMatchObject([
      {
        kind: 'disclosure',
        actor: { issuer: 'https://id.example', subject: 'olga' },
        client: { address: '127.0.0.1' },
        patients: [patient],
        details: { purposeOfUse: 'PUBHLTH', basis: '164.512(b)(1)' },
      },
    ]);
    // Free text is committed to, and not written out.
    expect(JSON.stringify(served.leaves()[before])).not.toContain('County');
    const { data } = await askReports(served, REVIEWER, ACCOUNT, { p: patient });
    const { account } = data as unknown as Answer;
    expect(account.entries).toMatchObject([
      {
        date: '2026-01-31T08:00:00.000Z',
        recipient: 'County health department',
        address: '1 Main Street',
        purpose: 'Report of a notifiable disease',
        leaves: [before],
        series: null,
      },
      { recipient: expect.stringContaining('dr-hall'), series: null },
    ]);
    const years =
      new Date(account.until).getUTCFullYear() - new Date(account.since).getUTCFullYear();
    expect(years).toBe(6);
    expect(account).toMatchObject({ patient, damaged: [], leftOut: [{ count: 0 }, {}, {}, {}] });
  });

  it('is refused with a problem for each of its invalid fields, and is not recorded', async () => {
    const before = served.leaves().length;
    const d = {
      ...DISCLOSURE,
      patient: ' ',
      date: '2999-01-01T00:00:00Z',
      purposeOfUse: 'NONE',
      basis: 'because',
      description: 'x'.repeat(2_001),
    };
    const { data } = await askReports(served, REVIEWER, DISCLOSE, { d });
    expect(data).toMatchObject({
      disclose: {
        leaf: null,
        problems: [
          'patient is empty.',
          'description is longer than 2000 characters.',
          'The disclosure lies in the future.',
          'purposeOfUse is a code of v3-PurposeOfUse, such as PUBHLTH.',
          'basis is a paragraph of 45 CFR part 164, such as 164.512(f)(1).',
        ],
      },
    });
    expect(served.leaves()).toHaveLength(before);
  });

  it.each([
    ['a physician', () => PHYSICIAN],
    ['a caller without roles', () => NOBODY],
    ['the patient', () => patientToken(ids[0] ?? '')],
  ])(
    'is refused with UNAUTHORIZED_FIELD_OR_TYPE if entered by %s, and the attempt is recorded as denied',
    async (_who, token) => {
      const before = served.leaves().length;
      const d = { ...DISCLOSURE, patient: ids[0] };
      const { codes } = await askReports(served, token(), DISCLOSE, { d });
      expect(codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
      expect(served.leaves().slice(before)).toMatchObject([
        { kind: 'audit.read', outcome: 'deny', denied: [{ coordinate: 'Mutation.disclose' }] },
      ]);
    },
  );
});

describe('an accounting of disclosures', () => {
  it('is recorded as an audit.read that names the report and the patient', async () => {
    const before = served.leaves().length;
    await askReports(served, REVIEWER, ACCOUNT, { p: ids[1] });
    expect(served.leaves().slice(before)).toMatchObject([
      { kind: 'audit.read', patients: [ids[1]], details: { reports: 'account' } },
    ]);
  });

  it('is returned to its patient, and refused with UNAUTHORIZED_FIELD_OR_TYPE to another patient, a physician or a caller without roles', async () => {
    const [own = '', other = ''] = ids;
    for (const variables of [{}, { p: own }]) {
      const { data } = await askReports(served, patientToken(own), ACCOUNT, variables);
      expect(data).toMatchObject({ account: { patient: own } });
      expect(JSON.stringify(data)).not.toContain(other);
    }
    for (const [token, p] of [
      [patientToken(own), other],
      [PHYSICIAN, own],
      [NOBODY, own],
      [NOBODY, undefined],
    ] as const) {
      const { data, codes } = await askReports(served, token, ACCOUNT, { p });
      expect([data, codes]).toEqual([null, ['UNAUTHORIZED_FIELD_OR_TYPE']]);
    }
  });

  it('is refused with BAD_USER_INPUT without a patient, or for more than six years', async () => {
    for (const variables of [{}, { p: ids[0], s: '2010-01-01T00:00:00Z' }]) {
      const { codes } = await askReports(served, REVIEWER, ACCOUNT, variables);
      expect(codes).toEqual(['BAD_USER_INPUT']);
    }
  });
});
