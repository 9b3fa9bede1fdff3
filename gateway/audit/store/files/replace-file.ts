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
 * Writes a file that only its owner may read, atomically; durable when this returns. Throws if it can't be written; then the
 * old content stays.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  const next = successorOf(path);
  const file = openSync(next, 'w', 0o600);
  try {
    try {
      // A file that a crash left behind keeps its old mode.
      fchmodSync(file, 0o600);
      // Writes all bytes: a single write to a nearly full disk may be partial.
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

/** The path of the new content before it replaces a file: in the same directory, with a name that no other file has. */
export function successorOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.phi-next`);
}
