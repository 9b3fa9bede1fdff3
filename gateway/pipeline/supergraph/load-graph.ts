import { problemLine } from '../../../directives/marks/problem.ts';
import { compose, type MarkedGraph } from '../../../schema/compose.ts';
import { takeSupergraph } from '../../../schema/take-supergraph.ts';
import type { GraphConfig } from './graph-config.ts';
import { isPrivateUrl } from '../../platform/is-loopback.ts';
import { SettingsError, StartError, type SettingProblem } from '../../platform/errors.ts';
import type { SignRequest } from '../../platform/subgraph/sign-request.ts';
import { readSupergraphFile, type SupergraphFile } from './read-supergraph-file.ts';
import { loadSdl } from './load-sdl.ts';
import type { AnswerLimits, LoadedSdl, LocatedSubgraph } from './load-sdl.ts';

/** The graph to serve and what its marks require. */
export interface Graph extends MarkedGraph {
  /** The supergraph was not compared with its subgraphs, because the operator said so. */
  readonly trusted: boolean;
}

/** What a graph is made from: the schemas of its subgraphs, and the composed supergraph, where there is one. */
export interface GraphSources {
  readonly supergraph: SupergraphFile | null;
  /** Null where the operator trusts the supergraph: none is compared with it. */
  readonly subgraphs: readonly LoadedSubgraph[] | null;
}

/** A subgraph with its schema. */
export type LoadedSubgraph = Extract<LoadedSdl, { readonly ok: true }>;

interface GraphSettings {
  readonly graph: GraphConfig;
}

/**
 * Loads the graph: composes it from its subgraphs, or takes a composed supergraph and compares its marks
 * with those of the subgraphs, since composition drops marks without a word. `sign` signs what subgraphs are
 * asked; null leaves it unsigned.
 *
 * @throws SettingsError with a line for each subgraph that can't be read, each mark that would be lost and
 * each difference found.
 */
export async function loadGraph(
  config: GraphSettings & { readonly subgraph: AnswerLimits },
  sign: SignRequest | null = null,
): Promise<Graph> {
  return createGraph(config, await loadSources(config, sign));
}

/** Reads what a graph is made from. Throws a `SettingsError` with a line for each file or subgraph that can't be read. */
export async function loadSources(
  { graph, subgraph: limits }: GraphSettings & { readonly subgraph: AnswerLimits },
  sign: SignRequest | null,
): Promise<GraphSources> {
  const file = graph.supergraph;
  const supergraph = file === null ? null : readSupergraph(file);
  const located =
    file === null || supergraph === null
      ? graph.subgraphs.map((source) => ({ ...source, url: source.url ?? '' }))
      : locate(file, supergraph, graph);
  if (graph.trustSupergraph) return { supergraph, subgraphs: null };
  const loaded = await Promise.all(located.map((each) => loadSdl(each, limits, sign)));
  const problems = loaded.flatMap((each, place) =>
    each.ok ? [] : [{ path: pathOf(located[place]?.name ?? null, graph), text: each.problem }],
  );
  if (problems.length > 0) throw new SettingsError(problems);
  return { supergraph, subgraphs: loaded.flatMap((each) => (each.ok ? [each] : [])) };
}

/** Makes the graph from its sources. Throws a `SettingsError` with a line for each mark that would be lost. */
export function createGraph(
  { graph }: GraphSettings,
  { supergraph, subgraphs }: GraphSources,
): Graph {
  const composed =
    supergraph === null
      ? compose(subgraphs ?? [])
      : takeSupergraph(supergraph.sdl, subgraphs ?? 'trusted');
  if (!composed.ok) {
    throw new SettingsError(
      composed.problems.map((problem) => ({
        path: pathOf(problem.subgraph, graph),
        text: problemLine(problem),
      })),
    );
  }
  const { supergraphSdl, policy, marks } = composed;
  return { supergraphSdl, policy, marks, trusted: subgraphs === null };
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

/** The setting that names the schema of a subgraph. */
function pathOf(name: string | null, { supergraph, subgraphs }: GraphConfig): string {
  const index = subgraphs.findIndex((each) => each.name === name);
  if (index === -1) return supergraph === null ? 'graph' : 'graph.supergraph';
  return `graph.subgraphs[${index}].${subgraphs[index]?.sdl == null ? 'url' : 'sdl'}`;
}

/** Matches the supergraph's subgraphs with what the configuration says of them. */
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
              text: `subgraph ${name}: ${file} has none of this name. Mend the name.`,
            },
          ],
    ),
    ...joined.flatMap(({ name, url }) => {
      const path = pathOf(name, graph).replace(/sdl$/, 'url');
      const other = configured.get(name)?.url ?? url;
      if (other !== url) {
        const text = `subgraph ${name}: ${file} says ${url}, the configuration ${other}. Say it once.`;
        return [{ path, text }];
      }
      const text = `subgraph ${name}: ${url} is not https:// (http:// is for loopback hosts only).`;
      return isPrivateUrl(url) ? [] : [{ path, text }];
    }),
  ];
  if (problems.length > 0) throw new SettingsError(problems);
  return joined.map(({ name, url }) => ({ name, url, sdl: configured.get(name)?.sdl ?? null }));
}
