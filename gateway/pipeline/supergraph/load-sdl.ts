import { setTimeout as wait } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import type { SubgraphConfig } from '../execution/subgraph-config.ts';
import type { ConfiguredSubgraph } from './graph-config.ts';
import type { SignRequestToken } from '../../platform/subgraph/request-token.ts';
import { createSubgraphClient } from '../../platform/subgraph/create-subgraph-client.ts';

/** A subgraph's schema as its authors wrote it, or the problem and its fix in one line. */
export type LoadedSdl =
  | { readonly ok: true; readonly name: string; readonly url: string; readonly sdl: string }
  | { readonly ok: false; readonly problem: string };

/** A subgraph whose URL is known. */
export interface LocatedSubgraph extends ConfiguredSubgraph {
  readonly url: string;
}

/** Limits of a subgraph's response. */
export type ResponseLimits = Pick<SubgraphConfig, 'timeoutMs' | 'maxResponseBytes'>;

/**
 * Loads a subgraph's schema from its file, or else from the subgraph itself (`_service { sdl }`), which may take a few
 * seconds to start. The request has no bearer token if `signRequestToken` is null.
 * https://www.apollographql.com/docs/federation/subgraph-spec#query_service
 */
export async function loadSdl(
  { name, url, sdl: file }: LocatedSubgraph,
  limits: ResponseLimits,
  signRequestToken: SignRequestToken | null,
): Promise<LoadedSdl> {
  return file === null
    ? fetchSdl(name, url, { ...limits, signRequestToken })
    : readSdlFile({ name, url }, file);
}

/** Reads a subgraph's schema from its file. */
export function readSdlFile(
  { name, url }: Pick<LocatedSubgraph, 'name' | 'url'>,
  file: string,
): LoadedSdl {
  try {
    return { ok: true, name, url, sdl: readFileSync(file, 'utf8') };
  } catch {
    const problem = `subgraph ${name}: its schema ${file} can't be read. Fix the path.`;
    return { ok: false, problem };
  }
}

async function fetchSdl(
  name: string,
  url: string,
  connection: ResponseLimits & { readonly signRequestToken: SignRequestToken | null },
): Promise<LoadedSdl> {
  const client = createSubgraphClient({ name, url, ...connection });
  let hasResponded = false;
  try {
    for (const pause of PAUSES_MS) {
      await wait(pause);
      const response = await client.post(SDL_QUERY, null, null);
      const sdl = sdlOf(response?.data);
      if (sdl !== null) return { ok: true, name, url, sdl };
      hasResponded ||= response !== null;
    }
  } finally {
    await client.close();
  }
  const problem = hasResponded
    ? `subgraph ${name}: ${url} responds, but not to { _service { sdl } }. Give its schema as a file (serve: --subgraph-sdl ${name}=FILE).`
    : `subgraph ${name}: nothing that speaks GraphQL answers at ${url}. Start it, or fix its URL.`;
  return { ok: false, problem };
}

const SDL_QUERY = JSON.stringify({ query: '{ _service { sdl } }' });
/** Pauses before the attempts, while the subgraph starts. */
const PAUSES_MS = [0, 200, 400, 800, 1_600];

function sdlOf(data: Readonly<Record<string, unknown>> | null | undefined): string | null {
  const service = data?.['_service'];
  if (typeof service !== 'object' || service === null || !('sdl' in service)) return null;
  return typeof service.sdl === 'string' ? service.sdl : null;
}
