import { isAbsolute, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Source } from './check-report.ts';

/**
 * How a CI system finds a file again: by its path from the root of the checkout, with `/` between folders; by
 * its URL where it lies outside.
 */
export function sourcePath({ kind, at }: Source, root: string): string {
  if (kind === 'url') return at;
  const path = relative(root, resolve(at));
  const isOutside = path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path);
  return isOutside ? pathToFileURL(resolve(at)).href : path.split(sep).join('/');
}
