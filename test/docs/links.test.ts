import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageFile } from '../../schema/package-file.ts';
import { anchors, prose, readPages, sectionLinks } from './markdown.ts';

const PAGES = readPages();
const ANCHORS = new Map(PAGES.map((page) => [page.file, anchors(page)]));

/** What is wrong with a link of a page; null if it leads somewhere. */
function problemOf(file: string, target: string): string | null {
  const [path = '', anchor] = target.split('#');
  const to = path === '' ? file : join(dirname(file), path);
  if (!existsSync(packageFile(to))) return `${file}: ${target} names no file`;
  if (anchor === undefined) return null;
  return ANCHORS.get(to)?.has(anchor) === true ? null : `${file}: ${target} names no heading`;
}

describe('the links and file names in the documentation', () => {
  it('point to files and headings that exist', () => {
    const links = PAGES.flatMap((page) =>
      [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .map((target) => ({ file: page.file, target })),
    );
    expect(links.length).toBeGreaterThan(50);
    expect(
      links.map(({ file, target }) => problemOf(file, target)).filter((found) => found !== null),
    ).toEqual([]);
  });

  it('lead to each page of docs/ from at least one page', () => {
    const linked = new Set(
      PAGES.flatMap(({ file, text }) =>
        [...text.matchAll(/\]\(([^)\s#]+)/g)].map(([, target = '']) => join(dirname(file), target)),
      ),
    );
    const pages = PAGES.filter(({ file }) => file.startsWith('docs/'));
    expect(pages.filter(({ file }) => !linked.has(file)).map(({ file }) => file)).toEqual([]);
  });

  it('lead, on each page that begins with a list of its sections, to each of them', () => {
    const listed = PAGES.map((page) => ({
      page,
      intro: page.text.split(/^## /m)[0] ?? '',
    })).filter(({ intro }) => /^- \[[^\]]*\]\(#/m.test(intro));
    expect(listed.length).toBeGreaterThan(15);
    const missing = listed.flatMap(({ page, intro }) =>
      sectionLinks(page)
        .map((link) => link.slice(link.lastIndexOf('](')))
        .filter((target) => !intro.includes(target))
        .map((target) => ({ file: page.file, target })),
    );
    expect(missing).toEqual([]);
  });

  it('lead from each page of more than 150 lines to each of its sections', () => {
    const long = PAGES.filter(
      ({ file, text }) => file !== 'CHANGELOG.md' && text.split('\n').length > 150,
    );
    expect(long.length).toBeGreaterThan(10);
    const missing = long.flatMap((page) =>
      sectionLinks(page)
        .map((link) => link.slice(link.lastIndexOf('](')))
        .filter((target) => !page.text.includes(target))
        .map((target) => ({ file: page.file, target })),
    );
    expect(missing).toEqual([]);
  });

  it('name files and folders of the repository that exist, where they are in code format', () => {
    const named = PAGES.filter(({ file }) => file !== 'CHANGELOG.md').flatMap((page) =>
      [
        ...prose(page).matchAll(
          /`((?:deploy|directives|docs|gateway|schema|test)\/[\w./-]*[\w/])(?:\*[^`]*)?`/g,
        ),
      ].map(([, path = '']) => ({ file: page.file, path })),
    );
    expect(named.length).toBeGreaterThan(5);
    expect(
      named.filter(({ path }) => {
        const full = packageFile(path);
        return !existsSync(full) || (path.endsWith('/') && !statSync(full).isDirectory());
      }),
    ).toEqual([]);
  });

  it('name a function or constant beside a file only if the file contains it', () => {
    // Such as `leafChecks` of `gateway/audit/verify/checks.ts`.
    const named = PAGES.flatMap((page) =>
      [
        ...prose(page).matchAll(
          /`(\w+)`\s+(?:in|of)\s+`((?:gateway|directives|schema|test)\/[\w./-]+\.ts)`/g,
        ),
      ].map(([, symbol = '', path = '']) => ({ file: page.file, symbol, path })),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(
      named.filter(({ symbol, path }) => !readFileSync(packageFile(path), 'utf8').includes(symbol)),
    ).toEqual([]);
  });
});
