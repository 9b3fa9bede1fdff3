import { expect, it } from '@jest/globals';
import { tokenFor } from '../../../support/edge.ts';
import { askReports, REVIEWER } from '../../../support/reports/served-reports.ts';
import {
  DECEASED_PATIENT,
  RELATIVE_OF_BILLING,
  type FoundCase,
} from '../../../support/reports/unusual-reports.ts';
import { exportReport } from '../../../support/reports/exported.ts';
import type { ServedGateway } from '../../../support/served-gateway.ts';

/** A day, UTC, so many days from today. */
export function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** The queue with the fields that the tests request. */
export interface Queue {
  readonly totalCount: number;
  readonly below: number;
  readonly suppressed: number;
  readonly leastScore: number;
  readonly edges: readonly {
    readonly node: { readonly actor: string; readonly patient: string; readonly score: number };
  }[];
}

const SUPPRESS = `mutation ($case: ID!, $rule: UnusualRule!, $allPatients: Boolean, $since: String, $until: String!, $reason: String!) {
  done: suppressCases(case: $case, rule: $rule, allPatients: $allPatients, since: $since, until: $until, reason: $reason) {
    leaf rule actor issuer patient since until case reviewer reason lifted { leaf }
  }
}`;
const LIFT = `mutation ($suppression: Int!, $reason: String!) {
  done: liftSuppression(suppression: $suppression, reason: $reason) { leaf lifted { leaf reviewer reason } }
}`;
const SUPPRESSIONS = `query ($first: Int! = 50, $after: String, $current: Boolean, $endsBy: String) {
  suppressions(first: $first, after: $after, current: $current, endsBy: $endsBy) {
    totalCount pageInfo { endCursor } refused { leaf } coverage { result }
    edges { node { leaf actor patient reason lifted { reason } } }
  }
}`;

/** What the tests of the API share. */
interface Unusual {
  readonly served: () => ServedGateway;
  readonly caseOf: (actor: string, patient: string) => Promise<Pick<FoundCase, 'id' | 'state'>>;
  readonly findQueue: (filter: object) => Promise<Queue>;
}

