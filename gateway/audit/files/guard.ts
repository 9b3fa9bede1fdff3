import { existsSync, readFileSync, rmSync } from 'node:fs';
import { replaceFile } from './replace-file.ts';

/**
 * The last committed checkpoint in a file of its own, ideally on another volume: what tells a restored or
 * truncated ledger from the one that was written.
 */
export interface Guard {
  /** The note that the file holds, null where there is no file. */
  read(): string | null;
  /**
   * Replaces the note, all or nothing and on disk when this returns. Throws where the file doesn't hold what
   * this guard last read or wrote: another writer is at work, and must not be overwritten.
   */
  replace(note: string): void;
  /** Takes the file away again, where the ledger that it was made for did not come to be. */
  remove(): void;
}

/** The guard at a path. */
export function createGuard(path: string): Guard {
  let known: string | null = null;
  const load = () => (existsSync(path) ? readFileSync(path, 'utf8') : null);
  return {
    read() {
      known = load();
      return known;
    },
    replace(note) {
      if (load() !== known) throw new Error('Something else has written the guard of the ledger.');
      replaceFile(path, note);
      known = note;
    },
    remove() {
      rmSync(path, { force: true });
      known = null;
    },
  };
}
