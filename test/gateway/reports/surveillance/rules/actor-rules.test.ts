import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { controlRecord } from '../../../../../gateway/audit/record/control/control-record.ts';
import type { AuditRecord } from '../../../../../gateway/audit/record/record.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../../../../gateway/audit/store/ledger-reader.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../../../gateway/platform/durations.ts';
import { rebuildIndex } from '../../../../../gateway/reports/index/rebuild-index.ts';
import { caseSources } from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import {
  NO_FACTS,
  NO_FACT_KEYS,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { findCases } from '../../../../../gateway/reports/surveillance/queries/find-cases.ts';
import {
  DEFAULT_SETTINGS,
  type SurveillanceSettings,
} from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { at, createDirectory, ledgerOptions } from '../../../audit/sample.ts';
import { tamper, withIndex } from '../../index/places.ts';
import { DAY, seen, type Written } from '../sample-days.ts';

const MAIN = '10.1.0.5';
const CLINIC = '10.2.0.5';
const SITES = [
  { name: 'Main', networks: ['10.1.0.0/16'] },
  { name: 'Clinic', networks: ['10.2.0.0/16'] },
];
const SETTINGS: SurveillanceSettings = {
  ...DEFAULT_SETTINGS,
  travel: { sites: SITES, minutes: 30 },
  bulkDownload: { records: 15 },
};

/** A time of the day, in hours and minutes. */
const time = (hours: number, minutes = 0) => DAY + hours * HOUR_MS + minutes * MINUTE_MS;

const from = (address: string, when: number, actor: string, patient: string) =>
  seen(when, actor, [patient], { client: { id: 'chart', address, agent: null } });

const many = (name: string, count: number) =>
  Array.from({ length: count }, (_, place) => `${name}${place}`);

/** A finding about an access of an actor, by an officer or by the actor. */
function review(
  when: number,
  actor: string,
  { verdict = 'VIOLATION', reviewer = 'olga', id = '1-0' } = {},
): Written {
  const details = { case: id, concerns: 'record', subject: actor, issuer: 'https://idp.test' };
  const record: AuditRecord = {
    ...controlRecord('review', when, {
      ...details,
      day: '2026-01-01',
      rules: 'VOLUME',
      verdict,
      covers: 1,
      events: 1,
    }),
    actor: seen(when, reviewer, []).record.actor,
  };
  return { at: when, record };
}

const RECORDS: readonly Written[] = [
  // Before the day.
  review(DAY - 400 * DAY_MS, 'long-ago', { id: '4-0' }),
  review(DAY - 9 * DAY_MS, 'opened-again', { id: '5-0' }),
  review(DAY - 8 * DAY_MS, 'opened-again', { id: '5-0', verdict: 'REOPENED' }),
  review(DAY - 8 * DAY_MS, 'vera'),
  review(DAY - 8 * DAY_MS, 'vera', { verdict: 'COMMENT' }),
  review(DAY - 8 * DAY_MS, 'self-made', { reviewer: 'self-made', id: '6-0' }),
  review(DAY - 7 * DAY_MS, 'withdrawn', { id: '8-0' }),
  from(MAIN, DAY - 10 * MINUTE_MS, 'midnight', 'm1'),
  // The day.
  from(CLINIC, time(0, 5), 'midnight', 'm2'),
  from(MAIN, time(9), 'tara', 'a'),
  from(CLINIC, time(9, 11), 'tara', 'b'),
  from(MAIN, time(9, 20), 'tara', 'c'),
  from(MAIN, time(9), 'walker', 'a'),
  from(CLINIC, time(9, 31), 'walker', 'b'),
  from(MAIN, time(9), 'vpn', 'a'),
  from('192.0.2.1', time(9, 5), 'vpn', 'b'),
  seen(time(10), 'patient', ['own'], {
    relation: 'self',
    client: { id: 'app', address: MAIN, agent: null },
  }),
  seen(time(10, 5), 'patient', ['own'], {
    relation: 'self',
    client: { id: 'app', address: CLINIC, agent: null },
  }),
  ...['vera', 'long-ago', 'opened-again', 'self-made', 'withdrawn', 'later'].map((actor) =>
    seen(time(11), actor, many('v', 11)),
  ),
  review(time(12), 'later', { id: '7-0' }),
  review(time(12), 'withdrawn', { id: '8-0', verdict: 'REOPENED' }),
  seen(time(13), 'copier', many('d', 8)),
  seen(time(13, 10), 'copier', many('d', 8)),
  seen(time(14), 'reader', many('d', 15)),
];

describe('the rules about an actor, in a ledger', () => {
  const directory = createDirectory();
  const location = at(join(directory.path, 'audit.db'));
  const index = { kind: 'sqlite', path: join(directory.path, 'audit.index') } as const;
  let reader: LedgerReader;
  let publicKey: string;
  /** By the index of its record. */
  const byLeaf = new Map<number, Written>();

  beforeAll(async () => {
    let now = DAY - 401 * DAY_MS;
    const ledger = await openLedger(ledgerOptions(directory.path, { location, now: () => now }));
    for (const written of RECORDS) {
      now = written.at;
      const { first } = await ledger.append(written.record);
      byLeaf.set(first, written);
    }
    await ledger.close();
    ({ publicKey } = ledger);
    reader = await openReader(location);
    await rebuildIndex(index, reader, { onProgress: () => undefined });
  });
  afterAll(async () => {
    await reader.close();
    directory.remove();
  });

  const find = async (settings: Partial<SurveillanceSettings> = {}) => {
    const window = {
      since: DAY,
      until: DAY + DAY_MS - 1,
      actor: null,
      issuer: null,
      patient: null,
    };
    const query = {
      window,
      settings: { ...SETTINGS, ...settings },
      facts: NO_FACTS,
      factKeys: NO_FACT_KEYS,
    };
    const { cases } = await withIndex(
      index,
      (open) => findCases(caseSources(open, reader, { publicKey }), query),
      'read',
    );
    return cases.flatMap(({ actor, patient, reasons }) =>
      reasons.map(({ rule, text, at: when, leaf }) => ({ actor, patient, rule, text, when, leaf })),
    );
  };
  const ofRule = async (rule: string, settings: Partial<SurveillanceSettings> = {}) =>
    (await find(settings))
      .filter((each) => each.rule === rule)
      .map(({ actor, patient }) => [actor, patient]);

  it('IMPOSSIBLE_TRAVEL finds the first access from a second site within the time, also across midnight, but not of patients to their own record, nor from an address of no site', async () => {
    expect(await ofRule('IMPOSSIBLE_TRAVEL')).toEqual([
      ['tara', 'b'],
      ['midnight', 'm2'],
    ]);
    expect((await find()).find(({ actor }) => actor === 'tara')).toMatchObject({
      text: 'Opened from Clinic, 11 minutes after an access from Main.',
      when: time(9),
      leaf: expect.any(Number),
    });
  });

  it('IMPOSSIBLE_TRAVEL compares the time with travel.minutes, and finds nothing without sites', async () => {
    const longer = { travel: { sites: SITES, minutes: 31 } };
    expect(await ofRule('IMPOSSIBLE_TRAVEL', longer)).toContainEqual(['walker', 'b']);
    const shorter = { travel: { sites: SITES, minutes: 10 } };
    // From the clinic at 9:11 to the main site at 9:20.
    expect(await ofRule('IMPOSSIBLE_TRAVEL', shorter)).toEqual([['tara', 'c']]);
    expect(await ofRule('IMPOSSIBLE_TRAVEL', { travel: { sites: [], minutes: 30 } })).toEqual([]);
  });

  it('BULK_DOWNLOAD finds an hour with more records than bulkDownload.records, and counts them', async () => {
    expect(await ofRule('BULK_DOWNLOAD')).toEqual([['copier', null]]);
    expect((await find()).find(({ rule }) => rule === 'BULK_DOWNLOAD')).toMatchObject({
      text: '16 records in one hour; more than 15 are a bulk download.',
      when: time(13),
      leaf: undefined,
    });
    expect(await ofRule('BULK_DOWNLOAD', { bulkDownload: { records: 16 } })).toEqual([]);
  });

  it('REPEAT_OFFENDER marks cases of an actor with an earlier violation, unless it is too old, was opened again, was the actor’s own finding, or came after the access', async () => {
    expect(await ofRule('REPEAT_OFFENDER')).toEqual([['vera', null]]);
    const { text, when, leaf } =
      (await find()).find(({ rule }) => rule === 'REPEAT_OFFENDER') ?? {};
    expect(text).toBe('An earlier access by the actor was found to be a violation.');
    expect(byLeaf.get(leaf ?? -1)).toMatchObject({
      at: when,
      record: { details: { subject: 'vera', verdict: 'VIOLATION' } },
    });
    expect(new Date(when ?? 0).toISOString()).toMatch(/^2026-02-03T/);
    const longer = await ofRule('REPEAT_OFFENDER', { repeatOffender: { days: 401 } });
    expect(longer).toContainEqual(['long-ago', null]);
    expect(await ofRule('REPEAT_OFFENDER', { repeatOffender: { days: 6 } })).toEqual([]);
  });

  it('IMPOSSIBLE_TRAVEL finds no journey of forged addresses in the index', async () => {
    await tamper(
      index,
      `UPDATE events SET address = (SELECT id FROM names WHERE text = x'${Buffer.from(CLINIC).toString('hex')}')
        WHERE patient = (SELECT id FROM patients WHERE text = x'${Buffer.from('b').toString('hex')}')`,
    );
    expect(await ofRule('IMPOSSIBLE_TRAVEL')).not.toContainEqual(['vpn', 'b']);
    await rebuildIndex(index, reader, { onProgress: () => undefined });
  });
});
