import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openLedger } from '../../../../../gateway/audit/append/open-ledger.ts';
import { openReader } from '../../../../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../../../../gateway/audit/store/ledger-reader.ts';
import { DAY_MS, HOUR_MS } from '../../../../../gateway/platform/durations.ts';
import { rebuildIndex } from '../../../../../gateway/reports/index/rebuild-index.ts';
import { caseNode } from '../../../../../gateway/reports/surveillance/cases/case-node.ts';
import { caseSources } from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import type { CaseSources } from '../../../../../gateway/reports/surveillance/recorded/case-sources.ts';
import {
  NO_FACTS,
  NO_FACT_KEYS,
} from '../../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { findCases } from '../../../../../gateway/reports/surveillance/queries/find-cases.ts';
import { sumParts } from '../../../../../gateway/reports/surveillance/cases/score.ts';
import { listPeople } from '../../../../../gateway/reports/surveillance/queries/query-cases.ts';
import { writeActor } from '../../../../../gateway/reports/index/actors.ts';
import { DEFAULT_SETTINGS } from '../../../../../gateway/reports/surveillance/surveillance-config.ts';
import { querySuppressions } from '../../../../../gateway/reports/surveillance/suppression/query-suppressions.ts';
import {
  writeLift,
  writeSuppression,
} from '../../../../../gateway/reports/surveillance/suppression/write-suppression.ts';
import { at, createDirectory, ledgerOptions } from '../../../audit/sample.ts';
import { tamper, withIndex } from '../../index/places.ts';
import { DAY, seen } from '../sample-days.ts';
import { request } from '../record-reviews.ts';
import { FOUND, suppression } from './sample-suppression.ts';

const NEXT_DAY = DAY + DAY_MS;

/** A volume case of an actor, who saw 11 patients in an hour. */
const volumeOf = (actor: string) => ({
  ...FOUND,
  actor,
  day: DAY,
  patient: null,
  reasons: [{ rule: 'VOLUME' as const, text: '' }],
});

const TERMS = {
  rule: 'VOLUME',
  allPatients: true,
  since: null,
  until: '2026-02-20',
  reason: 'Counts the ward.',
} as const;
/** With another salt each time: two equal commitments are refused. */
const facts = () => ({
  now: NEXT_DAY,
  maxDays: 365,
  reviewerPatient: { kind: 'not-asked' } as const,
  salt: randomBytes(32).toString('hex'),
});

const suppress = (actor: string, by = 'olga') =>
  writeSuppression(request(by), caseNode(volumeOf(actor), [], sumParts([])), TERMS, facts());

const lift = (leaf: number, actor: string, reason: string) =>
  writeLift(request('otto'), suppression({ leaf, actor, patient: null }), reason, facts());

