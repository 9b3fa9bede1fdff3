import { join, resolve } from 'node:path';
import { HEALTH_SUBGRAPHS } from '../../schema/health/subgraphs.ts';
import type { HealthSubgraphName } from '../../schema/health/subgraphs.ts';

/** Where the demo's parts answer and where its files are. */
export interface DemoSettings {
  readonly port: number;
  readonly identityPort: number;
  readonly subgraphs: readonly { readonly name: HealthSubgraphName; readonly port: number }[];
  /** Everything the demo writes, and the ledger. */
  readonly folder: string;
  /** A Synthea CSV export; null is the bundled one. */
  readonly dataDir: string | null;
  /** Requests of the sample traffic that a first start records; null for no traffic. */
  readonly history: number | null;
}

/** Ports as typed; null where not given. */
export interface DemoPorts {
  readonly port: number | null;
  readonly identityPort: number | null;
  /** Of the first subgraph; the others follow it. */
  readonly subgraphPort: number | null;
}

/** Completes what a person typed to all the demo's settings. */
export function demoSettings(
  { port, identityPort, subgraphPort, history }: DemoPorts & Pick<DemoSettings, 'history'>,
  environment: Readonly<Record<string, string | undefined>>,
): DemoSettings {
  const dataDir = environment['DATA_DIR'];
  return {
    port: port ?? 4000,
    identityPort: identityPort ?? 4001,
    subgraphs: HEALTH_SUBGRAPHS.map((subgraph, index) => ({
      name: subgraph.name,
      port: subgraphPort === null ? subgraph.port : subgraphPort + index,
    })),
    folder: resolve('.data'),
    dataDir: dataDir === undefined || dataDir === '' ? null : resolve(dataDir),
    history,
  };
}

/** The demo's ledger, where the audit commands look by default. */
export function ledgerFile({ folder }: DemoSettings): string {
  return join(folder, 'audit.db');
}

/** The key that the demo's gateway signs its requests to subgraphs with. */
export function identityKeyFile({ folder }: DemoSettings): string {
  return join(demoFolder(folder), 'gateway.key');
}

/** The folder of what only the demo's own parts read. */
export function demoFolder(folder: string): string {
  return join(folder, 'demo');
}
