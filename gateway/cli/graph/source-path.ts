import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Source } from './check-report.ts';

/**
 * The place of a schema for a CI system: its path from the root of the checkout, with `/` between folders, or a `file:` URL
 * for a file outside of it.
 */
export function sourcePath({ kind, at }: Source, root: string): string {
  if (kind === 'url') return at;
  const path = relative(root, resolve(at));
  const isOutside = path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return isOutside ? pathToFileURL(resolve(at)).href : path.split(sep).join('/');
}
