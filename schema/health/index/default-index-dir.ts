import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';

/**
 * Where the index of a data directory is kept unless told otherwise: `.data/health/…` below the working
 * directory. It goes by where the data is and not by what is in it, so that what clients wrote (addresses,
 * notes) outlives a new export.
 */
export function defaultIndexDir(dataDir: string): string {
  const path = resolve(dataDir);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12);
  return join('.data', 'health', `${basename(path)}-${hash}`);
}
