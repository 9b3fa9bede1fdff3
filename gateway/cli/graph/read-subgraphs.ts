import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve, sep } from 'node:path';
import { Kind, parse } from 'graphql';
import { isPrivateUrl } from '../../config/is-loopback.ts';
import { SUBGRAPH_NAME } from '../../config/graph-schema.ts';
import { StartError } from '../../errors.ts';
import type { SignRequest } from '../../identity/create-sign-request.ts';
import { loadSdl, type AnswerLimits } from '../../supergraph/load-sdl.ts';

/** A subgraph's schema and where it was read. */
export interface ReadSubgraph {
  readonly name: string;
  /** Empty where it was read from a file: nobody asks that subgraph for data. */
  readonly url: string;
  readonly sdl: string;
  /** The file, as it was named on the command line; null where the subgraph itself was asked. */
  readonly file: string | null;
}

/** How SUBGRAPH arguments are written, for a command's help. */
export const SUBGRAPH_FORMS =
  'NAME=FILE, NAME=URL (asked for its schema), FILE (named by its file, or by its folder where the file is schema.graphql), or a folder of such files';

/**
 * Reads the subgraphs that a command line names: see {@link SUBGRAPH_FORMS}. Their order is that of the
 * arguments, in a folder that of the paths.
 *
 * @throws StartError with a line for every argument that can't be read and every name that is there twice.
 */
export async function readSubgraphs(
  args: readonly string[],
  sign: SignRequest | null = null,
  limits: AnswerLimits = { timeoutMs: 10_000, maxResponseBytes: 33_554_432 },
): Promise<readonly ReadSubgraph[]> {
  const named = args.flatMap(name);
  const located = named.flatMap((each) => ('problem' in each ? [] : [each]));
  const loaded = await Promise.all(
    located.map(({ name: subgraph, url, file }) =>
      loadSdl({ name: subgraph, url, sdl: file }, limits, sign),
    ),
  );
  const problems = [
    ...named.flatMap((each) => ('problem' in each ? [each.problem] : [])),
    ...twice(located),
    ...loaded.flatMap((each) => (each.ok ? [] : [each.problem])),
  ];
  if (problems.length > 0) throw new StartError(problems);
  return loaded.flatMap((each, index) =>
    each.ok
      ? [{ name: each.name, url: each.url, sdl: each.sdl, file: located[index]?.file ?? null }]
      : [],
  );
}

/** A subgraph that an argument names. */
interface Named {
  readonly name: string;
  readonly url: string;
  readonly file: string | null;
}

function name(arg: string): readonly (Named | { readonly problem: string })[] {
  const at = arg.indexOf('=');
  const given = at > 0 && SUBGRAPH_NAME.test(arg.slice(0, at)) ? arg.slice(0, at) : null;
  const source = given === null ? arg : arg.slice(at + 1);
  if (source.includes('://')) return [locate(given, source)];
  if (source === '') return [{ problem: `${arg}: no file. Write NAME=FILE or NAME=URL.` }];
  if (given !== null) return [{ name: given, url: '', file: source }];
  if (!isFolder(source)) return [byFile(source)];
  const files = schemaFiles(source);
  return files.length > 0
    ? files.map((file) => byFile(file))
    : [{ problem: `${arg}: no .graphql file in this folder. Name the subgraphs' schemas.` }];
}

function locate(given: string | null, url: string): Named | { readonly problem: string } {
  if (given === null) return { problem: `${url}: which subgraph is this? Write NAME=${url}.` };
  if (!isPrivateUrl(url)) {
    return {
      problem: `subgraph ${given}: ${url} is not https:// (http:// is for loopback hosts only).`,
    };
  }
  return { name: given, url, file: null };
}

/** Whoever keeps one folder a subgraph calls each file `schema.graphql`. */
function byFile(file: string): Named | { readonly problem: string } {
  const own = basename(file, extname(file));
  const found = own === 'schema' ? basename(dirname(resolve(file))) : own;
  return SUBGRAPH_NAME.test(found)
    ? { name: found, url: '', file }
    : { problem: `${file}: its name can't be a subgraph's. Write NAME=${file}.` };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function schemaFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && ['.graphql', '.graphqls'].includes(extname(entry.name)))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !relative(folder, file).split(sep).some(isForeign) && !isBeside(file))
    .toSorted();
}

/** Folders in which no author's own schema lies. */
function isForeign(inner: string): boolean {
  return inner === 'node_modules' || inner.startsWith('.');
}

/**
 * Beside schemas lie operations, and definitions of directives for editors: they define nothing that a
 * subgraph serves. What isn't GraphQL at all is a subgraph's until its author has mended it.
 */
function isBeside(file: string): boolean {
  try {
    return !parse(readFileSync(file, 'utf8')).definitions.some(({ kind }) => SERVED.has(kind));
  } catch {
    return false;
  }
}

const SERVED: ReadonlySet<Kind> = new Set([
  Kind.SCHEMA_DEFINITION,
  Kind.SCHEMA_EXTENSION,
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
]);

function twice(located: readonly Named[]): string[] {
  return located.flatMap((each, index) => {
    const first = located.findIndex((other) => other.name === each.name);
    return first === index
      ? []
      : [`subgraph ${each.name}: is there twice. Give each subgraph its own name (NAME=FILE).`];
  });
}
