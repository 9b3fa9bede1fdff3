import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSigningKey } from '../../../../../gateway/audit/store/files/signing-key.ts';
import { createSigner } from '../../../../../gateway/audit/tree/signed-note.ts';
import { atDepth } from '../../../../support/depth.ts';
import { tokenFor } from '../../../../support/edge.ts';
import { secretKey } from '../../../../support/secret-key.ts';
import { askReports, PHYSICIAN, REVIEWER } from '../../../../support/reports/served-reports.ts';
import { findUnusual, review } from '../../../../support/reports/unusual-reports.ts';
import {
  startServedGateway,
  type Reply,
  type ServedGateway,
} from '../../../../support/served-gateway.ts';
import { sharedPostgres } from '../../../../support/shared-postgres.ts';

const OTTO = tokenFor('otto', { roles: ['auditor'], name: 'Otto Brandt' });

/** Gateways on one ledger, and how a test gets a case there. */
interface Closing {
  readonly gateways: readonly [ServedGateway, ServedGateway];
  close(): Promise<void>;
}

const yaml = (index: string, everyMs: number) => `authorization:
  reach: { patient: self, physician: all, nurse: all, billing: all, researcher: all, privacy_officer: all }
breakGlass: { roles: [physician], startsPerHour: 1000, key: "${secretKey()}" }
admin: { roles: [auditor], everyMs: ${everyMs}${index}, unusual: { thresholds: { twoPersons: true } } }
`;

/** A ledger in a file has one gateway, which both officers use. */
async function startOnSqlite(): Promise<Closing> {
  const served = await startServedGateway(yaml('', 100));
  return { gateways: [served, served], close: () => served.close() };
}

