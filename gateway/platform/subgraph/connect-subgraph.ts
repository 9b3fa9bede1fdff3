import {
  createSubgraphClient,
  type SubgraphClient,
  type SubgraphClientOptions,
} from './create-subgraph-client.ts';
import { StartError } from '../errors.ts';
import type { Location } from '../setting-types.ts';
import type { SignRequest, VerifyResponse } from './message-signatures.ts';
import type { SignRequestToken } from './request-token.ts';
import {
  resolveSubgraphSettings,
  type OwnSubgraphSettings,
  type SubgraphSettings,
} from './subgraph-settings.ts';

/** A subgraph, and how its responses are used. */
export interface SubgraphConnection
  extends
    Pick<SubgraphClientOptions, 'name' | 'url' | 'bytes'>,
    Partial<Pick<SubgraphClientOptions, 'timeoutMs' | 'maxResponseBytes' | 'observer'>> {}

/**
 * Creates a client of a subgraph with the settings and credentials that the configuration has for it. Whatever calls
 * subgraphs (requests, relationships, facts, the start) gets its clients from here.
 */
export type ConnectSubgraph = (connection: SubgraphConnection) => SubgraphClient;

/** How messages to and from subgraphs are signed and verified. */
export interface MessageSigning {
  /** Null: the gateway has no key, so `signRequests` has no effect. */
  readonly signRequest: SignRequest | null;
  readonly createVerifyResponse: (keys: Location) => VerifyResponse;
  readonly verifyDigest: VerifyResponse;
}

/** A subgraph's own settings, and where the keys are that it signs its responses with. */
type OwnSettings = OwnSubgraphSettings & { readonly responseKeys: Location | null };

/** Creates the clients of all subgraphs of a configuration. Requests have no bearer token if `signRequestToken` is null. */
export function createConnectSubgraph(
  {
    graph,
    subgraph: shared,
  }: {
    readonly graph: { readonly subgraphs: readonly OwnSettings[] } | null;
    readonly subgraph: SubgraphSettings & { readonly maxResponseBytes: number };
  },
  signRequestToken: SignRequestToken | null,
  signing: MessageSigning,
): ConnectSubgraph {
  const own = new Map(graph?.subgraphs.map((each) => [each.name, each]));
  return (connection) => {
    const ofSubgraph = own.get(connection.name);
    const settings = resolveSubgraphSettings(shared, ofSubgraph);
    const { signRequests, verifyResponses } = settings;
    return createSubgraphClient({
      maxResponseBytes: shared.maxResponseBytes,
      ...settings,
      observer: null,
      ...connection,
      signRequestToken,
      signRequest: signRequests ? signing.signRequest : null,
      verifyResponse: createVerify(verifyResponses, signing, {
        name: connection.name,
        keys: ofSubgraph?.responseKeys ?? null,
      }),
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
      return never(how);
  }
}

function never(how: never): never {
  throw new TypeError(`unknown way to verify responses ${String(how)}`);
}
