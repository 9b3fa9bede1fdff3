import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BreakGlassOfCallers } from '../../access/break-glass/create-break-glass.ts';
import type { Identify } from '../../access/identity/create-identify.ts';
import type { PurposeConfig } from '../../access/purpose/purpose-config.ts';
import { COST_HEADER } from '../../pipeline/create-graph-gateway.ts';
import type { LimitsConfig } from '../../pipeline/limits/limits-config.ts';
import type { RateLimit } from '../../platform/rates/create-rate-limit.ts';
import { createCancelSignal, type CancelSignal } from '../../platform/cancel-signal.ts';
import { GatewayError } from '../../platform/errors.ts';
import { createFailureLine } from '../../platform/failure-line.ts';
import { faultOf } from '../../platform/fault-of.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { Log } from '../../platform/log.ts';
import { createRequestContext, type RequestContext } from '../../platform/request-context.ts';
import type { Challenges } from './challenges.ts';
import { chooseMediaType } from '../choose-media-type.ts';
import { isDenialCode, type DenyCaller } from './deny-caller.ts';
import { enforceRateLimit, setRateLimitHeaders } from './enforce-rate-limit.ts';
import type { ReadClientCertificate } from '../connection/read-client-certificate.ts';
import type { ReadConnection } from '../connection/read-connection.ts';
import type { ReadPassedOn } from './read-passed-on.ts';
import {
  createResolvePurposeAndGrant,
  type ResolvePurposeAndGrant,
} from './resolve-purpose-and-grant.ts';
import type { RemoteSignIns } from './sign-ins.ts';
import { createWatchProxies } from '../connection/watch-proxies.ts';

/** Authentication of requests, as Fastify hooks that run before the body is read. They refuse with a GatewayError. */
export interface AuthenticateRequest {
  readonly forOperation: Hook;
  /** For the start of break-glass, whose purpose of use is that of break-glass. */
  readonly forBreakGlassStart: Hook;
  /** For reports, which neither purposes of use nor grants affect. */
  readonly forReport: Hook;
  /** Returns the context of an authenticated request. */
  readonly contextOf: (request: FastifyRequest) => RequestContext;
}

type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Creates the authentication of requests: identity, purpose of use, break-glass grant and rate limit. The body of an
 * unauthenticated request is neither read nor parsed.
 *
 * An authenticated request keeps only the headers that the protocol needs. Its token, cookies and every header that
 * claims an identity are removed, so that no later step can forward or trust them. What the configuration passes on to
 * subgraphs is in the context.
 */
export function createAuthenticateRequest(options: {
  readonly config: { readonly limits: LimitsConfig; readonly purpose: PurposeConfig | null };
  readonly readConnection: ReadConnection;
  readonly readClientCertificate: ReadClientCertificate;
  readonly readPassedOn: ReadPassedOn;
  readonly challenges: Challenges;
  /** The URL that clients use for a path of the gateway, without query; null if it is not configured. */
  readonly publicUrlOf: (path: string) => string | null;
  readonly identify: Identify;
  readonly rateLimit: RateLimit;
  /** Null disables break-glass. */
  readonly breakGlass: BreakGlassOfCallers | null;
  readonly denyCaller: DenyCaller;
  /** Null: tokens of any age may read reports. */
  readonly signIns: RemoteSignIns | null;
  /** Called with the code of each refusal that has no record of its own. */
  readonly onRefusal: (code: FaultCode) => void;
  readonly log: Log;
  /** UTC ms since 1970. */
  readonly now: () => number;
}): AuthenticateRequest {
  const {
    config,
    readConnection,
    readClientCertificate,
    readPassedOn,
    challenges,
    publicUrlOf,
    identify,
    rateLimit,
    breakGlass,
    denyCaller,
    onRefusal,
    log,
    now,
  } = options;
  const { signIns } = options;
  const resolveForOperation = createResolvePurposeAndGrant(config, breakGlass);
  const watchProxies = createWatchProxies(log);
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  // At most one line a second, so that a flood does not fill the log.
  const logOverLimit = createFailureLine('requests refused over a limit', {
    log,
    now: () => performance.now(),
  });

  const hookWith =
    (
      resolvePurposeAndGrant: ResolvePurposeAndGrant,
      { startsBreakGlass } = { startsBreakGlass: false },
    ): Hook =>
    async (request, reply) => {
      const received = now();
      const { headers, headersDistinct } = request.raw;
      const connection = readConnection(request.raw);
      const { address, proxies } = connection;
      watchProxies(connection, headers);
      if (hasLargeBody(headers, config.limits.bodyBytes)) void reply.header('connection', 'close');
      try {
        const caller = await identify({
          authorization: headersDistinct['authorization'] ?? [],
          proofs: headersDistinct['dpop'] ?? [],
          request: { method: request.method, url: publicUrlOf(request.url) },
          readCertificate: () => readClientCertificate(request.raw, connection),
          address,
          assertWithinBudget: async () =>
            enforceRateLimit(reply, await rateLimit.checkStranger(address)),
          proxies,
          userAgent: headers['user-agent'] ?? null,
        });
        const { traceId, isSampled } = readTrace(headers['traceparent']);
        const facts = {
          requestId: request.id,
          received,
          traceId,
          clientGone: clientGoneSignal(reply),
        };
        const resolution = await settle(() =>
          resolvePurposeAndGrant({ caller, headers: headersDistinct, startsBreakGlass }),
        );
        // Roles count for the purpose of the request; without a purpose none counts.
        const limited = resolution.ok ? resolution.value.caller : { ...caller, roles: [] };
        const admission = await rateLimit.admitRequest(limited);
        enforceRateLimit(reply, admission);
        if (!resolution.ok) {
          const denied = { ...facts, caller, purpose: null, breakGlass: null };
          await denyCaller(reply, { ...denied, path: routeOf(request) }, resolution.error);
          return;
        }
        const client = readPassedOn(request.raw, isSampled);
        const context = createRequestContext({ client, ...facts, ...resolution.value });
        contexts.set(request, context);
        rateLimit.onCharged(context.caller, (costs) =>
          setRateLimitHeaders(reply, [...admission.quotas, ...costs]),
        );
        request.raw.headers = essentialHeaders(headers);
      } catch (error) {
        const { code, reason } = faultOf(error);
        // denyCaller has recorded a denial.
        if (!isDenialCode(code)) onRefusal(code);
        const stranger = code === 'UNAUTHENTICATED' ? await rateLimit.admitStranger(address) : null;
        const facts = { requestId: request.id, code, reason };
        if (stranger?.ok === false || code === 'RATE_LIMITED') logOverLimit(facts);
        else log.info('request refused', facts);
        if (stranger !== null) {
          enforceRateLimit(reply, stranger);
          void reply.header('www-authenticate', [...challenges.forToken(reason)]);
        }
        if (code === 'REAUTHENTICATION_REQUIRED' && signIns !== null)
          void reply.header('www-authenticate', [
            ...challenges.forFreshSignIn(signIns.maxAgeSeconds),
          ]);
        throw error;
      }
    };

  return {
    forOperation: hookWith(resolveForOperation),
    forBreakGlassStart: hookWith(resolveForOperation, { startsBreakGlass: true }),
    forReport: hookWith(createResolveForReport(signIns)),
    contextOf: (request) => {
      const context = contexts.get(request);
      if (context === undefined) throw new GatewayError('UNAUTHENTICATED');
      return context;
    },
  };
}

