import { createReadStream, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';

import { HealthStartError, faultCode } from '../health-start-error.ts';
import { createForBulkLoad, syncFile } from '../sqlite.ts';
import type { Sqlite } from '../sqlite.ts';
import type { Cell, ColumnSource, IndexPlan, StoredValue } from './csv-file.ts';
import { columnKey } from './inspect-data.ts';
import type { InspectedFile } from './inspect-data.ts';
import type { TaskProgress } from './progress.ts';
import { readCsv } from './read-csv.ts';
import { repeatedRecordId } from './record-id.ts';
import { removeAbandonedBuilds, temporaryName } from './temporary-build.ts';

const ROWS_PER_TRANSACTION = 20_000;
const READ_BYTES = 256 * 1024;

/**
 * Reads the files into a new index at `target`, which is replaced only when all of it is on disk. Removes unfinished
 * builds of processes that were killed.
 */
export async function buildIndex(
  plan: IndexPlan,
  files: readonly InspectedFile[],
  into: { readonly target: string; readonly fingerprint: string; readonly progress: TaskProgress },
): Promise<void> {
  removeAbandonedBuilds(into.target);
  const temporary = temporaryName(into.target);
  const db = createForBulkLoad(temporary);
  try {
    db.exec(plan.tables);
    for (const file of files) await loadFile(db, file, into.progress);
    for (const table of plan.derivedIds) separateRepeatedIds(db, table);
    createIndexes(db, plan);
    db.exec('CREATE TABLE made_of (fingerprint TEXT NOT NULL)');
    db.prepare('INSERT INTO made_of VALUES (?)').run(into.fingerprint);
    db.exec('ANALYZE');
    db.close();
    syncFile(temporary);
    await rename(temporary, into.target);
  } finally {
    db.close();
    rmSync(temporary, { force: true });
  }
}

async function loadFile(db: Sqlite, file: InspectedFile, progress: TaskProgress): Promise<void> {
  const { table, columns } = file.plan;
  const names = Object.keys(columns).map((name) => `"${name}"`);
  const insert = db.prepare(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  const readers = Object.values(columns).map((source) => columnReader(source, file.header));
  let rows = 0;
  let isHeader = true;
  const visit = (cells: readonly string[]) => {
    if (isHeader) {
      isHeader = false;
      return;
    }
    rows += 1;
    const values = readers.map((read) => read(cells));
    if (rows % ROWS_PER_TRANSACTION === 0) db.exec('COMMIT; BEGIN');
    insert.run(values);
  };

  const input = createReadStream(file.path, { highWaterMark: READ_BYTES });
  input.on('data', (chunk) => progress.advance(chunk.length));
  db.exec('BEGIN');
  try {
    await readCsv(input, visit);
  } catch (cause) {
    // The cause's message can quote the row, so only its code is shown. A row that can't be parsed isn't counted.
    const near = Math.max(1, rows);
    throw new HealthStartError(
      [
        `${file.path} can't be indexed near row ${near}: ${faultCode(cause) ?? 'an unexpected fault'}.`,
      ],
      { cause },
    );
  }
  db.exec('COMMIT');
}

/** Reads a table's column from the cells of a CSV row. */
function columnReader(
  source: ColumnSource,
  header: readonly string[],
): (cells: readonly string[]) => StoredValue {
  const keys = header.map(columnKey);
  const position = (column: string) => keys.indexOf(columnKey(column));
  if (typeof source === 'string') {
    const at = position(source);
    return (cells) => cellAt(cells, at);
  }
  const positions = source.from.map(position);
  return (cells) => source.value(...positions.map((at) => cellAt(cells, at)));
}

/** A cell; null if it is empty, or if the file has no such column (-1). */
function cellAt(cells: readonly string[], position: number): Cell {
  return cells[position] || null;
}

/** Gives equal rows different ids, in the order of the file. */
function separateRepeatedIds(db: Sqlite, table: string): void {
  db.function('repeated_record_id', { deterministic: true }, repeatedRecordId);
  db.exec(`
    CREATE INDEX repeated ON ${table} (id);
    UPDATE ${table} SET id = repeated_record_id(${table}.id, later.nth)
      FROM (SELECT rowNumber, row_number() OVER (PARTITION BY id ORDER BY rowNumber) AS nth FROM ${table}
        WHERE id IN (SELECT id FROM ${table} GROUP BY id HAVING count(*) > 1)) AS later
      WHERE later.nth > 1 AND later.rowNumber = ${table}.rowNumber;
    DROP INDEX repeated;
  `);
}

function createIndexes(db: Sqlite, plan: IndexPlan): void {
  try {
    db.exec(plan.indexes);
  } catch (cause) {
    const names = plan.files.map(({ file }) => file).join(', ');
    throw new HealthStartError(
      [
        `The ids of ${names} can't be indexed: ${faultCode(cause) ?? 'an unexpected fault'}. Does one occur twice?`,
      ],
      { cause },
    );
  }
}
