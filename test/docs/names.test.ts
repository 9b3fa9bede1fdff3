import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { packageFile } from '../../schema/package-file.ts';
import { RECORD_KINDS } from '../../gateway/audit/record/record.ts';
import { configSchema } from '../../gateway/config/config-schema.ts';
import { describeSections } from './describe-settings.ts';
import { prose, readPages } from './markdown.ts';

const PAGES = readPages().filter(({ file }) => file !== 'CHANGELOG.md');

/** Texts in backticks of all pages. */
const NAMED = PAGES.flatMap((page) =>
  [...prose(page).matchAll(/`([^`\n]+)`/g)].map(([, name = '']) => ({ file: page.file, name })),
);

/** Every key by its path from the top. */
const KEYS: ReadonlySet<string> = new Set(
  describeSections(configSchema('/')).flatMap(({ path, settings }) => [
    path,
    ...settings.map((setting) => `${path}.${setting.path}`),
  ]),
);

const SECTIONS = [...KEYS].filter((key) => !key.includes('.')).join('|');

/** All sources of the product. */
function readSources(): string {
  return ['gateway', 'schema', 'directives']
    .flatMap((folder) =>
      readdirSync(packageFile(folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(?:tsx?|graphql|sql)$/.test(file))
        .map((file) => readFileSync(packageFile(`${folder}/${file}`), 'utf8')),
    )
    .join('\n');
}

describe('names in the documentation', () => {
  it('include only configuration keys that exist (outside docs/configuration.md)', () => {
    const path = new RegExp(`^(?:${SECTIONS})\\.[\\w.[\\]]+$`);
    const kinds: readonly string[] = RECORD_KINDS;
    const keys = NAMED.filter(
      ({ file, name }) =>
        // That page names keys from their section on.
        file !== 'docs/configuration.md' &&
        path.test(name) &&
        !kinds.includes(name) &&
        !/\.(?:db|graphql|ts)\b/.test(name),
    );
    expect(keys.length).toBeGreaterThan(20);
    expect(keys.filter(({ name }) => !KEYS.has(name))).toEqual([]);
  });

  it('include only error codes that occur in the sources', () => {
    const codes = NAMED.filter(({ name }) => /^[A-Z][A-Z\d]+(?:_[A-Z\d]+)+$/.test(name));
    expect(codes.length).toBeGreaterThan(100);
    const sources = readSources();
    const missing = codes.filter(
      // Codes of PostgreSQL are put together.
      ({ name }) => !name.startsWith('SQLSTATE_') && !new RegExp(`\\b${name}\\b`).test(sources),
    );
    expect(missing).toEqual([]);
  });
});
