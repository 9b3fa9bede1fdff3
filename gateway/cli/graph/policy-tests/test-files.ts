import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isFolder } from '../../../pipeline/supergraph/find-schema-files.ts';
import { StartError } from '../../../platform/errors.ts';

/**
 * The files of policy tests that arguments name: files, and folders with `.yaml` and `.yml` files.
 *
 * @throws StartError for a folder without such files
 */
export function findTestFiles(args: readonly string[]): readonly string[] {
  const found = args.flatMap((arg) => {
    if (!isFolder(arg)) return [arg];
    const files = readdirSync(arg)
      .filter((name) => /\.ya?ml$/.test(name))
      .toSorted()
      .map((name) => join(arg, name));
    if (files.length === 0)
      throw new StartError([
        `${arg}: no policy tests in this folder (.yaml, .yml). Name the files.`,
      ]);
    return files;
  });
  return [...new Set(found)];
}

/** Changes when one of the files is written, replaced, added or removed. */
export function versionOfFiles(files: readonly string[]): string {
  return files
    .map((file) => {
      try {
        const { ino, size, mtimeMs } = statSync(file);
        return `${file} ${ino} ${size} ${mtimeMs}`;
      } catch {
        return `${file} none`;
      }
    })
    .join('\n');
}

/** Whether one of the files was written since a time, in ms since 1970. A time to come is that of another clock. */
export function haveChanged(files: readonly string[], since: number): boolean {
  return files.some((file) => {
    // In whole ms as `Date.now()`, or a write in this very ms would look as if it were to come.
    const written = Math.floor(statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    return written >= since && written <= Date.now();
  });
}
