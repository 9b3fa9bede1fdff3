import { controlRecord } from '../../audit/record/control/control-record.ts';
import { describeActor } from '../../audit/record/describe-actor.ts';
import type { Opening } from '../../audit/record/opening.ts';
import type { AuditRecord } from '../../audit/record/record.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { BreakGlassGrant } from '../../platform/grant.ts';

/** A grant, and the request that started it. */
export interface HeldGrant {
  readonly holder: RequestContext;
  readonly grant: BreakGlassGrant;
}

/** How a grant ended, as far as the gateway that started it knows. */
export type GrantEnd =
  /** The holder stopped it. */
  | 'STOPPED'
  /** Its time expired. */
  | 'EXPIRED'
  /** The gateway stopped first: other replicas accept the grant until it expires. */
  | 'LEFT_OPEN';

/** Describes the start of a grant. The record has only a commitment to the reason, which may be PHI. */
export function recordStart(
  holder: RequestContext,
  grant: BreakGlassGrant,
  { commitment }: Opening,
): AuditRecord {
  return {
    ...recordOf('breakglass.start', { holder, grant }, holder.received),
    ...describeActor(holder),
    details: { reasonCommitment: commitment },
  };
}

/** Describes the stop of a grant by its holder. */
export function recordStop(context: RequestContext, grant: BreakGlassGrant): AuditRecord {
  return {
    ...recordOf('breakglass.stop', { holder: context, grant }, context.received),
    ...describeActor(context),
    reason: 'STOPPED' satisfies GrantEnd,
  };
}

/** Describes the end of a grant without a request. Its actor is the holder. */
export function recordEnd(
  held: HeldGrant,
  { reason, at }: { readonly reason: Exclude<GrantEnd, 'STOPPED'>; readonly at: number },
): AuditRecord {
  return { ...recordOf('breakglass.stop', held, at), reason };
}

/** Describes the outcome of an alert, with the number of attempts. */
export function recordAlert(
  held: HeldGrant,
  alert: { readonly isDelivered: boolean; readonly attempts: number; readonly at: number },
): AuditRecord {
  return {
    ...recordOf('breakglass.alert', held, alert.at),
    outcome: alert.isDelivered ? 'permit' : 'error',
    reason: alert.isDelivered ? 'DELIVERED' : 'UNDELIVERED',
    details: { attempts: alert.attempts },
  };
}

function recordOf(
  kind: 'breakglass.start' | 'breakglass.stop' | 'breakglass.alert',
  { holder, grant }: HeldGrant,
  at: number,
): AuditRecord {
  return {
    ...controlRecord(kind, at, null),
    actor: describeActor(holder).actor,
    patients: [grant.patient],
    breakGlass: { id: grant.id, until: grant.until },
  };
}
