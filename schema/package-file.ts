import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The absolute path of a file of the package, such as `directives/phi.graphql`, for code in the sources and in `dist`
 * alike: `dist` contains compiled code only.
 */
export function packageFile(relative: string): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('found no package.json in the folders above the code');
    folder = above;
  }
  return join(folder, relative);
}
