import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../../../platform/errors.ts';
import { replaceFile } from '../../store/files/replace-file.ts';
import { lockWriter } from '../../store/sqlite/writer-lock.ts';
import { readTreeHead, type TreeHead } from '../../tree/checkpoint.ts';

/** A folder with the last checkpoint of each log that a witness has cosigned. */
export interface CheckpointFolder {
  /** Null for a log without a cosigned checkpoint. */
  latest(origin: string): TreeHead | null;
  /** Replaces the checkpoint of a log; durable when this returns. */
  keep(head: TreeHead, note: string): void;
  close(): void;
}

const ENDING = '.checkpoint';

/**
 * Opens a folder and creates it on first use. Throws a `StartError` if another witness has it open or a file in it cannot be
 * read: a witness that lost a checkpoint would cosign a fork.
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
        `${join(path, file)} is not the checkpoint that this witness kept. Restore the file: without it the witness would cosign a fork.`,
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
    throw new StartError([`The folder ${path} cannot be made. Fix the path or its permissions.`], {
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

/** Origins come from other systems, so file names are made of their hashes. */
function fileOf(origin: string): string {
  return `${createHash('sha256').update(origin).digest('hex')}${ENDING}`;
}
