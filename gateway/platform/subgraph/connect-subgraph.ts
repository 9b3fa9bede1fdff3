import { unreachable } from '../../../directives/unreachable.ts';
import { SettingsError, StartError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Location } from '../setting-types.ts';
import { openClientTls } from './client-tls.ts';
import { openHeaders } from './configured-headers.ts';
import {
  createSubgraphClient,
  type SubgraphClient,
  type SubgraphClientOptions,
} from './create-subgraph-client.ts';
import type { SignRequest, VerifyResponse } from './message-signatures.ts';
import { openCredentials } from './open-credentials.ts';
import { createRequestHeaders } from './request-headers.ts';
import type { SignRequestToken } from './request-token.ts';
import {
  findSubgraphSettings,
  type SubgraphSections,
  type SubgraphSettings,
} from './subgraph-settings.ts';

/** A subgraph, and how its responses are used. */
export interface SubgraphConnection
  extends
    Pick<SubgraphClientOptions, 'name' | 'url' | 'bytes' | 'noteErrors'>,
    Partial<Pick<SubgraphClientOptions, 'timeoutMs' | 'maxResponseBytes' | 'observer'>> {}

/**
 * Creates a client of a subgraph with the settings and credentials that the configuration has for it. Whatever calls
 * subgraphs (requests, relationships, facts, the start) gets its clients from here. Throws a SettingsError if a file of
 * the credentials or certificates cannot be used.
 */
export type ConnectSubgraph = (connection: SubgraphConnection) => SubgraphClient;

/** How messages to and from subgraphs are signed and verified. */
export interface MessageSigning {
  /** Null: the gateway has no key, so `signRequests` has no effect. */
  readonly signRequest: SignRequest | null;
  readonly createVerifyResponse: (keys: Location) => VerifyResponse;
  readonly verifyDigest: VerifyResponse;
}

/** A longer wait for a token would outlast most clients. */
const MAX_TOKEN_MS = 5_000;

/**
 * Creates the clients of all subgraphs of a configuration. The clients of one subgraph share its tokens. Requests have no
 * signed statement if `signRequestToken` is null.
 */
export function createConnectSubgraph(
  sections: SubgraphSections,
  signRequestToken: SignRequestToken | null,
  signing: MessageSigning,
  log: Pick<Log, 'warn'> | null = null,
): ConnectSubgraph {
  const opened = new Map<string, ReturnType<typeof open>>();

  const open = (name: string) => {
    const { settings, responseKeys, pathOf } = findSubgraphSettings(sections, name);
    const { timeoutMs, headers, forwardHeaders, credentials, tls } = settings;
    const options = {
      now: () => performance.now(),
      onUnusable: (error: unknown) => {
        const [problem] = error instanceof SettingsError ? error.settings : [];
        log?.warn('changed files for a subgraph cannot be used, the previous ones are', {
          subgraph: name,
          ...(problem === undefined ? { error } : { setting: problem.path }),
        });
      },
    };
    return {
      settings,
      signRequest: settings.signRequests ? signing.signRequest : null,
      verifyResponse: createVerify(settings.verifyResponses, signing, { name, keys: responseKeys }),
      tls: tls && openClientTls(tls, pathOf('tls'), options),
      headersOf: createRequestHeaders({
        name,
        headers: openHeaders(headers, pathOf('headers'), options),
        forwardHeaders,
        credentials:
          credentials &&
          openCredentials(credentials, {
            ...options,
            path: pathOf('credentials'),
            timeoutMs: Math.min(timeoutMs, MAX_TOKEN_MS),
          }),
        signRequestToken,
      }),
    };
  };
  return (connection) => {
    const { name } = connection;
    if (connection.url === '') throw new TypeError(`subgraph ${name} has no URL`);
    const parts = opened.get(name) ?? open(name);
    opened.set(name, parts);
    const { settings } = parts;
    return createSubgraphClient({
      maxResponseBytes: settings.maxResponseBytes,
      timeoutMs: settings.timeoutMs,
      connections: settings.connections,
      connectionsPerCaller: settings.connectionsPerCaller,
      queue: settings.queue,
      queuePerCaller: settings.queuePerCaller,
      http2: settings.http2,
      retries: settings.retries,
      retryPercent: settings.retryPercent,
      circuitBreaker: settings.circuitBreaker,
      tls: parts.tls,
      headersOf: parts.headersOf,
      signRequest: parts.signRequest,
      verifyResponse: parts.verifyResponse,
      observer: null,
      ...connection,
    });
  };
}

function createVerify(
  how: SubgraphSettings['verifyResponses'],
  { createVerifyResponse, verifyDigest }: MessageSigning,
  { name, keys }: { readonly name: string; readonly keys: Location | null },
): VerifyResponse | null {
  switch (how) {
    case 'none':
      return null;
    case 'digest':
      return verifyDigest;
    case 'signature':
      if (keys !== null) return createVerifyResponse(keys);
      throw new StartError([
        `subgraph ${name}: verifyResponses is signature, but graph.subgraphs has no responseKeys for it. Add them.`,
      ]);
    default:
      return unreachable(how);
  }
}
