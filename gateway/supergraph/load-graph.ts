import { problemLine } from '../../directives/marks/problem.ts';
import { compose, type Composition, type MarkedGraph } from '../../schema/compose.ts';
import { takeSupergraph } from '../../schema/take-supergraph.ts';
import type { Config } from '../config/config.ts';
import { isPrivateUrl } from '../config/is-loopback.ts';
import { StartError } from '../errors.ts';
import type { SignRequest } from '../identity/create-sign-request.ts';
import { readSupergraphFile, type SupergraphFile } from './read-supergraph-file.ts';
import { loadSdl } from './load-sdl.ts';
import type { AnswerLimits, LoadedSdl, LocatedSubgraph } from './load-sdl.ts';

/** The graph to serve and what its marks require. */
export interface Graph extends MarkedGraph {
  /** The supergraph was not compared with its subgraphs, because the operator said so. */
  readonly trusted: boolean;
}

/**
 * Loads the graph: composes it from its subgraphs, or takes a composed supergraph and compares its marks
 * with those of the subgraphs, since composition drops marks without a word. `sign` signs what subgraphs are
 * asked; null leaves it unsigned.
 *
 * @throws StartError with a line for each subgraph that can't be read, each mark that would be lost and
 * each difference found.
 */
export async function loadGraph(
  config: Pick<Config, 'graph'> & { readonly subgraph: AnswerLimits },
  sign: SignRequest | null = null,
): Promise<Graph> {
  const { supergraph } = config.graph;
  const load: LoadSdl = (located) => loadSdl(located, config.subgraph, sign);
  return supergraph === null
    ? composeGraph(config.graph, load)
    : readSupergraph(supergraph, config.graph, load);
}

type LoadSdl = (located: LocatedSubgraph) => Promise<LoadedSdl>;

async function composeGraph(graph: Config['graph'], load: LoadSdl): Promise<Graph> {
  const located = graph.subgraphs.map((source) => ({ ...source, url: source.url ?? '' }));
  return { ...served(compose(await loadAll(located, load))), trusted: false };
}

async function readSupergraph(file: string, graph: Config['graph'], load: LoadSdl): Promise<Graph> {
  const supergraph = readSupergraphFile(file);
  const located = locate(file, supergraph, graph);
  const trusted = graph.trustSupergraph;
  const subgraphs = trusted ? 'trusted' : await loadAll(located, load);
  return { ...served(takeSupergraph(supergraph.sdl, subgraphs)), trusted };
}

function served(composed: Composition): MarkedGraph {
  if (!composed.ok) throw new StartError(composed.problems.map(problemLine));
  const { supergraphSdl, policy, marks } = composed;
  return { supergraphSdl, policy, marks };
}

/** Matches the supergraph's subgraphs with what the configuration says of them. */
function locate(
  file: string,
  { subgraphs: joined }: SupergraphFile,
  { subgraphs }: Config['graph'],
): readonly LocatedSubgraph[] {
  const names = new Set(joined.map(({ name }) => name));
  const configured = new Map(subgraphs.map((source) => [source.name, source]));
  const problems = [
    ...subgraphs
      .filter(({ name }) => !names.has(name))
      .map(({ name }) => `subgraph ${name}: ${file} has none of this name. Mend the name.`),
    ...joined.flatMap(({ name, url }) => {
      const other = configured.get(name)?.url ?? url;
      if (other !== url) {
        return [`subgraph ${name}: ${file} says ${url}, the configuration ${other}. Say it once.`];
      }
      return isPrivateUrl(url)
        ? []
        : [`subgraph ${name}: ${url} is not https:// (http:// is for loopback hosts only).`];
    }),
  ];
  if (problems.length > 0) throw new StartError(problems);
  return joined.map(({ name, url }) => ({ name, url, sdl: configured.get(name)?.sdl ?? null }));
}

async function loadAll(subgraphs: readonly LocatedSubgraph[], load: LoadSdl) {
  const loaded = await Promise.all(subgraphs.map(load));
  const problems = loaded.flatMap((result) => (result.ok ? [] : [result.problem]));
  if (problems.length > 0) throw new StartError(problems);
  return loaded.flatMap((result) => (result.ok ? [result] : []));
}