/** Two gateways share a ledger on a server, each with a key, a guard and an index of its own. */
async function startOnPostgres(): Promise<Closing> {
  const folder = mkdtempSync(join(tmpdir(), 'phi-closing-'));
  const server = await sharedPostgres();
  const { writer } = await server.createLedger('closing');
  const url = `postgres://${writer.user}:secret@127.0.0.1:${server.port}/${writer.database}`;
  const audit = (name: string, more: string) => {
    const files = `key: "${join(folder, `${name}.key`)}", guard: "${join(folder, `${name}.guard`)}"`;
    return `{ url: "${url}", ${files}, identity: committed, deadlineMs: 30000${more} }`;
  };
  const index = (name: string) => `, index: "${join(folder, `${name}.index`)}"`;
  const key = createSigner('phi-gateway', createSigningKey(join(folder, 'second.key')));
  const first = await startServedGateway(
    yaml(index('first'), 100),
    Date.now,
    ['patients'],
    audit('first', `, enroll: ["${key.verifier.vkey}"]`),
  );
  const second = await first.replica({
    yaml: yaml(index('second'), 100),
    audit: audit('second', `, checkpoint: "${join(folder, 'first.guard')}"`),
  });
  return {
    gateways: [first, second],
    async close() {
      await first.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Waits until the index of a gateway has read all of the ledger. */
async function settled(served: ServedGateway): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; await sleep(50)) {
    const { data } = await askReports(served, REVIEWER, '{ ledger { size indexed } }');
    const { size, indexed } = (data?.['ledger'] ?? {}) as { size?: number; indexed?: number };
    if (size !== undefined && size === indexed) return;
  }
  throw new Error('the index does not follow');
}

async function caseOf(served: ServedGateway, patient: string) {
  await settled(served);
  const { cases } = await findUnusual(served, REVIEWER, { filter: { patient } });
  const [found] = cases;
  if (found === undefined) throw new Error(`no case of ${patient}`);
  return found;
}

function reopen(
  served: ServedGateway,
  token: string,
  id: string,
  { reason = 'Asked the ward.', latest = null }: { reason?: string; latest?: number | null } = {},
) {
  const query = `mutation ($case: ID!, $reason: String!, $latest: Int) {
    reopen(case: $case, reason: $reason, latest: $latest) { leaf case verdict note reviewer }
  }`;
  return askReports(served, token, query, { case: id, reason, latest });
}

const RESULT = '{ case code review { verdict } }';
const ASSIGN = `mutation ($cases: [CaseInput!]!, $assignee: String, $due: String, $note: String) {
  done: assign(cases: $cases, assignee: $assignee, due: $due, note: $note) ${RESULT}
}`;
const START = `mutation ($cases: [CaseInput!]!) { done: startReview(cases: $cases) ${RESULT} }`;
const CLOSE = `mutation ($cases: [CaseInput!]!) {
  done: closeCases(cases: $cases, verdict: APPROPRIATE, note: "Asked the ward.") ${RESULT}
}`;
const COMMENT = `mutation ($case: ID!, $text: String!, $attachments: [AttachmentInput!]) {
  done: comment(case: $case, text: $text, attachments: $attachments) {
    verdict note attachments { name location sha256 }
  }
}`;

const PROPOSE = `mutation ($value: Int!) {
  done: changeThreshold(rule: VOLUME, value: $value, reason: "A large clinic.") { leaf to }
}`;
const APPROVE = `mutation ($proposal: Int!) {
  done: decideThreshold(proposal: $proposal, decision: APPROVE) { leaf }
}`;

/** Sends a mutation, which must not fail. */
async function act(served: ServedGateway, token: string, document: string, variables: object) {
  const { data, codes } = await askReports(served, token, document, { ...variables });
  expect(codes).toEqual([]);
  return data?.['done'];
}

/** The record of a finding or a reopening that was answered. */
function leafOf({ data }: Reply, name: 'review' | 'reopen'): number {
  return (data?.[name] as { readonly leaf: number } | undefined)?.leaf ?? 0;
}

const STORES = [
  ['SQLite', startOnSqlite],
  ['PostgreSQL with two gateways', startOnPostgres],
] as const;

describe.each(STORES)('an unusual-access case on %s', (_, start) => {
  let closing: Closing;
  let first: ServedGateway;
  let second: ServedGateway;
  beforeAll(async () => {
    closing = await start();
    [first, second] = closing.gateways;
  });
  afterAll(() => closing.close());

  let patients = 0;
  /** Breaks the glass for a patient who has no case yet; answers with the id of the case. */
  async function openCase(): Promise<string> {
    patients += 1;
    const patient = `p-${patients}`;
    const body = { patient, reason: 'unconscious after a fall' };
    const { status } = await first.send({ path: '/break-glass', token: PHYSICIAN, body });
    expect(status).toBe(201);
    for (const served of new Set([first, second])) await settled(served);
    return (await caseOf(first, patient)).id;
  }

  const stateOf = async (served: ServedGateway) => {
    const { state, reviews } = await caseOf(served, `p-${patients}`);
    return { state, verdicts: reviews.map(({ verdict }) => verdict) };
  };

  it('is closed by only one of two simultaneous officers, and the other is refused with CASE_CLOSED and the verdict, reviewer and time of the first, but not the note', async () => {
    for (let round = 0; round < atDepth(1, 25); round += 1) {
      const id = await openCase();
      const both = await Promise.all([
        review(first, REVIEWER, { case: id, verdict: 'APPROPRIATE' }),
        review(second, OTTO, { case: id, verdict: 'VIOLATION' }),
      ]);
      const refused = both.filter(({ codes }) => codes.length > 0);
      const accepted = both.filter(({ codes }) => codes.length === 0);
      expect([accepted.length, refused.map(({ codes }) => codes)]).toEqual([1, [['CASE_CLOSED']]]);
      const said = accepted[0]?.data?.['review'] as Readonly<Record<string, unknown>>;
      expect(refused[0]?.json).toMatchObject({
        errors: [
          {
            extensions: {
              closedBy: {
                leaf: said['leaf'],
                verdict: said['verdict'],
                reviewer: said['reviewer'],
                reviewerIssuer: said['reviewerIssuer'],
                time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
              },
            },
          },
        ],
      });
      expect(refused[0]?.text).not.toContain('Talked to them');
      expect(await stateOf(second)).toEqual({ state: 'CLOSED', verdicts: [said['verdict']] });
    }
  });

  it('is closed by only one of four simultaneous officers, and the others are refused with CASE_CLOSED', async () => {
    const id = await openCase();
    const officers = Array.from({ length: 4 }, (_each, number) =>
      tokenFor(`officer-${number}`, { roles: ['auditor'] }),
    );
    const all = await Promise.all(
      officers.map((token, number) =>
        review(number % 2 === 0 ? first : second, token, { case: id }),
      ),
    );
    const refused = all.filter(({ codes }) => codes[0] === 'CASE_CLOSED');
    expect([all.filter(({ codes }) => codes.length === 0).length, refused.length]).toEqual([1, 3]);
    expect((await stateOf(second)).verdicts).toHaveLength(1);
  });

  it('is closed again only after a reopening with a reason (CASE_CLOSED), and reopened only while closed (CASE_NOT_CLOSED)', async () => {
    const id = await openCase();
    expect((await reopen(first, REVIEWER, id)).codes).toEqual(['CASE_NOT_CLOSED']);
    expect((await review(first, REVIEWER, { case: id })).codes).toEqual([]);
    // Without waiting for any index.
    expect((await review(second, OTTO, { case: id })).codes).toEqual(['CASE_CLOSED']);
    expect((await review(second, REVIEWER, { case: id })).codes).toEqual(['CASE_CLOSED']);
    expect((await reopen(second, OTTO, id, { reason: '  ' })).codes).toEqual(['REVIEW_INCOMPLETE']);
    const reopened = await reopen(second, OTTO, id);
    expect(reopened.data?.['reopen']).toMatchObject({
      case: id,
      verdict: 'REOPENED',
      note: 'Asked the ward.',
      reviewer: 'otto',
    });
    expect((await reopen(first, REVIEWER, id)).codes).toEqual(['CASE_NOT_CLOSED']);
    expect((await stateOf(first)).state).toBe('REOPENED');
    expect((await review(first, REVIEWER, { case: id, verdict: 'VIOLATION' })).codes).toEqual([]);
    expect(await stateOf(second)).toEqual({
      state: 'CLOSED',
      verdicts: ['VIOLATION', 'REOPENED', 'APPROPRIATE'],
    });
  });

  it('is reopened by only one of two simultaneous officers, and the other is refused with CASE_NOT_CLOSED', async () => {
    const id = await openCase();
    expect((await review(first, REVIEWER, { case: id })).codes).toEqual([]);
    const both = await Promise.all([reopen(first, REVIEWER, id), reopen(second, OTTO, id)]);
    expect(both.map(({ codes }) => codes.join('')).toSorted()).toEqual(['', 'CASE_NOT_CLOSED']);
    expect((await stateOf(second)).verdicts).toEqual(['REOPENED', 'APPROPRIATE']);
  });

  it('is neither closed nor reopened by an officer who has not seen the latest review (CASE_CLOSED, CASE_REVIEWED)', async () => {
    const id = await openCase();
    const closed = leafOf(await review(first, REVIEWER, { case: id, latest: 0 }), 'review');
    // Two at once: who comes second gets what the first said.
    expect((await review(second, OTTO, { case: id, latest: 0 })).codes).toEqual(['CASE_CLOSED']);
    expect((await reopen(second, OTTO, id, { latest: 0 })).codes).toEqual(['CASE_REVIEWED']);
    const opened = leafOf(await reopen(second, OTTO, id, { latest: closed }), 'reopen');
    // Without waiting for any index.
    for (const latest of [0, closed])
      expect((await review(first, REVIEWER, { case: id, latest })).codes).toEqual([
        'CASE_REVIEWED',
      ]);
    expect((await review(first, REVIEWER, { case: id, latest: -1 })).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
    expect((await stateOf(second)).verdicts).toEqual(['REOPENED', 'APPROPRIATE']);
    expect((await review(first, REVIEWER, { case: id, latest: opened })).codes).toEqual([]);
  });

  it('cannot be closed with the verdict REOPENED (BAD_USER_INPUT)', async () => {
    const id = await openCase();
    const { codes } = await review(first, REVIEWER, { case: id, verdict: 'REOPENED' });
    expect(codes).toEqual(['BAD_USER_INPUT']);
  });

  it('is assigned, taken into review, commented and closed with others in one request, each step in the ledger, and closed by only one of two officers', async () => {
    const ids = [await openCase(), await openCase()];
    const cases = ids.map((id) => ({ case: id }));
    const later = { assignee: 'otto', due: '2030-01-31', note: 'Ask the ward.' };
    const assigned = await act(first, REVIEWER, ASSIGN, { cases, ...later });
    expect(assigned).toMatchObject([{ code: null }, { code: null }]);
    expect(await caseOf(first, `p-${patients}`)).toMatchObject({
      state: 'ASSIGNED',
      reviews: [{ verdict: 'ASSIGNED', note: 'Ask the ward.' }],
    });
    expect(await act(second, OTTO, START, { cases })).toMatchObject([
      { code: null },
      { code: null },
    ]);
    const [id = ''] = ids;
    const said = await act(first, REVIEWER, COMMENT, { case: id, text: 'Fine:\n<b>bold</b>' });
    expect(said).toMatchObject({ verdict: 'COMMENT', note: 'Fine:\n<b>bold</b>' });
    for (const served of new Set([first, second])) await settled(served);
    expect(await stateOf(second)).toEqual({
      state: 'IN_REVIEW',
      verdicts: ['IN_REVIEW', 'ASSIGNED'],
    });
    // One of two officers closes each, whichever request is first.
    const closed = await Promise.all([
      act(first, REVIEWER, CLOSE, { cases }),
      act(second, OTTO, CLOSE, { cases: cases.toReversed() }),
    ]);
    const codes = (closed as (readonly { readonly code: string | null }[])[]).flatMap((each) =>
      each.map(({ code }) => code),
    );
    expect(codes.filter((code) => code === 'CASE_CLOSED')).toHaveLength(2);
    expect(codes.filter((code) => code === null)).toHaveLength(2);
    for (const served of new Set([first, second])) await settled(served);
    expect((await stateOf(first)).state).toBe('CLOSED');
    // A closed case takes a comment, and nothing else.
    expect(await act(first, REVIEWER, ASSIGN, { cases })).toMatchObject([
      { code: 'CASE_CLOSED' },
      { code: 'CASE_CLOSED' },
    ]);
    const interview = { name: 'interview.pdf', location: 'file 12/7', sha256: 'ab'.repeat(32) };
    const filed = { text: 'Filed.', attachments: [interview] };
    expect(await act(first, REVIEWER, COMMENT, { case: id, ...filed })).toEqual({
      verdict: 'COMMENT',
      note: 'Filed.',
      attachments: [interview],
    });
    for (const served of new Set([first, second])) await settled(served);
    expect((await stateOf(first)).state).toBe('CLOSED');
    const body = { report: 'reviews', format: 'json', filter: {} };
    const { text } = await second.send({ path: '/admin/export', token: OTTO, body });
    expect(text).toContain(`"attachments":${JSON.stringify([interview])}`);
    const nowhere = { text: 'Filed.', attachments: [{ name: 'interview.pdf' }] };
    expect((await askReports(first, REVIEWER, COMMENT, { case: id, ...nowhere })).codes).toEqual([
      'BAD_USER_INPUT',
    ]);
  });

  it('is refused BAD_USER_INPUT for a list without a case, twice the same case, a day that does not exist, or a day without an account', async () => {
    const one = [{ case: '1-0' }];
    for (const variables of [
      { cases: [] },
      { cases: [...one, ...one] },
      { cases: one, assignee: 'otto', due: '2026-02-30' },
      { cases: one, due: '2026-02-03' },
      { cases: one, assignee: 'otto', due: 'soon' },
    ])
      expect((await askReports(first, REVIEWER, ASSIGN, variables)).codes).toEqual([
        'BAD_USER_INPUT',
      ]);
    const many = Array.from({ length: 51 }, (_item, index) => ({ case: `${index}-0` }));
    expect((await askReports(first, REVIEWER, START, { cases: many })).codes).toEqual([
      'OPERATION_TOO_COMPLEX',
    ]);
    expect(await act(first, REVIEWER, START, { cases: [{ case: '999999-0' }] })).toMatchObject([
      { code: 'CASE_UNKNOWN' },
    ]);
  });

  it('cannot be assigned to its actor or to an account that cannot be recorded, and takes no step from an account without the role of a reviewer', async () => {
    const cases = [{ case: await openCase() }];
    const { actor } = await caseOf(first, `p-${patients}`);
    expect(await act(first, REVIEWER, ASSIGN, { cases, assignee: actor })).toMatchObject([
      { code: 'REVIEW_OF_OWN_ACCESS' },
    ]);
    for (const assignee of ['', 'ot\u202Eto', 'o\nt', 'x'.repeat(256)])
      expect((await askReports(first, REVIEWER, ASSIGN, { cases, assignee })).codes).toEqual([
        'BAD_USER_INPUT',
      ]);
    for (const document of [ASSIGN, START, CLOSE])
      expect((await askReports(first, PHYSICIAN, document, { cases })).codes).toEqual([
        'UNAUTHORIZED_FIELD_OR_TYPE',
      ]);
    expect((await stateOf(first)).state).toBe('OPEN');
  });

  it('has its reopening in the list of reviews, found by the verdict REOPENED', async () => {
    const id = await openCase();
    expect((await review(first, REVIEWER, { case: id })).codes).toEqual([]);
    expect((await reopen(first, REVIEWER, id)).codes).toEqual([]);
    await settled(first);
    const query = `query ($case: ID!) {
      reviews(filter: { case: $case, verdict: REOPENED }) { edges { node { case verdict } } }
    }`;
    const { data } = await askReports(first, REVIEWER, query, { case: id });
    expect(data?.['reviews']).toEqual({ edges: [{ node: { case: id, verdict: 'REOPENED' } }] });
  });

  it('has a threshold that one of several simultaneous approvals changes, and all gateways use it at once', async () => {
    const thresholds = '{ unusual { thresholds { rule value record } } }';
    const usedBy = async (served: ServedGateway) => {
      await settled(served);
      const { data } = await askReports(served, REVIEWER, thresholds);
      const used = data?.['unusual'] as { thresholds: readonly { rule: string }[] };
      return used.thresholds.find(({ rule }) => rule === 'VOLUME');
    };
    expect(await usedBy(second)).toMatchObject({ value: 10, record: null });
    const proposals = await Promise.all(
      [first, second].map((served, number) =>
        askReports(served, REVIEWER, PROPOSE, { value: 40 + number }),
      ),
    );
    expect(proposals.map(({ codes }) => codes.join('')).toSorted()).toEqual([
      '',
      'THRESHOLD_PENDING',
    ]);
    const { leaf, to } = proposals.flatMap(({ data }) => data?.['done'] ?? [])[0] as {
      readonly leaf: number;
      readonly to: number;
    };
    for (const served of new Set([first, second])) await settled(served);
    const officers = [OTTO, tokenFor('paula', { roles: ['auditor'] })];
    const decisions = await Promise.all(
      officers.flatMap((token) =>
        [first, second].map((served) => askReports(served, token, APPROVE, { proposal: leaf })),
      ),
    );
    expect(decisions.map(({ codes }) => codes.join('')).toSorted()).toEqual([
      '',
      ...Array.from({ length: 3 }, () => 'PROPOSAL_NOT_PENDING'),
    ]);
    const [approved] = decisions.flatMap(({ data }) => data?.['done'] ?? []) as { leaf: number }[];
    for (const served of [first, second])
      expect(await usedBy(served)).toMatchObject({ value: to, record: approved?.leaf });
  });
});
