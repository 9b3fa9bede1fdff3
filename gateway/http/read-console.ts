import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageFile } from '../../schema/package-file.ts';
import { StartError } from '../platform/errors.ts';

/** A file of the console as it is sent. */
export interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** The same for browsers that take gzip. */
  readonly packed: Buffer;
}

/** The console that `npm run build` wrote. */
export interface ConsoleFiles {
  readonly page: ConsoleFile;
  /** By name below `/admin/`, such as `assets/main-Dk3x.js`. A name with a hash never changes its content. */
  readonly assets: ReadonlyMap<string, ConsoleFile>;
}

/**
 * Reads all files of the console once, so that no path of a request ever reaches the file system.
 *
 * @throws StartError when it hasn't been built.
 */
export function readConsole(folder = packageFile('dist/console')): ConsoleFiles {
  try {
    const page = readFile(folder, 'index.html');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name !== 'index.html' && TYPES.has(extname(name)));
    return { page, assets: new Map(names.map((name) => [name, readFile(folder, name)])) };
  } catch (cause) {
    throw new StartError(['the console has not been built. Build it with: npm run build'], {
      cause,
    });
  }
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.txt', 'text/plain; charset=utf-8'],
]);

function readFile(folder: string, name: string): ConsoleFile {
  const bytes = readFileSync(join(folder, name));
  return { type: TYPES.get(extname(name)) ?? '', bytes, packed: gzipSync(bytes, { level: 9 }) };
}
