import { z } from 'zod';
import { whole } from '../setting-types.ts';

/** How requests to one subgraph are sent. */
export type SubgraphSettings = Readonly<z.infer<ReturnType<typeof sharedSettings>>>;

/** The settings that one subgraph has for itself, with its name. */
export type OwnSubgraphSettings = { readonly name: string } & {
  readonly [Key in keyof SubgraphSettings]?: SubgraphSettings[Key] | undefined;
};

/** Settings that `subgraph` has for all subgraphs, and that an entry of `graph.subgraphs` may have for one. */
const settings = () => ({
  timeoutMs: whole(100, 120_000).describe('Milliseconds that one request may take.'),
  connections: whole(1, 1_024).describe('Connections to one subgraph.'),
  connectionsPerCaller: whole(1, 1_024).describe(
    'Connections to one subgraph that one caller may use at a time, so that no caller takes all.',
  ),
});

/** The settings in `subgraph`, where each has a default. */
export function sharedSettingKeys() {
  const { timeoutMs, connections, connectionsPerCaller } = settings();
  return {
    timeoutMs: timeoutMs.default(10_000),
    connections: connections.default(64),
    connectionsPerCaller: connectionsPerCaller.default(16),
  };
}

/** The settings in an entry of `graph.subgraphs`, where each may be absent: then that of `subgraph` counts. */
export function ownSettingKeys() {
  return z.strictObject(settings()).partial().shape;
}

function sharedSettings() {
  return z.strictObject(sharedSettingKeys());
}

/** Resolves the settings of the subgraph with a name: its own, and for the rest those of all subgraphs. */
export function resolveSubgraphSettings(
  shared: SubgraphSettings,
  own: OwnSubgraphSettings | undefined,
): SubgraphSettings {
  return {
    timeoutMs: own?.timeoutMs ?? shared.timeoutMs,
    connections: own?.connections ?? shared.connections,
    connectionsPerCaller: own?.connectionsPerCaller ?? shared.connectionsPerCaller,
  };
}
