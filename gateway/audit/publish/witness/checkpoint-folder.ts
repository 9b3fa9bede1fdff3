import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../../../platform/errors.ts';
import { replaceFile } from '../../store/files/replace-file.ts';
import { lockWriter } from '../../store/sqlite/writer-lock.ts';
import { readTreeHead, type TreeHead } from '../../tree/checkpoint.ts';

/** The last checkpoint of each log that a witness has cosigned, in a folder of its own. */
export interface CheckpointFolder {
  /** Null for a log of which nothing was cosigned. */
  latest(origin: string): TreeHead | null;
  /** Replaces the checkpoint of its log; on disk when this returns. */
  keep(head: TreeHead, note: string): void;
  close(): void;
}

const ENDING = '.checkpoint';

/**
 * Opens a folder, making it on first use. Throws a `StartError` where another witness has it open or a file in
 * it cannot be read: a witness that forgets what it saw would cosign a second history.
 */
export function openCheckpointFolder(path: string): CheckpointFolder {
  makeFolder(path);
  const lock = lockFolder(path);
  const latest = new Map<string, TreeHead>();
  for (const file of readdirSync(path).filter((name) => name.endsWith(ENDING))) {
    const read = readTreeHead(readFileSync(join(path, file), 'utf8'));
    if (read === null || file !== fileOf(read.head.origin)) {
      lock.release();
      throw new StartError([
        `${join(path, file)} is not the checkpoint that this witness kept. Restore it, or what it saw is forgotten.`,
      ]);
    }
    latest.set(read.head.origin, read.head);
  }
  return {
    latest: (origin) => latest.get(origin) ?? null,
    keep(head, note) {
      replaceFile(join(path, fileOf(head.origin)), note);
      latest.set(head.origin, head);
    },
    close: () => lock.release(),
  };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StartError([`The folder ${path} cannot be made. Mend the path or its permissions.`], {
      cause,
    });
  }
}

function lockFolder(path: string) {
  try {
    return lockWriter(join(path, 'witness'));
  } catch (cause) {
    throw new StartError([`Another witness keeps its checkpoints in ${path}. Stop it first.`], {
      cause,
    });
  }
}

/** Origins are another's texts, so a file's name is made of their hash. */
function fileOf(origin: string): string {
  return `${createHash('sha256').update(origin).digest('hex')}${ENDING}`;
}
