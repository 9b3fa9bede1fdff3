import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { packageFile } from '../../schema/package-file.ts';
import { importsOf, PRODUCT, target } from '../code-metrics/imports.ts';
import { readPages, type Page } from './markdown.ts';

/** The READMEs of folders that have a table of their subfolders. */
const READMES = readPages().filter(
  ({ file, text }) => file.endsWith('/README.md') && text.includes('| Folder '),
);

/** The folders directly in a folder, without those of packages. */
function foldersIn(folder: string): readonly string[] {
  return readdirSync(packageFile(folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => join(folder, name));
}

/** The files and folders that a page links or names as code, such as `store/`. */
function namedOn({ file, text }: Page): ReadonlySet<string> {
  const links = [...text.matchAll(/\]\(([^)\s#]+)\)|`([\w-]+)\/`/g)];
  return new Set(links.map(([, link, code]) => normalize(join(dirname(file), link ?? code ?? ''))));
}

/**
 * The folders that a README has to name: those directly in its own folder, and, if it names one of a folder below that
 * has no README, all of that folder.
 */
function expectedOn(page: Page): readonly string[] {
  const named = namedOn(page);
  const own = foldersIn(dirname(page.file));
  const inner = own
    .filter((folder) => !existsSync(packageFile(join(folder, 'README.md'))))
    .map(foldersIn)
    .filter((folders) => folders.some((folder) => named.has(folder)));
  return [...own, ...inner.flat()];
}

describe('the READMEs of folders', () => {
  it('name every subfolder', () => {
    expect(READMES.length).toBeGreaterThan(8);
    const missing = READMES.flatMap((page) => {
      const named = namedOn(page);
      return expectedOn(page)
        .filter((folder) => !named.has(folder))
        .map((folder) => `${page.file} lacks ${folder}/`);
    });
    expect(missing).toEqual([]);
  });

  it('name, for gateway/platform, every file beside the subfolders', () => {
    const text = readFileSync(packageFile('gateway/platform/README.md'), 'utf8');
    const files = readdirSync(packageFile('gateway/platform')).filter((file) =>
      file.endsWith('.ts'),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((file) => !text.includes(`](${file})`))).toEqual([]);
  });

  it('promise truly that each file of gateway/platform is used by two folders, or by its own subfolders', () => {
    const users = new Map<string, Set<string>>();
    for (const found of PRODUCT.flatMap(importsOf)) {
      const to = target(found);
      if (to === null || !/^gateway\/platform\/[^/]+\.ts$/.test(to)) continue;
      const user = found.file.split('/').slice(0, 2).join('/');
      users.set(to, (users.get(to) ?? new Set()).add(user));
    }
    const lonely = [...users].filter(
      ([, folders]) => folders.size < 2 && !folders.has('gateway/platform'),
    );
    expect(lonely).toEqual([]);
  });
});
