import { join, resolve } from 'node:path';
import { HEALTH_SUBGRAPHS } from '../../schema/health/subgraphs.ts';
import type { HealthSubgraphName } from '../../schema/health/subgraphs.ts';

/** The ports and folders of the demo. */
export interface DemoSettings {
  readonly port: number;
  readonly identityPort: number;
  readonly subgraphs: readonly { readonly name: HealthSubgraphName; readonly port: number }[];
  /** The folder of everything that the demo writes, including the ledger. */
  readonly folder: string;
  /** A folder with a Synthea CSV export; null for the bundled data. */
  readonly dataDir: string | null;
  /** Requests of the sample traffic that the first start records; null for no traffic. */
  readonly history: number | null;
}

/** Ports from the command line; null for the default. */
export interface DemoPorts {
  readonly port: number | null;
  readonly identityPort: number | null;
  /** The port of the first subgraph. The others have the following ports. */
  readonly subgraphPort: number | null;
}

/** The settings of the demo, with defaults for missing options. */
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

/** The path of the demo's ledger, which is the default of the audit commands. */
export function ledgerFile({ folder }: DemoSettings): string {
  return join(folder, 'audit.db');
}

/** The path of the key with which the demo's gateway signs its requests to subgraphs. */
export function identityKeyFile({ folder }: DemoSettings): string {
  return join(demoFolder(folder), 'gateway.key');
}

/** The folder of files that only the demo reads. */
export function demoFolder(folder: string): string {
  return join(folder, 'demo');
}
