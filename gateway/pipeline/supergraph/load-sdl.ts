import { setTimeout as wait } from 'node:timers/promises';
import { explainFailure, type ExplainedFailure } from './explain-failure.ts';
import type { SchemaText } from '../../../schema/schema-files.ts';
import { StartError } from '../../platform/errors.ts';
import type { ConfiguredSubgraph } from './graph-config.ts';
import { readSchemaFiles } from './read-schema-files.ts';
import type { DependencyFailure } from '../../platform/dependency-states.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';

/** A subgraph's schema as its authors wrote it, or the problem and its fix in one line. */
export type LoadedSdl =
  | ({ readonly ok: true; readonly name: string; readonly url: string } & SchemaText)
  | {
      readonly ok: false;
      readonly problem: string;
      /** Key of the subgraph's settings to look at. */
      readonly key: ExplainedFailure['key'] | 'sdl';
    };

/** A subgraph whose URL is known. */
export interface LocatedSubgraph extends Pick<ConfiguredSubgraph, 'name' | 'sdl'> {
  readonly url: string;
}

/**
 * Loads a subgraph's schema from its files, or else from the subgraph itself (`_service { sdl }`), which may take a few
 * seconds to start.
 * https://www.apollographql.com/docs/federation/subgraph-spec#query_service
 */
export async function loadSdl(
  { name, url, sdl: file }: LocatedSubgraph,
  connect: ConnectSubgraph,
): Promise<LoadedSdl> {
  return file === null ? fetchSdl(name, url, connect) : readSdlFile({ name, url }, file);
}

/** Reads a subgraph's schema from its file, the files of a folder, or those that match a glob. */
export function readSdlFile(
  { name, url }: Pick<LocatedSubgraph, 'name' | 'url'>,
  path: string,
): LoadedSdl {
  try {
    return { ok: true, name, url, ...readSchemaFiles([path]) };
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    return { ok: false, key: 'sdl', problem: `subgraph ${name}: ${error.message}` };
  }
}

async function fetchSdl(name: string, url: string, connect: ConnectSubgraph): Promise<LoadedSdl> {
  const last: { failure: DependencyFailure | null } = { failure: null };
  const client = connect({
    name,
    url,
    observer: {
      ended: (failure) => {
        last.failure = failure;
      },
      retried: () => undefined,
      circuitChanged: () => undefined,
    },
  });
  try {
    for (const pause of PAUSES_MS) {
      await wait(pause);
      const response = await client.query(SDL_QUERY, null, null);
      const sdl = sdlOf(response?.data);
      if (sdl !== null) return { ok: true, name, url, sdl, files: [] };
    }
  } finally {
    await client.close();
  }
  const { key, text } = explainFailure(last.failure, url);
  return { ok: false, key, problem: `subgraph ${name}: ${text}` };
}

const SDL_QUERY = JSON.stringify({ query: '{ _service { sdl } }' });
/** Pauses before the attempts, while the subgraph starts. */
const PAUSES_MS = [0, 200, 400, 800, 1_600];

function sdlOf(data: Readonly<Record<string, unknown>> | null | undefined): string | null {
  const service = data?.['_service'];
  if (typeof service !== 'object' || service === null || !('sdl' in service)) return null;
  return typeof service.sdl === 'string' ? service.sdl : null;
}
