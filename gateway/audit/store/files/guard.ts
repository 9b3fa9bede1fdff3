import { existsSync, readFileSync, rmSync } from 'node:fs';
import { StartError } from '../../../platform/errors.ts';
import { fileFault } from './file-fault.ts';
import { replaceFile } from './replace-file.ts';

/**
 * The last committed checkpoint in a separate file, ideally on another volume. It shows whether the ledger was restored or
 * truncated.
 */
export interface Guard {
  /** The note in the file; null without a file. */
  read(): string | null;
  /**
   * Replaces the note atomically; durable when this returns. Throws if the file differs from what this guard last read or
   * wrote: another writer's note must not be overwritten.
   */
  replace(note: string): void;
  /** Removes the file, if the ledger for which it was created could not be created. */
  remove(): void;
}

/** The note in a guard file; null without a file. Throws a `StartError` if it can't be read. */
export function readGuard(path: string): string | null {
  if (!existsSync(path)) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const code = fileFault(cause);
    if (code === null) throw cause;
    throw new StartError(
      [`The guard ${path} cannot be read (${code}). Fix the path or its permissions.`],
      { cause },
    );
  }
}

/** The guard at a path. */
export function createGuard(path: string): Guard {
  /** The note that this guard last read or wrote. */
  let lastNote: string | null = null;
  const load = () => readGuard(path);
  return {
    read() {
      lastNote = load();
      return lastNote;
    },
    replace(note) {
      if (load() !== lastNote)
        throw new Error('Something else has written the guard of the ledger.');
      replaceFile(path, note);
      lastNote = note;
    },
    remove() {
      rmSync(path, { force: true });
      lastNote = null;
    },
  };
}
