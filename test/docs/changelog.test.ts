import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { packageFile } from '../../schema/package-file.ts';

const TEXT = readFileSync(packageFile('CHANGELOG.md'), 'utf8');

/** The sections of the changelog, newest first: the heading, then its text. */
const SECTIONS = TEXT.split(/^## /m).slice(1);

describe('the changelog', () => {
  it('begins with unreleased changes, or with the version of package.json', () => {
    const { version } = z
      .object({ version: z.string() })
      .parse(JSON.parse(readFileSync(packageFile('package.json'), 'utf8')));
    const [newest = ''] = SECTIONS;
    const heading = newest.slice(0, newest.indexOf('\n'));
    expect(heading === 'Unreleased' || heading.startsWith(`${version} `)).toBe(true);
  });

  it('has each heading once in the section of a version', () => {
    for (const section of SECTIONS) {
      const headings = [...section.matchAll(/^#{3,} (.+)$/gm)].map(([, heading = '']) => heading);
      expect(headings).toEqual([...new Set(headings)]);
    }
  });

  it('has each entry once', () => {
    const entries = [...TEXT.matchAll(/^- (.+)$/gm)].map(([, entry = '']) => entry);
    expect(entries).toEqual([...new Set(entries)]);
  });
});
