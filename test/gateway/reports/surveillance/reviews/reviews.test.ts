import { UNASSIGNED } from '../../../../../gateway/reports/surveillance/cases/case-state.ts';
import {
  type CaseSources,
  caseSources,
} from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import { NEWEST_FIRST } from '../../../../../gateway/reports/catalog/row-order.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { erasePatient } from '../../../../../gateway/audit/maintain/erase/erase-patient.ts';
import { controlRecord } from '../../../../../gateway/audit/record/control/control-record.ts';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { openWritable } from '../../../../../gateway/audit/store/sqlite/sqlite.ts';
import { verifyLedger } from '../../../../../gateway/audit/verify/verify-ledger.ts';
import { REVIEW_ROWS } from '../../../../../gateway/reports/surveillance/cases/case-rows.ts';
import { rebuildIndex } from '../../../../../gateway/reports/index/rebuild-index.ts';
import {
  readCase,
  queryCases,
  queryReviews,
} from '../../../../../gateway/reports/surveillance/queries/query-cases.ts';
import {
  NO_FACTS,
  NO_FACT_KEYS,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { writeReview } from '../../../../../gateway/reports/surveillance/reviews/write-review.ts';
import { createDirectory, ledgerOptions } from '../../../audit/sample.ts';
import { placeInFile } from '../../../audit/stores.ts';
import { withIndex } from '../../index/places.ts';
import { DAY, writeDays } from '../sample-days.ts';
import { request, recordReviews } from '../record-reviews.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';

const directory = createDirectory();
const db = join(directory.path, 'audit.db');
const place = { kind: 'sqlite', path: `${db}.index` } as const;
const location = { kind: 'sqlite', path: db } as const;
const options = () =>
  ledgerOptions(directory.path, { identity: 'committed', now: () => DAY + DAY_MS });
let publicKey = '';

const WINDOW = { since: DAY, until: DAY + DAY_MS - 1, actor: null, issuer: null, patient: null };
const CONFIGURATION = { settings: DEFAULT_SETTINGS, facts: NO_FACTS, factKeys: NO_FACT_KEYS };
const PAGE = { filter: {}, order: NEWEST_FIRST, after: null, limit: 100 };

function using<Answer>(ask: (sources: CaseSources) => Promise<Answer>): Promise<Answer> {
  return withIndex(place, async (index) => {
    const reader = await openReader(location);
    try {
      await rebuildIndex(place, reader, { onProgress: () => undefined });
      return await ask(caseSources(index, reader, { publicKey }));
    } finally {
      await reader.close();
    }
  });
}

const cases = () =>
  using((sources) => queryCases({ query: { window: WINDOW, ...CONFIGURATION }, ...PAGE }, sources));
const broken = async () =>
  (await cases()).nodes.find(({ reasons }) => reasons.some(({ rule }) => rule === 'BREAK_GLASS'));
const read = (id: string) => using((sources) => readCase(id, CONFIGURATION, sources));
const reviews = () => using((sources) => queryReviews(PAGE, sources));

const NOTE = 'The patient, Mr. Low, asked for it.';

beforeAll(async () => {
  ({ publicKey } = await writeDays(placeInFile(db), directory.path, { identity: 'committed' }));
});
afterAll(() => {
  directory.remove();
});

describe('the review of an unusual-access case, in a ledger with patient ids as commitments', () => {
  it("closes its case, leaves no patient id or note in the ledger's leaves, and verification finds nothing", async () => {
    const found = await broken();
    if (found === undefined) throw new Error('no case');
    await recordReviews(options(), [{ found, reviewer: 'olga', note: NOTE }]);
    expect(await broken()).toMatchObject({ id: found.id, state: 'CLOSED' });
    expect(await reviews()).toMatchObject({
      total: 1,
      refused: [],
      nodes: [{ note: NOTE, patient: 'broken', case: found.id, actor: 'physician-7' }],
    });
    expect(await faults()).toEqual([]);
    const batches = await placeInFile(db).batches();
    const leaves = Buffer.concat(batches.map((batch) => batch.leaves)).toString();
    expect(leaves).toContain('"kind":"review"');
    expect(leaves).not.toMatch(/Mr\. Low|"broken"/);
  });

  it('shows (changed) instead of a note that was changed, and verification finds OPENING_MISMATCH', async () => {
    const database = openWritable(db);
    const change = (from: string, to: string) =>
      database.exec(`UPDATE openings SET text = replace(text, '${from}', '${to}')`);
    change('Mr. Low', 'Mr. Lou');
    const [shown] = (await reviews()).nodes;
    expect(shown && [shown.note, REVIEW_ROWS.columns.note(shown)]).toEqual([null, '(changed)']);
    expect(await faults()).toEqual(['OPENING_MISMATCH']);
    change('Mr. Lou', 'Mr. Low');
    database.close();
  });

  it('shows (erased) for its note and patient once the patient is erased, and its case stays closed', async () => {
    const before = await broken();
    await erasePatient({
      location,
      keyPath: `${db}.key`,
      guardPath: `${db}.guard`,
      at: DAY + DAY_MS,
      patient: 'broken',
      reason: 'asked for',
      version: '0.1.0',
    });
    const after = await broken();
    expect(after).toMatchObject({
      id: before?.id,
      patient: '(erased)',
      state: 'CLOSED',
      reviews: [{ note: null, patient: '(erased)', verdict: 'APPROPRIATE' }],
    });
    expect(after?.reviews.map((review) => REVIEW_ROWS.columns.note(review))).toEqual(['(erased)']);
    expect(await faults()).toEqual([]);
    const text = JSON.stringify([await cases(), await reviews()]);
    expect(text).not.toMatch(/Mr\. Low|"broken"/);
  });

  it('names no patient in a record that is written after the erasure, and is listed with its case', async () => {
    const found = await broken();
    if (found === undefined) throw new Error('no case');
    const said = {
      verdict: 'FOLLOW_UP' as const,
      note: 'Ask again.',
      attachments: [],
      assignment: UNASSIGNED,
      events: null,
      reviewerPatient: { kind: 'not-asked' } as const,
      salt: 'aa'.repeat(32),
    };
    const { record, opening } = writeReview(request('otto'), found, said);
    expect(record.patients).toEqual([]);
    const ledger = await openLedger(options());
    await ledger.append(record, opening ?? undefined);
    await ledger.close();
    expect((await broken())?.reviews.map(({ reviewer }) => reviewer)).toEqual(['otto', 'olga']);
  });

  it('is refused with REVIEW_OF_OWN_ACCESS if the reviewer is the actor of the case, and leaves the case open if it is written anyway', async () => {
    const all = (await cases()).nodes;
    const found = all.find(({ patient }) => patient === null);
    if (found === undefined) throw new Error('no case');
    const said = {
      verdict: 'APPROPRIATE' as const,
      note: 'Fine.',
      attachments: [],
      assignment: UNASSIGNED,
      events: null,
      reviewerPatient: { kind: 'not-asked' } as const,
      salt: 'bb'.repeat(32),
    };
    expect(() => writeReview(request(found.actor), found, said)).toThrow(
      expect.objectContaining({ code: 'REVIEW_OF_OWN_ACCESS' }),
    );
    // A holder of the ledger's key may have written it all the same.
    const { record, opening } = writeReview(request('olga'), found, said);
    const own = record.actor && { ...record.actor, subject: found.actor };
    const ledger = await openLedger(options());
    await ledger.append({ ...record, actor: own }, opening ?? undefined);
    await ledger.close();
    const again = (await cases()).nodes.find(({ id }) => id === found.id);
    expect(again).toMatchObject({ state: 'OPEN', reviews: [{ reviewer: found.actor }] });
  });

  it('leaves its case open and is not listed if an "unreleased" record names it', async () => {
    const found = (await cases()).nodes.find(({ patient }) => patient === null);
    if (found === undefined) throw new Error('no case');
    const said = {
      verdict: 'APPROPRIATE' as const,
      note: 'Too late.',
      attachments: [],
      assignment: UNASSIGNED,
      events: null,
      reviewerPatient: { kind: 'not-asked' } as const,
      salt: 'ad'.repeat(32),
    };
    const { record, opening } = writeReview(request('otto'), found, said);
    const before = await reviews();
    const ledger = await openLedger(options());
    const { first } = await ledger.append(record, opening ?? undefined);
    await ledger.append(controlRecord('unreleased', DAY, { first, count: 1 }));
    await ledger.close();
    const again = (await cases()).nodes.find(({ id }) => id === found.id);
    expect(again?.state).toBe('OPEN');
    expect((await reviews()).total).toBe(before.total);
  });

  it('does not cover a rule that is configured later: the case is reopened', async () => {
    const hours = { roles: ['nurse'], timeZone: 'UTC', from: 0, to: 1, days: [1] };
    const settings = { ...DEFAULT_SETTINGS, afterHours: hours };
    const found = await using((sources) =>
      queryCases({ query: { window: WINDOW, ...CONFIGURATION, settings }, ...PAGE }, sources),
    );
    const same = found.nodes.find(({ reasons }) =>
      reasons.some(({ rule }) => rule === 'BREAK_GLASS'),
    );
    expect(same?.reasons.map(({ rule }) => rule)).toEqual(['BREAK_GLASS', 'AFTER_HOURS']);
    expect(same?.state).toBe('REOPENED');
  });
});

describe('readCase', () => {
  it('returns the case with the given id, or null for an id that belongs to no case or is malformed', async () => {
    const id = (await broken())?.id ?? '';
    expect((await read(id))?.node.id).toBe(id);
    for (const other of ['0-0', '5-0', '99999-0', 'x']) expect(await read(other)).toBeNull();
  });
});

/** The findings on the ledger, without TIME_GAP and CLOCK. */
async function faults(): Promise<readonly string[]> {
  const { findings } = await verifyLedger({
    location,
    publicKey,
    anchors: [],
    witnesses: [],
    guardPath: `${db}.guard`,
  });
  // The sample's records are days apart and not in the order of their times.
  return findings.map(({ code }) => code).filter((code) => !['TIME_GAP', 'CLOCK'].includes(code));
}
