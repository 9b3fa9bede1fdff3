import { createHash } from 'node:crypto';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { HealthStartError, faultCode } from '../health-start-error.ts';
import { openReadOnly } from '../sqlite.ts';
import type { Sqlite } from '../sqlite.ts';
import { buildIndex } from './build-index.ts';
import type { IndexPlan } from './csv-file.ts';
import { inspectData } from './inspect-data.ts';
import type { InspectedFile } from './inspect-data.ts';
import { createTaskProgress } from './progress.ts';
import type { ProgressOutput } from './progress.ts';

/** The folders of an index and of its data. */
export interface IndexPlace {
  /** The directory of the CSV files. */
  readonly dataDir: string;
  /** The directory of the index, created if it is missing. */
  readonly indexDir: string;
  /** The name of the subgraph and of its index. */
  readonly name: string;
  readonly output: ProgressOutput;
}

/**
 * Opens the disk index of the subgraph's CSV files, read-only. Builds it if it is missing or was built from other
 * files. Throws HealthStartError if the data lacks what the plan needs.
 */
export async function openIndex(plan: IndexPlan, place: IndexPlace): Promise<Sqlite> {
  const files = await inspectData(place.dataDir, plan);
  const wanted = sourceFingerprint(plan, files);
  const target = join(place.indexDir, `${place.name}.sqlite`);
  const existing = existsSync(target) ? openReadOnly(target) : null;
  if (existing !== null) {
    if (storedFingerprint(existing) === wanted) return existing;
    existing.close();
  }

  createDirectory(place.indexDir);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const progress = createTaskProgress(`Indexing ${place.name}`, bytes, place.output);
  try {
    await buildIndex(plan, files, { target, fingerprint: wanted, progress });
  } catch (cause) {
    progress.abort();
    const code = faultCode(cause);
    if (cause instanceof HealthStartError || code === null) throw cause;
    throw new HealthStartError([`The index ${target} can't be written: ${code}.`], { cause });
  }
  progress.done();
  return openReadOnly(target);
}

function createDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (cause) {
    throw new HealthStartError(
      [
        `The index directory ${path} can't be created: ${faultCode(cause) ?? 'an unexpected fault'}.`,
      ],
      { cause },
    );
  }
}

/** The fingerprint of an index; null for another or a damaged file, which is built again from the CSV files. */
function storedFingerprint(db: Sqlite): string | null {
  try {
    const row = db.prepare<[], { fingerprint: string }>('SELECT fingerprint FROM made_of').get();
    return row?.fingerprint ?? null;
  } catch {
    return null;
  }
}

/**
 * A fingerprint of an index's sources: it changes with the plan and with the size, time or columns of any file, so an
 * index with the same fingerprint can be used again.
 */
function sourceFingerprint(plan: IndexPlan, files: readonly InspectedFile[]): string {
  const parts = {
    version: plan.version,
    tables: plan.tables,
    indexes: plan.indexes,
    files: files.map(({ plan: { file }, size, modified, header }) => ({
      file,
      size,
      modified,
      header,
    })),
  };
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
