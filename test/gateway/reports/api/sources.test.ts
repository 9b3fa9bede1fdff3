import { lettersSchema } from '../../../../gateway/reports/letters/letters-config.ts';
import { keysOf } from '../../../../gateway/reports/catalog/filter-spec.ts';
import { EVENT_FIELDS } from '../../../../gateway/reports/catalog/row-order.ts';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import * as fc from 'fast-check';
import { join } from 'node:path';
import { pickFromLedger } from '../../../../gateway/audit/chain/pick-from-ledger.ts';
import { openReader } from '../../../../gateway/audit/store/open-reader.ts';
import { openExport } from '../../../../gateway/reports/api/export/open-export.ts';
import type { RequestedEventFilter } from '../../../../gateway/reports/catalog/event-filter.ts';
import { rebuildIndex } from '../../../../gateway/reports/index/rebuild-index.ts';
import { pickFromIndex } from '../../../../gateway/reports/query/pick-from-index.ts';
import { eventJson } from '../../../../gateway/reports/query/event-fields.ts';
import { resolveFilter } from '../../../../gateway/reports/catalog/resolve-filter.ts';
import { REPORTS } from '../../../../gateway/reports/catalog/reports.ts';
import {
  pickEvents,
  reportedEvents,
  type ReportedEvent,
} from '../../../../gateway/reports/query/reported-event.ts';
import { sortEvents } from '../../../../gateway/reports/query/sort-events.ts';
import { NO_FACT_KEYS } from '../../../../gateway/reports/surveillance/facts/person-facts.ts';
import { DEFAULT_SETTINGS } from '../../../../gateway/reports/surveillance/surveillance-config.ts';
import { casesAtDepth } from '../../../support/depth.ts';
import { createDirectory, GRANT } from '../../audit/sample.ts';
import { placeInFile } from '../../audit/stores.ts';
import { append, START, STEP } from '../index/places.ts';
import { ledgers } from '../index/random-records.ts';
import { FROM_LEDGER } from '../../../../gateway/reports/catalog/coverage.ts';

jest.setTimeout(240_000);

const directory = createDirectory();
afterAll(() => {
  directory.remove();
});

const EVENT_REPORTS = REPORTS.flatMap((report) => (report.source === 'events' ? [report] : []));

const word = <const Word extends string>(...words: readonly Word[]) => fc.constantFrom(...words);

/** Values of each part of the filter, most of which some event fits. */
const VALUES: {
  readonly [Name in keyof RequestedEventFilter]-?: fc.Arbitrary<
    NonNullable<RequestedEventFilter[Name]>
  >;
} = {
  patient: word('p1', 'p2', 'nobody', '(erased)'),
  actor: word('physician-7', 'nurse-1', ''),
  actorName: word('Nurse', 'Zoë', 'nobody'),
  role: word('physician', 'nurse "1"', 'nobody'),
  leastRecords: fc.integer({ min: 0, max: 3 }),
  mostRecords: fc.integer({ min: 0, max: 3 }),
  firstLeaf: fc.integer({ min: 0, max: 20 }),
  lastLeaf: fc.integer({ min: 5, max: 40 }),
  coordinate: word('Patient.ssn', 'Observation.value', 'Query.patient(id:)'),
  category: word('SSN', 'CLINICAL'),
  kind: word('access', 'denial', 'audit.read', 'unreleased'),
  issuer: word('https://idp.test', 'https://nobody.test'),
  operation: word('Chart', 'Nothing'),
  purpose: word('TREAT', 'NOTHING'),
  grant: word(GRANT, 'none'),
  oversight: fc.boolean(),
  outcome: word('permit', 'deny', 'unreleased'),
  relation: word('all', 'care-team'),
  denied: fc.boolean(),
  breakGlass: fc.boolean(),
  since: fc.integer({ min: 0, max: 12 }).map((hour) => START + hour * STEP),
  until: fc.integer({ min: 6, max: 30 }).map((hour) => START + hour * STEP),
};

const filters: fc.Arbitrary<RequestedEventFilter> = fc.record(VALUES, { requiredKeys: [] });

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const ignore = () => undefined;

describe('each report of events in the catalog', () => {
  it('is the same from the ledger, from its index and as a file, for random filters and orders', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        ledgers,
        fc.array(filters, { minLength: 3, maxLength: 6 }),
        fc.constantFrom(...keysOf(EVENT_FIELDS)),
        fc.constantFrom('asc' as const, 'desc' as const),
        async (records, asked, by, direction) => {
          run += 1;
          const folder = join(directory.path, `${run}`);
          const place = placeInFile(`${folder}.db`);
          await append(place, folder, records);
          const { location } = place;
          if (location.kind !== 'sqlite') throw new Error('the ledger is not a file');
          const index = { kind: 'sqlite', path: `${folder}.index` } as const;
          const reader = await openReader(location);
          await rebuildIndex(index, reader, { onProgress: ignore });
          await reader.close();
          const sources = {
            ledger: location,
            index,
            publicKey: null,
            guardPath: '',
            witnesses: [],
            patientSystem: null,
            mostRows: 1_000,
            rules: { settings: DEFAULT_SETTINGS, factKeys: NO_FACT_KEYS },
            letters: lettersSchema('.').parse(undefined),
          };
          for (const report of EVENT_REPORTS) {
            for (const each of asked) {
              const whole = resolveFilter(report, each);
              if (!whole.ok) continue;
              const { filter } = whole;
              const { isNarrow } = report;
              const choice = { filter, isNarrow };
              const options = { location, onDamaged: ignore, onPruned: ignore };
              const scanned = await collect(
                pickFromLedger({ ...options, choice: pickEvents(choice) }),
              );
              const indexed = await collect(
                pickFromIndex<ReportedEvent>({
                  ...options,
                  index,
                  publicKey: null,
                  filter,
                  choice: pickEvents(choice),
                  itemsOf: (from, events, unreleased) =>
                    reportedEvents(from, events, { choice, unreleased }),
                  onRefused: fail,
                }),
              );
              expect(indexed.map(eventJson)).toEqual(scanned.map(eventJson));
              // A report isn't sorted by the columns that it narrows.
              const order = { by: isNarrow ? 'leaf' : by, direction } as const;
              const asking = {
                report: report.name,
                filter,
                order,
                at: 0,
                ownAccount: null,
                ...NO_LETTER,
              };
              const coverage = FROM_LEDGER;
              const question = {
                ...asking,
                coverage,
                filterType: 'EventFilter',
                format: 'json',
              } as const;
              const { rowCount, texts } = await openExport(question, sources, CALLBACKS);
              const file = JSON.parse((await collect(texts)).join('')) as unknown[];
              expect(rowCount).toBe(scanned.length);
              expect(file.slice(0, -1)).toEqual(
                JSON.parse(JSON.stringify(sortEvents(scanned, order).map(eventJson))),
              );
            }
          }
        },
      ),
      casesAtDepth(12, 200),
    );
  });
});

const NO_LETTER = { language: null, hasNames: false } as const;

const CALLBACKS = { findFacts: fail, findNames: fail };

function fail(what: object): never {
  throw new Error(`unasked: ${JSON.stringify(what)}`);
}
