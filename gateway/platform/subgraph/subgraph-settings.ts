import { z } from 'zod';
import { flag, oneOf, whole, type Location, type Settings } from '../setting-types.ts';
import { clientTlsSchema } from './client-tls.ts';
import { credentialsSchema } from './credentials-config.ts';
import { forwardHeadersSchema, headersSchema } from './header-config.ts';

/** How requests to one subgraph are sent. */
export type SubgraphSettings = Settings<typeof sharedSettings>;

/** A subgraph with the settings that it has for itself. */
export type OwnSubgraphSettings = { readonly name: string } & Settings<typeof ownSettings>;

/** Settings that `subgraph` has for all subgraphs, and that an entry of `graph.subgraphs` may have for one. */
const settings = (folder: string) => ({
  timeoutMs: whole(100, 120_000).describe('Milliseconds that one request may take.'),
  connections: whole(1, 1_024).describe('Connections to one subgraph.'),
  connectionsPerCaller: whole(1, 1_024).describe(
    'Connections to one subgraph that one caller may use at a time, so that no caller takes all.',
  ),
  queue: whole(0, 65_536).describe(
    'Calls to one subgraph that may wait for a connection. Further ones fail at once.',
  ),
  queuePerCaller: whole(0, 65_536).describe(
    'Calls of one caller to one subgraph that may wait for a connection.',
  ),
  maxResponseBytes: whole(1_024, 1_073_741_824).describe(
    'Bytes of one response. Nothing else runs while it is parsed, at worst for half a second per MiB, so give a subgraph of another organization less.',
  ),
  http2: flag().describe(
    'Offers HTTP/2 to a subgraph, which needs an https:// URL. Queries then share connections, and the end of a connection ends all queries on it. Each takes about twice the processor time of HTTP/1.1.',
  ),
  retries: whole(0, 5).describe(
    'How often a query is sent again, within `timeoutMs`, if the connection fails or the response has status 502, 503 or 504 and is not GraphQL, and after a 401 if there are other credentials. Mutations are never sent again.',
  ),
  retryPercent: whole(1, 100).describe(
    'Retries in percent of the queries to one subgraph, and ten in addition, so that they do not multiply the load of a subgraph that is down.',
  ),
  signRequests: flag().describe(
    'Signs each request with its body (RFC 9421, RFC 9530), in addition to the token of `identity`.',
  ),
  verifyResponses: oneOf(['none', 'digest', 'signature']).describe(
    'What a response needs: `digest` (RFC 9530), or also a `signature` of the subgraph for this request (RFC 9421), with a key of its `responseKeys`. Any other response is refused and recorded.',
  ),
  headers: headersSchema(folder).describe(
    'Headers that are sent: name → text, or `{ file: PATH }` with a secret, read again when it changes.',
  ),
  forwardHeaders: forwardHeadersSchema().describe(
    'Names of headers of the client that are passed on. One that the client sends twice is refused.',
  ),
  credentials: credentialsSchema(folder)
    .nullable()
    .describe('What authenticates requests. Null sends none.'),
  tls: clientTlsSchema(folder)
    .nullable()
    .describe(
      'Certificates of connections, read again when their files change. Null: the authorities of Node.js, and no client certificate.',
    ),
});

/** When the circuit of a subgraph opens, and for how long. */
const circuitBreaker = () => ({
  failurePercent: whole(1, 100).describe(
    'Percent of calls without a GraphQL response with which the circuit opens. The failures of one caller do not open it while others get responses.',
  ),
  minCalls: whole(1, 100_000).describe('Calls within `windowSeconds` below which it stays closed.'),
  windowSeconds: whole(1, 600).describe('Seconds in which calls are counted.'),
  openSeconds: whole(1, 600).describe(
    'Seconds that it stays open before up to three callers may try whether the subgraph responds.',
  ),
});

const CIRCUIT_BREAKER =
  'Fails calls at once while most calls to a subgraph fail (circuit breaker). Null never does.';

function sharedCircuitBreaker() {
  const { failurePercent, minCalls, windowSeconds, openSeconds } = circuitBreaker();
  return z.strictObject({
    failurePercent: failurePercent.default(50),
    minCalls: minCalls.default(20),
    windowSeconds: windowSeconds.default(10),
    openSeconds: openSeconds.default(5),
  });
}

