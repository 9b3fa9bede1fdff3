import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { controlRecord } from '../../../../../gateway/audit/record/control/control-record.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import { DAY_MS } from '../../../../../gateway/platform/durations.ts';
import { NEWEST_FIRST } from '../../../../../gateway/reports/catalog/row-order.ts';
import { fillIndex } from '../../../../../gateway/reports/index/fill-index.ts';
import { compareIndex } from '../../../../../gateway/reports/query/compare-index.ts';
import { findChanges } from '../../../../../gateway/reports/query/find-changes.ts';
import type { CaseNode } from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import { createDayCache } from '../../../../../gateway/reports/surveillance/detection/day-cache.ts';
import {
  caseSources,
  type CaseSources,
} from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import {
  NO_FACT_KEYS,
  NO_FACTS,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { queryCases } from '../../../../../gateway/reports/surveillance/queries/query-cases.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { previewThreshold } from '../../../../../gateway/reports/surveillance/thresholds/preview-threshold.ts';
import { readThresholdSteps } from '../../../../../gateway/reports/surveillance/thresholds/read-threshold-steps.ts';
import { settingsInEffect } from '../../../../../gateway/reports/surveillance/thresholds/settings-in-effect.ts';
import { writeThresholdStep } from '../../../../../gateway/reports/surveillance/thresholds/write-threshold-step.ts';
import { createDirectory, ledgerOptions } from '../../../audit/sample.ts';
import { placeInFile } from '../../../audit/stores.ts';
import { tamper, withIndex } from '../../index/places.ts';
import { DAY, writeDays } from '../sample-days.ts';
import { request, recordReviews } from '../record-reviews.ts';

const directory = createDirectory();
const db = join(directory.path, 'audit.db');
const place = { kind: 'sqlite', path: `${db}.index` } as const;
const location = { kind: 'sqlite', path: db } as const;
let publicKey = '';

const WINDOW = { since: DAY, until: DAY + DAY_MS - 1, actor: null, issuer: null, patient: null };
const PAGE = { filter: {}, order: NEWEST_FIRST, after: null, limit: 100 };
const KNOWN = { facts: NO_FACTS, factKeys: NO_FACT_KEYS };
const quiet = () => undefined;

async function using<Answer>(ask: (sources: CaseSources) => Promise<Answer>): Promise<Answer> {
  const reader = await openReader(location);
  try {
    return await withIndex(place, async (index) => {
      await fillIndex(index, reader);
      return ask(caseSources(index, reader, { publicKey }));
    });
  } finally {
    await reader.close();
  }
}

/** Changes the threshold of VOLUME; returns the record. */
async function change(to: number | null): Promise<number> {
  const ledger = await openLedger(ledgerOptions(directory.path, { now: () => DAY + DAY_MS }));
  const step = {
    rule: 'VOLUME',
    step: 'CHANGED',
    from: 10,
    to,
    proposal: null,
    expires: null,
  } as const;
  const given = { reason: 'A large clinic.', salt: randomBytes(32).toString('hex') };
  const { record, opening } = writeThresholdStep(request('olga'), step, given);
  const { first } = await ledger.append(record, opening ?? undefined);
  await ledger.close();
  return first;
}

/** Whether a case of nina's eleven patients is found, and the threshold. */
const found = () =>
  using(async (sources) => {
    const { settings, refused } = await settingsInEffect(DEFAULT_SETTINGS, sources);
    const query = { window: WINDOW, settings, ...KNOWN };
    const { nodes } = await queryCases({ query, ...PAGE }, sources);
    const isFound = nodes.some(({ reasons }) => reasons.some(({ rule }) => rule === 'VOLUME'));
    return [isFound, settings.volume.least, refused];
  });

/** The case of nina's eleven patients. */
async function volumeCase(): Promise<CaseNode> {
  const query = { window: WINDOW, settings: DEFAULT_SETTINGS, ...KNOWN };
  const { nodes } = await using((sources) => queryCases({ query, ...PAGE }, sources));
  const unusual = nodes.find(({ reasons }) => reasons.some(({ rule }) => rule === 'VOLUME'));
  if (unusual === undefined) throw new Error('no case');
  return unusual;
}

/** Records that the overview lists as changes. */
async function changesNow(): Promise<readonly number[]> {
  const asked = { since: 0, limit: 100, publicKey };
  const { changes } = await using(({ index, reader }) => findChanges(index, reader, asked));
  return changes.map((each) => each.leaf);
}

const compared = () =>
  using(({ index, reader }) =>
    compareIndex(index, reader, { filter: {}, searchText: null, publicKey, onProgress: quiet }),
  );

/** Changes the index while nothing has it open, and restores it afterwards. */
async function tampered<Result>(statement: string, undo: string, ask: () => Promise<Result>) {
  await tamper(place, statement);
  const result = await ask();
  await tamper(place, undo);
  return result;
}

beforeAll(async () => {
  ({ publicKey } = await writeDays(placeInFile(db), directory.path));
});
afterAll(() => {
  directory.remove();
});

describe('a threshold on the ledger', () => {
  it('is used for all cases of the period instead of the one of the configuration, until it is restored', async () => {
    expect(await found()).toEqual([true, 10, []]);
    const first = await change(11);
    expect(await found()).toEqual([false, 11, []]);
    await change(null);
    expect(await found()).toEqual([true, 10, []]);
    const { steps } = await using((sources) => readThresholdSteps(sources, { withReasons: true }));
    expect(steps.map(({ leaf, to, reason }) => [leaf, to, reason])).toEqual([
      [first, 11, 'A large clinic.'],
      [expect.any(Number), null, 'A large clinic.'],
    ]);
  });

  it('has a preview that counts the cases with another value, closed ones by their finding, and changes neither the ledger nor what is cached', async () => {
    const preview = (value: number, cache = createDayCache()) =>
      using((sources) => {
        const settings = { ...DEFAULT_SETTINGS, volume: { least: 10 } };
        const query = { window: WINDOW, settings, ...KNOWN };
        return previewThreshold({ query, rule: 'VOLUME', value }, sources, cache);
      });
    const one = { cases: 1, closed: 0, appropriate: 0, violations: 0 };
    const none = { ...one, cases: 0 };
    const { size } = await using((sources) => readThresholdSteps(sources, { withReasons: false }));
    const raised = { current: one, previewed: none, dropped: one, added: none };
    expect(await preview(11)).toEqual(raised);
    expect(await preview(10)).toEqual({ current: one, previewed: one, dropped: none, added: none });
    const cache = createDayCache();
    for (let time = 0; time < 2; time += 1) expect(await preview(11, cache)).toEqual(raised);
    await recordReviews(ledgerOptions(directory.path, { now: () => DAY + DAY_MS }), [
      { found: await volumeCase(), reviewer: 'olga' },
    ]);
    const closed = { ...one, closed: 1, appropriate: 1 };
    expect(await preview(11, cache)).toEqual({ ...raised, current: closed, dropped: closed });
    const { size: after } = await using((sources) =>
      readThresholdSteps(sources, { withReasons: false }),
    );
    // Only the review, and the start and stop of the ledger that recorded it.
    expect(after - size).toBeLessThan(6);
  });

  it('is not read from a row of the index that the ledger does not prove, which is reported', async () => {
    const leaf = await change(11);
    expect(await found()).toEqual([false, 11, []]);
    const forged = await tampered(
      `UPDATE changes SET leaf = 7 WHERE leaf = ${leaf}`,
      `UPDATE changes SET leaf = ${leaf} WHERE leaf = 7`,
      found,
    );
    expect(forged).toEqual([true, 10, [{ leaf: 7, why: 'differs' }]]);
    expect(await found()).toEqual([false, 11, []]);
  });

  it('is compared by the comparison of the index with the ledger, which names a row that is missing and one too many', async () => {
    const { steps } = await using((sources) => readThresholdSteps(sources, { withReasons: false }));
    const { leaf = 0 } = steps.at(-1) ?? {};
    expect(await compared()).toMatchObject({ result: 'COMPLETE', divergences: [] });
    const moved = await tampered(
      `UPDATE changes SET leaf = 7 WHERE leaf = ${leaf}`,
      `UPDATE changes SET leaf = ${leaf} WHERE leaf = 7`,
      compared,
    );
    expect(moved).toMatchObject({
      result: 'INDEX_DIVERGED',
      divergences: [
        { leaf, kind: 'missing' },
        { leaf: 7, kind: 'extra' },
      ],
    });
  });

  it('does not change by a record whose response was not sent, which is no change in the overview either', async () => {
    const leaf = await change(25);
    expect(await found()).toEqual([false, 25, []]);
    expect(await changesNow()).toContain(leaf);
    const ledger = await openLedger(ledgerOptions(directory.path, { now: () => DAY + DAY_MS }));
    await ledger.append(controlRecord('unreleased', DAY + DAY_MS, { first: leaf, count: 1 }));
    await ledger.close();
    expect(await found()).toEqual([false, 11, []]);
    expect(await changesNow()).not.toContain(leaf);
  });
});
