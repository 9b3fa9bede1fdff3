import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

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
  const files = await inspectData(place.dataDir, plan.files);
  const wanted = fingerprint(plan, files);
  const target = join(place.indexDir, `${place.name}.sqlite`);
  const existing = existsSync(target) ? openReadOnly(target) : null;
  if (existing !== null) {
    if (madeOf(existing) === wanted) return existing;
    existing.close();
  }

  mkdirSync(place.indexDir, { recursive: true });
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const progress = createProgress(`Indexing ${place.name}`, bytes, place.output);
  await buildIndex(plan, files, { target, fingerprint: wanted, progress });
  progress.done();
  return openReadOnly(target);
}

function madeOf(db: Sqlite): string | null {
  const table = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'made_of'").get();
  if (table === undefined) return null;
  const row = db.prepare<[], { fingerprint: string }>('SELECT fingerprint FROM made_of').get();
  return row?.fingerprint ?? null;
}
