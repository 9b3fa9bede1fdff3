import { expect, it } from '@jest/globals';
import { tokenFor } from '../../../support/edge.ts';
import {
  askReports,
  NOBODY,
  patientToken,
  PHYSICIAN,
  REVIEWER,
} from '../../../support/reports/served-reports.ts';
import { UNRELATED_PATIENT } from '../../../support/reports/unusual-reports.ts';
import type { ServedGateway } from '../../../support/served-gateway.ts';

/** Changes of the threshold of a rule by two people, on the gateway of the suite that calls it. */
export function describeThresholds(gateway: () => ServedGateway): void {
  const leavesOf = (kind: string) =>
    gateway()
      .leaves()
      .filter((leaf) => leaf.kind === kind);
  const readThreshold = async (token = REVIEWER) => {
    const { data } = await askReports(
      gateway(),
      token,
      `{ rules { rule threshold { value configured min max record proposal needsApproval isChangeable } } }`,
    );
    type Rules = readonly { readonly rule: string; readonly threshold: object | null }[];
    return ((data?.['rules'] ?? []) as Rules).find(({ rule }) => rule === 'DECEASED')?.threshold;
  };
  /** Cases of the rule, and the threshold that the query says it used. */
  const used = async () => {
    const { data } = await askReports(
      gateway(),
      REVIEWER,
      '{ unusual(filter: { rule: DECEASED }) { totalCount thresholds { rule value record } } }',
    );
    const found = data?.['unusual'] as {
      readonly totalCount: number;
      readonly thresholds: readonly { readonly rule: string }[];
    };
    return [found.totalCount, found.thresholds.find(({ rule }) => rule === 'DECEASED')];
  };

  const preview = (token: string, value: number | null) =>
    askReports(
      gateway(),
      token,
      `query ($value: Int) { thresholdPreview(rule: DECEASED, value: $value) {
        value current { cases closed } previewed { cases } dropped { cases } added { cases }
      } }`,
      { value },
    );

  const OTTO = tokenFor('otto', { roles: ['auditor'], name: 'Otto' });
  const STEP = '{ leaf rule step from to proposal actor actorName reason outcome }';
  const change = (token: string, variables: object) =>
    askReports(
      gateway(),
      token,
      `mutation ($rule: UnusualRule!, $value: Int, $reason: String!, $latest: Int) {
        changeThreshold(rule: $rule, value: $value, reason: $reason, latest: $latest) ${STEP}
      }`,
      { rule: 'DECEASED', reason: 'Letters to families take months.', ...variables },
    );
  const decide = (
    token: string,
    proposal: number,
    decision: string,
    reason: string | null = null,
  ) =>
    askReports(
      gateway(),
      token,
      `mutation ($proposal: Int!, $decision: ThresholdDecision!, $reason: String) {
        decideThreshold(proposal: $proposal, decision: $decision, reason: $reason) ${STEP}
      }`,
      { proposal, decision, reason },
    );
  const propose = async (value: number | null) => {
    const { data, codes } = await change(REVIEWER, { value });
    expect(codes).toEqual([]);
    return (data?.['changeThreshold'] as { readonly leaf: number } | undefined)?.leaf ?? 0;
  };
  const BOUNDS = { configured: 30, min: 0, max: 36_500, needsApproval: true, isChangeable: true };

  it('changes for the cases of the whole period when a second person approves it, and is restored in the same way', async () => {
    expect(await readThreshold()).toEqual({ ...BOUNDS, value: 30, record: null, proposal: null });
    const proposal = await propose(36_500);
    expect(await readThreshold()).toEqual({ ...BOUNDS, value: 30, record: null, proposal });
    expect(await used()).toEqual([1, { rule: 'DECEASED', value: 30, record: null }]);
    expect((await decide(REVIEWER, proposal, 'APPROVE')).codes).toEqual(['OWN_PROPOSAL']);
    const { data } = await decide(OTTO, proposal, 'APPROVE');
    const { leaf = 0 } = (data?.['decideThreshold'] ?? {}) as { readonly leaf?: number };
    expect(data?.['decideThreshold']).toMatchObject({
      step: 'APPROVED',
      to: 36_500,
      actorName: 'Otto',
    });
    expect(await readThreshold()).toEqual({
      ...BOUNDS,
      value: 36_500,
      record: leaf,
      proposal: null,
    });
    expect(await used()).toEqual([0, { rule: 'DECEASED', value: 36_500, record: leaf }]);
    await decide(OTTO, await propose(null), 'APPROVE');
    expect(await readThreshold()).toEqual({ ...BOUNDS, value: 30, record: null, proposal: null });
    expect(await used()).toEqual([1, { rule: 'DECEASED', value: 30, record: null }]);
  });

  it('has a preview for reviewers, within its bounds, which records no change', async () => {
    const before = leavesOf('log.threshold').length;
    expect((await preview(REVIEWER, 36_500)).data?.['thresholdPreview']).toEqual({
      value: 36_500,
      current: { cases: 1, closed: 0 },
      previewed: { cases: 0 },
      dropped: { cases: 1 },
      added: { cases: 0 },
    });
    expect((await preview(REVIEWER, null)).data?.['thresholdPreview']).toMatchObject({
      value: 30,
      previewed: { cases: 1 },
      dropped: { cases: 0 },
    });
    expect((await preview(REVIEWER, -1)).codes).toEqual(['BAD_USER_INPUT']);
    expect((await preview(PHYSICIAN, 60)).codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(leavesOf('log.threshold')).toHaveLength(before);
  });

  it('has each step of its changes on the record, which only commits to the reason, and in the overview of changes', async () => {
    const { data } = await askReports(
      gateway(),
      REVIEWER,
      '{ thresholdSteps(rule: DECEASED) { step from to actor reason outcome } changes(since: "2020-01-01T00:00:00Z") { changes { text } } }',
    );
    expect(data?.['thresholdSteps']).toEqual([
      {
        step: 'APPROVED',
        from: 36_500,
        to: null,
        actor: 'otto',
        reason: null,
        outcome: 'IN_EFFECT',
      },
      {
        step: 'PROPOSED',
        from: 36_500,
        to: null,
        actor: 'olga',
        reason: 'Letters to families take months.',
        outcome: 'APPROVED',
      },
      { step: 'APPROVED', from: 30, to: 36_500, actor: 'otto', reason: null, outcome: 'REPLACED' },
      {
        step: 'PROPOSED',
        from: 30,
        to: 36_500,
        actor: 'olga',
        reason: 'Letters to families take months.',
        outcome: 'APPROVED',
      },
    ]);
    const { changes = [] } = (data?.['changes'] ?? {}) as {
      readonly changes?: readonly { readonly text: string }[];
    };
    expect(changes.map(({ text }) => text).slice(0, 2)).toEqual([
      "A change of the threshold of the rule “Deceased patient” from 36500 to the configuration's value was approved by Otto.",
      "A change of the threshold of the rule “Deceased patient” from 36500 to the configuration's value was proposed by olga. Reason: Letters to families take months.",
    ]);
    expect(leavesOf('log.threshold')).toHaveLength(4);
    expect(JSON.stringify(leavesOf('log.threshold'))).not.toContain('Letters');
  });

  it('is not changed by a rejection, which needs a reason, by a withdrawal, or by a decision after either', async () => {
    const first = await propose(60);
    expect((await change(OTTO, { value: 90 })).codes).toEqual(['THRESHOLD_PENDING']);
    expect((await decide(OTTO, first, 'REJECT')).codes).toEqual(['BAD_USER_INPUT']);
    expect((await decide(OTTO, first, 'WITHDRAW')).codes).toEqual(['BAD_USER_INPUT']);
    expect((await decide(OTTO, first, 'REJECT', 'Too long.')).codes).toEqual([]);
    expect((await decide(OTTO, first, 'APPROVE')).codes).toEqual(['PROPOSAL_NOT_PENDING']);
    const second = await propose(60);
    expect((await decide(REVIEWER, second, 'WITHDRAW')).codes).toEqual([]);
    expect((await decide(OTTO, second, 'APPROVE')).codes).toEqual(['PROPOSAL_NOT_PENDING']);
    expect(await readThreshold()).toMatchObject({ value: 30, proposal: null });
  });

  it.each<[string, object, string]>([
    ['a value below its bounds', { value: -1 }, 'BAD_USER_INPUT'],
    ['a value above its bounds', { value: 36_501 }, 'BAD_USER_INPUT'],
    ['a value that is no number of the API', { value: 1e12 }, 'BAD_USER_INPUT'],
    ['a fraction', { value: 1.5 }, 'BAD_USER_INPUT'],
    ['the value in effect', { value: 30 }, 'BAD_USER_INPUT'],
    ['a rule without a threshold', { value: 5, rule: 'SELF' }, 'BAD_USER_INPUT'],
    ['a reason that is too short', { value: 5, reason: ' x ' }, 'BAD_USER_INPUT'],
    [
      'a reason with a direction character',
      { value: 5, reason: 'so \u202E be it' },
      'TEXT_NOT_RECORDABLE',
    ],
    ['a form that is older than its last change', { value: 5, latest: 0 }, 'THRESHOLD_CHANGED'],
  ])('is not changed, and nothing is recorded, with %s', async (_what, variables, code) => {
    const before = leavesOf('log.threshold').length;
    expect((await change(REVIEWER, variables)).codes).toEqual([code]);
    expect(leavesOf('log.threshold')).toHaveLength(before);
  });

  it('is changed by no role but those of admin.unusual.thresholds.roles', async () => {
    const inspector = tokenFor('ines', { roles: ['inspector'] });
    const before = leavesOf('log.threshold').length;
    const proposal = await propose(60);
    for (const token of [inspector, PHYSICIAN, NOBODY, patientToken(UNRELATED_PATIENT)]) {
      expect((await change(token, { value: 5 })).codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
      expect((await decide(token, proposal, 'APPROVE')).codes).toEqual([
        'UNAUTHORIZED_FIELD_OR_TYPE',
      ]);
    }
    expect(leavesOf('log.threshold')).toHaveLength(before + 1);
    expect(await readThreshold(inspector)).toMatchObject({ proposal, isChangeable: false });
    await decide(REVIEWER, proposal, 'WITHDRAW');
  });
}
