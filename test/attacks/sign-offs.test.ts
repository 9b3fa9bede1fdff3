import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { erasePatient } from '../../gateway/audit/erase/erase-patient.ts';
import { askReports, PHYSICIAN, REVIEWER, settled } from '../gateway/reports/api/served-reports.ts';
import {
  DEAD,
  findUnusual,
  NOBODYS,
  NURSES_OWN,
  review,
  UNUSUAL_YAML,
} from '../gateway/reports/api/unusual-reports.ts';
import { startServedGateway, type ServedGateway } from '../support/served-gateway.ts';

const directory = mkdtempSync(join(tmpdir(), 'phi-sign-offs-'));
const ledgerFile = join(directory, 'audit.db');

let first: ServedGateway;
/** The one that runs on the ledger. */
let served: ServedGateway;
beforeAll(async () => {
  const audit = `{ db: "${ledgerFile}", identity: committed }`;
  first = await startServedGateway(UNUSUAL_YAML, Date.now, ['patients', 'encounters'], audit);
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

/** Cases of broken glass, the newest first. */
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

describe('A sign-off', () => {
  it('covers what its reviewer has seen, and not what came while they wrote', async () => {
    await breakGlass(NOBODYS);
    const seen = await onlyBroken(NOBODYS);
    await breakGlass(NOBODYS);
    await settled(served);
    const query = `mutation ($case: ID!, $events: Int) {
      review(case: $case, verdict: APPROPRIATE, note: "Asked the ward.", events: $events) { leaf }
    }`;
    const sign = (events: number) => askReports(served, REVIEWER, query, { case: seen.id, events });
    expect((await sign(1)).codes).toEqual([]);
    expect((await onlyBroken(NOBODYS)).state).toBe('REOPENED');
    expect((await sign(0)).codes).toEqual(['BAD_USER_INPUT']);
    // Who says that they have seen more than there is has seen what there is.
    expect((await sign(1_000)).codes).toEqual([]);
    expect((await onlyBroken(NOBODYS)).state).toBe('SIGNED_OFF');
    await breakGlass(NOBODYS);
    expect((await onlyBroken(NOBODYS)).state).toBe('REOPENED');
  });

  it('is none of a case that nobody signed off, when the ids of both patients are erased', async () => {
    await breakGlass(NURSES_OWN);
    await breakGlass(DEAD);
    await breakGlass(NURSES_OWN);
    const signed = await onlyBroken(NURSES_OWN);
    expect((await review(served, REVIEWER, { case: signed.id })).codes).toEqual([]);
    expect((await onlyBroken(NURSES_OWN)).state).toBe('SIGNED_OFF');
    expect((await onlyBroken(DEAD)).state).toBe('OPEN');
    await erase(NURSES_OWN);
    expect(await onlyBroken('(erased)')).toMatchObject({ id: signed.id, state: 'SIGNED_OFF' });
    await erase(DEAD);
    expect(await onlyBroken('(erased)')).toMatchObject({ id: signed.id, state: 'REOPENED' });
  });
});
