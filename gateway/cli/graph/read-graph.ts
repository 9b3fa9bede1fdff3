import type { Command } from 'commander';
import type { Coordinate } from '../../../directives/coordinate.ts';
import { NO_DATE_SCALARS } from '../../../directives/policy/date-format.ts';
import { readClientSchema, type ClientSchemaText } from '../../../schema/client-schema-text.ts';
import { compose, type Composition, type MarkedGraph } from '../../../schema/compose.ts';
import { graphFromSupergraph } from '../../../schema/graph-from-supergraph.ts';
import type { SubgraphSdl } from '../../../schema/parse-subgraphs.ts';
import { elementsOf, type Element } from '../../../schema/views/elements.ts';
import type { ViewOptions } from '../../../schema/views/view-options.ts';
import type { ReachConfig } from '../../access/authorization-config.ts';
import { loadGraphConfig, type GraphConfigPart } from '../../config/load-graph-config.ts';
import { StartError } from '../../platform/errors.ts';
import type { SchemaFile } from '../../../schema/schema-files.ts';
import { createProblemLine } from '../../../schema/views/place-text.ts';
import { readJoinGraphs } from '../../../schema/join-graphs.ts';
import { supergraphDocument } from '../../../schema/supergraph-document.ts';
import { readSupergraphFile } from '../../pipeline/supergraph/read-supergraph-file.ts';
import { createGraph, filesOf, loadSources } from '../../pipeline/supergraph/load-graph.ts';
import { fromWorkingFolder } from './source-path.ts';
import { connectAsGateway } from '../connect-as-gateway.ts';
import { readSubgraphs, SUBGRAPH_FORMS } from './read-subgraphs.ts';
import { repeatable } from '../repeatable.ts';

/** Flags that name a graph, and the settings that decide who sees what in it. */
export interface GraphFlags {
  readonly config?: string;
  readonly supergraph?: string;
  readonly subgraph: readonly string[];
  readonly defaultRole: readonly string[];
}

/** A graph as a gateway would serve it, and the files of its schemas. */
export interface ReadGraph extends MarkedGraph {
  readonly elements: ReadonlyMap<Coordinate, Element>;
  /** Names of the subgraphs. */
  readonly subgraphs: readonly string[];
  /** Subgraph → the files of its schema; none for a schema that was requested from its subgraph. */
  readonly files: ReadonlyMap<string, readonly SchemaFile[]>;
  /** The subgraphs' own schemas; null if only a supergraph is known. */
  readonly schemas: readonly SubgraphSdl[] | null;
}

/** Adds the argument and the flags that {@link readGraph} and {@link readViewOptions} read. */
export function withGraphFlags(command: Command): Command {
  return command
    .argument('[subgraph...]', SUBGRAPH_FORMS)
    .addOption(repeatable('--subgraph <subgraph>', 'the same as a SUBGRAPH argument'))
    .option('--supergraph <file>', 'a composed supergraph')
    .option('--config <file>', "the gateway's YAML file: its graph, unless named above, and roles")
    .addOption(repeatable('--default-role <role>', 'who sees PHI without a @role'));
}

/**
 * Reads the graph that flags name: subgraphs, or a supergraph, whose marks are compared with those of the subgraphs if both
 * are given. Without these flags it is the graph of the configuration, whose subgraphs are called as the gateway calls them.
 *
 * @throws StartError with every problem that keeps the graph from being served.
 */
export async function readGraph(
  { supergraph, subgraph }: Pick<GraphFlags, 'supergraph' | 'subgraph'>,
  config: GraphConfigPart | null,
): Promise<ReadGraph> {
  if (supergraph === undefined && subgraph.length === 0) return readConfiguredGraph(config);
  const subgraphs = await readSubgraphs(subgraph, await connectAsGateway(null));
  const files = filesOf(subgraphs);
  const dateScalars = config?.graph?.dateScalars ?? NO_DATE_SCALARS;
  if (supergraph === undefined)
    return { ...served(compose(subgraphs, dateScalars), files), files, schemas: subgraphs };
  const { sdl } = readSupergraphFile(supergraph);
  const source = subgraphs.length > 0 ? subgraphs : 'trusted';
  return {
    ...served(graphFromSupergraph(sdl, source, dateScalars), files),
    files,
    schemas: subgraphs.length > 0 ? subgraphs : null,
  };
}

/** The settings that decide who sees what: those of the configuration, with default roles of flags in place of its own. */
export function readViewOptions(
  defaultRoles: readonly string[],
  config: GraphConfigPart | null,
): ViewOptions {
  const { authorization } = config ?? { authorization: null };
  const roles = defaultRoles.length > 0 ? defaultRoles : (authorization?.defaultRoles ?? []);
  return {
    defaultRoles: [...new Set(roles)].toSorted(),
    unmarked: authorization?.unmarked ?? 'allow',
    mode: authorization?.mode ?? 'filter',
    unreached: authorization?.unreached ?? 'hide',
    further: config?.further ?? new Map(),
    reach: authorization
      ? new Map([...authorization.reach].map(([role, reach]) => [role, reachText(reach)]))
      : null,
  };
}

/** Loads the configuration that a flag names; null without one. */
export function readConfigFlag(file: string | undefined): GraphConfigPart | null {
  return file === undefined ? null : loadGraphConfig(file, process.env);
}

async function readConfiguredGraph(config: GraphConfigPart | null): Promise<ReadGraph> {
  const { graph } = config ?? { graph: null };
  if (!config || !graph) {
    throw new StartError([
      'no graph. Give --subgraph NAME=FILE for each subgraph, --supergraph FILE, or --config FILE.',
    ]);
  }
  const sources = await loadSources({ graph }, await connectAsGateway(config));
  const loaded = await createGraph({ graph }, sources);
  const files = new Map(
    [...filesOf(sources.subgraphs ?? [])].map(([name, own]) => [name, fromWorkingFolder(own)]),
  );
  const schemas = sources.subgraphs;
  return { ...withElements({ ...loaded, marks: loaded.readMarks() }), files, schemas };
}

/** Throws a `StartError` with every problem of a composition. */
function served(
  composition: Composition,
  files: ReadGraph['files'],
): Omit<ReadGraph, 'files' | 'schemas'> {
  if (!composition.ok) throw new StartError(composition.problems.map(createProblemLine(files)));
  return withElements(composition);
}

function withElements({
  supergraphSdl,
  clientSchema,
  policy,
  marks,
}: MarkedGraph & { readonly clientSchema: ClientSchemaText }): Omit<
  ReadGraph,
  'files' | 'schemas'
> {
  const subgraphs = readJoinGraphs(supergraphDocument(supergraphSdl)).map(({ name }) => name);
  const elements = elementsOf(readClientSchema(clientSchema), policy);
  return { supergraphSdl, policy, marks, elements, subgraphs };
}

/** Such as `self (patient_id)`: the kind of reach, and the claim that it reads. */
function reachText(reach: ReachConfig): string {
  return 'claim' in reach && reach.claim !== null ? `${reach.kind} (${reach.claim})` : reach.kind;
}
