import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { erasePatient } from '../../gateway/audit/maintain/erase/erase-patient.ts';
import { askReports, PHYSICIAN, REVIEWER, settled } from '../support/reports/served-reports.ts';
import {
  BILLING,
  DECEASED_PATIENT,
  findUnusual,
  UNRELATED_PATIENT,
  NURSE_AS_PATIENT,
  OFFICER_AS_PATIENT,
  open,
  review,
  startUnusualGateway,
} from '../support/reports/unusual-reports.ts';
import { tokenFor } from '../support/edge.ts';
import { verifyLedger } from '../../gateway/audit/verify/verify-ledger.ts';
import { UNRECORDABLE } from '../gateway/audit/record/unrecordable-texts.ts';
import type { ServedGateway } from '../support/served-gateway.ts';
import { openDatabase } from '../../schema/sqlite/open-database.ts';

const directory = mkdtempSync(join(tmpdir(), 'phi-wrongly-closed-'));
const ledgerFile = join(directory, 'audit.db');

let first: ServedGateway;
/** The gateway that currently runs on the ledger. */
let served: ServedGateway;
beforeAll(async () => {
  first = await startUnusualGateway(`{ db: "${ledgerFile}", identity: committed }`);
  served = first;
});
afterAll(async () => {
  await first.close();
  rmSync(directory, { recursive: true });
});

async function breakGlass(patient: string) {
  const body = { patient, reason: 'unconscious after a fall' };
  const { status } = await served.send({ path: '/break-glass', token: PHYSICIAN, body });
  expect(status).toBe(201);
}

/** Break-glass cases, the newest first. */
async function findBroken(patient: string | null = null) {
  await settled(served);
  const filter = { rule: 'BREAK_GLASS', ...(patient !== null && { patient }) };
  const { cases } = await findUnusual(served, REVIEWER, { filter });
  return cases;
}

async function onlyBroken(patient: string) {
  const [found, ...others] = await findBroken(patient);
  if (found === undefined || others.length > 0) throw new Error('not one case');
  return found;
}

/** Counts the reviews on the ledger. */
async function countReviews(): Promise<unknown> {
  await settled(served);
  const { data } = await askReports(served, REVIEWER, '{ reviews(first: 1) { totalCount } }');
  return (data?.['reviews'] as { readonly totalCount: number } | null)?.totalCount;
}

/** Takes a patient's ids out of the ledger, while no gateway runs on it. */
async function erase(patient: string) {
  await served.gateway.close();
  await erasePatient({
    location: { kind: 'sqlite', path: ledgerFile },
    keyPath: `${ledgerFile}.key`,
    guardPath: `${ledgerFile}.guard`,
    at: Date.now(),
    patient,
    reason: 'asked for',
    version: '0.1.0',
  });
  served = await first.replica();
}

