import { setTimeout as wait } from 'node:timers/promises';
import { readFileSync } from 'node:fs';
import type { ConfiguredSubgraph } from './graph-config.ts';
import type { PartFailure } from '../../platform/failing-parts.ts';
import type { ConnectSubgraph } from '../../platform/subgraph/connect-subgraph.ts';

/** A subgraph's schema as its authors wrote it, or the problem and its fix in one line. */
export type LoadedSdl =
  | { readonly ok: true; readonly name: string; readonly url: string; readonly sdl: string }
  | { readonly ok: false; readonly problem: string };

/** A subgraph whose URL is known. */
export interface LocatedSubgraph extends Pick<ConfiguredSubgraph, 'name' | 'sdl'> {
  readonly url: string;
}

/**
 * Loads a subgraph's schema from its file, or else from the subgraph itself (`_service { sdl }`), which may take a few
 * seconds to start.
 * https://www.apollographql.com/docs/federation/subgraph-spec#query_service
 */
export async function loadSdl(
  { name, url, sdl: file }: LocatedSubgraph,
  connect: ConnectSubgraph,
): Promise<LoadedSdl> {
  return file === null ? fetchSdl(name, url, connect) : readSdlFile({ name, url }, file);
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

async function fetchSdl(name: string, url: string, connect: ConnectSubgraph): Promise<LoadedSdl> {
  let failure: PartFailure | null = null;
  const client = connect({
    name,
    url,
    observer: {
      ended: (outcome) => {
        failure = outcome;
      },
      retried: () => undefined,
      circuitChanged: () => undefined,
    },
  });
  let hasResponded = false;
  let isRejected = false;
  try {
    for (const pause of PAUSES_MS) {
      await wait(pause);
      const response = await client.query(SDL_QUERY, null, null);
      const sdl = sdlOf(response?.data);
      if (sdl !== null) return { ok: true, name, url, sdl };
      hasResponded ||= response !== null;
      isRejected ||= response?.isRejected === true;
    }
  } finally {
    await client.close();
  }
  const credentials = problemOfCredentials(failure);
  if (credentials !== null) return { ok: false, problem: `subgraph ${name}: ${credentials}` };
  const problem = isRejected
    ? `subgraph ${name}: the digest or signature of its response from ${url} is missing or wrong. Fix its key in responseKeys, what it signs, or verifyResponses.`
    : hasResponded
      ? `subgraph ${name}: ${url} responds, but not to { _service { sdl } }. Give its schema as a file (serve: --subgraph-sdl ${name}=FILE).`
      : `subgraph ${name}: nothing that speaks GraphQL answers at ${url}. Start it, or fix its URL.`;
  return { ok: false, problem };
}

/** What to fix if the last request failed for its credentials; null for another failure. */
function problemOfCredentials(failure: PartFailure | null): string | null {
  const reason = failure?.reason === undefined ? '' : ` (${failure.reason.toLowerCase()})`;
  switch (failure?.code) {
    case 'SUBGRAPH_CREDENTIALS_MISSING':
      return "its schema can't be requested: a caller's token is exchanged for its credentials, and there is no caller. Add credentials.clientCredentials, or give its schema as a file.";
    case 'SUBGRAPH_CREDENTIALS_REFUSED':
      return `the token endpoint of its credentials refuses the gateway${reason}. Fix its credentials.`;
    case 'SUBGRAPH_CREDENTIALS_UNAVAILABLE':
      return 'the token endpoint of its credentials gives no bearer token. Start it, or fix its tokenUrl.';
    case 'SUBGRAPH_UNAUTHENTICATED':
      return 'it refuses the gateway with 401. Fix its credentials, or set subgraph.identity if it wants signed requests.';
    case undefined:
    default:
      return null;
  }
}

const SDL_QUERY = JSON.stringify({ query: '{ _service { sdl } }' });
/** Pauses before the attempts, while the subgraph starts. */
const PAUSES_MS = [0, 200, 400, 800, 1_600];

function sdlOf(data: Readonly<Record<string, unknown>> | null | undefined): string | null {
  const service = data?.['_service'];
  if (typeof service !== 'object' || service === null || !('sdl' in service)) return null;
  return typeof service.sdl === 'string' ? service.sdl : null;
}
