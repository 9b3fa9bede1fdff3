import { basename, dirname, join, resolve } from 'node:path';
import { DEFAULT_DATABASE } from '../audit/store/ledger-location.ts';
import { HEALTH_SUBGRAPHS } from '../../schema/health/subgraphs.ts';
import type { HealthSubgraphName } from '../../schema/health/subgraphs.ts';

/** The ports and folders of the demo. */
export interface DemoSettings {
  /** The port of the gateway. */
  readonly port: number;
  /** The port of the identity provider. */
  readonly identityPort: number;
  readonly subgraphs: readonly { readonly name: HealthSubgraphName; readonly port: number }[];
  /** The folder of everything that the demo writes, including the ledger. */
  readonly folder: string;
  /** A folder with a Synthea CSV export; null for the bundled data. */
  readonly dataDir: string | null;
  /** Requests of the sample traffic that the first start records; null for no traffic. */
  readonly history: number | null;
}

/** Options of the command line. A null port is the default one. */
export interface DemoFlags extends Pick<DemoSettings, 'history'> {
  /** The port of the gateway. */
  readonly port: number | null;
  /** The port of the identity provider. */
  readonly identityPort: number | null;
  /** The port of the first subgraph. The others have the following ports. */
  readonly subgraphPort: number | null;
}

/** The settings of the demo, with defaults for missing options. */
export function demoSettings(
  { port, identityPort, subgraphPort, history }: DemoFlags,
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
    folder: resolve(dirname(DEFAULT_DATABASE)),
    dataDir: dataDir === undefined || dataDir === '' ? null : resolve(dataDir),
    history,
  };
}

type InFolder = Pick<DemoSettings, 'folder'>;

/** The path of the demo's ledger. With the folder of `demoSettings` it is the default of the audit commands. */
export function ledgerFile({ folder }: InFolder): string {
  return join(folder, basename(DEFAULT_DATABASE));
}

/** The path of the key with which the demo's gateway signs its requests to subgraphs. */
export function subgraphKeyFile(settings: InFolder): string {
  return join(demoFolder(settings), 'gateway.key');
}

/** The folder of files that only the demo reads. */
export function demoFolder({ folder }: InFolder): string {
  return join(folder, 'demo');
}
