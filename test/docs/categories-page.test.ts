import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { CATEGORIES, IDENTIFIERS } from '../../directives/spec.ts';
import { packageFile } from '../../schema/package-file.ts';
import { CATEGORY_TEXT } from '../../schema/views/category-text.ts';

const PAGE = readFileSync(packageFile('docs/schema-authors.md'), 'utf8');

describe('the table of categories in docs/schema-authors.md', () => {
  it('has each category with its meaning, and each identifier with its letter in 45 CFR 164.514(b)(2)(i)', () => {
    const section = PAGE.split('\n## ').find((each) => each.startsWith('Categories\n')) ?? '';
    const rows = [...section.matchAll(/^\| `(\w+)` +\| (.+?) +\| (.+?) +\|/gm)];
    expect(rows.map(([, category, text]) => [category, text])).toEqual(
      CATEGORIES.map((category) => [category, CATEGORY_TEXT[category]]),
    );
    expect(rows.slice(0, IDENTIFIERS.length).map(([, , , law]) => law)).toEqual(
      IDENTIFIERS.map((_, at) => `164.514(b)(2)(i)(${'ABCDEFGHIJKLMNOPQR'[at]})`),
    );
    for (const [, , , law] of rows) expect(law).toMatch(/^16[04]\.\d{3}/);
  });
});
