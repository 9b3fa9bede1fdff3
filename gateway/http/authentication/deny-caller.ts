import type { FastifyReply } from 'fastify';
import { controlRecord } from '../../audit/record/control/control-record.ts';
import { describeActor } from '../../audit/record/describe-actor.ts';
import type { AuditRecord } from '../../audit/record/record.ts';
import type { RecordedDenialReason } from '../../platform/recorded-denial-reason.ts';
import { faultOf, faultWith } from '../../platform/fault-of.ts';
import type { FaultCode } from '../../platform/faults.ts';
import type { RateLimit } from '../../platform/rates/create-rate-limit.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import { enforceRateLimit } from './enforce-rate-limit.ts';

/** A request of an identified caller that is denied before it is executed. */
export interface DeniedRequest extends Pick<
  RequestContext,
  'caller' | 'purpose' | 'requestId' | 'received' | 'breakGlass'
> {
  /** The declared path of the route, never the client's text. */
  readonly path: string;
}

/** Rejects with the error that answers the request. */
export type DenyCaller = (
  reply: FastifyReply,
  request: DeniedRequest,
  error: unknown,
) => Promise<never>;

/**
 * Creates the denial of identified callers. The record of a 403 is durable before the response leaves. A caller gets a
 * bounded number of them a minute, then `RATE_LIMITED`, which is only counted; otherwise one caller could fill the
 * ledger's disk. Any other error passes unrecorded.
 *
 * The result rejects with the given error, with GatewayError `RATE_LIMITED`, or with `AUDIT_UNAVAILABLE` where the
 * denial cannot be recorded.
 */
export function createDenyCaller(options: {
  readonly rateLimit: Pick<RateLimit, 'admitDenial'>;
  readonly append: (record: AuditRecord) => Promise<unknown>;
}): DenyCaller {
  const { rateLimit, append } = options;
  return async (reply, request, error) => {
    const { code } = faultOf(error);
    if (isDenialCode(code)) {
      enforceRateLimit(reply, await rateLimit.admitDenial(request.caller));
      await append(describeDenial(request, code));
    }
    throw error;
  };
}

/** Whether a code denies an identified caller. Each such response has its own record. */
export function isDenialCode(code: FaultCode): boolean {
  return faultWith(code).status === 403;
}

/** Records only the route of the request: its body is not read, and its headers may hold anything. */
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

/** The recorded reason of a denial; `role` for any other code. */
const REASONS: ReadonlyMap<FaultCode, RecordedDenialReason> = new Map([
  ['PURPOSE_REQUIRED', 'purpose'],
  ['PURPOSE_NOT_ALLOWED', 'purpose'],
  ['BREAK_GLASS_INVALID', 'input'],
]);
