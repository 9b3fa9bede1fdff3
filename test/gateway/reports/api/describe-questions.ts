import { describe, expect, it } from '@jest/globals';
import { tokenFor } from '../../../support/edge.ts';
import { exportReport } from '../../../support/reports/exported.ts';
import {
  askReports,
  NOBODY,
  patientToken,
  PHYSICIAN,
  REVIEWER,
  settled,
} from '../../../support/reports/served-reports.ts';
import {
  DECEASED_PATIENT,
  findUnusual,
  NURSE,
  open,
  review,
  UNRELATED_PATIENT,
} from '../../../support/reports/unusual-reports.ts';
import type { ServedGateway } from '../../../support/served-gateway.ts';

const PATIENT = patientToken(UNRELATED_PATIENT);
/** An account that represents the patient. */
const MOTHER = tokenFor('mother', { roles: ['patient'], patient: UNRELATED_PATIENT });

const ASK = `mutation ($event: ID!, $text: String) {
  ask(event: $event, text: $text) { event time text answeredAt }
}`;
const QUESTIONS = '{ questions { event time text answeredAt } }';
const HOSTILE =
  '=HYPERLINK("http://x","y")\u{202e}\r\n<script>alert(1)</script>\u0000 “\ud800 \u{2066}ok';
const CLEANED = '=HYPERLINK("http://x","y") <script>alert(1)</script> “ ok';

interface Question {
  readonly event: string;
  readonly text: string | null;
  readonly answeredAt: string | null;
}

