import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { uuid } from '../../platform/uuid.ts';
import type { IsPatientId } from '../../../directives/patient-id.ts';
import { commitTo } from '../../audit/record/opening.ts';
import type { Ledger } from '../../audit/append/ledger.ts';
import type { BreakGlassConfig } from './break-glass-config.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { Caller } from '../../platform/caller.ts';
import { growTo } from '../../platform/grow-to.ts';
import { admissionOf, type Admission } from '../../platform/rates/create-rate-limit.ts';
import type { Limiter } from '../../platform/rates/limiter.ts';
import type { Log } from '../../platform/log.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { Alerts } from './create-alerts.ts';
import { createGrantTokens } from './grant-tokens.ts';
import { recordEnd, recordStart, recordStop, type HeldGrant } from './describe-grant.ts';
import type { BreakGlassGrant } from '../../platform/grant.ts';
import { createHeldGrants } from './held-grants.ts';
import type { StartRequest } from './parse-start.ts';

/** A started grant, with the token that its holder presents. */
export interface StartedGrant extends BreakGlassGrant {
  /** The token. */
  readonly grant: string;
}

/** What callers do with break-glass. It may be kept in another process. */
export interface BreakGlassOfCallers {
  /** The purpose of use of requests with a grant; null leaves it to the request. */
  readonly purpose: string | null;
  /** Whether a text is a valid patient id for a grant. */
  readonly isPatientId: IsPatientId;
  /** Whether a caller has a role that may start and use break-glass. */
  readonly mayUse: (caller: Caller) => boolean;
  /**
   * Returns the grant in the `x-break-glass` headers of a request. Rejects with GatewayError `BREAK_GLASS_INVALID` unless
   * it is the only one, valid, this caller's and not stopped.
   */
  readonly present: (headers: readonly string[], caller: Caller) => Promise<BreakGlassGrant>;
  /** Counts one start of a caller against the rate limit. */
  readonly admitStart: (caller: Caller) => Promise<Admission>;
  /**
   * Starts a grant. Its start and reason are durable before the grant is returned; then the alert is sent. Rejects with
   * GatewayError `AUDIT_UNAVAILABLE` where the start cannot be recorded.
   */
  readonly start: (context: RequestContext, request: StartRequest) => Promise<StartedGrant>;
  /**
   * Stops the grant of a request at once on this gateway, then records the stop. Rejects with GatewayError
   * `AUDIT_UNAVAILABLE` where the grant is stopped but the stop cannot be recorded.
   */
  readonly stop: (context: RequestContext, grant: BreakGlassGrant) => Promise<void>;
}

/** Emergency access of one caller to one patient for some minutes. It widens reach, never what a role sees. */
export interface BreakGlass extends BreakGlassOfCallers {
  /** Applies a stop that another gateway recorded. */
  readonly applyStop: (id: string) => void;
  /** Records the grants that are left open, and gives pending alerts a few seconds to be delivered. */
  readonly close: () => Promise<void>;
}

export interface BreakGlassOptions {
  readonly config: BreakGlassConfig;
  readonly isPatientId: IsPatientId;
  readonly ledger: Pick<Ledger, 'append' | 'origin' | 'firstHash'>;
  readonly limiter: Pick<Limiter, 'count'>;
  readonly alerts: Alerts;
  /** Ids of grants that were stopped before this process started and may not have expired. */
  readonly stopped: readonly string[];
  readonly log: Log;
  readonly now: () => number;
}

/** The latest stopped and expired grants that are remembered: far more than end while one grant lasts. */
const MAX_ENDED = 100_000;

/**
 * Creates break-glass. Grants are signed tokens that their holders keep. This gateway keeps only which grants were
 * stopped or have expired here, and which of its own grants are open, so that it can record their end.
 */
export function createBreakGlass(options: BreakGlassOptions): BreakGlass {
  const { config, isPatientId, ledger, limiter, alerts, log, now } = options;
  const { roles, minutes, key, purpose, startsPerHour } = config;
  const grants = createGrantTokens({ key, ledger, minutes, isPatientId, now });
  // Grants that must not be used any more. Not forgotten by time: their tokens become valid again if the clock is set back.
  const ended = new LRUCache<string, true>(growTo(MAX_ENDED));
  const heldGrants = createHeldGrants({
    now,
    onExpired: (held) => {
      ended.set(held.grant.id, true);
      void recordClosed(held, 'EXPIRED');
    },
  });
  const applyStop = (id: string) => {
    ended.set(id, true);
    heldGrants.delete(id);
  };
  options.stopped.forEach(applyStop);

  /** The record of the start has the time of the end, so a record of the end that fails loses nothing. */
  async function recordClosed(held: HeldGrant, reason: 'EXPIRED' | 'LEFT_OPEN'): Promise<void> {
    try {
      await ledger.append(recordEnd(held, { reason, at: now() }));
    } catch (error) {
      log.warn('end of break-glass was not recorded', { grantId: held.grant.id, error });
    }
  }

  const mayUse = (caller: Caller) => caller.roles.some((role) => roles.includes(role));
  return {
    purpose,
    isPatientId,
    mayUse,
    present: async ([header, ...others], caller) => {
      if (header === undefined || others.length > 0) throw new GatewayError('BREAK_GLASS_INVALID');
      const grant = await grants.verify(header, caller);
      if (ended.has(grant.id)) throw new GatewayError('BREAK_GLASS_INVALID');
      return grant;
    },
    admitStart: async ({ issuer, subject }) => {
      const allowance = { limit: startsPerHour, seconds: 3_600 };
      return admissionOf(await limiter.count(['break-glass starts', issuer, subject], allowance));
    },
    start: async (context, { patient, reason }) => {
      const { text, grant } = await grants.sign({ id: uuid(), patient }, context.caller);
      const reasonOpening = commitTo(reason, randomBytes(32).toString('hex'));
      await ledger.append(recordStart(context, grant, reasonOpening), reasonOpening);
      heldGrants.add({ holder: context, grant });
      log.warn('break-glass started', { requestId: context.requestId, grantId: grant.id });
      alerts.send({ holder: context, grant, reason, at: now() });
      return { ...grant, grant: text };
    },
    stop: async (context, grant) => {
      applyStop(grant.id);
      log.warn('break-glass stopped', { requestId: context.requestId, grantId: grant.id });
      await ledger.append(recordStop(context, grant));
    },
    applyStop,
    close: async () => {
      const left = heldGrants.clear().map((held) => recordClosed(held, 'LEFT_OPEN'));
      await Promise.all([...left, alerts.close()]);
    },
  };
}
