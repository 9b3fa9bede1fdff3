import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { syncDirectory } from './sync-directory.ts';

/**
 * Writes a file that only its owner may read: whole or not at all, whatever happens meanwhile, and on disk
 * when this returns.
 */
export function replaceFile(path: string, content: string): void {
  const next = `${path}.next`;
  const file = openSync(next, 'w', 0o600);
  try {
    // A file left behind by a crash keeps the mode that it had.
    fchmodSync(file, 0o600);
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(next, path);
  syncDirectory(path);
}