describe('suppressions, in a ledger', () => {
  const directory = createDirectory();
  const location = at(join(directory.path, 'audit.db'));
  const index = { kind: 'sqlite', path: join(directory.path, 'audit.index') } as const;
  let reader: LedgerReader;
  let publicKey: string;
  /** The leaf of each record of a suppression, by a name. */
  const leaves = new Map<string, number>();
  const leafOf = (name: string) => leaves.get(name) ?? -1;

  beforeAll(async () => {
    let now = DAY + 9 * HOUR_MS;
    const ledger = await openLedger(ledgerOptions(directory.path, { location, now: () => now }));
    leaves.set('first access', (await ledger.append(seen(now, 'early', ['v0']).record)).first);
    for (const actor of ['suzy', 'lena', 'twice', 'open'])
      await ledger.append(
        seen(
          now,
          actor,
          Array.from({ length: 11 }, (_, n) => `v${n}`),
        ).record,
      );
    now = NEXT_DAY;
    const write = async (name: string, { record, opening }: ReturnType<typeof suppress>) =>
      leaves.set(name, (await ledger.append(record, opening)).first);
    await write('suzy', suppress('suzy'));
    await write('lena', suppress('lena'));
    await write('lena lifted', lift(leafOf('lena'), 'lena', 'She left the ward.'));
    await write('lena lifted again', lift(leafOf('lena'), 'lena', 'A second time.'));
    await write('twice', suppress('twice'));
    await write('twice by otto', suppress('twice', 'otto'));
    await write('twice lifted', lift(leafOf('twice'), 'twice', 'Otto has done it.'));
    await write('unsent', suppress('open'));
    const unsent = { first: leafOf('unsent'), count: 1 };
    const { record } = seen(now, 'gateway', [], { kind: 'unreleased', actor: null });
    await ledger.append({ ...record, accesses: [], details: unsent });
    leaves.set('later access', (await ledger.append(seen(now, 'later', ['v0']).record)).first);
    await ledger.close();
    ({ publicKey } = ledger);
    reader = await openReader(location);
  });
  afterAll(async () => {
    await reader.close();
    directory.remove();
  });
  const rebuild = () => rebuildIndex(index, reader, { onProgress: () => undefined });

  const using = <Answer>(use: (sources: CaseSources) => Promise<Answer>) =>
    withIndex(index, (open) => use(caseSources(open, reader, { publicKey })), 'read');

  /** The suppressions that cover the cases, by actor, and the refused rows. */
  const find = () =>
    using(async (sources) => {
      const { cases, refused } = await findCases(sources, {
        window: { since: DAY, until: DAY + DAY_MS - 1, actor: null, issuer: null, patient: null },
        settings: DEFAULT_SETTINGS,
        facts: NO_FACTS,
        factKeys: NO_FACT_KEYS,
      });
      return {
        refused: refused.map(({ leaf }) => leaf),
        covered: Object.fromEntries(
          cases.map(({ actor, suppressions }) => [actor, suppressions.map(({ leaf }) => leaf)]),
        ),
      };
    });

  it('name their reviewers among the people of the window, because facts say which patients these are', async () => {
    await rebuild();
    const { actors } = await using((sources) =>
      listPeople(
        {
          window: { since: DAY, until: DAY + DAY_MS - 1, actor: null, issuer: null, patient: null },
          settings: DEFAULT_SETTINGS,
          max: 100,
        },
        sources,
      ),
    );
    expect(actors).toEqual(
      expect.arrayContaining(
        ['olga', 'otto', 'suzy'].map((subject) =>
          writeActor({ issuer: 'https://idp.test', subject }),
        ),
      ),
    );
  });

  const list = (
    current: boolean | null,
    today = '2026-02-12',
    { limit = 10, endsBy = null }: { limit?: number; endsBy?: string | null } = {},
  ) =>
    using((sources) =>
      querySuppressions(
        { current, endsBy, today, order: { by: 'leaf', direction: 'desc' }, after: null, limit },
        sources,
      ),
    );

  it('cover the cases of their actor unless they were lifted or their response was not sent', async () => {
    await rebuild();
    expect(await find()).toEqual({
      refused: [],
      covered: {
        suzy: [leafOf('suzy')],
        lena: [],
        twice: [leafOf('twice by otto')],
        open: [],
      },
    });
  });

  it('are listed newest first, with reasons, ends and the first record that lifts them', async () => {
    const { nodes, total, refused } = await list(null);
    expect({ total, refused }).toEqual({ total: 4, refused: [] });
    expect(nodes.map(({ leaf }) => leaf)).toEqual(
      ['twice by otto', 'twice', 'lena', 'suzy'].map(leafOf),
    );
    expect(nodes[2]).toMatchObject({
      actor: 'lena',
      reason: 'Counts the ward.',
      since: '2026-02-11',
      until: '2026-02-20',
      patient: null,
      lifted: { leaf: leafOf('lena lifted'), reviewer: 'otto', reason: 'She left the ward.' },
    });
  });

  it('are current until the last day that they cover, unless they were lifted', async () => {
    const leavesOf = async (current: boolean, today: string) =>
      (await list(current, today)).nodes.map(({ leaf }) => leaf);
    const still = ['twice by otto', 'suzy'].map(leafOf);
    expect(await leavesOf(true, '2026-02-20')).toEqual(still);
    expect(await leavesOf(true, '2026-02-21')).toEqual([]);
    expect(await leavesOf(false, '2026-02-20')).toEqual(['twice', 'lena'].map(leafOf));
    const page = await list(true, '2026-02-20', { limit: 1 });
    expect([page.nodes.length, page.total, page.next === null]).toEqual([1, 2, false]);
  });

  it('can be limited to those that end until a day', async () => {
    const today = '2026-02-12';
    expect(await list(true, today, { endsBy: '2026-02-19' })).toMatchObject({
      total: 0,
      nodes: [],
    });
    const found = await list(true, today, { endsBy: '2026-02-20' });
    expect(found.nodes.map(({ leaf }) => leaf)).toEqual(['twice by otto', 'suzy'].map(leafOf));
  });

  it('cover nothing, and are refused, if their row in the index was altered to another reviewer', async () => {
    await tamper(
      index,
      `UPDATE events SET actor = (SELECT actor FROM events WHERE id = ${leafOf('twice by otto')} * 65536) WHERE id = ${leafOf('suzy')} * 65536`,
    );
    expect(await find()).toMatchObject({
      refused: [leafOf('suzy')],
      covered: { suzy: [], twice: [leafOf('twice by otto')] },
    });
    expect((await list(null)).nodes.map(({ actor }) => actor)).not.toContain('suzy');
    await rebuild();
  });

  it.each([
    ['nothing if a forged row is newer', 'later access', false],
    ['the same cases if a forged row is older', 'first access', true],
  ])(
    'cover %s: its record, which states no suppression, is refused, and may lift those before it',
    async (_, forged, isCovered) => {
      const row = (name: string) => `${leafOf(name)} * 65536`;
      await tamper(
        index,
        `UPDATE events SET kind = (SELECT kind FROM events WHERE id = ${row('suzy')})
          WHERE id = ${row(forged)}`,
      );
      expect(await find()).toMatchObject({
        refused: [leafOf(forged)],
        covered: { suzy: isCovered ? [leafOf('suzy')] : [] },
      });
      await rebuild();
    },
  );
});
