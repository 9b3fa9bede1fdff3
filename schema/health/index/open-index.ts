import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { HealthStartError, faultCode } from '../health-start-error.ts';
import { openReadOnly } from '../sqlite.ts';
import type { Sqlite } from '../sqlite.ts';
import { buildIndex } from './build-index.ts';
import type { IndexPlan } from './csv-file.ts';
import { fingerprint } from './fingerprint.ts';
import { inspectData } from './inspect-data.ts';
import { createProgress } from './progress.ts';
import type { ProgressOutput } from './progress.ts';

/** Where an index is kept and what it is made of. */
export interface IndexPlace {
  /** The directory of the CSV files. */
  readonly dataDir: string;
  /** The directory of the index, created where it is missing. */
  readonly indexDir: string;
  /** The subgraph's name, which is the index's too. */
  readonly name: string;
  readonly output: ProgressOutput;
}

/**
 * The subgraph's disk index over its CSV files, read-only: the one that is there where it was made of these
 * very files, else a new one. Throws HealthStartError where the data isn't as the plan needs it.
 */
export async function openIndex(plan: IndexPlan, place: IndexPlace): Promise<Sqlite> {
  const files = await inspectData(place.dataDir, plan);
  const wanted = fingerprint(plan, files);
  const target = join(place.indexDir, `${place.name}.sqlite`);
  const existing = existsSync(target) ? openReadOnly(target) : null;
  if (existing !== null) {
    if (madeOf(existing) === wanted) return existing;
    existing.close();
  }

  createDirectory(place.indexDir);
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const progress = createProgress(`Indexing ${place.name}`, bytes, place.output);
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

/** Null for a file that is no index, or a broken one: everything in it can be made again from the CSV files. */
function madeOf(db: Sqlite): string | null {
  try {
    const row = db.prepare<[], { fingerprint: string }>('SELECT fingerprint FROM made_of').get();
    return row?.fingerprint ?? null;
  } catch {
    return null;
  }
}
