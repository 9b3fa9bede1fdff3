import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

import { stringify } from 'csv-stringify';
import type { Stringifier } from 'csv-stringify';

import { HealthStartError } from '../health-start-error.ts';
import { createHealthSystem } from './organizations.ts';
import { patientRows } from './patient-story.ts';
import { SYNTHEA_COLUMNS, SYNTHEA_FILES } from './synthea-columns.ts';
import type { FileRow, SyntheaFile } from './synthea-columns.ts';

/** The size, the seed and the folder of an export. */
export interface GenerateRequest {
  readonly patients: number;
  readonly seed: string;
  /** Created if it is missing. */
  readonly directory: string;
  /** Called after each patient with the number of patients so far. */
  readonly onPatient: (done: number) => void;
}

/**
 * Writes synthetic patients in the form of a Synthea CSV export and returns the number of rows. Equal seeds and numbers
 * yield equal bytes. Only one patient's rows are in memory at a time. Throws HealthStartError if the directory holds an
 * export already.
 */
export async function writeExport(request: GenerateRequest): Promise<number> {
  const { patients, seed, directory } = request;
  mkdirSync(directory, { recursive: true });
  if (existsSync(join(directory, 'patients.csv'))) {
    throw new HealthStartError([`${directory} holds an export already.`]);
  }

  const sheets = openSheets(directory);
  let rows = 0;
  const write = async (some: readonly FileRow[]): Promise<void> => {
    rows += some.length;
    for (const { file, row } of some) await sheets.append(file, row);
  };
  const healthSystem = createHealthSystem(seed, patients);
  await write(healthSystem.rows);
  for (let position = 0; position < patients; position += 1) {
    await write(patientRows(seed, position, healthSystem));
    request.onPatient(position + 1);
  }
  await sheets.close();
  return rows;
}

/** The CSV files of an export. */
interface Sheets {
  readonly append: (file: SyntheaFile, row: FileRow['row']) => Promise<void>;
  readonly close: () => Promise<void>;
}

function openSheets(directory: string): Sheets {
  const sheets = new Map<SyntheaFile, Stringifier>();
  const written: Promise<void>[] = [];
  for (const file of SYNTHEA_FILES) {
    const sheet = stringify({ header: true, columns: [...SYNTHEA_COLUMNS[file]] });
    sheets.set(file, sheet);
    const output = createWriteStream(join(directory, `${file}.csv`));
    sheet.pipe(output);
    written.push(finished(output));
  }
  return {
    append: async (file, row) => {
      const sheet = sheets.get(file);
      if (sheet?.write(row) === false) await once(sheet, 'drain');
    },
    close: async () => {
      for (const sheet of sheets.values()) sheet.end();
      await Promise.all(written);
    },
  };
}