describe('the review of a case of unusual access', () => {
  it('covers the number of events that it states (0 is BAD_USER_INPUT, too many means all), and the case is REOPENED if it has more events', async () => {
    await breakGlass(UNRELATED_PATIENT);
    const seen = await onlyBroken(UNRELATED_PATIENT);
    await breakGlass(UNRELATED_PATIENT);
    await settled(served);
    const query = `mutation ($case: ID!, $events: Int) {
      review(case: $case, verdict: APPROPRIATE, note: "Asked the ward.", events: $events) { leaf }
    }`;
    const sign = (events: number) => askReports(served, REVIEWER, query, { case: seen.id, events });
    expect((await sign(1)).codes).toEqual([]);
    expect((await onlyBroken(UNRELATED_PATIENT)).state).toBe('REOPENED');
    expect((await sign(0)).codes).toEqual(['BAD_USER_INPUT']);
    // A number beyond the events of the case counts as all of its events.
    expect((await sign(1_000)).codes).toEqual([]);
    expect((await onlyBroken(UNRELATED_PATIENT)).state).toBe('CLOSED');
    await breakGlass(UNRELATED_PATIENT);
    expect((await onlyBroken(UNRELATED_PATIENT)).state).toBe('REOPENED');
  });

  it('stays if the patient of the case is erased; its case is REOPENED when an open case of another erased patient joins it', async () => {
    await breakGlass(NURSE_AS_PATIENT);
    await breakGlass(DECEASED_PATIENT);
    await breakGlass(NURSE_AS_PATIENT);
    const signed = await onlyBroken(NURSE_AS_PATIENT);
    expect((await review(served, REVIEWER, { case: signed.id })).codes).toEqual([]);
    expect((await onlyBroken(NURSE_AS_PATIENT)).state).toBe('CLOSED');
    expect((await onlyBroken(DECEASED_PATIENT)).state).toBe('OPEN');
    await erase(NURSE_AS_PATIENT);
    expect(await onlyBroken('(erased)')).toMatchObject({ id: signed.id, state: 'CLOSED' });
    await erase(DECEASED_PATIENT);
    expect(await onlyBroken('(erased)')).toMatchObject({ id: signed.id, state: 'REOPENED' });
  });

  it("leaves the case about a reviewer's own record open if the reviewer suppresses its rule for all patients from another case of the actor", async () => {
    await open(served, BILLING, [OFFICER_AS_PATIENT, NURSE_AS_PATIENT]);
    await settled(served);
    const casesOf = async (patient: string) =>
      (await findUnusual(served, REVIEWER, { filter: { actor: 'billing', patient } })).cases;
    const [other] = await casesOf(OFFICER_AS_PATIENT);
    const nurseReviews = tokenFor('nurse', { roles: ['auditor'] });
    const until = new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10);
    const suppression = `mutation {
      suppressCases(case: "${other?.id}", rule: CO_WORKER, allPatients: true, until: "${until}", reason: "Billing.") { leaf }
    }`;
    expect((await askReports(served, nurseReviews, suppression)).codes).toEqual([]);
    expect(await casesOf(OFFICER_AS_PATIENT)).toMatchObject([{ state: 'SUPPRESSED' }]);
    expect(await casesOf(NURSE_AS_PATIENT)).toMatchObject([{ state: 'OPEN' }]);
  });

  it("is refused, as a suppression is, with REVIEW_OF_OWN_ACCESS if a subgraph says that the record is the reviewer's own, and with REVIEWER_UNKNOWN if it does not list the reviewer, but accepted from another reviewer", async () => {
    await open(served, BILLING, [NURSE_AS_PATIENT]);
    await settled(served);
    const filter = { actor: 'billing', patient: NURSE_AS_PATIENT };
    const [found] = (await findUnusual(served, REVIEWER, { filter })).cases;
    const nurseReviews = tokenFor('nurse', { roles: ['auditor'] });
    const unlisted = tokenFor('ursula', { roles: ['auditor'] });
    const before = await countReviews();
    const id = found?.id ?? '';
    expect((await review(served, nurseReviews, { case: id })).codes).toEqual([
      'REVIEW_OF_OWN_ACCESS',
    ]);
    // The facts do not say which patient this reviewer is.
    expect((await review(served, unlisted, { case: id })).codes).toEqual(['REVIEWER_UNKNOWN']);
    expect(await countReviews()).toBe(before);
    const until = new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10);
    const suppression = `mutation {
      suppressCases(case: "${id}", rule: CO_WORKER, until: "${until}", reason: "Friends.") { leaf }
    }`;
    for (const [token, code] of [
      [nurseReviews, ['REVIEW_OF_OWN_ACCESS']],
      [unlisted, ['REVIEWER_UNKNOWN']],
      [REVIEWER, []],
    ] as const)
      expect((await askReports(served, token, suppression)).codes).toEqual(code);
    expect((await review(served, REVIEWER, { case: id })).codes).toEqual([]);
  });

  it.each(UNRECORDABLE)(
    'is refused with TEXT_NOT_RECORDABLE, and nothing is written, if its note contains this character: %s',
    async (_what, character) => {
      const [found] = await findBroken();
      const before = await countReviews();
      const note = `abc ${character} def`;
      const { status, codes } = await review(served, REVIEWER, { case: found?.id ?? '', note });
      expect([status, codes]).toEqual([200, ['TEXT_NOT_RECORDABLE']]);
      expect(await countReviews()).toBe(before);
    },
  );

  it('returns the line breaks of its note, and the ledger verified without a checkpoint has only the finding NO_CHECKPOINT', async () => {
    await breakGlass(UNRELATED_PATIENT);
    const [found] = await findBroken(UNRELATED_PATIENT);
    const note = 'Asked the ward.\n\nIt was an emergency.';
    const signed = await review(served, REVIEWER, { case: found?.id ?? '', note });
    expect(signed.data?.['review']).toMatchObject({ note });
    const { result, findings } = await verifyLedger({
      location: { kind: 'sqlite', path: ledgerFile },
      publicKey: null,
      anchors: [],
      witnesses: [],
      guardPath: null,
    });
    expect([result, findings.map(({ code }) => code)]).toEqual(['INCOMPLETE', ['NO_CHECKPOINT']]);
  });

  it('is answered with 503 AUDIT_UNAVAILABLE and executed: true if it is recorded but its response cannot be recorded', async () => {
    const alone = await startUnusualGateway();
    try {
      await open(alone, BILLING, [NURSE_AS_PATIENT]);
      await settled(alone);
      const [found] = (await findUnusual(alone, REVIEWER, { filter: { actor: 'billing' } })).cases;
      const ledger = openDatabase(alone.ledgerFile);
      ledger.exec(`CREATE TRIGGER no BEFORE INSERT ON batches
        WHEN instr(NEW.leaves, CAST('"reports":"review"' AS BLOB)) > 0
        BEGIN SELECT RAISE(ABORT, 'no'); END`);
      ledger.close();
      const { status, headers, json } = await review(alone, REVIEWER, { case: found?.id ?? '' });
      expect([status, headers.get('retry-after')]).toEqual([503, null]);
      expect(json).toMatchObject({
        errors: [{ extensions: { code: 'AUDIT_UNAVAILABLE', executed: true } }],
      });
      expect(alone.leaves().filter(({ kind }) => kind === 'review')).toHaveLength(1);
    } finally {
      await alone.close();
    }
  });

  it('is accepted from one of two concurrent reviewers (CASE_CLOSED for the other); an unknown case id is CASE_UNKNOWN', async () => {
    await breakGlass(UNRELATED_PATIENT);
    const { id, reviews: before } = await onlyBroken(UNRELATED_PATIENT);
    const otto = tokenFor('otto', { roles: ['auditor'] });
    const both = await Promise.all(
      [REVIEWER, otto].map((token) => review(served, token, { case: id })),
    );
    expect(both.map(({ codes }) => codes.join('')).toSorted()).toEqual(['', 'CASE_CLOSED']);
    await settled(served);
    const { reviews, state } = await onlyBroken(UNRELATED_PATIENT);
    expect({ state, given: reviews.length - before.length }).toEqual({
      state: 'CLOSED',
      given: 1,
    });
    const written = await countReviews();
    const forged = [
      '0-0',
      `${id}-volume`,
      `0${id}`,
      '99999999999-0',
      '-1-0',
      '1e3-0',
      '__proto__',
      '',
    ];
    for (const each of forged)
      expect((await review(served, REVIEWER, { case: each })).codes).toEqual(['CASE_UNKNOWN']);
    expect(await countReviews()).toBe(written);
  });

  it("is refused with REPORTS_UNAVAILABLE while the subgraph that knows which record is the reviewer's own is down", async () => {
    await open(served, BILLING, [DECEASED_PATIENT]);
    await settled(served);
    const filter = { actor: 'billing', patient: NURSE_AS_PATIENT };
    const [found] = (await findUnusual(served, REVIEWER, { filter })).cases;
    const before = await countReviews();
    await first.takeDown('encounters');
    // A reviewer without cached facts, which are kept for a minute.
    const newReviewer = tokenFor('ines', { roles: ['auditor'] });
    const { codes } = await review(served, newReviewer, { case: found?.id ?? '' });
    expect(codes).toEqual(['REPORTS_UNAVAILABLE']);
    expect(await countReviews()).toBe(before);
  });
});
