import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';

import { packageFile } from '../package-file.ts';
import { CLAIMS } from './claims/claims-subgraph.ts';
import { CLINICAL } from './clinical/clinical-subgraph.ts';
import { ENCOUNTERS } from './encounters/encounters-subgraph.ts';
import { MEDICATIONS } from './medications/medications-subgraph.ts';
import { PATIENTS } from './patients/patients-subgraph.ts';
import { createExecutableSchema, readSdl } from './executable-schema.ts';
import { HealthStartError, faultCode } from './health-start-error.ts';
import { openIndex } from './index/open-index.ts';
import type { ProgressOutput } from './index/progress.ts';
import { openWriteStore } from './sqlite.ts';
import type { Sqlite } from './sqlite.ts';
import type { SubgraphDefinition } from './subgraph-definition.ts';
import { serveSubgraph } from './subgraph-server.ts';
import type { ObservedRequest } from './subgraph-server.ts';
import { HEALTH_SUBGRAPHS } from './subgraphs.ts';
import type { HealthSubgraphName } from './subgraphs.ts';
import { createVerifyGateway } from './verify-gateway.ts';
import type { TrustedGateway } from './verify-gateway.ts';

/** How a subgraph is started. */
export interface StartSubgraphOptions {
  /** The folder of a Synthea CSV export. Default: the bundled data. */
  readonly dataDir?: string | undefined;
  /** The folder of the index and of clients' writes. Default: `.data/health/…`, by the path of the data. */
  readonly indexDir?: string | undefined;
  /** Default: `127.0.0.1`. */
  readonly host?: string | undefined;
  /** 0 for a free port. Default: the subgraph's port in `HEALTH_SUBGRAPHS`. */
  readonly port?: number | undefined;
  /** Called with each request that the subgraph receives, before it runs. Default: no call. */
  readonly onRequest?: ((request: ObservedRequest) => void) | undefined;
  /** The only gateway whose requests are served. Default: every client is served. */
  readonly gateway?: TrustedGateway | undefined;
  /** Output for the progress of a first start and for faults. Default: `process.stderr`. */
  readonly output?: ProgressOutput | undefined;
  /** UTC ms since 1970. Default: `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** A running subgraph. */
export interface RunningSubgraph {
  readonly name: HealthSubgraphName;
  /** The URL of the GraphQL endpoint. `GET /health` is served on the same port. */
  readonly url: string;
  /** The value of `_service { sdl }`. */
  readonly sdl: string;
  /** Completes running requests, then closes the stores. */
  readonly close: () => Promise<void>;
}

/** Every example subgraph by its name. */
const DEFINITIONS: Readonly<Record<HealthSubgraphName, SubgraphDefinition>> = {
  patients: PATIENTS,
  encounters: ENCOUNTERS,
  clinical: CLINICAL,
  medications: MEDICATIONS,
  claims: CLAIMS,
};

/** The bundled data: a few synthetic patients in Synthea's columns. */
export const BUNDLED_DATA_DIR = packageFile('schema/health/data');

/**
 * Starts one example subgraph in this process. The first start on a data directory reads it into a disk
 * index, later ones open that. Throws HealthStartError with every problem of the data, or for a port in use.
 */
export async function startSubgraph(
  name: HealthSubgraphName,
  options: StartSubgraphOptions = {},
): Promise<RunningSubgraph> {
  const dataDir = options.dataDir ?? BUNDLED_DATA_DIR;
  const indexDir = options.indexDir ?? defaultIndexDir(dataDir);
  const output = options.output ?? process.stderr;
  const definition = DEFINITIONS[name];
  const sdl = readSdl(name);
  const verify = options.gateway ? createVerifyGateway(options.gateway, name) : null;

  const openStores: Sqlite[] = [];
  const closeStores = () => {
    for (const db of openStores) db.close();
  };
  try {
    const index = await openIndex(definition.plan, {
      dataDir,
      indexDir,
      name,
      output,
    });
    openStores.push(index);
    const resolvers = definition.createResolvers({
      index,
      writes: () => {
        const db = openWrites(join(indexDir, `${name}.writes.sqlite`));
        openStores.push(db);
        return db;
      },
      clock: options.clock ?? Date.now,
    });
    const server = await serveSubgraph({
      name,
      schema: createExecutableSchema(sdl, resolvers),
      host: options.host ?? '127.0.0.1',
      port: options.port ?? defaultPort(name),
      verify,
      onRequest: options.onRequest ?? (() => undefined),
      onFault: (fault) => output.write(`${name}: ${fault}\n`),
    });
    const close = async () => {
      await server.close();
      closeStores();
    };
    return { name, url: server.url, sdl, close };
  } catch (error) {
    closeStores();
    throw error;
  }
}

function openWrites(file: string): Sqlite {
  try {
    return openWriteStore(file);
  } catch (cause) {
    throw new HealthStartError(
      [`${file} can't be opened for writing: ${faultCode(cause) ?? 'an unexpected fault'}.`],
      {
        cause,
      },
    );
  }
}

function defaultPort(name: HealthSubgraphName): number {
  return HEALTH_SUBGRAPHS.find((subgraph) => subgraph.name === name)?.port ?? 0;
}

/**
 * The default place for the index of a data directory: `.data/health/…` below the working directory. It depends on the
 * path of the data and not on its contents, so that what clients wrote (addresses, notes) outlives a new export.
 */
function defaultIndexDir(dataDir: string): string {
  const path = resolve(dataDir);
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 12);
  return join('.data', 'health', `${basename(path)}-${hash}`);
}
