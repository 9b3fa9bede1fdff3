import { randomBytes } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { IsPatientId } from '../../../directives/patient-id.ts';
import { commitTo } from '../../audit/record/opening.ts';
import type { Ledger } from '../../audit/append/ledger.ts';
import type { BreakGlassConfig } from './break-glass-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { Caller } from '../../platform/caller.ts';
import { limitCallers, type Admission } from '../../platform/create-rate-limit.ts';
import type { Log } from '../../platform/log.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { Alerts } from './create-alerts.ts';
import { createGrants } from './create-grants.ts';
import { recordEnd, recordStart, recordStop, type HeldGrant } from './describe-grant.ts';
import type { BreakGlassGrant } from '../../platform/grant.ts';
import { createOpenGrants } from './open-grants.ts';
import type { StartRequest } from './parse-start.ts';

/** A grant that has been started, and the text that its holder presents. */
export interface StartedGrant extends BreakGlassGrant {
  readonly grant: string;
}

/** Emergency access: one caller, one patient, some minutes. It widens reach, and never what a role sees. */
export interface BreakGlass {
  /** The purpose of use of whatever is asked under a grant; null leaves it to the request. */
  readonly purpose: string | null;
  /** Whether a text can be the patient id of a grant. */
  readonly isPatientId: IsPatientId;
  /** Whether a caller has a role that may start it, or make use of it. */
  readonly isFor: (caller: Caller) => boolean;
  /**
   * The grant in the `x-break-glass` headers of a request. Throws GatewayError `BREAK_GLASS_INVALID` for any
   * other than a single valid one of this caller's that isn't known to be stopped.
   */
  readonly present: (headers: readonly string[], caller: Caller) => Promise<BreakGlassGrant>;
  /** Counts one start of a caller's. */
  readonly admitStart: (caller: Caller) => Promise<Admission>;
  /**
   * Starts a grant: on the record, the reason with it, before the grant is given away; then whoever has to
   * know is told. Throws GatewayError `AUDIT_UNAVAILABLE`.
   */
  readonly start: (context: RequestContext, request: StartRequest) => Promise<StartedGrant>;
  /**
   * Ends the grant that a request presents, here and at once, then records that. Throws GatewayError
   * `AUDIT_UNAVAILABLE` where it is over and not on the record.
   */
  readonly stop: (context: RequestContext, grant: BreakGlassGrant) => Promise<void>;
  /** Takes a grant for stopped that another gateway has on the record as that. */
  readonly takeStop: (id: string) => void;
  /** Records which grants are left open, and lets their alerts be delivered for a few seconds more. */
  readonly close: () => Promise<void>;
}

/** What break-glass is made of. */
export interface BreakGlassOptions {
  readonly config: BreakGlassConfig;
  readonly isPatientId: IsPatientId;
  readonly ledger: Pick<Ledger, 'append' | 'origin' | 'firstHash'>;
  readonly alerts: Alerts;
  /** Ids of grants that were stopped before this process began, as far as they may not be over. */
  readonly stopped: readonly string[];
  readonly log: Log;
  readonly clock: () => number;
}

/**
 * Creates break-glass. Grants are signed and live with their holders; what is kept here is only which of
 * them were stopped, and which of those made here are still to be recorded as over.
 */
export function createBreakGlass(options: BreakGlassOptions): BreakGlass {
  const { config, isPatientId, ledger, alerts, log, clock } = options;
  const { roles, minutes, key, purpose, startsPerHour } = config;
  const grants = createGrants({ key, ledger, minutes, isPatientId, clock });
  const open = createOpenGrants({
    clock,
    onOver: (held) => void recordOver(held, 'EXPIRED'),
  });
  /** Id → when it is forgotten: once it is over, nobody takes it for valid any more. */
  const stopped = new Map<string, number>();
  const takeStop = (id: string) => {
    const now = clock();
    for (const [known, until] of stopped) if (until <= now) stopped.delete(known);
    stopped.set(id, now + minutes * 60_000);
    open.delete(id);
  };
  options.stopped.forEach(takeStop);

  /** When a grant ends stands in the record of its start: one of the end that fails takes nothing away. */
  async function recordOver(held: HeldGrant, reason: 'EXPIRED' | 'LEFT_OPEN'): Promise<void> {
    try {
      await ledger.append(recordEnd(held, { reason, at: clock() }));
    } catch (error) {
      log.warn('end of break-glass was not recorded', { grantId: held.grant.id, error });
    }
  }

  const isFor = (caller: Caller) => caller.roles.some((role) => roles.includes(role));
  return {
    purpose,
    isPatientId,
    isFor,
    present: async ([header, ...others], caller) => {
      if (header === undefined || others.length > 0) throw new GatewayError('BREAK_GLASS_INVALID');
      const grant = await grants.verify(header, caller);
      if (stopped.has(grant.id)) throw new GatewayError('BREAK_GLASS_INVALID');
      return grant;
    },
    admitStart: limitCallers(startsPerHour, 3_600),
    start: async (context, { patient, reason }) => {
      const { text, grant } = await grants.sign({ id: uuid(), patient }, context.caller);
      const opening = commitTo(reason, randomBytes(32).toString('hex'));
      await ledger.append(recordStart(context, grant, opening), opening);
      open.add({ holder: context, grant });
      log.warn('break-glass started', { requestId: context.requestId, grantId: grant.id });
      alerts.send({ holder: context, grant, reason, at: clock() });
      return { ...grant, grant: text };
    },
    stop: async (context, grant) => {
      takeStop(grant.id);
      log.warn('break-glass stopped', { requestId: context.requestId, grantId: grant.id });
      await ledger.append(recordStop(context, grant));
    },
    takeStop,
    close: async () => {
      const left = open.clear().map((held) => recordOver(held, 'LEFT_OPEN'));
      await Promise.all([...left, alerts.close()]);
    },
  };
}