/** The settings in `subgraph`, where each has a default. */
export function sharedSettingKeys(folder: string) {
  const each = settings(folder);
  return {
    timeoutMs: each.timeoutMs.default(10_000),
    connections: each.connections.default(64),
    connectionsPerCaller: each.connectionsPerCaller.default(16),
    queue: each.queue.default(1_000),
    queuePerCaller: each.queuePerCaller.default(250),
    maxResponseBytes: each.maxResponseBytes.default(33_554_432),
    http2: each.http2.default(false),
    retries: each.retries.default(1),
    retryPercent: each.retryPercent.default(10),
    signRequests: each.signRequests.default(false),
    verifyResponses: each.verifyResponses.default('none'),
    circuitBreaker: sharedCircuitBreaker().nullable().prefault({}).describe(CIRCUIT_BREAKER),
    headers: each.headers.prefault({}),
    forwardHeaders: each.forwardHeaders.prefault([]),
    credentials: each.credentials.default(null),
    tls: each.tls.default(null),
  };
}

/** The settings in an entry of `graph.subgraphs`, where each may be absent: then that of `subgraph` counts. */
export function ownSettingKeys(folder: string) {
  const { shape } = ownSettings(folder);
  // The documentation has the keys inside them once, in `subgraph`.
  for (const [key, schema] of Object.entries(shape))
    z.globalRegistry.add(schema, { description: `As \`subgraph.${key}\`.`, sameAs: key });
  return shape;
}

function ownSettings(folder: string) {
  const breaker = z.strictObject(circuitBreaker()).partial();
  return z
    .strictObject({
      ...settings(folder),
      circuitBreaker: breaker.nullable().describe(CIRCUIT_BREAKER),
    })
    .partial();
}

function sharedSettings(folder: string) {
  return z.strictObject(sharedSettingKeys(folder));
}

/** An entry of `graph.subgraphs`. */
type ConfiguredSubgraph = OwnSubgraphSettings & { readonly responseKeys: Location | null };

/** The sections of a configuration with settings of subgraphs. */
export interface SubgraphSections {
  /** Null if the configuration names no graph. */
  readonly graph: { readonly subgraphs: readonly ConfiguredSubgraph[] } | null;
  readonly subgraph: SubgraphSettings;
}

/** The settings of one subgraph. */
export interface FoundSettings {
  readonly settings: SubgraphSettings;
  /** Where the keys are that it signs its responses with. */
  readonly responseKeys: Location | null;
  /** The path of a setting in the configuration, for problems. */
  readonly pathOf: (key: keyof SubgraphSettings) => string;
}

/** Finds the settings of a subgraph: its own, and for the rest those of all subgraphs. */
export function findSubgraphSettings(
  { graph, subgraph: shared }: SubgraphSections,
  name: string,
): FoundSettings {
  const index = graph?.subgraphs.findIndex((each) => each.name === name) ?? -1;
  const own = graph?.subgraphs[index];
  return {
    settings: {
      timeoutMs: firstOf(own?.timeoutMs, shared.timeoutMs),
      connections: firstOf(own?.connections, shared.connections),
      connectionsPerCaller: firstOf(own?.connectionsPerCaller, shared.connectionsPerCaller),
      queue: firstOf(own?.queue, shared.queue),
      queuePerCaller: firstOf(own?.queuePerCaller, shared.queuePerCaller),
      maxResponseBytes: firstOf(own?.maxResponseBytes, shared.maxResponseBytes),
      http2: firstOf(own?.http2, shared.http2),
      retries: firstOf(own?.retries, shared.retries),
      retryPercent: firstOf(own?.retryPercent, shared.retryPercent),
      signRequests: firstOf(own?.signRequests, shared.signRequests),
      verifyResponses: firstOf(own?.verifyResponses, shared.verifyResponses),
      circuitBreaker: resolveCircuitBreaker(shared.circuitBreaker, own?.circuitBreaker),
      headers: firstOf(own?.headers, shared.headers),
      forwardHeaders: firstOf(own?.forwardHeaders, shared.forwardHeaders),
      credentials: firstOf(own?.credentials, shared.credentials),
      tls: firstOf(own?.tls, shared.tls),
    },
    responseKeys: own?.responseKeys ?? null,
    pathOf: (key) =>
      own?.[key] === undefined ? `subgraph.${key}` : `graph.subgraphs[${index}].${key}`,
  };
}

/** Null is a value: it turns off what all subgraphs have. */
function firstOf<Value>(own: Value | undefined, shared: Value): Value {
  return own === undefined ? shared : own;
}

function resolveCircuitBreaker(
  shared: SubgraphSettings['circuitBreaker'],
  own: OwnSubgraphSettings['circuitBreaker'],
): SubgraphSettings['circuitBreaker'] {
  if (own === undefined) return shared;
  if (own === null) return null;
  const base = shared ?? sharedCircuitBreaker().parse({});
  return {
    failurePercent: own.failurePercent ?? base.failurePercent,
    minCalls: own.minCalls ?? base.minCalls,
    windowSeconds: own.windowSeconds ?? base.windowSeconds,
    openSeconds: own.openSeconds ?? base.openSeconds,
  };
}
