/** Prints measures of the code: `npm run code-metrics`. */
import {
  CONSOLE,
  cyclesIn,
  fileGraph,
  folderGraphs,
  importsOf,
  layerOf,
  LAYERS,
  PRODUCT,
  reachedFrom,
  textOf,
  upwardImports,
} from './imports.ts';
import { findUnclearWords } from './unclear-words.ts';

/** The entry of the request path. */
const REQUEST = 'gateway/pipeline/execute-operation.ts';

const said: string[] = [];
const imports = PRODUCT.flatMap(importsOf);
const lines = new Map(PRODUCT.map((file) => [file, textOf(file).split('\n').length - 1]));
const lengths = [...lines].toSorted(([, one], [, other]) => other - one);

list('upward imports', upwardImports(imports));
list('cycles of files', cyclesIn(fileGraph(imports)).map(String));
list(
  'cycles of folders',
  [...folderGraphs(imports).values()].flatMap((graph) => cyclesIn(graph).map(String)),
);
list('exported names that stand in several files', repeatedExports());
const path = [...reachedFrom(REQUEST, imports)].filter((file) => file.startsWith('gateway/'));
say(`files of gateway/ that a request needs: ${path.length} (from ${REQUEST})`);
say(
  `files: ${lengths.length}, median ${lengths[Math.floor(lengths.length / 2)]?.[1]} lines, longest:`,
);
for (const [file, count] of lengths.slice(0, 5)) say(`  ${count}  ${file}`);
say(`files of 25 lines and fewer: ${lengths.filter(([, count]) => count <= 25).length}`);
say('lines by layer:');
for (const layer of [...LAYERS, CONSOLE]) {
  const own = lengths.filter(([file]) => file === layer || file.startsWith(`${layer}/`));
  const sum = own.reduce((total, [, count]) => total + count, 0);
  say(`  ${String(sum).padStart(6)}  ${layer} (${own.length} files)`);
}
const outside = PRODUCT.filter((file) => layerOf(file) < 0 && !file.startsWith(`${CONSOLE}/`));
if (outside.length > 0) say(`outside the layers: ${outside.join(', ')}`);
say('unclear words by layer:');
const unclear = new Map<string, number>();
for (const { file } of findUnclearWords()) {
  const layer = file.split('/', file.startsWith('gateway/') ? 2 : 1).join('/');
  unclear.set(layer, (unclear.get(layer) ?? 0) + 1);
}
for (const [layer, count] of [...unclear].toSorted(([one], [other]) => one.localeCompare(other)))
  say(`  ${count}  ${layer}`);
process.stdout.write(said.join(''));

function say(line: string): void {
  said.push(`${line}\n`);
}

function list(what: string, found: readonly string[]): void {
  say(`${what}: ${found.length}`);
  for (const one of found.slice(0, 20)) say(`  ${one}`);
  if (found.length > 20) say(`  … ${found.length - 20} more`);
}

/**
 * The names that several files export, without those of the types that the console generates, and of the two stores, which
 * implement one contract.
 */
function repeatedExports(): string[] {
  const files = new Map<string, string[]>();
  for (const file of PRODUCT.filter(
    (each) => !/operations\.types\.ts$|store\/postgres\//.test(each),
  ))
    for (const [, name = ''] of textOf(file).matchAll(
      /^export (?:async )?(?:function\*?|const|class|interface|type|enum) (\w+)/gm,
    ))
      files.set(name, [...(files.get(name) ?? []), file]);
  return [...files]
    .filter(([, found]) => new Set(found).size > 1)
    .map(([name, found]) => `${name}: ${found.join(', ')}`);
}
