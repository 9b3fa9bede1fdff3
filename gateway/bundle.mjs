/*
 * Bundles the program and its threads, libraries included, in `dist/bundled`. Node.js loads the 1,900 modules of a gateway
 * one by one in 1.0 s of processor time, and the bundle in 0.45 s.
 *
 * A compiled entry point, such as `dist/gateway/cli/phi-gateway.js`, then only imports its bundle. All other compiled
 * modules stay as they are: tests import them.
 */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const FOLDER = 'dist/bundled';
const PROGRAM = 'gateway/cli/phi-gateway';
/** The entry point of worker processes. */
const WORKER = 'gateway/serving/workers/worker-process';
/** The entry points of threads. */
const THREADS = [
  'gateway/audit/append/ledger-worker',
  'gateway/audit/verify/inspect-worker',
  'gateway/pipeline/execution/plan-worker',
  'gateway/pipeline/supergraph/compose-worker',
  'gateway/reports/api/export/export-worker',
  'gateway/reports/api/workers/index-worker',
  'gateway/reports/api/workers/report-worker',
];
/** What operators' modules of rules import as `phi-gateway/rules`. */
const RULES = 'gateway/access/custom-rules/shield-for-operators';
/** Packages of the example, which can be absent. */
const OPTIONAL = Object.keys(readManifest('.').optionalDependencies ?? {});
/**
 * What the program does not bundle either: graphql, of which a process needs a single copy, also for operators' modules of
 * rules, and its users that the code loads by `require`.
 */
const SHARED = ['graphql', 'graphql-shield', 'graphql-middleware'];
/** What a release installs: the packages above, those whose files the code reads, and those of `phi-gateway/subgraph`. */
export const INSTALLED = [
  ...SHARED,
  '@fontsource/dejavu-sans',
  'http-message-sig',
  'jose',
  'pdfkit',
  'structured-headers',
];

/** Creates the bundles and replaces the compiled entry points. */
export async function bundlePrograms() {
  rmSync(FOLDER, { recursive: true, force: true });
  const files = await bundle([PROGRAM, WORKER, RULES], [...OPTIONAL, ...SHARED]);
  for (const thread of THREADS)
    files.push(...(await bundle([thread], OPTIONAL, filesOfThread(thread))));
  writeFileSync(join(FOLDER, 'LICENSES.txt'), licensesOf(files));
}

/**
 * Bundles entry points, which share files, and replaces them. Returns the paths of the bundled modules.
 * @param {readonly string[]} paths
 * @param {readonly string[]} leftOut Packages that stay in node_modules.
 * @param {import('rolldown').CodeSplittingNameFunction} fileOf
 */
async function bundle(paths, leftOut, fileOf = () => null) {
  const entries = paths.map((path) => join('dist', `${path}.js`));
  const built = await rolldown({
    input: Object.fromEntries(entries.map((path) => [basename(path, '.js'), path])),
    platform: 'node',
    external: (id) => leftOut.some((name) => id === name || id.startsWith(`${name}/`)),
    plugins: [{ name: 'module-urls', transform: keepUrl }],
    checks: { eval: false },
  });
  const { output } = await built.write({
    dir: FOLDER,
    chunkFileNames: '[name]-[hash].js',
    codeSplitting: { groups: [{ name: fileOf, debugName: 'imports' }] },
    comments: false,
    plugins: [{ name: 'latin-1', generateBundle: (_options, files) => escapeWide(files) }],
  });
  for (const path of entries) {
    const from = relative(dirname(path), join(FOLDER, basename(path))).replaceAll('\\', '/');
    const [shebang = ''] = /^#!.*\n/.exec(readFileSync(path, 'utf8')) ?? [];
    writeFileSync(path, `${shebang}export * from '${from}';\n`);
    rmSync(`${path}.map`, { force: true });
  }
  return output.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
}

/**
 * Puts all that a thread's entry point imports into one file: each file costs Node.js up to a millisecond, and a thread that
 * shares files with others imports up to 150. The entry point stays apart: modules that it loads later import that file,
 * and would wait for an entry point that awaits them.
 * @param {string} path
 * @returns {import('rolldown').CodeSplittingNameFunction}
 */
function filesOfThread(path) {
  /** @type {Set<string> | null} */
  let imported = null;
  return (id, graph) => {
    if (imported === null) {
      imported = new Set(graph.getModuleInfo(resolve('dist', `${path}.js`))?.importedIds);
      for (const each of imported)
        for (const next of graph.getModuleInfo(each)?.importedIds ?? []) imported.add(next);
    }
    return imported.has(id) ? `${basename(path)}-imports` : null;
  };
}

/**
 * Escapes the characters beyond Latin-1, which are in strings and regular expressions. Each thread keeps the source of its
 * modules, and V8 stores a text with a single such character in two bytes per character.
 * @param {import('rolldown').OutputBundle} files
 */
function escapeWide(files) {
  for (const file of Object.values(files)) {
    if (file.type !== 'chunk') continue;
    if (/String\.raw`[^`]*[^\0-\xff]/.test(file.code))
      throw new Error(`${file.fileName}: an escape in String.raw would stay as it is written`);
    file.code = file.code.replaceAll(
      /[^\0-\xff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  }
}

/**
 * Keeps the URL that a module of this project had before it was bundled: modules start threads by files beside them.
 * @param {string} code
 * @param {string} path
 */
function keepUrl(code, path) {
  if (path.includes('node_modules') || !code.includes('import.meta.url')) return null;
  const url = `new URL(${JSON.stringify(relative(FOLDER, path))}, import.meta.url).href`;
  return code.replaceAll('import.meta.url', url);
}

/**
 * The licenses of the packages whose files are in the bundles.
 * @param {readonly string[]} files
 */
function licensesOf(files) {
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(file)?.[0]);
  return [...new Set(folders)]
    .filter((folder) => folder !== undefined)
    .map((folder) => {
      const { name, version, license } = readManifest(folder);
      const texts = readdirSync(folder)
        .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
        .map((file) => readFileSync(join(folder, file), 'utf8').trim());
      return [`${name} ${version}: ${license}`, ...texts].join('\n\n');
    })
    .toSorted()
    .join(`\n\n${'-'.repeat(80)}\n\n`);
}

/**
 * @param {string} folder
 * @returns {{ name: string, version: string, license?: string, optionalDependencies?: Record<string, string> }}
 */
function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}
