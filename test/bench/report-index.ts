import { LEDGER } from '../gateway/reports/index/places.ts';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccessEntry, AuditRecord } from '../../gateway/audit/record/record.ts';
import { reportAccesses } from '../support/reports/report-accesses.ts';
import type { ReportSubject } from '../support/reports/report-accesses.ts';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { compareIndex } from '../../gateway/reports/query/compare-index.ts';
import { countCharts } from '../../gateway/reports/query/count-charts.ts';
import { fillIndex } from '../../gateway/reports/index/fill-index.ts';
import { findEvents } from '../../gateway/reports/query/find-events.ts';
import { indexBeside } from '../../gateway/reports/index/index-location.ts';
import { openReportIndex } from '../../gateway/reports/index/open-index.ts';
import { rebuildIndex } from '../../gateway/reports/index/rebuild-index.ts';
import { filterOf, reportFromIndex } from '../support/reports/report-accesses.ts';
import { accessRecord, ledgerOptions } from '../gateway/audit/sample.ts';
import { createRandom } from '../support/console/random.ts';
import { writeLedger, type Timed } from './write-ledger.ts';

/*
 * How long a report takes with an index and without one, how fast the index is built, and how large it is: five
 * years of a hospital, 200,000 records by default, twenty objects in most of them, twenty records to a batch.
 * npm run -s build && node dist/test/bench/report-index.js [records] [--keep DIRECTORY] [--no-scan]
 */

const START = Date.UTC(2021, 0, 1);
const YEAR = 365 * 86_400_000;

/** Types of a chart: how many objects of each, and their fields with a category. */
const CHART = [
  ['Patient', 1, ['birthDate DATE', 'name NAME', 'address GEOGRAPHY', 'phone PHONE']],
  ['Encounter', 3, ['start DATE', 'reason CLINICAL']],
  ['Observation', 10, ['code CLINICAL', 'value CLINICAL', 'effective DATE']],
  ['Condition', 4, ['code CLINICAL', 'onset DATE']],
  ['MedicationRequest', 2, ['medication CLINICAL', 'authoredOn DATE']],
] as const;

const [asked = '200000', ...flags] = process.argv.slice(2).filter((flag) => flag !== '--');
const kept = flags.includes('--keep') ? (flags[flags.indexOf('--keep') + 1] ?? null) : null;
const directory = kept ?? mkdtempSync(join(tmpdir(), 'report-index-'));
try {
  await measure(join(directory, 'audit.db'), Number(asked));
} finally {
  if (kept === null) rmSync(directory, { recursive: true });
}

async function measure(path: string, records: number): Promise<void> {
  const location = { kind: 'sqlite', path } as const;
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    await time(`${records} records written`, () => {
      writeLedger(path, ledgerOptions('').origin, recordsOf(records));
      return Promise.resolve({});
    });
  }
  say(`ledger: ${bytes(path, records)}`);
  const where = indexBeside(location);
  const reader = await openReader(location);
  const cpu = process.cpuUsage();
  let peak = 0;
  const filled = await time('audit reindex', () =>
    rebuildIndex(where, reader, {
      onProgress: () => {
        peak = Math.max(peak, process.memoryUsage.rss());
      },
    }),
  );
  const used = process.cpuUsage(cpu);
  say(
    `  ${Math.round(filled.size / filled.seconds)} leaves/s, CPU ${((used.user + used.system) / 1e6).toFixed(1)} s, peak ${Math.round(peak / 2 ** 20)} MB`,
  );
  say(`index: ${bytes(`${path}.index`, records)}`);

  const index = await openReportIndex({ ledger: LEDGER, index: where }, 'read');
  const patient = patientOf(Math.floor(patients(records) / 3));
  const year = { since: START + 3 * YEAR, until: START + 4 * YEAR - 1 };
  const report = async (
    by: ReportSubject,
    period: { since: number | null; until: number | null },
  ) => {
    let refused = 0;
    const options = {
      location,
      by,
      ...period,
      onDamaged: () => undefined,
      onPruned: () => undefined,
    };
    const rows = await countOf(
      reportFromIndex({
        ...options,
        index: where,
        publicKey: null,
        onRefused: () => (refused += 1),
      }),
    );
    return { rows: `${rows} rows, ${refused} refused` };
  };
  for (const name of ["a patient's year, first", "a patient's year, again"]) {
    await time(name, () => report({ patient }, year));
  }
  for (const [at, other] of [7, 77, 777, 7777].entries()) {
    const who = patientOf(other % patients(records));
    await time(`the year of patient ${at + 2}`, () => report({ patient: who }, year));
  }
  await time("a patient's five years", () => report({ patient }, { since: null, until: null }));
  await time("an actor's year", () => report({ actor: 'actor-7' }, year));
  const page = (name: string, filter: Parameters<typeof filterOf>[0] | null) =>
    time(`a page of 50, the newest first: ${name}`, async () => {
      const { events } = await findEvents(index, reader, {
        filter: filter === null ? {} : filterOf(filter, year),
        order: { by: 'time', direction: 'desc' },
        after: null,
        limit: 50,
        publicKey: null,
      });
      return { rows: `${events.length} rows` };
    });
  await page('of all', null);
  await page('of a patient', { patient });
  await page('of a field that most see', { field: 'Patient.birthDate' });
  await page('of what was denied', { denied: true });
  await page('of broken glass', { breakGlass: true });
  for (const by of ['day', 'actor', 'coordinate', 'outcome'] as const) {
    await time(`counts by ${by}, one year`, () =>
      countCharts(index, { filter: year, by, timeZone: 'UTC', limit: 20 }),
    );
  }
  if (!flags.includes('--no-scan')) {
    await time("a patient's year, complete mode", async () => {
      const { result, events } = await compareIndex(index, reader, {
        filter: filterOf({ patient }, year),
        searchText: JSON.stringify(patient),
        publicKey: null,
        onProgress: () => undefined,
      });
      return { rows: `${result}, ${events} events` };
    });
    await time("a patient's year without an index", async () => {
      const options = {
        location,
        by: { patient },
        ...year,
        onDamaged: () => undefined,
        onPruned: () => undefined,
      };
      return { rows: `${await countOf(reportAccesses(options))} rows` };
    });
  }
  await index.close();
  if (records <= 500_000) {
    const other = { kind: 'sqlite', path: `${path}.followed` } as const;
    const followed = await openReportIndex({ ledger: LEDGER, index: other }, 'fill');
    const { size, seconds } = await time('filled as followed, its lookups in place', () =>
      fillIndex(followed, reader),
    );
    say(`  ${Math.round(size / seconds)} leaves/s`);
    await followed.close();
  }
  await reader.close();
}

