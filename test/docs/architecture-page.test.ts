import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { packageFile } from '../../schema/package-file.ts';
import { LAYERS } from '../code-metrics/imports.ts';

/** The first column of the first table with a row for a folder, without the console and the tests. */
function foldersOf(page: string): readonly string[] {
  const text = readFileSync(packageFile(page), 'utf8');
  const rows = text.slice(0, text.indexOf('## A request')).matchAll(/^\| `([\w./-]+?)\/?`\s*\|/gm);
  return [...rows]
    .map(([, folder = '']) => folder)
    .filter((folder) => folder !== 'test' && folder !== 'gateway/console');
}

describe('the page docs/architecture.md', () => {
  it('lists the folders in the order in which they import each other', () => {
    expect(foldersOf('docs/architecture.md')).toEqual(LAYERS);
  });
});
