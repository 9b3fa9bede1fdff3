import { caseSources } from '../../gateway/reports/surveillance/recorded/case-sources.ts';
import { keysOf } from '../../gateway/reports/catalog/filter-spec.ts';
import { EVENT_FIELDS, REVIEW_FIELDS } from '../../gateway/reports/catalog/row-order.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import type { LedgerReader } from '../../gateway/audit/store/ledger-reader.ts';
import { GatewayError } from '../../gateway/platform/errors.ts';
import { fillIndex } from '../../gateway/reports/index/fill-index.ts';
import { findEvents } from '../../gateway/reports/query/find-events.ts';
import { openReportIndex, type ReportIndex } from '../../gateway/reports/index/open-index.ts';
import { findReviews } from '../../gateway/reports/surveillance/reviews/find-reviews.ts';
import { accessRecord, createDirectory, GRANT } from '../gateway/audit/sample.ts';
import { STORES, type Place } from '../gateway/audit/stores.ts';
import { atDepth } from '../support/depth.ts';
import { append, indexPlace, START } from '../gateway/reports/index/places.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const NUMBERS = [
  0,
  -0,
  1.5,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31),
  2 ** 32,
  MOST,
  -MOST,
  MOST + 1,
  1e300,
];
const TEXTS = ['', '=', 'AA==', 'A'.repeat(20_000), '\u0000', '\ud800', 'Infinity'];
const OTHERS = [null, true, [], [1], {}, { type: 'Buffer', data: [1] }];
const KEYS: readonly unknown[] = [...NUMBERS, ...TEXTS, ...OTHERS];
const PLACES: readonly unknown[] = [0, -1, MOST, -MOST, 2 ** 31, 1.5, '1', null, [1]];
const DIRECTIONS = ['asc', 'desc'] as const;

/** Keys and places of cursors: each with a valid counterpart, and in depth each with each. */
const FORGED: readonly (readonly [key: unknown, place: unknown])[] = atDepth(
  [
    ...KEYS.map((key) => [key, 0] as const),
    ...PLACES.flatMap((id) => [[0, id] as const, ['', id] as const]),
  ],
  KEYS.flatMap((key) => PLACES.map((id) => [key, id] as const)),
);

const write = (parts: unknown) => Buffer.from(JSON.stringify(parts)).toString('base64url');

const RECORDS = [
  accessRecord(['p1']),
  accessRecord(['p2'], { breakGlass: { id: GRANT, until: START } }),
  accessRecord([], {
    kind: 'review',
    accesses: [],
    patients: ['p1'],
    details: {
      case: '3-0',
      subject: 'physician-7',
      day: '2026-01-01',
      rules: 'VOLUME',
      verdict: 'APPROPRIATE',
      covers: 3,
      events: 1,
    },
  }),
];

describe.each(STORES)('a forged pagination cursor for reports on $name', (store) => {
  const directory = createDirectory();
  let place: Place;
  let reader: LedgerReader;
  let index: ReportIndex;

  beforeAll(async () => {
    await store.start();
    place = await store.place(directory.path);
    await append(place, directory.path, RECORDS);
    reader = await openReader(place.location);
    index = await openReportIndex(
      { ledger: place.location, index: await indexPlace(place, directory.path) },
      'fill',
    );
    await fillIndex(index, reader);
  });
  afterAll(async () => {
    await index.close();
    await reader.close();
    await store.stop();
    directory.remove();
  });

  it.each(keysOf(EVENT_FIELDS))(
    'rejects a forged cursor for events ordered by %s with BAD_USER_INPUT, unless it is a valid position in the list',
    async (by) => {
      let places = 0;
      for (const direction of DIRECTIONS)
        for (const [key, id] of FORGED) {
          const order = { by, direction };
          const after = write([by, direction, key, id]);
          const page = { filter: {}, order, after, limit: 10, publicKey: null };
          const answer = await findEvents(index, reader, page).then(
            ({ refused }) => refused.length,
            (error: unknown) => (error instanceof GatewayError ? error.code : error),
          );
          expect([0, 'BAD_USER_INPUT']).toContain(answer);
          places += Number(answer === 0);
        }
      expect(places).toBeGreaterThan(10);
    },
  );

  it.each(keysOf(REVIEW_FIELDS))(
    'rejects a forged cursor for reviews ordered by %s with BAD_USER_INPUT, unless it is a valid position in the list',
    async (by) => {
      const answers: unknown[] = [];
      const sources = caseSources(index, reader, { publicKey: null });
      for (const direction of DIRECTIONS)
        for (const [key, id] of FORGED) {
          const after = write([by, direction, key, id]);
          const query = { filter: {}, order: { by, direction }, after, limit: 10 };
          answers.push(
            await findReviews(query, sources).then(
              ({ refused }) => refused.length,
              (error: unknown) => (error instanceof GatewayError ? error.code : error),
            ),
          );
        }
      expect(new Set(answers)).toEqual(new Set([0, 'BAD_USER_INPUT']));
    },
  );
});
