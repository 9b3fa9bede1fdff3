import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { BreakGlass } from '../access/break-glass/create-break-glass.ts';
import type { LimitsConfig } from '../pipeline/limits/limits-config.ts';
import type { PurposeConfig } from '../access/purpose/purpose-config.ts';
import { GatewayError } from '../platform/errors.ts';
import type { FaultCode } from '../platform/errors.ts';
import type { Identify } from '../access/identity/create-identify.ts';
import type { RateLimit } from '../platform/create-rate-limit.ts';
import type { Log } from '../platform/log.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { chooseMediaType } from './choose-media-type.ts';
import { isDenial, type DenyCaller } from './deny-caller.ts';
import { refuseUnlessAdmitted } from './refuse-unless-admitted.ts';
import { createSettleRequest, type SettleRequest } from './settle-request.ts';
import type { SignIns } from './sign-ins.ts';
import { readTraceId } from './trace-id.ts';

/** The gate in front of `/graphql`, `/break-glass` and `/admin/graphql`. */
export interface Admit {
  /** Runs before the body is read; refuses by throwing GatewayError. */
  readonly onRequest: Gate;
  /** The same in front of the call that breaks the glass, which is made for what this is made for. */
  readonly onEmergency: Gate;
  /** The same in front of the reports, for which neither purposes of use nor grants decide anything. */
  readonly onReport: Gate;
  /** What the gate learned of a request that it let in. */
  readonly contextOf: (request: FastifyRequest) => RequestContext;
}

type Gate = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

/**
 * Creates the gate: who asks, is it too often, and what for? Nothing of a request is read or parsed before all
 * is answered, so a stranger's body costs nothing.
 *
 * Past the gate a request has no headers but those that the protocol needs: token, cookies and any
 * header that claims an identity are gone, so that nothing behind it can pass them on or trust them.
 */
export function createAdmit(options: {
  readonly config: { readonly limits: LimitsConfig; readonly purpose: PurposeConfig | null };
  readonly identify: Identify;
  readonly rateLimit: RateLimit;
  /** Null where the glass is not to be broken. */
  readonly breakGlass: BreakGlass | null;
  readonly denyCaller: DenyCaller;
  /** Null where reports are read with tokens of any age. */
  readonly signIns: SignIns | null;
  /** Called with the code of each refusal that has no record of its own. */
  readonly onRefusal: (code: FaultCode) => void;
  readonly log: Log;
  /** UTC ms since 1970. */
  readonly clock: () => number;
}): Admit {
  const { config, identify, rateLimit, breakGlass, denyCaller, onRefusal, log, clock } = options;
  const { signIns } = options;
  const settleQuery = createSettleRequest(config, breakGlass);
  const contexts = new WeakMap<FastifyRequest, RequestContext>();

  const gate =
    (settle: SettleRequest, isStart = false): Gate =>
    async (request, reply) => {
      const received = clock();
      const { headers, headersDistinct, socket } = request.raw;
      const address = socket.remoteAddress ?? 'unknown';
      if (isLarge(headers, config.limits.bodyBytes)) void reply.header('connection', 'close');
      try {
        const caller = await identify({
          authorization: headersDistinct['authorization'] ?? [],
          address,
          userAgent: headers['user-agent'] ?? null,
        });
        refuseUnlessAdmitted(reply, await rateLimit.admitCaller(caller));
        const known = {
          requestId: request.id,
          received,
          traceId: readTraceId(headers['traceparent']),
          gone: goneSignal(reply),
        };
        const settled = await settle({ caller, headers: headersDistinct, isStart }).catch(
          (error: unknown) => {
            const denied = { ...known, caller, purpose: null, breakGlass: null };
            return denyCaller(reply, { ...denied, path: routeOf(request) }, error);
          },
        );
        contexts.set(request, Object.freeze({ ...settled, ...known }));
        request.raw.headers = essentialHeaders(headers);
      } catch (error) {
        const code = error instanceof GatewayError ? error.code : 'INTERNAL_SERVER_ERROR';
        const reason = error instanceof GatewayError ? error.reason : null;
        log.info('request refused', { requestId: request.id, code, reason });
        if (!isDenial(code)) onRefusal(code);
        if (code === 'UNAUTHENTICATED') {
          refuseUnlessAdmitted(reply, await rateLimit.admitStranger(address));
          void reply.header('www-authenticate', 'Bearer');
        }
        if (code === 'REAUTHENTICATION_REQUIRED' && signIns !== null)
          void reply.header('www-authenticate', stepUpChallenge(signIns));
        throw error;
      }
    };

  return {
    onRequest: gate(settleQuery),
    onEmergency: gate(settleQuery, true),
    onReport: gate(createSettleReport(signIns)),
    contextOf: (request) => {
      const context = contexts.get(request);
      if (context === undefined) throw new GatewayError('UNAUTHENTICATED');
      return context;
    },
  };
}

/** Aborts when the connection closes before the response was sent. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

function createSettleReport(signIns: SignIns | null): SettleRequest {
  return async ({ caller, headers }) => {
    signIns?.assertFresh(caller);
    // Whoever presents a grant means to widen something by it.
    if (headers['x-break-glass'] !== undefined) throw new GatewayError('BREAK_GLASS_INVALID');
    return { caller, purpose: null, breakGlass: null };
  };
}

/** https://www.rfc-editor.org/rfc/rfc9470#section-3 */
function stepUpChallenge({ maxAgeSeconds }: SignIns): string {
  return `Bearer error="insufficient_user_authentication", error_description="Sign in again", max_age="${maxAgeSeconds}"`;
}

/** The route's path as it is declared; what a client sends never stands in its place. */
export function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'unknown';
}

/** Headers that parsing the body and answering need. */
const KEPT: ReadonlySet<string> = new Set([
  'apollo-require-preflight',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'origin',
  'transfer-encoding',
  'x-apollo-operation-name',
]);

/**
 * The headers that stay. `accept` is reduced to the one media type that is sent: Apollo Server notices an
 * unfit one only after it has executed the operation. `host` only completes a URL.
 */
function essentialHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => KEPT.has(name));
  return { ...Object.fromEntries(kept), accept: chooseMediaType(headers.accept), host: 'gateway' };
}

/** Whether a refused body had better not be received to its end only to keep the connection. */
function isLarge(headers: IncomingHttpHeaders, bodyBytes: number): boolean {
  const length = Number(headers['content-length'] ?? 0);
  return headers['transfer-encoding'] !== undefined || !(length <= bodyBytes);
}
