import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { readConfigFlag, readGraph, readViewOptions, type ReadGraph } from './read-graph.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';

/** One of two states of a graph, as a command line names it. */
export interface Revision {
  readonly graph: ReadGraph;
  readonly options: ViewOptions;
}

/** How a revision is written, for a command's help. */
export const REVISION_FORMS =
  'a supergraph, a folder of subgraph schemas, several of them with commas between (NAME=FILE or FILE), or a gateway.yaml';

/**
 * Reads a revision of a graph: see {@link REVISION_FORMS}. A configuration brings its own roles; anything else
 * takes them from the configuration beside it.
 *
 * @throws StartError with a line for everything that keeps the graph from being served.
 */
export async function readRevision(
  source: string,
  {
    config,
    defaultRoles,
  }: { readonly config: string | undefined; readonly defaultRoles: readonly string[] },
): Promise<Revision> {
  const isConfig = ['.yaml', '.yml'].includes(extname(source));
  const read = readConfigFlag(isConfig ? source : config);
  const options = readViewOptions(defaultRoles, read);
  if (isConfig) return { graph: await readGraph({ subgraph: [] }, read), options };
  const flags = isSupergraph(source)
    ? { supergraph: source, subgraph: [] }
    : { subgraph: source.split(',').filter((each) => each !== '') };
  return { graph: await readGraph(flags, null), options };
}

/** Every supergraph names its subgraphs in this enum, and no subgraph has it. */
function isSupergraph(file: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  return /\benum\s+join__Graph\b/.test(readFileSync(file, 'utf8'));
}