/** Questions that patients ask about entries of their record, on the gateway of the suite that calls it. */
export function describeQuestions(gateway: () => ServedGateway): void {
  const ask = (token: string, event: string, text: string | null = null) =>
    askReports(gateway(), token, ASK, { event, text });
  const questions = async (token: string) => {
    const { data, codes } = await askReports(gateway(), token, QUESTIONS);
    expect(codes).toEqual([]);
    return data?.['questions'] as readonly Question[];
  };
  /** The ids of the events that a caller sees of a patient's record, the newest first. */
  const eventsOf = async (token: string, filter: object): Promise<readonly string[]> => {
    await settled(gateway());
    const query = `query ($filter: EventFilter!) { events(first: 100, filter: $filter) { edges { node { id } } } }`;
    const { data } = await askReports(gateway(), token, query, { filter });
    const events = data?.['events'] as { edges: readonly { node: { id: string } }[] } | null;
    return (events?.edges ?? []).map(({ node }) => node.id);
  };
  const ofNurse = { actor: 'nurse', kind: 'access' };
  const casesOf = async (filter: object) =>
    (await findUnusual(gateway(), REVIEWER, { filter: { rule: 'PATIENT_QUESTION', ...filter } }))
      .cases;
  const recorded = () =>
    gateway()
      .leaves()
      .filter(({ kind }) => kind === 'question');

  describe('a question of a patient about an entry of their record', () => {
    it('opens a case with the text on one line, without what could change how it is shown or run', async () => {
      const [event = ''] = await eventsOf(PATIENT, ofNurse);
      const { codes, data } = await ask(PATIENT, event, HOSTILE);
      expect(codes).toEqual([]);
      expect(data?.['ask']).toMatchObject({ event, text: CLEANED, answeredAt: null });
      const [found, ...others] = await casesOf({ patient: UNRELATED_PATIENT });
      expect(others).toEqual([]);
      const [leaf] = event.split('-');
      const asked = gateway()
        .leaves()
        .findIndex(({ kind }) => kind === 'question');
      expect(found).toMatchObject({
        id: `${event}-question`,
        state: 'OPEN',
        actor: 'nurse',
        patient: UNRELATED_PATIENT,
        leaves: [Number(leaf), asked],
        scoreParts: expect.arrayContaining([{ text: 'Asked by the patient', points: 60 }]),
      });
      const [reason] = found?.reasons ?? [];
      expect(reason).toMatchObject({
        text: `The patient asked about this access: “${CLEANED}”`,
        time: new Date(gateway().leaves()[asked]?.at ?? 0).toISOString(),
        leaf: asked,
      });
      // The record commits to the text, which stands beside the ledger, and names patient and account.
      expect(JSON.stringify(recorded())).not.toContain('HYPERLINK');
      expect(recorded()).toMatchObject([
        { actor: { subject: `self-${UNRELATED_PATIENT}` }, patients: [UNRELATED_PATIENT] },
      ]);
      const filter = { rule: 'PATIENT_QUESTION' };
      const { text } = await exportReport(gateway(), REVIEWER, {
        report: 'unusual',
        format: 'csv',
        filter,
      });
      expect(text.trimEnd().split('\r\n')).toHaveLength(2);
      expect(text).not.toMatch(/[\u{202e}\u{2066}\0]|(?:^|[,"])=HYPERLINK/mu);
      const fhir = await exportReport(gateway(), REVIEWER, {
        report: 'unusual',
        format: 'fhir',
        filter,
      });
      expect(fhir.status).toBe(200);
      expect(fhir.text).toContain(`${event}-question`);
    });

    it('goes through the steps of a review, and the patient sees only that it was answered, and when', async () => {
      const [found] = await casesOf({ patient: UNRELATED_PATIENT });
      const { id = '' } = found ?? {};
      const steps = `mutation ($case: ID!) {
        startReview(cases: [{ case: $case }]) { code }
        comment(case: $case, text: "Secret comment") { leaf }
      }`;
      const { data, codes } = await askReports(gateway(), REVIEWER, steps, { case: id });
      expect([codes, data?.['startReview']]).toEqual([[], [{ code: null }]]);
      expect(await questions(PATIENT)).toMatchObject([{ answeredAt: null }]);
      const note = 'Secret note: asked the ward.';
      expect((await review(gateway(), REVIEWER, { case: id, note })).codes).toEqual([]);
      const reply = await askReports(gateway(), PATIENT, QUESTIONS);
      expect(reply.text).not.toMatch(/Secret|olga|APPROPRIATE/);
      const [question] = await questions(PATIENT);
      expect(question?.answeredAt).toMatch(/^\d{4}-\d\d-\d\dT/);
      expect(await casesOf({ state: 'CLOSED' })).toMatchObject([{ id }]);
      const again = `mutation ($case: ID!) { reopen(case: $case, reason: "More to ask.") { leaf } }`;
      expect((await askReports(gateway(), REVIEWER, again, { case: id })).codes).toEqual([]);
      expect(await questions(PATIENT)).toMatchObject([{ answeredAt: null }]);
    });

    it('can be asked by a person who represents the patient, who cannot review it', async () => {
      const [, event = ''] = await eventsOf(MOTHER, { kind: 'access' });
      expect((await ask(MOTHER, event)).codes).toEqual([]);
      expect(await questions(PATIENT)).toMatchObject([{ event, text: null }, {}]);
      const [found] = await casesOf({ patient: UNRELATED_PATIENT });
      const { id = '' } = found ?? {};
      expect(id).toBe(`${event}-question`);
      for (const reviewer of [
        tokenFor('mother', { roles: ['auditor'] }),
        tokenFor('olga', { roles: ['auditor'], patient: UNRELATED_PATIENT }),
      ])
        expect((await review(gateway(), reviewer, { case: id })).codes).toEqual([
          'REVIEW_OF_OWN_ACCESS',
        ]);
    });

    it('can be about a refused attempt, which is no access', async () => {
      const stranger = patientToken(DECEASED_PATIENT);
      const query = `{ patient(id: "${UNRELATED_PATIENT}") { name } }`;
      await gateway().send({ token: stranger, body: { query } });
      const [event = ''] = await eventsOf(PATIENT, { denied: true });
      expect((await ask(PATIENT, event)).codes).toEqual([]);
      const [found] = await casesOf({ actor: `self-${DECEASED_PATIENT}` });
      expect(found).toMatchObject({ id: `${event}-question`, patient: UNRELATED_PATIENT });
      expect((await review(gateway(), REVIEWER, { case: found?.id ?? '' })).codes).toEqual([]);
    });

    it("is refused alike for another patient's entry, for what is no entry, and for forged ids, and the attempt is recorded", async () => {
      const [foreign = ''] = await eventsOf(REVIEWER, { ...ofNurse, patient: DECEASED_PATIENT });
      const [report = ''] = await eventsOf(PATIENT, { kind: 'audit.read' });
      const before = recorded().length;
      const ids = ['99999999999-0', '0-0', '-1-0', '1-0-volume', '1-0-question', '__proto__', ''];
      const replies = [];
      for (const event of [foreign, report, ...ids]) {
        const { codes, text } = await ask(PATIENT, event, 'Who is this?');
        expect([event, codes]).toEqual([event, ['EVENT_UNKNOWN']]);
        replies.push(text.replaceAll(/"(?:requestId|time)":"[^"]*"/g, ''));
      }
      expect(new Set(replies).size).toBe(1);
      expect(recorded()).toHaveLength(before);
      const denials = gateway()
        .leaves()
        .filter(({ denied }) => denied.some(({ coordinate }) => coordinate === 'Mutation.ask'));
      expect(denials).toHaveLength(ids.length + 2);
    });

    it('is refused for callers who are no patient, officers among them, and for a text that is too long', async () => {
      const [event = ''] = await eventsOf(PATIENT, ofNurse);
      for (const token of [REVIEWER, PHYSICIAN, NOBODY]) {
        expect((await ask(token, event)).codes).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
        expect((await askReports(gateway(), token, QUESTIONS)).codes).toEqual([
          'UNAUTHORIZED_FIELD_OR_TYPE',
        ]);
      }
      expect((await ask(PATIENT, event, 'x'.repeat(501))).codes).toEqual(['BAD_USER_INPUT']);
      expect((await ask(PATIENT, event, ' \n'.repeat(400))).codes).toEqual(['QUESTION_ASKED']);
    });

    it('can be asked once about an entry, and no more than 20 await an answer, however many are sent at once', async () => {
      for (let count = 0; count < 22; count += 1) await open(gateway(), NURSE, [UNRELATED_PATIENT]);
      const events = await eventsOf(PATIENT, ofNurse);
      const waiting = (await questions(PATIENT)).filter(({ answeredAt }) => answeredAt === null);
      // Twice each, half of them by another account.
      const sent = await Promise.all(
        events.flatMap((event) => [ask(PATIENT, event), ask(MOTHER, event)]),
      );
      const codes = sent.flatMap((reply) => reply.codes);
      expect(new Set(codes)).toEqual(new Set(['QUESTION_ASKED', 'QUESTIONS_OPEN']));
      expect(sent.filter((reply) => reply.codes.length === 0)).toHaveLength(20 - waiting.length);
      const all = await questions(PATIENT);
      expect(all.filter(({ answeredAt }) => answeredAt === null)).toHaveLength(20);
      expect(new Set(all.map(({ event }) => event)).size).toBe(all.length);
    });
  });
}
