import { readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { packageFile } from '../../../schema/package-file.ts';
import { StartError } from '../../platform/errors.ts';

/** A file of the console. */
export interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  /** Compressed with gzip. */
  readonly gzipped: Buffer;
}

/** The console, as `npm run build` writes it. */
export interface ConsoleFiles {
  readonly page: ConsoleFile;
  /** By name below `/admin/`, such as `assets/main-Dk3x.js`. The content of a name with a hash never changes. */
  readonly assets: ReadonlyMap<string, ConsoleFile>;
}

/**
 * Reads every file of the console once, so that no path of a request reaches the file system.
 *
 * @throws StartError where the console is not built
 */
export function readConsole(folder = packageFile('dist/console')): ConsoleFiles {
  try {
    const page = readFile(folder, 'index.html');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name !== 'index.html' && TYPES.has(extname(name)));
    return { page, assets: new Map(names.map((name) => [name, readFile(folder, name)])) };
  } catch (cause) {
    throw new StartError(['the console is not built. Build it with: npm run build'], {
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
  return { type: TYPES.get(extname(name)) ?? '', bytes, gzipped: gzipSync(bytes, { level: 9 }) };
}
