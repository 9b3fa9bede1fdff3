import { UNUSUAL_RULES } from '../../../../gateway/reports/catalog/unusual-rule.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServedGateway } from '../../../support/served-gateway.ts';
import { tokenFor } from '../../../support/edge.ts';
import {
  askReports,
  NOBODY,
  patientToken,
  PHYSICIAN,
  REVIEWER,
  settled,
} from '../../../support/reports/served-reports.ts';
import {
  BILLING,
  RELATIVE_OF_BILLING,
  CASES,
  DECEASED_PATIENT,
  findUnusual,
  UNRELATED_PATIENT,
  NURSE,
  NURSE_AS_PATIENT,
  open,
  review,
  startUnusualReports,
} from '../../../support/reports/unusual-reports.ts';
import { openDatabase } from '../../../../schema/sqlite/open-database.ts';
import { describeQuestions } from './describe-questions.ts';
import { describeThresholds } from './describe-thresholds.ts';
import { describeSuppressions, inDays, type Queue } from './describe-suppressions.ts';

let served: ServedGateway;
beforeAll(async () => {
  served = await startUnusualReports();
});
afterAll(() => served.close());

type Cases = Awaited<ReturnType<typeof findUnusual>>['cases'];
const summary = (cases: Cases) =>
  cases.map(({ actor, patient, reasons }) => [actor, patient, reasons.map(({ rule }) => rule)]);

/** The one case of an actor and a patient. */
async function caseOf(actor: string, patient: string) {
  await settled(served);
  const { cases } = await findUnusual(served, REVIEWER, { filter: { actor, patient } });
  expect(cases).toHaveLength(1);
  return cases[0] ?? { id: '', state: '', leaves: [], reviews: [] };
}

const leavesOf = (kind: string) => served.leaves().filter((leaf) => leaf.kind === kind);

const codesOf = async (variables: object) =>
  (await askReports(served, REVIEWER, CASES, { ...variables })).codes;

const QUEUE = `query ($filter: CaseFilter! = {}) {
  queue(filter: $filter) {
    totalCount below suppressed leastScore
    edges { node { actor patient score scoreParts { text points } cases { state } } }
  }
}`;

/** The queue, as a reviewer gets it. */
async function findQueue(filter: object): Promise<Queue> {
  const { data, codes } = await askReports(served, REVIEWER, QUEUE, { filter });
  expect(codes).toEqual([]);
  return data?.['queue'] as Queue;
}

const scoresOf = async (filter: object) => {
  const { edges, below } = await findQueue(filter);
  return { scores: edges.map(({ node }) => node.score), below };
};

