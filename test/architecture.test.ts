import { describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { packageFile } from '../schema/package-file.ts';

const ROOT = dirname(packageFile('package.json'));

/** Imports go only from left to right. */
const LAYERS = ['test', 'gateway', 'schema', 'directives'];

/** Libraries that only one file may import, and the parts of the product that have one each. */
const ONE_IMPORTER = [
  'graphql-shield',
  '@apollo/composition',
  '@apollo/federation-internals',
  '@apollo/query-planner',
  '@apollo/subgraph',
  '@as-integrations/fastify',
  '@escape.tech/graphql-armor',
  '@fastify/cors',
  'cli-progress',
  'cli-table3',
  'csv-parse',
  'csv-stringify',
  'fastify',
  'jose',
  'kysely',
  'oidc-provider',
  'pg',
  'pino',
  'prom-client',
  'rate-limiter-flexible',
];

interface Import {
  readonly file: string;
  readonly from: string;
  readonly isType: boolean;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));
}

const IMPORT = /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(IMPORT)].map((match) => ({
    file,
    from: match[2] ?? match[3] ?? '',
    isType: match[1] !== undefined,
  }));
}

function target({ file, from }: Import): string | null {
  return from.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), from)) : null;
}

function layer(path: string): number {
  return LAYERS.indexOf(path.split('/')[0] ?? '');
}

const PRODUCT = ['directives', 'schema', 'gateway'].flatMap(sources);
const IMPORTS = [...PRODUCT, ...sources('test')].flatMap(importsOf);

describe('the structure of the code', () => {
  it('imports only in the order test, gateway, schema, directives', () => {
    const back = IMPORTS.filter((found) => {
      const to = target(found);
      return to !== null && layer(to) < layer(found.file);
    });
    expect(back).toEqual([]);
  });

  it('keeps directives/ pure: no I/O, clock, randomness or Apollo packages', () => {
    const allowed = ['graphql', 'graphql-shield', 'node:crypto', 'node:module'];
    const foreign = IMPORTS.filter(
      (found) =>
        found.file.startsWith('directives/') &&
        target(found) === null &&
        !allowed.includes(found.from),
    );
    expect(foreign).toEqual([]);
    for (const file of sources('directives'))
      expect(readFileSync(join(ROOT, file), 'utf8')).not.toMatch(
        /\bDate\.now\b|new Date\(\)|Math\.random|randomBytes|randomUUID|process\./,
      );
  });

  it('keeps gateway code out of the browser: the console imports only from itself', () => {
    const files = IMPORTS.filter(({ file }) => file.startsWith('gateway/console/'));
    expect(files.filter(({ file }) => file.endsWith('.tsx')).length).toBeGreaterThan(100);
    const foreign = files.filter((found) => {
      const to = target(found);
      return to !== null && !to.startsWith('gateway/console/');
    });
    expect(foreign).toEqual([]);
  });

  it('has no import cycle', () => {
    const edges = new Map<string, string[]>();
    for (const found of IMPORTS) {
      const to = found.isType ? null : target(found);
      if (to !== null) edges.set(found.file, [...(edges.get(found.file) ?? []), to]);
    }
    const done = new Set<string>();
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) throw new Error(`a cycle: ${[...path, file].join(' → ')}`);
      if (done.has(file)) return;
      for (const next of edges.get(file) ?? []) walk(next, [...path, file]);
      done.add(file);
    };
    for (const file of edges.keys()) walk(file, []);
    expect(done.size).toBeGreaterThan(100);
  });

  it('names a SQLite library in one file only', () => {
    const files = PRODUCT.filter((file) =>
      /'(?:better-sqlite3|node:sqlite)'/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(files).toEqual(['schema/sqlite/open-database.ts']);
  });

  it('has no runtime import of graphql-shield, whose ES module build fails on Node.js 23 and newer', () => {
    const importers = IMPORTS.filter(({ from, isType }) => !isType && from === 'graphql-shield');
    expect(importers.map(({ file }) => file)).toEqual([]);
  });

  // The example subgraphs are separate programs: their imports are counted separately.
  it.each(ONE_IMPORTER)(
    'has at most one importer of %s in the product and one in the example',
    (name) => {
      const importers = IMPORTS.filter(
        ({ file, from, isType }) =>
          !isType && !file.startsWith('test/') && (from === name || from.startsWith(`${name}/`)),
      ).map(({ file }) => file);
      const example = importers.filter((file) => file.startsWith('schema/health/'));
      const product = importers.filter((file) => !file.startsWith('schema/health/'));
      expect(new Set(product).size).toBeLessThanOrEqual(1);
      expect(new Set(example).size).toBeLessThanOrEqual(1);
    },
  );
});
