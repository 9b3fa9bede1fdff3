import { existsSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import type { SchemaFile } from '../../../schema/schema-files.ts';
import { isPrivateUrl } from '../../platform/is-loopback.ts';
import { SUBGRAPH_NAME } from '../../pipeline/supergraph/graph-config.ts';
import { StartError } from '../../platform/errors.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';
import { loadSdl } from '../../pipeline/supergraph/load-sdl.ts';
import {
  findSchemaFiles,
  findSubgraphFiles,
  isFolder,
  isGlob,
} from '../../pipeline/supergraph/find-schema-files.ts';
import { readSchemaFiles } from '../../pipeline/supergraph/read-schema-files.ts';
import { splitSubgraphProblem, type FileOfFolder } from './split-subgraph.ts';

/** A subgraph's schema and where it was read. */
export interface ReadSubgraph {
  readonly name: string;
  /** Empty for a schema read from files, whose subgraph is never queried. */
  readonly url: string;
  readonly sdl: string;
  /** Empty if the schema was requested from the subgraph. */
  readonly files: readonly SchemaFile[];
}

/** How SUBGRAPH arguments are written, for a command's help. */
export const SUBGRAPH_FORMS =
  'NAME=PATH (a file, a folder or a quoted glob, the files of one subgraph; repeat it for more), NAME=URL (asked for its schema), FILE (named by its file, or by its folder where the file is schema.graphql), or a folder of such files';

/**
 * Reads the subgraphs that a command line names, in one of the {@link SUBGRAPH_FORMS}, in the order of the arguments; those of
 * a folder in the order of their paths.
 *
 * @throws StartError with a line for every argument that can't be read, for every name that is given twice, and for every
 *   folder whose files are parts of one subgraph.
 */
export async function readSubgraphs(
  args: readonly string[],
  connect: ConnectSubgraph,
): Promise<readonly ReadSubgraph[]> {
  const named = args.flatMap(parseArgument);
  const located = joined(named.flatMap((each) => ('problem' in each ? [] : [each])));
  const loaded = await Promise.all(located.map((each) => load(each, connect)));
  const problems = [
    ...named.flatMap((each) => ('problem' in each ? [each.problem] : [])),
    ...duplicateNames(located),
    ...loaded.flatMap((each) => ('problem' in each ? [each.problem] : [])),
    ...splitSubgraphs(located, loaded),
  ];
  if (problems.length > 0) throw new StartError(problems);
  return loaded.flatMap((each) => ('problem' in each ? [] : [each]));
}

/** A subgraph that an argument names. */
interface Named {
  readonly name: string;
  /** Empty for files. */
  readonly url: string;
  /** Files, folders and globs; empty for a URL. */
  readonly paths: readonly string[];
  /** Whether the argument gives its name. */
  readonly isGiven: boolean;
  /** The folder, given without a name, that has its file; null for others. */
  readonly folder: string | null;
}

interface BadArgument {
  readonly problem: string;
}

/** The subgraphs of one argument: one, or all of a folder. */
function parseArgument(arg: string): readonly (Named | BadArgument)[] {
  const { given, source } = splitArgument(arg);
  if (source.includes('://')) return [byUrl(given, source)];
  if (source === '') return [{ problem: `${arg}: no file. Write NAME=FILE or NAME=URL.` }];
  if (given !== null)
    return [{ name: given, url: '', paths: [source], isGiven: true, folder: null }];
  if (!isFolder(source)) return [byFile(source)];
  const files = findSchemaFiles(source).schemas;
  return files.length > 0
    ? files.map((file) => ({ ...byFile(file), folder: source }))
    : [
        {
          problem: `${arg}: no schema in this folder (.graphql, .graphqls, .gql, .gqls). Name the subgraphs' schemas.`,
        },
      ];
}

function byUrl(given: string | null, url: string): Named | BadArgument {
  if (given === null) return { problem: `${url}: which subgraph is this? Write NAME=${url}.` };
  if (!isPrivateUrl(url)) {
    return {
      problem: `subgraph ${given}: ${url} is not https:// (http:// is for loopback hosts only).`,
    };
  }
  return { name: given, url, paths: [], isGiven: true, folder: null };
}

/**
 * Names a subgraph by its file, `patients.graphql`, or by its folder, `patients/schema.graphql`: repositories with a folder for
 * each subgraph name each file `schema.graphql`.
 */
function byFile(file: string): Named | BadArgument {
  const fileName = basename(file, extname(file));
  const name = fileName === 'schema' ? basename(dirname(resolve(file))) : fileName;
  if (SUBGRAPH_NAME.test(name))
    return { name, url: '', paths: [file], isGiven: false, folder: null };
  const at = existsSync(file) ? -1 : file.indexOf('=');
  if (at > 0)
    return {
      problem: `${file.slice(0, at)}: must be a name of letters, digits, _ and -, starting with a letter. Write NAME=${file.slice(at + 1)}.`,
    };
  return {
    problem: isGlob(file)
      ? `${file}: which subgraph is this? Write 'NAME=${file}' for one, or the files without quotes for one each.`
      : `${file}: its name can't be a subgraph's. Write NAME=${file}.`,
  };
}

/** Joins the paths of arguments that give the same name. */
function joined(named: readonly Named[]): readonly Named[] {
  const subgraphs: Named[] = [];
  for (const each of named) {
    const index = subgraphs.findIndex(
      ({ name, url, isGiven }) => name === each.name && url === '' && isGiven,
    );
    const known = subgraphs[index];
    if (known && each.url === '' && each.isGiven) {
      subgraphs[index] = { ...known, paths: [...known.paths, ...each.paths] };
    } else subgraphs.push(each);
  }
  return subgraphs;
}

function duplicateNames(located: readonly Named[]): string[] {
  return located.flatMap((each, index) => {
    const first = located.findIndex((other) => other.name === each.name);
    return first === index
      ? []
      : [`subgraph ${each.name}: is there twice. Give each subgraph its own name (NAME=FILE).`];
  });
}

/** The problems of folders whose files can't be subgraphs of their own. */
function splitSubgraphs(
  located: readonly Named[],
  loaded: readonly (ReadSubgraph | BadArgument)[],
): string[] {
  const folders = new Map<string, FileOfFolder[]>();
  for (const [index, { folder, paths }] of located.entries()) {
    const read = loaded[index];
    const [path] = paths;
    if (folder === null || path === undefined || read === undefined || 'problem' in read) continue;
    folders.set(folder, [...(folders.get(folder) ?? []), { path, sdl: read.sdl }]);
  }
  return [...folders].flatMap(([folder, files]) => splitSubgraphProblem(folder, files) ?? []);
}

async function load(
  { name, url, paths }: Named,
  connect: ConnectSubgraph,
): Promise<ReadSubgraph | BadArgument> {
  if (paths.length > 0) {
    try {
      return { name, url, ...readSchemaFiles(paths) };
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      return { problem: `subgraph ${name}: ${error.message}` };
    }
  }
  const loaded = await loadSdl({ name, url, sdl: null }, connect);
  if (!loaded.ok) return { problem: loaded.problem };
  const { sdl, files } = loaded;
  return { name, url, sdl, files };
}

/** The file, the folder or the glob that an argument names; null for a URL. */
export function pathOfSubgraph(arg: string): string | null {
  const { source } = splitArgument(arg);
  return source.includes('://') || source === '' ? null : source;
}

/** The files of the folders and globs in arguments that no subgraph serves. */
export function findSkippedFiles(args: readonly string[]): readonly string[] {
  const found = args.flatMap((arg) => {
    const { given, source } = splitArgument(arg);
    if (pathOfSubgraph(arg) === null) return [];
    if (given !== null) return findSubgraphFiles(source).skipped;
    return isFolder(source) ? findSchemaFiles(source).skipped : [];
  });
  return [...new Set(found)];
}

function splitArgument(arg: string): { readonly given: string | null; readonly source: string } {
  const at = arg.indexOf('=');
  const isNamed = at > 0 && SUBGRAPH_NAME.test(arg.slice(0, at));
  return isNamed
    ? { given: arg.slice(0, at), source: arg.slice(at + 1) }
    : { given: null, source: arg };
}
