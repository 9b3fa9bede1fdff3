import type { LoadedGraph } from '../../pipeline/supergraph/load-graph.ts';
import type { Log } from '../../platform/log.ts';
import type { Config } from '../config.ts';

/** Logs the settings under which a gateway protects less than usual. */
export function warnOfRisks(
  { authorization, development }: Pick<Config, 'authorization' | 'development'>,
  { isSupergraphTrusted }: Pick<LoadedGraph, 'isSupergraphTrusted'>,
  log: Log,
): void {
  if (isSupergraphTrusted) log.warn('supergraph is served without comparing it with its subgraphs');
  if (authorization.mode === 'dry-run') log.warn('dry run, nothing is denied');
  if (development) log.warn('development mode, any program on this machine gets any role');
}
