import { existsSync, readFileSync, rmSync } from 'node:fs';
import { StartError } from '../../../platform/errors.ts';
import { fileFault } from './file-fault.ts';
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

/** The note in a guard file, null where there is none. Throws a `StartError` where it can't be read. */
export function readGuard(path: string): string | null {
  if (!existsSync(path)) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = fileFault(cause);
    if (code === null) throw cause;
    throw new StartError(
      [`The guard ${path} cannot be read (${code}). Mend the path or its permissions.`],
      { cause },
    );
  }
}

/** The guard at a path. */
export function createGuard(path: string): Guard {
  let known: string | null = null;
  const load = () => readGuard(path);
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
