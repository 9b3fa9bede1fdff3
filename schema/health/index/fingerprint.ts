import { createHash } from 'node:crypto';

import type { IndexPlan } from './csv-file.ts';
import type { InspectedFile } from './inspect-data.ts';

/**
 * A fingerprint of an index's sources: it changes with the plan and with the size, time or columns of any file, so an
 * index with the same fingerprint can be used again.
 */
export function fingerprint(plan: IndexPlan, files: readonly InspectedFile[]): string {
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