/** Suppressions of cases over the API. */
export function describeSuppressions({ served, caseOf, findQueue }: Unusual): void {
  const REASON = 'They share a <b>surname</b>, and work\n"in the same clinic".';
  const suppress = (variables: object, token = REVIEWER) =>
    askReports(served(), token, SUPPRESS, {
      allPatients: false,
      until: inDays(30),
      reason: REASON,
      ...variables,
    });
  const lift = (suppression: number, { reason = 'They moved.', token = REVIEWER } = {}) =>
    askReports(served(), token, LIFT, { suppression, reason });
  const listed = async (variables: object = {}) => {
    const { data, codes } = await askReports(served(), REVIEWER, SUPPRESSIONS, { ...variables });
    expect(codes).toEqual([]);
    return data?.['suppressions'] as {
      readonly totalCount: number;
      readonly pageInfo: { readonly endCursor: string };
      readonly edges: readonly { readonly node: { readonly leaf: number } }[];
    };
  };
  const leavesOfSuppressions = () =>
    served()
      .leaves()
      .filter(({ kind }) => kind === 'suppression');
  const leafOf = ({ data }: Awaited<ReturnType<typeof suppress>>) =>
    (data?.['done'] as { readonly leaf: number } | undefined)?.leaf ?? -1;
  const file = (format: string) =>
    exportReport(served(), REVIEWER, {
      report: 'unusual',
      format,
      filter: { state: 'SUPPRESSED' },
    });
  const ofBilling = () => caseOf('billing', RELATIVE_OF_BILLING);

  it('is recorded before the mutation returns, without its reason, and the case stays open while another of its rules finds it', async () => {
    const { id } = await ofBilling();
    const reply = await suppress({ case: id, rule: 'SAME_SURNAME' });
    expect(reply.codes).toEqual([]);
    expect(reply.data?.['done']).toEqual({
      leaf: served()
        .leaves()
        .findIndex(({ kind }) => kind === 'suppression'),
      rule: 'SAME_SURNAME',
      actor: 'billing',
      issuer: 'https://id.example',
      patient: RELATIVE_OF_BILLING,
      since: inDays(0),
      until: inDays(30),
      case: id,
      reviewer: 'olga',
      reason: REASON,
      lifted: null,
    });
    expect(JSON.stringify(leavesOfSuppressions())).not.toContain('clinic');
    expect(await ofBilling()).toMatchObject({ state: 'OPEN', score: 45 });
  });

  it('takes the case out of the queue once each of its rules is covered; queue and list count it and show it with reason and end', async () => {
    const { id } = await ofBilling();
    const until = inDays(365);
    const all = await suppress({ case: id, rule: 'SAME_ADDRESS', allPatients: true, until });
    expect(all.data?.['done']).toMatchObject({ patient: null });
    expect(await ofBilling()).toMatchObject({
      state: 'SUPPRESSED',
      suppressions: [
        { rule: 'SAME_SURNAME', reason: REASON, until: inDays(30) },
        { rule: 'SAME_ADDRESS', until },
      ],
    });
    const queue = await findQueue({});
    expect(queue.suppressed).toBe(1);
    expect(queue.edges.map(({ node }) => node.patient)).not.toContain(RELATIVE_OF_BILLING);
    const shown = await findQueue({ state: 'SUPPRESSED' });
    expect(shown.edges).toMatchObject([
      { node: { patient: RELATIVE_OF_BILLING, cases: [{ state: 'SUPPRESSED' }] } },
    ]);
    const query = '{ unusual(filter: { open: true, actor: "billing" }) { totalCount suppressed } }';
    const { data } = await askReports(served(), REVIEWER, query);
    expect(data?.['unusual']).toEqual({ totalCount: 1, suppressed: 1 });
  });

  it('is listed newest first in pages, and holds until it is lifted: then the case is open again', async () => {
    const { edges, ...rest } = await listed();
    expect(rest).toMatchObject({
      totalCount: 2,
      refused: [],
      coverage: { result: 'NOT_COMPARED' },
    });
    expect(edges).toMatchObject([
      { node: { actor: 'billing', patient: null, reason: REASON, lifted: null } },
      { node: { actor: 'billing', patient: RELATIVE_OF_BILLING } },
    ]);
    const first = await listed({ first: 1 });
    const second = await listed({ first: 1, after: first.pageInfo.endCursor });
    expect([...first.edges, ...second.edges]).toEqual(edges);
    const newest = edges[0]?.node.leaf ?? -1;
    const lifted = await lift(newest);
    expect(lifted.data?.['done']).toMatchObject({
      leaf: newest,
      lifted: { reviewer: 'olga', reason: 'They moved.' },
    });
    expect((await ofBilling()).state).toBe('OPEN');
    expect((await lift(newest)).codes).toEqual(['SUPPRESSION_LIFTED']);
    expect((await listed({ current: true })).totalCount).toBe(1);
    expect((await listed({ current: false })).edges).toMatchObject([
      { node: { leaf: newest, lifted: { reason: 'They moved.' } } },
    ]);
  });

  it('yields to a reopening, and to a new suppression after it', async () => {
    const { id } = await ofBilling();
    const reopen = () =>
      askReports(
        served(),
        REVIEWER,
        `mutation { reopen(case: "${id}", reason: "Look.") { leaf } }`,
      );
    expect((await reopen()).codes).toEqual(['CASE_NOT_CLOSED']);
    await suppress({ case: id, rule: 'SAME_ADDRESS' });
    expect((await ofBilling()).state).toBe('SUPPRESSED');
    expect((await reopen()).codes).toEqual([]);
    expect((await ofBilling()).state).toBe('REOPENED');
    for (const rule of ['SAME_SURNAME', 'SAME_ADDRESS']) await suppress({ case: id, rule });
    expect((await ofBilling()).state).toBe('SUPPRESSED');
  });

  it('of two officers at once is recorded twice, and both have to be lifted, each by one of two officers who lift it at once', async () => {
    const otto = tokenFor('otto', { roles: ['auditor'] });
    const { id } = await caseOf('nurse', DECEASED_PATIENT);
    const both = await Promise.all(
      [REVIEWER, otto].map((token) => suppress({ case: id, rule: 'DECEASED' }, token)),
    );
    const leaves = both.map(leafOf);
    expect(new Set(leaves).size).toBe(2);
    const states: string[] = [];
    for (const leaf of leaves) {
      // Of two officers who lift one at once, the ledger takes one.
      const lifts = await Promise.all([REVIEWER, otto].map((token) => lift(leaf, { token })));
      expect(lifts.map(({ codes }) => codes.join('')).toSorted()).toEqual([
        '',
        'SUPPRESSION_LIFTED',
      ]);
      const recorded = leavesOfSuppressions().filter(
        ({ details }) => details?.['step'] === 'lift' && details['suppression'] === leaf,
      );
      expect(recorded).toHaveLength(1);
      states.push((await caseOf('nurse', DECEASED_PATIENT)).state);
    }
    expect(states).toEqual(['SUPPRESSED', 'OPEN']);
  });

  it('is refused without a record to the actor and to the patient, for days that do not exist, and for cases and suppressions that do not exist', async () => {
    const before = leavesOfSuppressions().length;
    const { id } = await caseOf('nurse', DECEASED_PATIENT);
    const terms = { case: id, rule: 'DECEASED' };
    const actor = tokenFor('nurse', { roles: ['auditor'] });
    const patient = tokenFor('paul', { roles: ['auditor'], patient: DECEASED_PATIENT });
    const refused: readonly [string, object, string?][] = [
      ['REVIEW_OF_OWN_ACCESS', terms, actor],
      ['REVIEW_OF_OWN_ACCESS', terms, patient],
      ['BAD_USER_INPUT', { ...terms, until: '2030-02-30' }],
      ['BAD_USER_INPUT', { ...terms, since: 'soon' }],
      ['BAD_USER_INPUT', { ...terms, until: inDays(0) }],
      ['BAD_USER_INPUT', { ...terms, until: inDays(366) }],
      ['BAD_USER_INPUT', { ...terms, rule: 'SELF' }],
      ['RULE_NOT_SUPPRESSIBLE', { ...terms, rule: 'BREAK_GLASS' }],
      ['SUPPRESSION_INCOMPLETE', { ...terms, reason: '  ' }],
      ['TEXT_NOT_RECORDABLE', { ...terms, reason: 'abc\u202Edef' }],
      ['CASE_UNKNOWN', { ...terms, case: '99999999-0' }],
      ['CASE_UNKNOWN', { ...terms, case: '__proto__' }],
    ];
    for (const [code, variables, token] of refused)
      expect((await suppress(variables, token)).codes).toEqual([code]);
    for (const suppression of [-1, 0, 2 ** 31 - 1])
      expect((await lift(suppression)).codes).toEqual(['SUPPRESSION_UNKNOWN']);
    expect(leavesOfSuppressions()).toHaveLength(before);
  });

  it('is in the files of the report on unusual access, with reason and end', async () => {
    const csv = await file('csv');
    expect(csv.text).toContain(`SAME_ADDRESS until ${inDays(30)}: They share a <b>surname</b>`);
    const [first] = JSON.parse((await file('json')).text) as readonly object[];
    expect(first).toMatchObject({
      state: 'SUPPRESSED',
      suppressions: [{ rule: 'SAME_SURNAME', reason: REASON, until: inDays(30) }, {}],
    });
    expect(JSON.stringify(first)).not.toContain('laceholder');
  });
}
