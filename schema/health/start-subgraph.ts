import { join } from 'node:path';

import { packageFile } from '../package-file.ts';
import { SUBGRAPH_DEFINITIONS } from './definitions.ts';
import { createExecutableSchema, readSdl } from './executable-schema.ts';
import { HealthStartError, faultCode } from './health-start-error.ts';
import { defaultIndexDir } from './index/default-index-dir.ts';
import { openIndex } from './index/open-index.ts';
import type { ProgressOutput } from './index/progress.ts';
import { openWriteStore } from './sqlite.ts';
import type { Sqlite } from './sqlite.ts';
import { serveSubgraph } from './subgraph-server.ts';
import type { ObservedRequest } from './subgraph-server.ts';
import { HEALTH_SUBGRAPHS } from './subgraphs.ts';
import type { HealthSubgraphName } from './subgraphs.ts';
import { createVerifyGateway } from './verify-gateway.ts';
import type { TrustedGateway } from './verify-gateway.ts';

/** How a subgraph is started. What is left out has the default that its line names. */
export interface StartSubgraphOptions {
  /** The CSV files of a Synthea export. The small set that ships with the package. */
  readonly dataDir?: string | undefined;
  /** Where the index and what clients write are kept. `.data/health/…`, by the data's place. */
  readonly indexDir?: string | undefined;
  /** `127.0.0.1`. */
  readonly host?: string | undefined;
  /** 0 for any free one. The subgraph's own in `HEALTH_SUBGRAPHS`. */
  readonly port?: number | undefined;
  /** Called with each request that the subgraph receives, before it runs. Default: no call. */
  readonly onRequest?: ((request: ObservedRequest) => void) | undefined;
  /** The only gateway whose requests are served. Default: every client is served. */
  readonly gateway?: TrustedGateway | undefined;
  /** Where the progress of a first start and the places of faults are shown. `process.stderr`. */
  readonly output?: ProgressOutput | undefined;
  /** UTC ms since 1970. `Date.now`. */
  readonly clock?: (() => number) | undefined;
}

/** A subgraph that answers. */
export interface RunningSubgraph {
  readonly name: HealthSubgraphName;
  /** Of the GraphQL endpoint. `/health` beside it answers from now on. */
  readonly url: string;
  /** What `_service { sdl }` answers. */
  readonly sdl: string;
  /** Answers what has been asked, then closes the stores. */
  readonly close: () => Promise<void>;
}

/** The data that ships with the package: a few synthetic patients in Synthea's columns. */
export const BUNDLED_DATA_DIR = packageFile('schema/health/data');

/**
 * Starts one example subgraph in this process. The first start on a data directory reads it into a disk
 * index, later ones open that. Throws HealthStartError with every problem of the data, or with a taken port.
 */
export async function startSubgraph(
  name: HealthSubgraphName,
  options: StartSubgraphOptions = {},
): Promise<RunningSubgraph> {
  const dataDir = options.dataDir ?? BUNDLED_DATA_DIR;
  const indexDir = options.indexDir ?? defaultIndexDir(dataDir);
  const output = options.output ?? process.stderr;
  const definition = SUBGRAPH_DEFINITIONS[name];
  const sdl = readSdl(name);
  const verify = options.gateway ? createVerifyGateway(options.gateway, name) : null;

  const open: Sqlite[] = [];
  const closeStores = () => {
    for (const db of open) db.close();
  };
  try {
    const index = await openIndex(definition.plan, {
      dataDir,
      indexDir,
      name,
      output,
    });
    open.push(index);
    const resolvers = definition.createResolvers({
      index,
      writes: () => {
        const db = openWrites(join(indexDir, `${name}.writes.sqlite`));
        open.push(db);
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
