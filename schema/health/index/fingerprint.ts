import { createHash } from 'node:crypto';

import type { IndexPlan } from './csv-file.ts';
import type { InspectedFile } from './inspect-data.ts';

/**
 * What an index was made of and by: changes with the size, time or columns of any of its files and with
 * the plan, and so tells whether an index may be used again.
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
