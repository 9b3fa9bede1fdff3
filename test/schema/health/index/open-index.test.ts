import {
  appendFileSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { CLINICAL_PLAN } from '../../../../schema/health/clinical/plan.ts';
import { openIndex } from '../../../../schema/health/index/open-index.ts';
import { PATIENTS_PLAN } from '../../../../schema/health/patients/plan.ts';
import { BUNDLED_DATA_DIR } from '../../../../schema/health/start-subgraph.ts';
import { recordingOutput, temporaryDirectory } from '../health-data.ts';

describe("the disk index of the example's CSV files", () => {
  let directory: ReturnType<typeof temporaryDirectory>;
  let dataDir: string;
  let indexDir: string;

  beforeEach(() => {
    directory = temporaryDirectory();
    dataDir = join(directory.path, 'data');
    indexDir = join(directory.path, 'index');
    cpSync(BUNDLED_DATA_DIR, dataDir, { recursive: true });
  });

  afterEach(() => directory.remove());

  const indexFile = () => join(indexDir, 'patients.sqlite');
  const patientsCsv = () => join(dataDir, 'patients.csv');

  async function open(plan = PATIENTS_PLAN, name = 'patients') {
    return openIndex(plan, { dataDir, indexDir, name, output: recordingOutput().stream });
  }

  /** Opens the index, counts a table's rows and closes it again. */
  async function count(table = 'patients', plan = PATIENTS_PLAN, name = 'patients') {
    const db = await open(plan, name);
    try {
      return db.prepare<[], { rows: number }>(`SELECT count(*) AS rows FROM ${table}`).get()?.rows;
    } finally {
      db.close();
    }
  }

  async function recordIds() {
    const db = await open(CLINICAL_PLAN, 'clinical');
    const found = db.prepare<[], { id: string }>('SELECT id FROM records').all();
    db.close();
    return found.map(({ id }) => id).toSorted();
  }

  it('holds a row for each row of the CSV files', async () => {
    expect(await count()).toBe(25);
    const lines = ['observations', 'conditions', 'allergies', 'procedures', 'immunizations']
      .map(
        (file) =>
          readFileSync(join(dataDir, `${file}.csv`), 'utf8')
            .trim()
            .split('\n').length - 1,
      )
      .reduce((sum, some) => sum + some);
    expect(await count('records', CLINICAL_PLAN, 'clinical')).toBe(lines);
  });

  it('is reused while the CSV files are unchanged', async () => {
    await count();
    const { ino } = statSync(indexFile());
    expect(await count()).toBe(25);
    expect(statSync(indexFile()).ino).toBe(ino);
  });

  it.each<[string, () => void]>([
    [
      'the size of a file',
      () => {
        const line = readFileSync(patientsCsv(), 'utf8').trim().split('\n').at(-1) ?? '';
        appendFileSync(patientsCsv(), `${line.replace(/^[^,]*/, 'a-new-id')}\n`);
      },
    ],
    ['the time of a file', () => utimesSync(patientsCsv(), new Date(0), new Date(0))],
    [
      'the columns of a file with the same size and time',
      () => {
        const { atime, mtime } = statSync(patientsCsv());
        writeFileSync(
          patientsCsv(),
          readFileSync(patientsCsv(), 'utf8').replace('PREFIX', 'PREFIZ'),
        );
        utimesSync(patientsCsv(), atime, mtime);
      },
    ],
  ])('is rebuilt after a change of %s', async (_what, change) => {
    await count();
    const { ino } = statSync(indexFile());
    change();
    await count();
    expect(statSync(indexFile()).ino).not.toBe(ino);
  });

  it('is rebuilt when the index file is not a database', async () => {
    await count();
    writeFileSync(indexFile(), 'no database at all');
    expect(await count()).toBe(25);
  });

  it('stays unchanged and leaves no partial file when a rebuild fails', async () => {
    await count();
    const before = readFileSync(indexFile());
    appendFileSync(patientsCsv(), 'one,cell,too few\n');
    await expect(open()).rejects.toMatchObject({ name: 'HealthStartError' });
    expect(readFileSync(indexFile()).equals(before)).toBe(true);
    expect(readdirSync(indexDir)).toEqual(['patients.sqlite']);
  });

  it('removes temporary files of dead processes and keeps those of running ones', async () => {
    await count();
    const dead = `${indexFile()}.999999999.01234567.tmp`;
    const living = `${indexFile()}.${process.ppid}.01234567.tmp`;
    writeFileSync(dead, '');
    writeFileSync(living, '');
    utimesSync(patientsCsv(), new Date(0), new Date(0));
    await count();
    expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
  });

  it('reads columns by name in any order and case, also with an unknown column, a byte order mark and CRLF line ends', async () => {
    const db = await open();
    const before = db.prepare('SELECT * FROM patients').all();
    db.close();

    const lines = readFileSync(patientsCsv(), 'utf8').trim().split('\n');
    const turned = lines.map((line, at) => {
      const cells = [...line.split(','), at === 0 ? 'FIPS' : '25017'].toReversed();
      return (at === 0 ? cells.map((cell) => cell.toLowerCase()) : cells).join(',');
    });
    writeFileSync(patientsCsv(), `\uFEFF${turned.join('\r\n')}\r\n`);
    const again = await open();
    expect(again.prepare('SELECT * FROM patients').all()).toEqual(before);
    again.close();
  });

  it('gives identical rows different ids, the same on each build', async () => {
    const file = join(dataDir, 'immunizations.csv');
    const [, line] = readFileSync(file, 'utf8').split('\n');
    appendFileSync(file, `${line}\n${line}\n`);
    const first = await recordIds();
    rmSync(join(indexDir, 'clinical.sqlite'));
    expect(new Set(first).size).toBe(first.length);
    expect(await recordIds()).toEqual(first);
  });

  it('keeps the ids of records when the order of the rows changes', async () => {
    const file = join(dataDir, 'conditions.csv');
    const before = await recordIds();
    const [header, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
    writeFileSync(file, `${[header, ...lines.toReversed()].join('\n')}\n`);
    expect(await recordIds()).toEqual(before);
  });
});

describe("indexing the example's CSV files", () => {
  let directory: ReturnType<typeof temporaryDirectory>;

  beforeEach(() => {
    directory = temporaryDirectory();
    cpSync(BUNDLED_DATA_DIR, join(directory.path, 'data'), { recursive: true });
  });

  afterEach(() => directory.remove());

  async function problems(dataDir = join(directory.path, 'data')): Promise<readonly string[]> {
    const opened = openIndex(CLINICAL_PLAN, {
      dataDir,
      indexDir: join(directory.path, 'index'),
      name: 'clinical',
      output: recordingOutput().stream,
    });
    return opened.then(
      () => [],
      (error: { problems: readonly string[] }) => error.problems,
    );
  }

  it('fails with the path of a missing data directory', async () => {
    expect(await problems('/no/such/place')).toEqual([
      'The data directory /no/such/place is missing.',
    ]);
  });

  it('fails with all missing files and columns in one error', async () => {
    const data = join(directory.path, 'data');
    rmSync(join(data, 'allergies.csv'));
    rmSync(join(data, 'procedures.csv'));
    const conditions = join(data, 'conditions.csv');
    const text = readFileSync(conditions, 'utf8');
    writeFileSync(conditions, text.replace('START,STOP', 'BEGIN,END'));
    writeFileSync(join(data, 'immunizations.csv'), '');
    expect(await problems()).toEqual([
      `${conditions} lacks the columns START, STOP.`,
      `${join(data, 'allergies.csv')} is missing.`,
      `${join(data, 'procedures.csv')} is missing.`,
      `${join(data, 'immunizations.csv')} lacks the columns DATE, PATIENT, ENCOUNTER, CODE, DESCRIPTION.`,
    ]);
  });

  it('fails for a row with too few cells, with its position and without its values', async () => {
    const conditions = join(directory.path, 'data', 'conditions.csv');
    appendFileSync(conditions, '2020-01-01,a secret\n');
    expect(await problems()).toEqual([
      expect.stringMatching(
        /conditions\.csv can't be indexed near row \d+: CSV_RECORD_INCONSISTENT_FIELDS_LENGTH\.$/,
      ),
    ]);
  });

  it('fails for a duplicate id, without naming the id', async () => {
    const patients = join(directory.path, 'data', 'patients.csv');
    const [, line] = readFileSync(patients, 'utf8').split('\n');
    appendFileSync(patients, `${line}\n`);
    const [problem] = await problems();
    expect(problem).toMatch(/SQLITE_CONSTRAINT_UNIQUE/);
    expect(problem).not.toContain(line?.split(',')[0]);
  });
});

describe('the progress output of the indexing', () => {
  it('is empty when a small index is built', async () => {
    const directory = temporaryDirectory();
    const output = recordingOutput();
    const db = await openIndex(PATIENTS_PLAN, {
      dataDir: BUNDLED_DATA_DIR,
      indexDir: directory.path,
      name: 'patients',
      output: output.stream,
    });
    db.close();
    directory.remove();
    expect(output.text()).toBe('');
  });
});
