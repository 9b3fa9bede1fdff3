import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';

/**
 * The default place for the index of a data directory: `.data/health/…` below the working directory. It depends on the
 * path of the data and not on its contents, so that what clients wrote (addresses, notes) outlives a new export.
 */
export function defaultIndexDir(dataDir: string): string {
  const path = resolve(dataDir);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12);
  return join('.data', 'health', `${basename(path)}-${hash}`);
}
