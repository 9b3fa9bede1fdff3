import { createReadStream, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { HealthStartError } from '../health-start-error.ts';
import { requiredColumns, type CsvFile, type IndexPlan } from './csv-file.ts';
import { readHeader } from './read-csv.ts';

/** A CSV file that exists and has the required columns. */
export interface InspectedFile {
  readonly plan: CsvFile;
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** The columns as the file names them. */
  readonly header: readonly string[];
}

/**
 * Inspects the files of an export before any row is read. A missing optional file is left out. Throws
 * one HealthStartError that names every missing directory, file and column.
 */
export async function inspectData(
  dataDir: string,
  { files, optional }: Pick<IndexPlan, 'files' | 'optional'>,
): Promise<readonly InspectedFile[]> {
  if (!isDirectory(dataDir)) {
    throw new HealthStartError([`The data directory ${dataDir} is missing.`]);
  }
  const problems: string[] = [];
  const inspected: InspectedFile[] = [];
  for (const plan of [...files, ...optional]) {
    const path = join(dataDir, plan.file);
    if (!existsSync(path) || !statSync(path).isFile()) {
      if (!optional.includes(plan)) problems.push(`${path} is missing.`);
      continue;
    }
    const header = await readHeader(createReadStream(path));
    const names = new Set(header.map(columnKey));
    const missing = requiredColumns(plan).filter((column) => !names.has(columnKey(column)));
    if (missing.length > 0) {
      problems.push(
        `${path} lacks the column${missing.length > 1 ? 's' : ''} ${missing.join(', ')}.`,
      );
    }
    const { size, mtimeMs } = statSync(path);
    inspected.push({ plan, path, size, modified: mtimeMs, header });
  }
  if (problems.length > 0) throw new HealthStartError(problems);
  return inspected;
}

/** Column names are compared case-insensitively, since database tools export them in lower case. */
export function columnKey(column: string): string {
  return column.trim().toUpperCase();
}

function isDirectory(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}
