import { basename, dirname, extname, resolve } from 'node:path';
import { isPrivateUrl } from '../../platform/is-loopback.ts';
import { SUBGRAPH_NAME } from '../../pipeline/supergraph/graph-config.ts';
import { StartError } from '../../platform/errors.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';
import { loadSdl } from '../../pipeline/supergraph/load-sdl.ts';
import { findSchemaFiles, isFolder } from './schema-files.ts';

/** A subgraph's schema and where it was read. */
export interface ReadSubgraph {
  readonly name: string;
  /** Empty for a schema read from a file, whose subgraph is never queried. */
  readonly url: string;
  readonly sdl: string;
  /** The file, as it was named on the command line; null if the schema was requested from the subgraph. */
  readonly file: string | null;
}

/** How SUBGRAPH arguments are written, for a command's help. */
export const SUBGRAPH_FORMS =
  'NAME=FILE, NAME=URL (asked for its schema), FILE (named by its file, or by its folder where the file is schema.graphql), or a folder of such files';

/**
 * Reads the subgraphs that a command line names, in one of the {@link SUBGRAPH_FORMS}, in the order of the arguments; those of
 * a folder in the order of their paths.
 *
 * @throws StartError with a line for every argument that can't be read, and for every name that is given twice.
 */
export async function readSubgraphs(
  args: readonly string[],
  connect: ConnectSubgraph,
): Promise<readonly ReadSubgraph[]> {
  const named = args.flatMap(parseArgument);
  const located = named.flatMap((each) => ('problem' in each ? [] : [each]));
  const loaded = await Promise.all(
    located.map(({ name: subgraph, url, file }) =>
      loadSdl({ name: subgraph, url, sdl: file }, connect),
    ),
  );
  const problems = [
    ...named.flatMap((each) => ('problem' in each ? [each.problem] : [])),
    ...duplicateNames(located),
    ...loaded.flatMap((each) => (each.ok ? [] : [each.problem])),
  ];
  if (problems.length > 0) throw new StartError(problems);
  return loaded.flatMap((each, index) =>
    each.ok
      ? [{ name: each.name, url: each.url, sdl: each.sdl, file: located[index]?.file ?? null }]
      : [],
  );
}

/** A subgraph that an argument names. `url` is empty for a file. */
interface Named {
  readonly name: string;
  readonly url: string;
  readonly file: string | null;
}

/** The subgraphs of one argument: one, or all of a folder. */
function parseArgument(arg: string): readonly (Named | { readonly problem: string })[] {
  const at = arg.indexOf('=');
  const given = at > 0 && SUBGRAPH_NAME.test(arg.slice(0, at)) ? arg.slice(0, at) : null;
  const source = given === null ? arg : arg.slice(at + 1);
  if (source.includes('://')) return [byUrl(given, source)];
  if (source === '') return [{ problem: `${arg}: no file. Write NAME=FILE or NAME=URL.` }];
  if (given !== null) return [{ name: given, url: '', file: source }];
  if (!isFolder(source)) return [byFile(source)];
  const files = findSchemaFiles(source).schemas;
  return files.length > 0
    ? files.map((file) => byFile(file))
    : [
        {
          problem: `${arg}: no schema in this folder (.graphql, .graphqls, .gql). Name the subgraphs' schemas.`,
        },
      ];
}

function byUrl(given: string | null, url: string): Named | { readonly problem: string } {
  if (given === null) return { problem: `${url}: which subgraph is this? Write NAME=${url}.` };
  if (!isPrivateUrl(url)) {
    return {
      problem: `subgraph ${given}: ${url} is not https:// (http:// is for loopback hosts only).`,
    };
  }
  return { name: given, url, file: null };
}

/**
 * Names a subgraph by its file, `patients.graphql`, or by its folder, `patients/schema.graphql`: repositories with a folder for
 * each subgraph name each file `schema.graphql`.
 */
function byFile(file: string): Named | { readonly problem: string } {
  const fileName = basename(file, extname(file));
  const name = fileName === 'schema' ? basename(dirname(resolve(file))) : fileName;
  return SUBGRAPH_NAME.test(name)
    ? { name, url: '', file }
    : { problem: `${file}: its name can't be a subgraph's. Write NAME=${file}.` };
}

function duplicateNames(located: readonly Named[]): string[] {
  return located.flatMap((each, index) => {
    const first = located.findIndex((other) => other.name === each.name);
    return first === index
      ? []
      : [`subgraph ${each.name}: is there twice. Give each subgraph its own name (NAME=FILE).`];
  });
}
