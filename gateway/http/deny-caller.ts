import type { FastifyReply } from 'fastify';
import { controlRecord } from '../audit/record/control/control-record.ts';
import { describeActor } from '../audit/record/describe-actor.ts';
import type { AuditRecord } from '../audit/record/record.ts';
import type { DeniedReason } from '../platform/denied-reason.ts';
import { faultStatus, GatewayError, type FaultCode } from '../platform/errors.ts';
import type { RateLimit } from '../platform/create-rate-limit.ts';
import type { RequestContext } from '../platform/request-context.ts';
import { refuseUnlessAdmitted } from './refuse-unless-admitted.ts';

/** A request of an identified caller that is denied before it is executed. */
export interface DeniedRequest extends Pick<
  RequestContext,
  'caller' | 'purpose' | 'requestId' | 'received' | 'breakGlass'
> {
  /** The route's own path, never the client's text. */
  readonly path: string;
}

/** Throws the error that the request is answered with. */
export type DenyCaller = (
  reply: FastifyReply,
  request: DeniedRequest,
  error: unknown,
) => Promise<never>;

/**
 * Creates the step that answers an identified caller with 403. The denial is durable in the ledger before the
 * response leaves. A caller gets a bounded number of them a minute, then `RATE_LIMITED`, which is only counted:
 * otherwise one caller could fill the ledger's disk with denials. Any other error is thrown as it is.
 *
 * Throws GatewayError: the given one, `RATE_LIMITED`, or `AUDIT_UNAVAILABLE` where the denial can't be recorded.
 */
export function createDenyCaller(options: {
  readonly rateLimit: Pick<RateLimit, 'admitDenial'>;
  readonly append: (record: AuditRecord) => Promise<unknown>;
}): DenyCaller {
  const { rateLimit, append } = options;
  return async (reply, request, error) => {
    if (error instanceof GatewayError && isDenial(error.code)) {
      refuseUnlessAdmitted(reply, await rateLimit.admitDenial(request.caller));
      await append(describeDenial(request, error.code));
    }
    throw error;
  };
}

/** Whether a code denies an identified caller, so that each such answer has a record of its own. */
export function isDenial(code: FaultCode): boolean {
  return faultStatus(code) === 403;
}

/** Nothing of the request but its route is told: its body is not read, and its headers may hold anything. */
function describeDenial(request: DeniedRequest, code: FaultCode): AuditRecord {
  const { path, received, requestId, breakGlass } = request;
  return {
    ...controlRecord('denial', received, { requestId }),
    outcome: 'deny',
    reason: code,
    ...describeActor(request),
    denied: [{ coordinate: path, reason: REASONS.get(code) ?? 'role', count: 1 }],
    breakGlass: breakGlass && { id: breakGlass.id, until: breakGlass.until },
  };
}

const REASONS: ReadonlyMap<FaultCode, DeniedReason> = new Map([
  ['PURPOSE_REQUIRED', 'purpose'],
  ['PURPOSE_NOT_ALLOWED', 'purpose'],
  ['BREAK_GLASS_INVALID', 'input'],
]);
