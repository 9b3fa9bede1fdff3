import {
  closeSync,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { syncDirectory } from './sync-directory.ts';

/**
 * Writes a file that only its owner may read: whole or not at all, whatever happens meanwhile, and on disk
 * when this returns. Throws where it can't be written to its end; what was there is there still, then.
 */
export function replaceFile(path: string, content: string): void {
  const next = successorOf(path);
  const file = openSync(next, 'w', 0o600);
  try {
    try {
      // A file left behind by a crash keeps the mode that it had.
      fchmodSync(file, 0o600);
      // Writes on until all is written: a disk that fills up takes a part of it first.
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw error;
  }
  syncDirectory(path);
}

/** Where what shall take the place of a file is written: beside it, under a name that nobody else gives a file. */
export function successorOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.phi-next`);
}
