import { z } from 'zod';
import { flag, oneOf, whole, type Settings } from '../setting-types.ts';

/** How requests to one subgraph are sent. */
export type SubgraphSettings = Settings<typeof sharedSettings>;

/** The settings that one subgraph has for itself, with its name. */
export type OwnSubgraphSettings = { readonly name: string } & Settings<typeof ownSettings>;

/** Settings that `subgraph` has for all subgraphs, and that an entry of `graph.subgraphs` may have for one. */
const settings = () => ({
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
  retries: whole(0, 5).describe(
    'How often a query is sent again, within `timeoutMs`, if the connection fails or the response has status 502, 503 or 504 and is no GraphQL. Mutations are never sent again.',
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
export function sharedSettingKeys() {
  const each = settings();
  return {
    timeoutMs: each.timeoutMs.default(10_000),
    connections: each.connections.default(64),
    connectionsPerCaller: each.connectionsPerCaller.default(16),
    queue: each.queue.default(1_000),
    queuePerCaller: each.queuePerCaller.default(250),
    retries: each.retries.default(1),
    retryPercent: each.retryPercent.default(10),
    signRequests: each.signRequests.default(false),
    verifyResponses: each.verifyResponses.default('none'),
    circuitBreaker: sharedCircuitBreaker().nullable().prefault({}).describe(CIRCUIT_BREAKER),
  };
}

/** The settings in an entry of `graph.subgraphs`, where each may be absent: then that of `subgraph` counts. */
export function ownSettingKeys() {
  return ownSettings().shape;
}

function ownSettings() {
  const breaker = z.strictObject(circuitBreaker()).partial();
  return z
    .strictObject({ ...settings(), circuitBreaker: breaker.nullable().describe(CIRCUIT_BREAKER) })
    .partial();
}

function sharedSettings() {
  return z.strictObject(sharedSettingKeys());
}

/** Resolves the settings of the subgraph with a name: its own, and for the rest those of all subgraphs. */
export function resolveSubgraphSettings(
  shared: SubgraphSettings,
  own: OwnSubgraphSettings | undefined,
): SubgraphSettings {
  return {
    timeoutMs: own?.timeoutMs ?? shared.timeoutMs,
    connections: own?.connections ?? shared.connections,
    connectionsPerCaller: own?.connectionsPerCaller ?? shared.connectionsPerCaller,
    queue: own?.queue ?? shared.queue,
    queuePerCaller: own?.queuePerCaller ?? shared.queuePerCaller,
    retries: own?.retries ?? shared.retries,
    retryPercent: own?.retryPercent ?? shared.retryPercent,
    signRequests: own?.signRequests ?? shared.signRequests,
    verifyResponses: own?.verifyResponses ?? shared.verifyResponses,
    circuitBreaker: resolveCircuitBreaker(shared.circuitBreaker, own?.circuitBreaker),
  };
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
