import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The absolute path of a file that ships with the package, such as `directives/phi.graphql`. The same
 * from the sources and from `dist`, which holds the compiled code but not the files beside it.
 */
export function packageFile(relative: string): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('phi-gateway has no package.json above its own code');
    folder = above;
  }
  return join(folder, relative);
}