async function countOf(rows: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const row of rows) count += Number(row !== null);
  return count;
}

async function time<Result extends object>(
  name: string,
  work: () => Promise<Result>,
): Promise<Result & { readonly seconds: number }> {
  const started = performance.now();
  const result = await work();
  const seconds = (performance.now() - started) / 1000;
  const rows = 'rows' in result ? ` (${String(result.rows)})` : '';
  say(
    `${name}: ${seconds < 10 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`}${rows}`,
  );
  return { ...result, seconds };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function bytes(path: string, records: number): string {
  const { size } = statSync(path);
  return `${Math.round(size / 1e6)} MB, ${Math.round(size / records)} bytes a record`;
}

function patients(records: number): number {
  return Math.ceil(records / 50);
}

function patientOf(number: number): string {
  return `patient-${String(number).padStart(8, '0')}`;
}

function entry(
  [type, , fields]: (typeof CHART)[number],
  objects: AccessEntry['objects'],
): AccessEntry {
  return {
    type,
    fields: fields.map((field) => {
      const [name = '', category = ''] = field.split(' ');
      return {
        name,
        categories: [category === 'DATE' ? 'DATE' : category === 'NAME' ? 'NAME' : 'CLINICAL'],
        view: 'full',
        subgraphs: [type.toLowerCase()],
      } as const;
    }),
    rule: { roles: ['physician'], relation: 'care-team', wouldDeny: [] },
    objects,
  };
}

/** Of a hundred records: eighty charts, ten lists, five denials, four writes, one under break-glass. */
function recordOf(number: number, random: () => number, records: number): AuditRecord {
  const who = patientOf(Math.floor(random() * patients(records)));
  const base = accessRecord([]);
  const actor = base.actor && {
    ...base.actor,
    subject: `actor-${Math.floor(random() ** 2 * 2000)}`,
    purpose: 'TREAT',
  };
  const kind = number % 100;
  const operation = base.operation && { ...base.operation, name: `Operation${kind % 17}` };
  const frame = { actor, operation };
  if (kind >= 80 && kind < 90) {
    const listed = Array.from({ length: 20 }, () => {
      const id = patientOf(Math.floor(random() * patients(records)));
      return [id, id] as const;
    });
    return accessRecord([], { ...frame, accesses: [entry(CHART[0], listed)] });
  }
  if (kind >= 90 && kind < 95) {
    return accessRecord([], {
      ...frame,
      kind: 'denial',
      outcome: 'deny',
      accesses: [],
      denied: [{ coordinate: 'Patient.ssn', reason: 'role', count: 1 }],
      patients: [who],
    });
  }
  if (kind >= 95 && kind < 99) {
    return accessRecord([], {
      ...frame,
      kind: 'intent',
      action: 'U',
      outcome: 'pending',
      accesses: [],
      arguments: ['Mutation.correctAddress(patient:)'],
      patients: [who],
    });
  }
  const accesses = CHART.map((each) =>
    entry(
      each,
      Array.from({ length: each[1] }, (_, at) => [who, `${each[0]}-${number}-${at}`] as const),
    ),
  );
  const until = START + 60_000;
  const breakGlass = kind === 99 ? { id: `019a0000-0000-7000-8000-${number}`, until } : null;
  return accessRecord([], { ...frame, accesses, breakGlass });
}

function* recordsOf(records: number): Generator<Timed> {
  const random = createRandom(7);
  const step = (5 * YEAR) / records;
  for (let number = 1; number < records; number += 1) {
    const at = Math.floor(START + number * step);
    yield { at, record: recordOf(number, random, records) };
  }
}
