import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReader } from '../../gateway/audit/store/open-reader.ts';
import { indexBeside } from '../../gateway/reports/index/index-location.ts';
import { rebuildIndex } from '../../gateway/reports/index/rebuild-index.ts';
import { UNUSUAL_YAML } from '../support/reports/unusual-reports.ts';
import { askReports } from '../support/reports/served-reports.ts';
import { tokenFor } from '../support/edge.ts';
import { startServedGateway, type ServedGateway } from '../support/served-gateway.ts';
import { consoleQuestions, type Ask, type Question } from './console-questions.ts';
import { hospitalYear } from './hospital-year.ts';
import { median } from './median.ts';
import { printRow, printTable } from './print-table.ts';
import { writeLedger } from './write-ledger.ts';

/*
 * How long each question of the console takes, as a privacy officer's browser asks it of a gateway over HTTP: on a
 * year of a hospital, 1,000,000 records by default. Each is asked eleven times; the first is reported separately.
 * npm run -s build && node dist/test/bench/report-api.js [records] [--keep DIRECTORY] [--only PART OF A NAME]
 */

const TIMES = 10;

/** As the demo has them. */
const RULES = `  unusual:
    afterHours: { roles: [billing], timeZone: UTC, from: "07:00", to: "19:00" }
    noRelationship: { roles: [physician] }
`;

const [asked = '1000000', ...flags] = process.argv.slice(2).filter((flag) => flag !== '--');
const kept = flagOf('--keep');
const only = flagOf('--only') ?? '';
const directory = kept ?? mkdtempSync(join(tmpdir(), 'report-api-'));
try {
  await measure(join(directory, 'audit.db'), Number(asked));
} finally {
  if (kept === null) rmSync(directory, { recursive: true });
}

async function measure(path: string, records: number): Promise<void> {
  const location = { kind: 'sqlite', path } as const;
  const until = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now() - 60_000;
  if (statSync(path, { throwIfNoEntry: false }) === undefined) {
    writeLedger(path, 'phi-gateway', hospitalYear(records, until));
    const reader = await openReader(location);
    await rebuildIndex(indexBeside(location), reader, { onProgress: () => undefined });
    await reader.close();
  }
  say(`${records} records: ledger ${megabytes(path)} MB, index ${megabytes(`${path}.index`)} MB`);
  const audit = `{ db: "${path}", key: "${path}.key", guard: "${path}.guard", deadlineMs: 30000 }`;
  const yaml = `${UNUSUAL_YAML}${RULES}limits: { requestsPerMinute: 100000 }\n`;
  const served = await startServedGateway(yaml, Date.now, ['patients', 'encounters'], audit);
  try {
    printTable(['question', 'answer', 'first, ms', 'median, ms', 'worst, ms'], []);
    for (const question of await consoleQuestions(askOf(served))) {
      if (question.name.includes(only)) printRow(await measureOne(question));
    }
    say(
      `load ${loadavg()
        .map((load) => load.toFixed(1))
        .join(' ')}`,
    );
  } finally {
    await served.close();
  }
}

async function measureOne({ name, ask }: Question): Promise<string[]> {
  const times: number[] = [];
  let answer = '';
  for (let round = 0; round <= TIMES; round += 1) {
    const started = performance.now();
    answer = await ask(round);
    times.push(performance.now() - started);
  }
  const [first = Number.NaN, ...again] = times;
  return [name, answer, ...[first, median(again), Math.max(...again)].map((ms) => ms.toFixed(0))];
}

function askOf(served: ServedGateway): Ask {
  return async (query, variables = {}) => {
    const token = tokenFor('olga', { roles: ['auditor'] });
    const { data, codes } = await askReports(served, token, query, variables);
    if (data === null || codes.length > 0) {
      const last = served.logged.slice(-3).join('');
      throw new Error(`not answered: ${codes.join(' ')}\n${last}`);
    }
    return data;
  };
}

function flagOf(name: string): string | null {
  return flags.includes(name) ? (flags[flags.indexOf(name) + 1] ?? null) : null;
}

function megabytes(path: string): number {
  return Math.round(statSync(path).size / 1e6);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
