import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { isBuiltin } from 'node:module';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { EXAMPLE_PACKAGES } from '../gateway/cli/run-command.ts';
import {
  CONSOLE,
  cyclesIn,
  fileGraph,
  folderGraphs,
  importsOf,
  layerOf,
  PRODUCT,
  ROOT,
  sources,
  target,
  textOf,
  upwardImports,
} from './code-metrics/imports.ts';

/** Libraries that only one file may import, and the parts of the product that have one each. */
const ONE_IMPORTER = [
  'graphql-shield',
  '@graphql-yoga/render-graphiql',
  '@apollo/composition',
  '@apollo/federation-internals',
  '@apollo/query-planner',
  '@apollo/subgraph',
  '@as-integrations/fastify',
  '@escape.tech/graphql-armor',
  '@fastify/cors',
  '@redis/client',
  'birpc',
  'cli-progress',
  'cli-table3',
  'csv-parse',
  'csv-stringify',
  'fastify',
  'fontkit',
  'http-message-sig',
  'jose',
  'kysely',
  'oidc-provider',
  'pdfkit',
  'pg',
  'pino',
  'prom-client',
  'rate-limiter-flexible',
  'structured-headers',
  'tinyglobby',
];

const PRODUCT_IMPORTS = PRODUCT.flatMap(importsOf);
const IMPORTS = [...PRODUCT_IMPORTS, ...sources('test').flatMap(importsOf)];

/** What the console may import: itself, the parsers of proofs, message catalogs, and the SDL of the report API as a text. */
const SHARED_WITH_CONSOLE =
  /^gateway\/(?:console\/|audit\/tlog\/|reports\/messages\/|reports\/api\/admin\.graphql\?raw$)/;

function isExample(path: string | null): boolean {
  return path !== null && (path.startsWith('schema/health/') || path.startsWith('gateway/demo/'));
}

describe('the structure of the code', () => {
  it('has each product file outside the console in one of the layers of the code', () => {
    const outside = PRODUCT.filter((file) => layerOf(file) < 0 && !file.startsWith(`${CONSOLE}/`));
    expect(outside).toEqual([]);
  });

  it('has only imports from the same layer or a lower one, type imports included', () => {
    expect(upwardImports(PRODUCT_IMPORTS)).toEqual([]);
  });

  it('imports nothing of the tests into the product', () => {
    const tests = PRODUCT_IMPORTS.map(target).filter((to) => to?.startsWith('test/') === true);
    expect(tests).toEqual([]);
  });

  it('keeps directives/ pure: it imports only graphql, graphql-shield, node:crypto and node:module, and uses no clock or randomness', () => {
    const allowed = ['graphql', 'graphql-shield', 'node:crypto', 'node:module'];
    const foreign = IMPORTS.filter(
      (found) =>
        found.file.startsWith('directives/') &&
        target(found) === null &&
        !allowed.includes(found.from),
    );
    expect(foreign).toEqual([]);
    for (const file of sources('directives'))
      expect(textOf(file)).not.toMatch(
        /\bDate\.now\b|new Date\(\)|Math\.random|randomBytes|randomUUID|process\./,
      );
  });

  it('imports the demo and the example subgraphs into the product only in gateway/cli/run/, or dynamically in run-program.ts', () => {
    const product = IMPORTS.filter(({ file }) => PRODUCT.includes(file) && !isExample(file));
    const importers = product.filter((found) => isExample(target(found)));
    // The command line has the commands of the demo, and loads each when it runs.
    const direct = importers.filter(({ isDynamic }) => !isDynamic).map(({ file }) => file);
    expect(direct.filter((file) => !file.startsWith('gateway/cli/run/'))).toEqual([]);
    const loaders = importers.filter(({ isDynamic }) => isDynamic).map(({ file }) => file);
    expect([...new Set(loaders)]).toEqual(['gateway/cli/run-program.ts']);
  });

  it('imports nothing of gateway/, demo included, into the example subgraphs', () => {
    const example = IMPORTS.filter(({ file }) => file.startsWith('schema/health/'));
    expect(example.filter((found) => target(found)?.startsWith('gateway/'))).toEqual([]);
  });

  it('imports into the console only packages, its own files, audit/tlog/, reports/messages/, the report SDL and types of platform/faults.ts', () => {
    const files = IMPORTS.filter(({ file }) => file.startsWith('gateway/console/'));
    expect(files.filter(({ file }) => file.endsWith('.tsx')).length).toBeGreaterThan(100);
    const foreign = files.filter((found) => {
      const to = target(found);
      const isShared = to !== null && SHARED_WITH_CONSOLE.test(to);
      return to !== null && !isShared && !(found.isType && to === 'gateway/platform/faults.ts');
    });
    expect(foreign).toEqual([]);
  });

  it('imports into the parsers of proofs (audit/tlog/) only one another, no package and no Node.js module', () => {
    const found = IMPORTS.filter(({ file }) => file.startsWith('gateway/audit/tlog/'));
    expect(found.length).toBeGreaterThan(0);
    expect(
      found.filter((each) => target(each)?.startsWith('gateway/audit/tlog/') !== true),
    ).toEqual([]);
  });

  it('imports into the message catalogs (reports/messages/), which the console shares, only one another, platform/count-of.ts and types', () => {
    const found = IMPORTS.filter(({ file }) => file.startsWith('gateway/reports/messages/'));
    expect(found.length).toBeGreaterThan(0);
    const foreign = found.filter((each) => {
      const to = target(each);
      const isOwn = to?.startsWith('gateway/reports/messages/') === true;
      return !isOwn && !each.isType && to !== 'gateway/platform/count-of.ts';
    });
    expect(foreign).toEqual([]);
  });

  it('has no import cycle of files, type imports included', () => {
    const graph = fileGraph(IMPORTS);
    expect(graph.size).toBeGreaterThan(1_000);
    expect(cyclesIn(graph)).toEqual([]);
  });

  it('has no import cycle of folders on any level, type imports included', () => {
    const graphs = folderGraphs(PRODUCT_IMPORTS);
    expect(graphs.size).toBeGreaterThan(30);
    expect([...graphs.values()].flatMap(cyclesIn)).toEqual([]);
  });

  it('names better-sqlite3 or node:sqlite only in schema/sqlite/open-database.ts', () => {
    const files = PRODUCT.filter((file) => /'(?:better-sqlite3|node:sqlite)'/.test(textOf(file)));
    expect(files).toEqual(['schema/sqlite/open-database.ts']);
  });

  it('has no runtime import of graphql-shield, whose ES module build fails on Node.js 23 and newer', () => {
    const importers = IMPORTS.filter(({ from, isType }) => !isType && from === 'graphql-shield');
    expect(importers.map(({ file }) => file)).toEqual([]);
  });

  // The example subgraphs are separate programs, and `phi-gateway/subgraph` runs in those of others.
  it.each(ONE_IMPORTER)(
    'has at most one file with a runtime import of %s in the product, and one in the code of subgraphs',
    (name) => {
      const importers = IMPORTS.filter(
        ({ file, from, isType }) =>
          !isType && !file.startsWith('test/') && (from === name || from.startsWith(`${name}/`)),
      ).map(({ file }) => file);
      const ofSubgraphs = importers.filter((file) => /^schema\/(?:health|subgraph)\//.test(file));
      const product = importers.filter((file) => !ofSubgraphs.includes(file));
      expect(new Set(product).size).toBeLessThanOrEqual(1);
      expect(new Set(ofSubgraphs).size).toBeLessThanOrEqual(1);
    },
  );
});

const MANIFEST = z
  .object({
    scripts: z.record(z.string(), z.string()),
    dependencies: z.record(z.string(), z.string()),
    optionalDependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
    exports: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
    files: z.array(z.string()),
  })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));

