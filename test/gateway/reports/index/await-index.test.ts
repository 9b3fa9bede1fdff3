import { lettersSchema } from '../../../../gateway/reports/letters/letters-config.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { answerAccount } from '../../../../gateway/reports/api/workers/answer-account.ts';
import { openEventRows } from '../../../../gateway/reports/api/export/open-event-rows.ts';
import { openSurveillance } from '../../../../gateway/reports/api/export/open-unusual.ts';
import type {
  OpenedExport,
  OpenSources,
} from '../../../../gateway/reports/api/export/opened-export.ts';
import { writeDocument } from '../../../../gateway/reports/api/export/write-document.ts';
import { awaitIndex } from '../../../../gateway/reports/index/await-index.ts';
import { FILL_DEFAULTS, fillIndex } from '../../../../gateway/reports/index/fill-index.ts';
import { openReportIndex, type ReportIndex } from '../../../../gateway/reports/index/open-index.ts';
import { readStatus } from '../../../../gateway/reports/index/position.ts';
import { findReport } from '../../../../gateway/reports/catalog/reports.ts';
import {
  NO_FACTS,
  NO_FACT_KEYS,
} from '../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { DEFAULT_SETTINGS } from '../../../../gateway/reports/surveillance/surveillance-config.ts';
import { linesOf } from '../../../support/reports/exported.ts';
import { accessRecord, createDirectory } from '../../audit/sample.ts';
import { placeInFile } from '../../audit/stores.ts';
import { append, START, STEP, LEDGER } from './places.ts';
import { FROM_LEDGER } from '../../../../gateway/reports/catalog/coverage.ts';

const directory = createDirectory();
const ledger = { kind: 'sqlite', path: join(directory.path, 'audit.db') } as const;
const SOURCES = {
  ledger,
  publicKey: null,
  guardPath: '',
  witnesses: [],
  patientSystem: null,
  mostRows: 100,
  rules: { settings: DEFAULT_SETTINGS, factKeys: NO_FACT_KEYS },
  letters: lettersSchema('.').parse(undefined),
};

beforeAll(async () => {
  await append(placeInFile(ledger.path), directory.path, [accessRecord(['p1'])]);
});
afterAll(() => {
  directory.remove();
});

const ASKED = {
  filter: {},
  order: { by: 'leaf', direction: 'asc' },
  format: 'ndjson',
  at: START + STEP,
  coverage: FROM_LEDGER,
} as const;
const OWN = { ownAccount: null, language: null, hasNames: false } as const;
const EVENTS = { ...ASKED, filterType: 'EventFilter', report: 'all', ...OWN } as const;

const SUBJECT = { patient: 'p1', since: START, until: START + STEP };

const findFacts = () => Promise.resolve(NO_FACTS);

/** Reports, and how many records of the ledger each says to cover. */
const REPORTS: readonly (readonly [string, (open: OpenSources) => Promise<unknown>])[] = [
  [
    'an export of events',
    async (open) => {
      const report = findReport('all');
      if (report === null || !('isNarrow' in report)) throw new Error('There is no such report.');
      return sizeAtEnd(await openEventRows(EVENTS, report, open));
    },
  ],
  [
    'an export of unusual access',
    async (open) =>
      sizeAtEnd(await openSurveillance({ ...ASKED, filterType: 'CaseFilter' }, open, findFacts)),
  ],
  [
    'an export of reviews',
    async (open) =>
      sizeAtEnd(await openSurveillance({ ...ASKED, filterType: 'ReviewFilter' }, open, findFacts)),
  ],
  [
    'an export of disclosures',
    async (open) => {
      const asked = { ...EVENTS, filter: { patient: 'p1' }, format: 'json' } as const;
      const account = JSON.parse(await writeDocument('account', asked, open)) as {
        readonly ledger: { readonly size: number };
      };
      return account.ledger.size;
    },
  ],
  [
    'an accounting of disclosures',
    async ({ index, reader }) => {
      const { entries } = await answerAccount(SUBJECT, { index, reader, publicKey: null });
      // It says no size. The access is its only entry, and the last record but one.
      return Number(entries[0]?.leaves.at(-1)) + 2;
    },
  ],
];

async function sizeAtEnd({ texts }: OpenedExport): Promise<number> {
  let text = '';
  for await (const each of texts) text += each;
  const { end } = JSON.parse(linesOf(text).at(-1) ?? '') as {
    readonly end: { readonly ledger: { readonly size: number } };
  };
  return end.ledger.size;
}

describe('a report from the index', () => {
  it.each(REPORTS)(
    'waits until the index has read every record of the ledger: %s',
    async (what, read) => {
      const place = { kind: 'sqlite', path: join(directory.path, `${what}.index`) } as const;
      const index = await openReportIndex({ ledger: LEDGER, index: place }, 'fill');
      const reader = await openReader(ledger);
      await fillIndex(index, reader, { ...FILL_DEFAULTS, stepWeight: 1, isStopped: () => true });
      let looks = 0;
      let lagAtFirst = 0;
      const late: ReportIndex = {
        ...index,
        async database() {
          looks += 1;
          if (looks === 1) lagAtFirst = (await readStatus(index, reader)).lag;
          if (looks === 2) await fillIndex(index, reader);
          return index.database();
        },
      };
      const sources = { ...SOURCES, index: place };
      expect(await read({ index: late, reader, sources })).toBe(await reader.size());
      expect(lagAtFirst).toBeGreaterThan(0);
      await reader.close();
      await index.close();
    },
  );

  it('stops waiting once its limit has passed, in which reads of the index count too', async () => {
    const place = { kind: 'sqlite', path: join(directory.path, 'behind.index') } as const;
    const index = await openReportIndex({ ledger: LEDGER, index: place }, 'fill');
    const reader = await openReader(ledger);
    let looks = 0;
    const slow: ReportIndex = {
      ...index,
      async database() {
        looks += 1;
        await sleep(150);
        return index.database();
      },
    };
    // Without the time of reads there would be four looks in this limit.
    await awaitIndex(slow, reader, 200);
    expect(looks).toBeLessThan(3);
    expect((await readStatus(index, reader)).lag).toBeGreaterThan(0);
    await reader.close();
    await index.close();
  });
});
