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

/** How a grant came to its end, as far as the gateway that started it knows. */
export type GrantEnd =
  /** Its holder stopped it. */
  | 'STOPPED'
  /** Its time was over. */
  | 'EXPIRED'
  /** The gateway stopped before: other replicas take it until its time is over. */
  | 'LEFT_OPEN';

/** The record of a start. Of the reason it holds a commitment only, since that may be PHI. */
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

/** The record of an end that somebody asked for. */
export function recordStop(context: RequestContext, grant: BreakGlassGrant): AuditRecord {
  return {
    ...recordOf('breakglass.stop', { holder: context, grant }, context.received),
    ...describeActor(context),
    reason: 'STOPPED' satisfies GrantEnd,
  };
}

/** The record of an end that nobody asked for; its actor is the holder all the same. */
export function recordEnd(
  held: HeldGrant,
  { reason, at }: { readonly reason: Exclude<GrantEnd, 'STOPPED'>; readonly at: number },
): AuditRecord {
  return { ...recordOf('breakglass.stop', held, at), reason };
}

/** The record of an alert: delivered or given up after so many attempts. */
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
