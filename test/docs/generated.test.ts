import { describe, expect, it } from '@jest/globals';
import { configSchema } from '../../gateway/config/config-schema.ts';
import { describeSections } from './describe-settings.ts';
import { GENERATED, writeGenerated } from './generated.ts';
import { readPages } from './markdown.ts';

const PAGES = readPages();

describe('the generated parts of the documentation', () => {
  it.each(PAGES.filter(({ text }) => text.includes('<!-- generated: ')).map((page) => [page.file]))(
    'are up to date with the code (else run `npm run docs`): %s',
    async (file) => {
      const text = PAGES.find((page) => page.file === file)?.text ?? '';
      expect(await writeGenerated(text)).toBe(text);
    },
  );

  it.each([...GENERATED.keys()])('are each in exactly one page: %s', (name) => {
    expect(PAGES.filter(({ text }) => text.includes(`<!-- generated: ${name} -->`))).toHaveLength(
      1,
    );
  });

  it('have a description for every configuration key', () => {
    const keys = describeSections(configSchema('/')).flatMap((section) => [
      section,
      ...section.settings,
    ]);
    expect(keys.length).toBeGreaterThan(150);
    expect(keys.filter(({ description }) => description === '').map(({ path }) => path)).toEqual(
      [],
    );
  });
});