describe('the query for unusual access', () => {
  it('applies facts about actors and patients from the graph, without returning the facts', async () => {
    const { cases, unusual, reply } = await findUnusual(served, REVIEWER);
    expect(reply.codes).toEqual([]);
    expect(summary(cases)).toEqual([
      ['billing', NURSE_AS_PATIENT, ['CO_WORKER']],
      ['billing', RELATIVE_OF_BILLING, ['SAME_SURNAME', 'SAME_ADDRESS']],
      ['nurse', DECEASED_PATIENT, ['DECEASED']],
      ['nurse', NURSE_AS_PATIENT, ['SELF']],
    ]);
    expect(unusual).toMatchObject({ totalCount: 4, refused: [], notKnown: [] });
    expect(cases.map(({ state }) => state)).toEqual(['OPEN', 'OPEN', 'OPEN', 'OPEN']);
    expect(reply.text).not.toMatch(/Lubowitz|Mraz|Spring Avenue|2021-12-18/);
  });

  it('names the records of the unusual accesses', async () => {
    const all = served.leaves();
    const { cases } = await findUnusual(served, REVIEWER);
    for (const { leaves, actor, patient } of cases) {
      expect(leaves).toHaveLength(1);
      expect(all[leaves[0] ?? -1]).toMatchObject({
        kind: 'access',
        actor: { subject: actor },
        accesses: [{ objects: [[patient, patient]] }],
      });
    }
  });

  it('can be filtered by rule, actor, state and period, and paged', async () => {
    const rule = await findUnusual(served, REVIEWER, { filter: { rule: 'SAME_ADDRESS' } });
    expect(summary(rule.cases).map(([, patient]) => patient)).toEqual([RELATIVE_OF_BILLING]);
    const signed = await findUnusual(served, REVIEWER, { filter: { state: 'CLOSED' } });
    expect(signed.unusual?.totalCount).toBe(0);
    const until = new Date(Date.now() - 86_400_000 * 2).toISOString();
    expect((await findUnusual(served, REVIEWER, { filter: { until } })).cases).toEqual([]);
    const nobody = await findUnusual(served, REVIEWER, { filter: { actor: 'nobody' } });
    expect(nobody.cases).toEqual([]);
    const ids: string[] = [];
    let after: string | null = null;
    for (let page = 0; page < 4; page += 1) {
      const { unusual, cases } = await findUnusual(served, REVIEWER, { first: 1, after });
      ids.push(...cases.map(({ id }) => id));
      expect(unusual?.pageInfo.hasNextPage).toBe(page < 3);
      after = unusual?.pageInfo.endCursor ?? null;
    }
    const { cases } = await findUnusual(served, REVIEWER);
    expect(ids).toEqual(cases.map(({ id }) => id));
  });

  it('groups the cases that await review by actor and patient, the highest score first, and says why', async () => {
    const { edges, ...rest } = await findQueue({});
    expect(rest).toEqual({ totalCount: 4, below: 0, suppressed: 0, leastScore: 25 });
    expect(edges.map(({ node }) => [node.actor, node.patient, node.score])).toEqual([
      ['billing', RELATIVE_OF_BILLING, 85],
      ['billing', NURSE_AS_PATIENT, 50],
      ['nurse', DECEASED_PATIENT, 45],
      ['nurse', NURSE_AS_PATIENT, 45],
    ]);
    expect(edges[0]?.node).toMatchObject({
      scoreParts: [
        { text: 'Same surname', points: 35 },
        { text: 'Same household', points: 45 },
        { text: 'The actor has cases about 1 other patient.', points: 5 },
      ],
      cases: [{ state: 'OPEN' }],
    });
  });

  it('judges an entry of the queue by all cases of the period, whatever the filter names', async () => {
    expect(await scoresOf({ patient: DECEASED_PATIENT })).toEqual({ scores: [45], below: 0 });
    expect(await scoresOf({ rule: 'SELF' })).toEqual({ scores: [45], below: 0 });
    expect(await scoresOf({ leastScore: 50 })).toEqual({ scores: [85, 50], below: 2 });
    expect(await scoresOf({ open: false })).toEqual({ scores: [], below: 0 });
    expect(await scoresOf({ state: 'CLOSED' })).toEqual({ scores: [], below: 0 });
    const { codes } = await askReports(served, NOBODY, QUEUE, {});
    expect(codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
  });

  it('is refused with BAD_USER_INPUT for an invalid cursor or first: 0, and with OPERATION_TOO_COMPLEX for a period since 2020', async () => {
    expect(await codesOf({ after: 'x' })).toEqual(['BAD_USER_INPUT']);
    expect(await codesOf({ first: 0 })).toEqual(['BAD_USER_INPUT']);
    expect(await codesOf({ filter: { since: '2020-01-01T00:00:00Z' } })).toEqual([
      'OPERATION_TOO_COMPLEX',
    ]);
  });

  it('keeps the ids of its cases while the ledger grows, and adds a later access to the case of the same actor and patient', async () => {
    const before = (await findUnusual(served, REVIEWER)).cases;
    await open(served, NURSE, [NURSE_AS_PATIENT]);
    await open(served, BILLING, [UNRELATED_PATIENT]);
    await settled(served);
    const after = (await findUnusual(served, REVIEWER)).cases;
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    expect(after.at(-1)?.leaves).toHaveLength(2);
  });

  it('records its lookup of facts about patients and staff as one audit.read that names the patients, and fetches the facts once while they are cached', () => {
    const reads = leavesOf('audit.read').filter(({ actor }) => actor?.subject === 'phi-gateway');
    expect(reads).toHaveLength(1);
    expect(reads[0]).toMatchObject({
      action: 'R',
      actor: { issuer: 'phi-gateway', purpose: 'HOPERAT' },
      arguments: [
        'Query.patientEmployers(patients:)',
        'Query.patientFacts(patients:)',
        'Query.staff(actors:)',
      ],
      patients: [
        RELATIVE_OF_BILLING,
        DECEASED_PATIENT,
        UNRELATED_PATIENT,
        NURSE_AS_PATIENT,
      ].toSorted(),
      details: { reports: 'facts', subgraphs: 'encounters,patients', actors: 2 },
    });
    const asked = served.received.filter((line) => line.includes('patientFacts'));
    expect(asked).toHaveLength(1);
  });

  it('is recorded as an audit.read of the reviewer that names the report and the set parts of the filter', () => {
    const reads = leavesOf('audit.read').filter(({ actor }) => actor?.subject === 'olga');
    expect(reads).toContainEqual(
      expect.objectContaining({
        arguments: ['CaseFilter.actor'],
        details: { reports: 'unusual' },
      }),
    );
  });
});

describe('the rules for unusual access', () => {
  it('are all listed; those that are not configured here name the setting or the fact that they need', async () => {
    const query = '{ rules { rule title text isConfigured fix } }';
    const { data } = await askReports(served, REVIEWER, query);
    const rules = data?.['rules'] as readonly {
      rule: string;
      isConfigured: boolean;
      fix: string;
    }[];
    expect(rules.map(({ rule }) => rule)).toEqual(UNUSUAL_RULES);
    const lacking = rules.filter(({ isConfigured }) => !isConfigured);
    expect(lacking.map(({ rule }) => rule)).toEqual([
      'DISCHARGED',
      'DEPARTMENT',
      'NO_RELATIONSHIP',
      'AFTER_HOURS',
      'IMPOSSIBLE_TRAVEL',
    ]);
    for (const { fix } of lacking) expect(fix).toMatch(/admin\.unusual/);
  });
});

describe('a caller who is not a reviewer', () => {
  it.each([
    ['a physician', PHYSICIAN],
    ['a patient', patientToken(UNRELATED_PATIENT)],
    ['a caller without roles', NOBODY],
  ])(
    'gets UNAUTHORIZED_FIELD_OR_TYPE for cases, reviews, rules and a review, each recorded as denied: %s',
    async (_who, token) => {
      const found = await caseOf('nurse', NURSE_AS_PATIENT);
      const before = leavesOf('audit.read').length;
      for (const query of [
        CASES,
        '{ reviews { totalCount } }',
        '{ rules { rule } }',
        '{ feedback { closed } }',
        '{ suppressions { totalCount } }',
        `mutation { suppressCases(case: "${found.id}", rule: SELF, until: "${inDays(9)}", reason: "nothing") { leaf } }`,
        'mutation { liftSuppression(suppression: 1, reason: "nothing") { leaf } }',
        `mutation { review(case: "${found.id}", verdict: APPROPRIATE, note: "nothing") { leaf } }`,
      ]) {
        const { codes, text } = await askReports(served, token, query);
        expect(codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
        expect(text).not.toContain(NURSE_AS_PATIENT);
      }
      expect(
        leavesOf('audit.read')
          .slice(before)
          .map(({ outcome }) => outcome),
      ).toEqual(Array.from({ length: 8 }, () => 'deny'));
      expect([...leavesOf('review'), ...leavesOf('suppression')]).toEqual([]);
    },
  );
});

describe('the review of an unusual-access case', () => {
  const NOTE = 'She told her supervisor, Ada, first: fine.';

  it('is recorded before the mutation returns, and its note is in no record and no log line', async () => {
    const found = await caseOf('nurse', NURSE_AS_PATIENT);
    const { data, codes } = await review(served, REVIEWER, { case: found.id, note: `  ${NOTE}\n` });
    expect(codes).toEqual([]);
    const [leaf] = leavesOf('review');
    const at = served.leaves().findIndex(({ kind }) => kind === 'review');
    expect(data?.['review']).toEqual({
      leaf: at,
      case: found.id,
      actor: 'nurse',
      issuer: 'https://id.example',
      patient: NURSE_AS_PATIENT,
      day: new Date().toISOString().slice(0, 10),
      rules: ['SELF'],
      reviewer: 'olga',
      reviewerIssuer: 'https://id.example',
      verdict: 'APPROPRIATE',
      note: NOTE,
    });
    expect(leaf).toMatchObject({
      actor: { subject: 'olga' },
      patients: [NURSE_AS_PATIENT],
      details: {
        case: found.id,
        concerns: 'record',
        subject: 'nurse',
        issuer: 'https://id.example',
        rules: 'SELF',
        verdict: 'APPROPRIATE',
        covers: found.leaves.at(-1),
      },
    });
    for (const each of served.leaves()) expect(JSON.stringify(each)).not.toContain('supervisor');
    expect(served.logged.join('\n')).not.toContain('supervisor');
  });

  it('counts in the feedback on its rule, which is recorded as read', async () => {
    const query = '{ feedback(days: 1) { rule closed appropriate } }';
    const { data } = await askReports(served, REVIEWER, query);
    expect(data?.['feedback']).toContainEqual({ rule: 'SELF', closed: 1, appropriate: 1 });
    expect(data?.['feedback']).toContainEqual({ rule: 'VIP', closed: 0, appropriate: 0 });
    expect(leavesOf('audit.read').at(-1)?.details).toEqual({ reports: 'feedback' });
    for (const days of [0, 367]) {
      const { codes } = await askReports(
        served,
        REVIEWER,
        `{ feedback(days: ${days}) { closed } }`,
      );
      expect(codes).toEqual([days === 0 ? 'BAD_USER_INPUT' : 'OPERATION_TOO_COMPLEX']);
    }
  });

  it('closes the case, and is listed with the case and in the list of reviews', async () => {
    expect(await caseOf('nurse', NURSE_AS_PATIENT)).toMatchObject({
      state: 'CLOSED',
      reviews: [{ verdict: 'APPROPRIATE', note: NOTE, reviewer: 'olga' }],
    });
    const query = '{ reviews { totalCount refused { leaf } edges { node { leaf note case } } } }';
    const { data } = await askReports(served, REVIEWER, query);
    expect(data?.['reviews']).toMatchObject({
      totalCount: 1,
      refused: [],
      edges: [{ node: { note: NOTE } }],
    });
    const other = await askReports(
      served,
      REVIEWER,
      '{ reviews(filter: { verdict: VIOLATION }) { totalCount } }',
    );
    expect(other.data?.['reviews']).toEqual({ totalCount: 0 });
  });

  it('does not cover a later access, which reopens the case for another review', async () => {
    await open(served, NURSE, [NURSE_AS_PATIENT]);
    const found = await caseOf('nurse', NURSE_AS_PATIENT);
    expect(found.state).toBe('REOPENED');
    await review(served, REVIEWER, { case: found.id, verdict: 'VIOLATION', note: 'Once more.' });
    expect(await caseOf('nurse', NURSE_AS_PATIENT)).toMatchObject({
      state: 'CLOSED',
      reviews: [{ verdict: 'VIOLATION' }, { verdict: 'APPROPRIATE' }],
    });
  });

  it.each([
    ['no text', ''],
    ['only spaces', '     '],
    ['too much text', 'x'.repeat(2_001)],
  ])('is refused with REVIEW_INCOMPLETE if its note has %s', async (_what, note) => {
    const { id } = await caseOf('nurse', DECEASED_PATIENT);
    expect((await review(served, REVIEWER, { case: id, note })).codes).toEqual([
      'REVIEW_INCOMPLETE',
    ]);
  });

  it.each(['x', '0-0', '1-0-volume', '99999999-0', '12-0-volume-x', '__proto__'])(
    'is refused with CASE_UNKNOWN for an unknown case: %s',
    async (id) => {
      expect((await review(served, REVIEWER, { case: id })).codes).toEqual(['CASE_UNKNOWN']);
    },
  );

  it('is refused with REVIEW_OF_OWN_ACCESS to the actor and to the patient of the case', async () => {
    const before = leavesOf('review').length;
    const own = tokenFor('nurse', { roles: ['auditor'] });
    const { id } = await caseOf('nurse', DECEASED_PATIENT);
    expect((await review(served, own, { case: id })).codes).toEqual(['REVIEW_OF_OWN_ACCESS']);
    const patient = tokenFor('paul', { roles: ['auditor'], patient: DECEASED_PATIENT });
    expect((await review(served, patient, { case: id })).codes).toEqual(['REVIEW_OF_OWN_ACCESS']);
    expect(leavesOf('review')).toHaveLength(before);
    expect((await caseOf('nurse', DECEASED_PATIENT)).state).toBe('OPEN');
  });
});

describe('the threshold of a rule', () => {
  describeThresholds(() => served);
});

describe('the suppression of cases', () => {
  describeSuppressions({ served: () => served, caseOf, findQueue });
});

describeQuestions(() => served);

// The gateway serves nothing after this.
describe('a review that cannot be recorded', () => {
  it('is refused with 503 AUDIT_UNAVAILABLE', async () => {
    const { id } = await caseOf('nurse', DECEASED_PATIENT);
    const ledger = openDatabase(served.ledgerFile);
    ledger.exec("CREATE TRIGGER no BEFORE INSERT ON batches BEGIN SELECT RAISE(ABORT, 'no'); END");
    const { status, codes, text } = await review(served, REVIEWER, {
      case: id,
      note: 'Lost words.',
    });
    expect({ status, codes }).toEqual({ status: 503, codes: ['AUDIT_UNAVAILABLE'] });
    expect(text).not.toContain('Lost');
    ledger.exec('DROP TRIGGER no');
    ledger.close();
  });
});
