import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../../platform/errors.ts';
import { fileFault } from '../store/files/file-fault.ts';
import { syncDirectory } from '../store/files/sync-directory.ts';
import { syncTree } from '../store/files/sync-tree.ts';
import { BATCH_LIST, KEPT_LIST } from './batch-list.ts';

const OWNER_FILE = 0o600;
const OWNER_DIRECTORY = 0o700;

/**
 * Writes to a draft directory beside the target and renames it at the end, so that the target appears complete or not at
 * all. Removes the draft after a failure.
 */
export async function writeWhole<Result>(
  directory: string,
  write: (draft: string) => Promise<Result>,
): Promise<Result> {
  let draft: string | null = null;
  try {
    assertFree(directory);
    const made = mkdirSync(dirname(directory), { recursive: true }) ?? directory;
    draft = mkdtempSync(join(dirname(directory), `.${basename(directory)}-`));
    const result = await write(draft);
    await syncTree(draft);
    renameSync(draft, directory);
    // Created parent directories must be durable too.
    for (let path = directory; path.length >= made.length; path = dirname(path))
      syncDirectory(path);
    return result;
  } catch (cause) {
    if (draft !== null) rmSync(draft, { recursive: true, force: true });
    const code = fileFault(cause);
    if (code === null) throw cause;
    throw new StartError([`${directory} cannot be written (${code}).`], { cause });
  }
}

function assertFree(directory: string): void {
  const found = statSync(directory, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (!found.isDirectory()) throw new StartError([`${directory} is not a directory.`]);
  if (readdirSync(directory).length > 0) {
    throw new StartError([`${directory} is not empty. Export to a new directory.`]);
  }
}

/** The files of an export, which only their owner may read. */
export function createFiles(directory: string) {
  const open = (name: string) => openSync(join(directory, name), 'wx', OWNER_FILE);
  const list = open(BATCH_LIST);
  let kept: number | null = null;
  const made = new Set<string>();
  return {
    /** Adds a line to the list of batches. */
    append(line: string) {
      writeFileSync(list, line);
    },
    /** Adds a line to the list of kept bodies. */
    keep(line: string) {
      kept ??= open(KEPT_LIST);
      writeFileSync(kept, line);
    },
    write(path: string, content: Buffer) {
      const file = join(directory, path);
      const folder = dirname(file);
      if (!made.has(folder)) mkdirSync(folder, { recursive: true, mode: OWNER_DIRECTORY });
      // A folder holds a thousand files, so this stays small.
      made.add(folder);
      writeFileSync(file, content, { flag: 'wx', mode: OWNER_FILE });
    },
    close() {
      closeSync(list);
      if (kept !== null) closeSync(kept);
    },
  };
}