const LOCK = z
  .object({ packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })) })
  .parse(JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')));

/** The optional package that only development mode needs. */
const GRAPHIQL = '@graphql-yoga/render-graphiql';

/** Development dependencies that come with others: Fastify has ajv, and build tools name types as optional peers. */
const ALSO_OF_DEPENDENCIES = ['@types/node', '@types/react', 'ajv'];

/** What works without development dependencies. Other scripts install them first. */
const SCRIPTS_OF_PLAIN_INSTALL = [
  'compile',
  'build',
  'prepare',
  'release',
  'start',
  'phi-gateway',
  'smoke',
];

describe('the published package', () => {
  it('contains every path that the code reads with packageFile() or that other packages import, and no TypeScript source or test', () => {
    const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    const [{ files }] = PACKED.parse(JSON.parse(listed));
    const packed = files.map(({ path }) => path);
    const read = PRODUCT.flatMap((file) => [
      ...textOf(file).matchAll(/packageFile\('([^']+)'\)/g),
    ]).map(([, path = '']) => path);
    expect(read).toContain('directives/phi.graphql');
    const programs = ['dist/gateway/cli/phi-gateway.js', 'schema/health/claims/schema.graphql'];
    const missing = [...read, ...programs, ...exportedFiles(MANIFEST.exports)].filter(
      (path) => !packed.some((file) => file === path || file.startsWith(`${path}/`)),
    );
    expect(missing).toEqual([]);
    expect(packed.filter((path) => /(?<!\.d)\.tsx?$|^(?:dist\/)?test\//.test(path))).toEqual([]);
  });

  it('contains the entry point of each bundle', () => {
    const entries = readdirSync(join(ROOT, 'dist/gateway'), { encoding: 'utf8', recursive: true })
      .filter((file) => file.endsWith('.js'))
      .map((file) => `dist/gateway/${file}`)
      .filter((file) => /^export \* from '[^']*\/bundled\//m.test(textOf(file)));
    expect(entries).toContain('dist/gateway/cli/phi-gateway.js');
    expect(entries.filter((file) => !MANIFEST.files.includes(file))).toEqual([]);
  });

  it('lists the packages of the example as optional dependencies, and imports them only in the example and the demo', () => {
    const optional = Object.keys(MANIFEST.optionalDependencies);
    const ofExample = optional.filter(
      (name) => !name.startsWith('better-sqlite3') && name !== GRAPHIQL,
    );
    expect(ofExample).toEqual(EXAMPLE_PACKAGES);
    const importers = PRODUCT.filter(
      (file) => !file.startsWith('schema/health/') && !file.startsWith('gateway/demo/'),
    );
    const needed = importers.flatMap(packagesIn).filter((name) => EXAMPLE_PACKAGES.includes(name));
    expect(needed).toEqual([]);
  });
});

describe('the bundled program', () => {
  const entries = PRODUCT.filter((file) =>
    /parentPort|serveParent\(|openMessageChannel<PrimaryFunctions>/.test(textOf(file)),
  );

  it.each([...entries, 'gateway/cli/phi-gateway.ts'])('contains all that %s loads', (file) => {
    const compiled = textOf(`dist/${file.replace(/\.ts$/, '.js')}`);
    expect(compiled).toMatch(/^(?:#!.*\n)?export \* from '(?:\.\.\/)+bundled\/[a-z-]+\.js';\n$/);
  });

  it('is in Latin-1, so that V8 keeps its source in one byte per character', () => {
    const files = readdirSync(join(ROOT, 'dist/bundled')).filter((file) => file.endsWith('.js'));
    expect(files.length).toBeGreaterThan(100);
    const wide = files.filter((file) => /[^\0-\xff]/.test(textOf(`dist/bundled/${file}`)));
    expect(wide).toEqual([]);
  });

  it('has one copy of graphql in each thread that needs it, and none in the main thread, which shares its copy with rules', () => {
    const files = readdirSync(join(ROOT, 'dist/bundled')).filter((file) => file.endsWith('.js'));
    const copies = files.flatMap((file) =>
      [...textOf(`dist/bundled/${file}`).matchAll(/class GraphQLError\b/g)].map(() => file),
    );
    expect(copies.map((file) => file.replace(/-imports-.*/, ''))).toEqual([
      'compose-worker',
      'plan-worker',
    ]);
  });

  it('comes with the license of each package in it', () => {
    const licenses = textOf('dist/bundled/LICENSES.txt');
    expect(licenses).toMatch(/^jose \S+: MIT\n\nThe MIT License \(MIT\)/m);
    expect(licenses).toMatch(/^@apollo\/composition \S+: Elastic-2.0\n\n.*Elastic License 2.0/ms);
    expect(licenses).toMatch(/^graphql \S+: MIT\n/m);
  });
});

/** The files that package.json exports. */
function exportedFiles(exported: typeof MANIFEST.exports): readonly string[] {
  const files = Object.values(exported).flatMap((to) =>
    typeof to === 'string' ? [to] : Object.values(to),
  );
  return files.map((file) => file.replace(/^\.\//, ''));
}

const PACKED = z.tuple([z.object({ files: z.array(z.object({ path: z.string() })) })]);

describe('a plain npm ci', () => {
  it('leaves out the development dependencies, except three that other dependencies also install', () => {
    expect(readFileSync(join(ROOT, '.npmrc'), 'utf8')).toMatch(/^omit\[\]=dev$/m);
    const installed = Object.keys(MANIFEST.devDependencies).filter(
      (name) => LOCK.packages[`node_modules/${name}`]?.dev !== true,
    );
    expect(installed).toEqual(ALSO_OF_DEPENDENCIES);
  });

  it('installs every package that the product and the build of the console import', () => {
    const installed = { ...MANIFEST.dependencies, ...MANIFEST.optionalDependencies };
    const missing = PRODUCT.flatMap((file) =>
      packagesIn(file)
        .filter((name) => !Object.hasOwn(installed, name))
        .map((name) => `${file}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  it('is followed by an install of development dependencies in each npm script that needs them', () => {
    const incomplete = Object.entries(MANIFEST.scripts).filter(
      ([name, command]) =>
        !SCRIPTS_OF_PLAIN_INSTALL.includes(name) &&
        !/^node test\/(?:install-tools|run-tests)\.mjs\b|\bnpm test\b/.test(command),
    );
    expect(incomplete).toEqual([]);
  });
});

describe('the exceptions of the linter', () => {
  it('name only files that exist', () => {
    const config = LINTER.parse(JSON.parse(textOf('.oxlintrc.json')));
    const named = config.overrides.flatMap(({ files }) => files);
    const missing = named.filter((file) => !/[*{]/.test(file) && !existsSync(join(ROOT, file)));
    expect(missing).toEqual([]);
  });
});

const LINTER = z.object({ overrides: z.array(z.object({ files: z.array(z.string()) })) });

/** The packages that a file imports, dynamic imports included. */
function packagesIn(file: string): readonly string[] {
  return importsOf(file)
    .map(({ from }) => from)
    .filter((from) => !from.startsWith('.') && !isBuiltin(from))
    .map((from) => from.split('/', from.startsWith('@') ? 2 : 1).join('/'));
}
