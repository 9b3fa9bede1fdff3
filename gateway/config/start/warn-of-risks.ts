import { supergraphDocument } from '../../../schema/supergraph-document.ts';
import type { LoadedGraph } from '../../pipeline/supergraph/load-graph.ts';
import { unknownDateScalars } from '../../pipeline/supergraph/unknown-date-scalars.ts';
import type { Log } from '../../platform/log.ts';
import type { Config } from '../config.ts';

interface WatchedSettings extends Pick<Config, 'development'> {
  readonly authorization: Pick<Config['authorization'], 'mode'>;
  readonly graph: Pick<Config['graph'], 'dateScalars'>;
}

/** Logs the settings under which a gateway protects less than usual, and date scalars that have no effect. */
export function warnOfRisks(
  { authorization, development, graph: { dateScalars } }: WatchedSettings,
  graph: Pick<LoadedGraph, 'isSupergraphTrusted' | 'supergraphSdl'>,
  log: Log,
): void {
  if (graph.isSupergraphTrusted)
    log.warn('supergraph is served without comparing it with its subgraphs');
  if (authorization.mode === 'dry-run') log.warn('dry run, nothing is denied');
  if (development) log.warn('development mode, any program on this machine gets any role');
  if (dateScalars.size === 0) return;
  const document = supergraphDocument(graph.supergraphSdl);
  for (const { setting, near } of unknownDateScalars(dateScalars, [document])) {
    const [coordinate] = near;
    log.warn('no subgraph has this date scalar', { setting, ...(coordinate && { coordinate }) });
  }
}
