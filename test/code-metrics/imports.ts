import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { packageFile } from '../../schema/package-file.ts';

export const ROOT = dirname(packageFile('package.json'));

/**
 * The layers of the product, from top to bottom: a file may import from its own layer and from layers below it, types
 * included. The web page, `gateway/console`, runs in browsers and is apart.
 */
export const LAYERS = [
  'gateway/cli',
  'gateway/policy-tests',
  'gateway/demo',
  'gateway/serve.ts',
  'gateway/serving',
  'gateway/config',
  'gateway/http',
  'gateway/reports',
  'gateway/pipeline',
  'gateway/access',
  'gateway/audit',
  'gateway/platform',
  'schema',
  'directives',
] as const;

export const CONSOLE = 'gateway/console';

export interface Import {
  /** Path of the importing file. */
  readonly file: string;
  /** As it is written: a relative path or the name of a package. */
  readonly from: string;
  readonly isType: boolean;
  /** Loaded when the code gets there, by `import('…')`. */
  readonly isDynamic: boolean;
}

/** Paths of the TypeScript files in a folder, relative to the repository. */
export function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => join(folder, file));
}

export const PRODUCT: readonly string[] = ['directives', 'schema', 'gateway'].flatMap(sources);

export function textOf(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

const IMPORT =
  /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|\bimport\('([^']+)'\)/gm;

/** The imports of a file, dynamic ones included. */
export function importsOf(file: string): Import[] {
  return [...textOf(file).matchAll(IMPORT)].map(([, type, named, bare, dynamic]) => ({
    file,
    from: named ?? bare ?? dynamic ?? '',
    isType: type !== undefined,
    isDynamic: dynamic !== undefined,
  }));
}

/** Path of the file that an import names; null for a package. */
export function target({ file, from }: Import): string | null {
  return from.startsWith('.') ? relative(ROOT, resolve(ROOT, dirname(file), from)) : null;
}

/** Place of a file's layer in {@link LAYERS}; -1 for a file outside them. */
export function layerOf(file: string): number {
  return LAYERS.findIndex((layer) => file === layer || file.startsWith(`${layer}/`));
}

/** The imports that go up, each as `importer → imported`. */
export function upwardImports(imports: readonly Import[]): string[] {
  return imports.flatMap((found) => {
    const to = target(found);
    if (to === null || layerOf(found.file) < 0) return [];
    const [from, imported] = [layerOf(found.file), layerOf(to)];
    return imported >= from ? [] : [`${found.file} → ${to}`];
  });
}

export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** The import graph of files, types included. */
export function fileGraph(imports: readonly Import[]): Graph {
  return graphOf(imports.flatMap((found) => [[found.file, target(found)] as const]));
}

/**
 * The import graphs of folders: for each folder, the graph of the folders and files directly in it, where an import
 * anywhere below one of them counts as its own.
 */
export function folderGraphs(imports: readonly Import[]): ReadonlyMap<string, Graph> {
  const edges = new Map<string, (readonly [string, string])[]>();
  for (const found of imports) {
    const to = target(found);
    if (to === null) continue;
    const [one, other] = [found.file.split('/'), to.split('/')];
    let common = 0;
    while (one[common] === other[common] && common < one.length - 1) common += 1;
    const parent = one.slice(0, common).join('/');
    const edge = [
      one.slice(0, common + 1).join('/'),
      other.slice(0, common + 1).join('/'),
    ] as const;
    edges.set(parent, [...(edges.get(parent) ?? []), edge]);
  }
  return new Map([...edges].map(([folder, found]) => [folder, graphOf(found)]));
}

function graphOf(edges: readonly (readonly [string, string | null])[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const [from, to] of edges) {
    if (to === null || from === to) continue;
    const targets = graph.get(from) ?? new Set();
    graph.set(from, targets.add(to));
  }
  return graph;
}

/** The cycles of a graph, as its strongly connected components of two nodes and more (Tarjan, 1972). */
export function cyclesIn(graph: Graph): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): number => {
    const place = order.size;
    order.set(node, place);
    stack.push(node);
    let low = place;
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next))
        low = Math.min(low, lowest.get(next) ?? order.get(next) ?? low);
    }
    lowest.set(node, low);
    if (low === place) {
      const component = stack.splice(stack.indexOf(node));
      if (component.length > 1) cycles.push(component.toSorted());
    }
    return low;
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return cycles;
}

/** The files that a file needs at run time, itself included. */
export function reachedFrom(start: string, imports: readonly Import[]): ReadonlySet<string> {
  const graph = fileGraph(imports.filter(({ isType }) => !isType));
  const reached = new Set([start]);
  for (const file of reached) for (const next of graph.get(file) ?? []) reached.add(next);
  return reached;
}
