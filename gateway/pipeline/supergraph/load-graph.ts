import type { SchemaFile } from '../../../schema/schema-files.ts';
import { createProblemLine } from '../../../schema/views/place-text.ts';
import type { GraphConfig } from './graph-config.ts';
import { isPrivateUrl } from '../../platform/is-loopback.ts';
import { SettingsError, StartError, type SettingProblem } from '../../platform/errors.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';
import { composeInThread, type ComposedGraph } from './compose-thread.ts';
import type { GraphCache } from './graph-cache.ts';
import { readSupergraphFile, type SupergraphFile } from './read-supergraph-file.ts';
import { loadSdl } from './load-sdl.ts';
import type { LoadedSdl, LocatedSubgraph } from './load-sdl.ts';

/** The graph to serve, with the policy of its marks. */
export interface LoadedGraph extends ComposedGraph {
  /** Whether the operator disabled the comparison of the supergraph with its subgraphs. */
  readonly isSupergraphTrusted: boolean;
}

/** The sources of a graph: the schemas of its subgraphs, and the composed supergraph if there is one. */
export interface GraphSources {
  readonly supergraph: SupergraphFile | null;
  /** Null where the operator disabled the comparison. */
  readonly subgraphs: readonly LoadedSubgraph[] | null;
}

/** A subgraph with its schema. */
export type LoadedSubgraph = Extract<LoadedSdl, { readonly ok: true }>;

interface GraphSettings {
  readonly graph: GraphConfig;
}

/**
 * Reads the sources of a graph.
 *
 * @throws SettingsError with a line for each file or subgraph that cannot be read
 */
export async function loadSources(
  { graph }: GraphSettings,
  connect: ConnectSubgraph,
): Promise<GraphSources> {
  const file = graph.supergraph;
  const supergraph = file === null ? null : readSupergraph(file);
  const located =
    file === null || supergraph === null
      ? graph.subgraphs.map((source) => ({ ...source, url: source.url ?? '' }))
      : locate(file, supergraph, graph);
  if (graph.trustSupergraph) return { supergraph, subgraphs: null };
  const loaded = await Promise.all(located.map((each) => loadSdl(each, connect)));
  const problems = loaded.flatMap((each, place) =>
    each.ok
      ? []
      : [{ path: pathOf(located[place]?.name ?? null, graph, each.key), text: each.problem }],
  );
  if (problems.length > 0) throw new SettingsError(problems);
  return { supergraph, subgraphs: loaded.flatMap((each) => (each.ok ? [each] : [])) };
}

/**
 * Creates the graph from its sources, or reads it from the cache if it was created from the same sources. It composes the
 * subgraphs, or takes a composed supergraph. Composition elsewhere can drop marks silently, so the marks of a composed
 * supergraph are compared with those of the subgraphs.
 *
 * @throws SettingsError with a line for each mark that would be lost and each difference
 */
export async function createGraph(
  { graph }: GraphSettings,
  { supergraph, subgraphs }: GraphSources,
  cache: GraphCache | null = null,
): Promise<LoadedGraph> {
  const request = {
    supergraph: supergraph?.sdl ?? null,
    subgraphs: subgraphs && subgraphs.map(({ name, url, sdl }) => ({ name, url, sdl })),
    dateScalars: [...graph.dateScalars].toSorted(([one], [other]) => (one < other ? -1 : 1)),
  };
  const lineOf = createProblemLine(filesOf(subgraphs ?? []));
  const composed = await composeInThread(request, cache);
  if (!composed.ok) {
    throw new SettingsError(
      composed.problems.map((problem) => ({
        path: pathOf(problem.subgraph, graph),
        text: lineOf(problem),
      })),
    );
  }
  return { ...composed, isSupergraphTrusted: subgraphs === null };
}

/** Subgraph → the files of its schema. */
export function filesOf(
  subgraphs: readonly Pick<LoadedSubgraph, 'name' | 'files'>[],
): ReadonlyMap<string, readonly SchemaFile[]> {
  return new Map(subgraphs.map(({ name, files }) => [name, files]));
}

function readSupergraph(file: string): SupergraphFile {
  try {
    return readSupergraphFile(file);
  } catch (cause) {
    if (!(cause instanceof StartError)) throw cause;
    const problems = cause.problems.map((text) => ({ path: 'graph.supergraph', text }));
    throw new SettingsError(problems, { cause });
  }
}

/** Returns the path of the setting of a subgraph's schema, or of another key that the subgraph sets for itself. */
function pathOf(
  name: string | null,
  { supergraph, subgraphs }: GraphConfig,
  key: Extract<LoadedSdl, { readonly ok: false }>['key'] = 'url',
): string {
  const index = subgraphs.findIndex((each) => each.name === name);
  const subgraph = subgraphs[index];
  if (subgraph === undefined) return supergraph === null ? 'graph' : 'graph.supergraph';
  const own = key !== 'url' && subgraph[key] != null ? key : null;
  return `graph.subgraphs[${index}].${own ?? (subgraph.sdl === null ? 'url' : 'sdl')}`;
}

/** Matches the subgraphs of a supergraph with the configured ones. */
function locate(
  file: string,
  { subgraphs: joined }: SupergraphFile,
  graph: GraphConfig,
): readonly LocatedSubgraph[] {
  const { subgraphs } = graph;
  const names = new Set(joined.map(({ name }) => name));
  const configured = new Map(subgraphs.map((source) => [source.name, source]));
  const problems: SettingProblem[] = [
    ...subgraphs.flatMap(({ name }, index) =>
      names.has(name)
        ? []
        : [
            {
              path: `graph.subgraphs[${index}].name`,
              text: `subgraph ${name}: ${file} has no subgraph of this name. Fix the name.`,
            },
          ],
    ),
    ...joined.flatMap(({ name, url }) => {
      const path = pathOf(name, graph).replace(/sdl$/, 'url');
      const other = configured.get(name)?.url ?? url;
      if (other !== url) {
        const text = `subgraph ${name}: its URL is ${url} in ${file}, but ${other} in the configuration. Remove one of them.`;
        return [{ path, text }];
      }
      const text = `subgraph ${name}: ${url} is not https:// (http:// is for loopback hosts only).`;
      return isPrivateUrl(url) ? [] : [{ path, text }];
    }),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
  return joined.map(({ name, url }) => ({ name, url, sdl: configured.get(name)?.sdl ?? null }));
}
