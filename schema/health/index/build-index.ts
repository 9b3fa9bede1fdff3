import { createReadStream, rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';

import { HealthStartError, faultCode } from '../health-start-error.ts';
import { createForBulkLoad, syncFile } from '../sqlite.ts';
import type { Sqlite } from '../sqlite.ts';
import type { IndexPlan, ReadCell } from './csv-file.ts';
import { columnKey } from './inspect-data.ts';
import type { InspectedFile } from './inspect-data.ts';
import type { Progress } from './progress.ts';
import { readCsv } from './read-csv.ts';
import { repeatedRecordId } from './record-id.ts';
import { removeAbandonedBuilds, temporaryName } from './temporary-build.ts';

const ROWS_PER_TRANSACTION = 20_000;

/**
 * Reads the files into a new index at `target`, which is replaced only when all of it is on disk. Removes what killed
 * builds left behind.
 */
export async function buildIndex(
  plan: IndexPlan,
  files: readonly InspectedFile[],
  into: { readonly target: string; readonly fingerprint: string; readonly progress: Progress },
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

async function loadFile(db: Sqlite, file: InspectedFile, progress: Progress): Promise<void> {
  const { table, values } = file.plan;
  let row: readonly string[] = [];
  const cell = createCellReader(file.header, () => row);
  let insert: ReturnType<Sqlite['prepare']> | null = null;
  let rows = -1;
  const visit = (cells: readonly string[]) => {
    rows += 1;
    if (rows === 0) return;
    row = cells;
    const stored = values(cell);
    insert ??= db.prepare(`INSERT INTO ${table} VALUES (NULL${', ?'.repeat(stored.length)})`);
    if (rows % ROWS_PER_TRANSACTION === 0) db.exec('COMMIT; BEGIN');
    insert.run(stored);
  };

  const input = createReadStream(file.path, { highWaterMark: 1 << 18 });
  input.on('data', (chunk) => progress.advance(chunk.length));
  db.exec('BEGIN');
  try {
    await readCsv(input, visit);
  } catch (cause) {
    // The cause's message can quote the row.
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

function createCellReader(header: readonly string[], row: () => readonly string[]): ReadCell {
  const keys = header.map(columnKey);
  const positions = new Map<string, number>();
  return (column) => {
    let position = positions.get(column);
    if (position === undefined) {
      position = keys.indexOf(columnKey(column));
      positions.set(column, position);
    }
    return row()[position] || null;
  };
}

/** Gives equal rows different ids, in the order of the file. */
function separateRepeatedIds(db: Sqlite, table: string): void {
  db.function('repeated_record_id', { deterministic: true }, repeatedRecordId);
  db.exec(`
    CREATE INDEX repeated ON ${table} (id);
    UPDATE ${table} SET id = repeated_record_id(${table}.id, later.nth)
      FROM (SELECT n, row_number() OVER (PARTITION BY id ORDER BY n) AS nth FROM ${table}
        WHERE id IN (SELECT id FROM ${table} GROUP BY id HAVING count(*) > 1)) AS later
      WHERE later.nth > 1 AND later.n = ${table}.n;
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