/** What a function returned or resolved to, or how it failed. */
type Settled<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: unknown };

async function settle<Value>(create: () => Value | Promise<Value>): Promise<Settled<Value>> {
  try {
    return { ok: true, value: await create() };
  } catch (error) {
    return { ok: false, error };
  }
}

/** Aborts when the connection closes before the response was sent. */
function clientGoneSignal({ raw }: FastifyReply): CancelSignal {
  const { signal, cancel } = createCancelSignal();
  raw.once('close', () => {
    if (!raw.writableFinished) cancel();
  });
  return signal;
}

/** A grant cannot widen a report, so a request that presents one is refused. */
function createResolveForReport(signIns: RemoteSignIns | null): ResolvePurposeAndGrant {
  return async ({ caller, headers }) => {
    await signIns?.assertFresh(caller);
    if (headers['x-break-glass'] !== undefined) throw new GatewayError('BREAK_GLASS_INVALID');
    return { caller, purpose: null, breakGlass: null };
  };
}

/** The declared path of a request's route, never the client's text. */
export function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'unknown';
}

/**
 * Reads a `traceparent` header: the trace id, 32 hex digits that are not all zero, and whether the trace is sampled. Null
 * for any other header, including one that was sent twice. https://www.w3.org/TR/trace-context/#traceparent-header
 */
function readTrace(header: string | readonly string[] | undefined) {
  const match = typeof header === 'string' ? TRACEPARENT.exec(header) : null;
  const flags = Number.parseInt(match?.[2] ?? '00', 16);
  return { traceId: match?.[1] ?? null, isSampled: (flags & SAMPLED) !== 0 };
}

const TRACEPARENT =
  /^(?!ff)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(?:-.*)?$/;

/** https://www.w3.org/TR/trace-context/#sampled-flag */
const SAMPLED = 0x01;

/** Headers that are needed to parse the body and to respond. */
const KEPT = [
  COST_HEADER,
  'accept-encoding',
  'apollo-require-preflight',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'origin',
  'transfer-encoding',
  'x-apollo-operation-name',
];

/**
 * The headers that a request keeps. `accept` is reduced to the one media type of the response, because Apollo Server
 * rejects an unacceptable one only after it has executed the operation. `host` only completes a URL.
 */
function essentialHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept: IncomingHttpHeaders = { accept: chooseMediaType(headers.accept), host: 'gateway' };
  for (const name of KEPT) {
    const value = headers[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

/** Whether a body is or may be over the limit: closing the connection is then cheaper than receiving the refused body. */
export function hasLargeBody(headers: IncomingHttpHeaders, bodyBytes: number): boolean {
  const length = Number(headers['content-length'] ?? 0);
  return headers['transfer-encoding'] !== undefined || !(length <= bodyBytes);
}
