import { existsSync, readFileSync, statSync } from 'node:fs';
import { extname } from 'node:path';
import { readConfigFlag, readGraph, readViewOptions, type ReadGraph } from '../read-graph.ts';
import type { ViewOptions } from '../../../../schema/views/view-options.ts';

/** One of the two graphs that `diff` compares, and the settings that decide who sees what in it. */
export interface Revision {
  readonly graph: ReadGraph;
  readonly options: ViewOptions;
}

/** How a revision is written, for a command's help. */
export const REVISION_FORMS =
  'a supergraph, a folder of subgraph schemas, several of them with commas between (NAME=PATH, a file, a folder or a glob; or FILE), or a gateway.yaml';

/**
 * Reads a revision of a graph, in one of the {@link REVISION_FORMS}. If it is a configuration, its own roles count; otherwise
 * those of `config`.
 *
 * @throws StartError with every problem that keeps the graph from being served.
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
  if (isSupergraph(source)) {
    return { graph: await readGraph({ supergraph: source, subgraph: [] }, read), options };
  }
  const subgraph = source.split(/,(?![^{]*\})/).filter((each) => each !== '');
  // Without a subgraph, the configuration's own graph would be read.
  return { graph: await readGraph({ subgraph }, subgraph.length > 0 ? read : null), options };
}

/** Every supergraph names its subgraphs in this enum, and no subgraph has it. */
function isSupergraph(file: string): boolean {
  if (!existsSync(file) || !statSync(file).isFile()) return false;
  return /\benum\s+join__Graph\b/.test(readFileSync(file, 'utf8'));
}
