import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SchemaFile } from '../../../schema/schema-files.ts';

/**
 * A schema's file for a CI system: its path from the root of the checkout, with `/` between folders, or a `file:` URL for a
 * file outside of it.
 */
export function sourcePath(file: string, root: string): string {
  const path = pathWithin(root, file);
  return path === null ? pathToFileURL(resolve(file)).href : path.split(sep).join('/');
}

/** A file's path in a patch, from the working folder, where the patch is applied. */
export function patchPath(file: string): string {
  return (pathWithin(process.cwd(), file) ?? resolve(file).replace(/^\//, '')).split(sep).join('/');
}

/** Files with their paths from the working folder, as users type them, unless they are outside of it. */
export function fromWorkingFolder(files: readonly SchemaFile[]): readonly SchemaFile[] {
  return files.map((file) => ({
    ...file,
    path: pathWithin(process.cwd(), file.path) ?? file.path,
  }));
}

/** Null for a file outside of the folder. */
export function pathWithin(folder: string, file: string): string | null {
  const path = relative(folder, resolve(file));
  const isOutside = path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return isOutside ? null : path;
}
