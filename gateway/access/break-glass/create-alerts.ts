import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../audit/append/ledger.ts';
import type { AlertConfig } from './break-glass-config.ts';
import { createHttpClient, type HttpClient } from '../../platform/net/http-client.ts';
import type { Log } from '../../platform/log.ts';
import { signAlert, writeAlert, type Alert } from './alert-message.ts';
import { recordAlert } from './describe-grant.ts';

/** Delivery of alerts about started grants. */
export interface Alerts {
  /** Queues an alert and returns. Delivery does not delay the caller. */
  readonly send: (alert: Alert) => void;
  /** Tries once more to deliver each pending alert, then gives up. Takes a few seconds at most. */
  readonly close: () => Promise<void>;
}

/** How long and how often delivery is attempted, in ms. */
export interface AlertRetries {
  /** Timeout of one attempt. */
  readonly timeoutMs: number;
  /** Delay before the second attempt, doubled before each further one. */
  readonly firstDelayMs: number;
  /** Longest delay. */
  readonly maxDelayMs: number;
  /** Time from the start of a grant to the last attempt. */
  readonly durationMs: number;
  /** Largest number of pending alerts that are retried. */
  readonly maxPending: number;
}

const RETRIES: AlertRetries = {
  timeoutMs: 5_000,
  firstDelayMs: 1_000,
  maxDelayMs: 300_000,
  durationMs: 3_600_000,
  maxPending: 1_000,
};

export interface AlertOptions {
  readonly config: AlertConfig;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly log: Log;
  readonly now: () => number;
  readonly retries?: AlertRetries;
}

/** Sends no alerts. The log and the ledger still record each start. */
export const NO_ALERTS: Alerts = { send: () => undefined, close: () => Promise.resolve() };

/**
 * Creates the delivery of alerts by webhook. Each alert is retried with exponential backoff and jitter until the
 * receiver responds with a status of 200 to 299, or an hour has passed. Redirects are not followed. The outcome is
 * recorded; an undelivered alert is also logged as an error.
 *
 * Pending alerts are kept in memory: after a crash, the ledger has the start of a grant without the outcome of its alert.
 */
export function createAlerts({
  config,
  ledger,
  log,
  now,
  retries = RETRIES,
}: AlertOptions): Alerts {
  const client = createHttpClient({
    url: config.url,
    timeoutMs: retries.timeoutMs,
    maxResponseBytes: 65_536,
    headers: { 'user-agent': 'phi-gateway' },
  });
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function deliver(alert: Alert): Promise<void> {
    const { id } = alert.grant;
    const body = writeAlert(alert, config.detail);
    // Beyond the bound of pending alerts, an alert is sent once.
    let isLast = underWay.size >= retries.maxPending;
    for (let attempts = 1; ; attempts += 1) {
      const headers = signAlert(id, body, { secret: config.secret, at: now() });
      const status = await post(client, body, { headers, timeoutMs: retries.timeoutMs });
      const isDelivered = status !== null && status >= 200 && status < 300;
      if (isDelivered || isLast) return conclude(alert, { isDelivered, attempts });
      log.warn('break-glass alert was not accepted and is sent again', {
        grantId: id,
        count: attempts,
        ...(status !== null && { status }),
      });
      const wait = waitAfter(attempts, retries);
      const isNextLast = now() + wait >= alert.at + retries.durationMs;
      // The stop of the gateway ends the delay, and the next attempt is the last.
      const options = { signal: closing.signal, ref: false };
      isLast = await sleep(wait, isNextLast, options).catch(() => true);
    }
  }

  async function conclude(
    alert: Alert,
    { isDelivered, attempts }: { readonly isDelivered: boolean; readonly attempts: number },
  ): Promise<void> {
    const facts = { grantId: alert.grant.id, count: attempts };
    if (isDelivered) log.info('break-glass alert was delivered', facts);
    else log.error('break-glass alert was not delivered', facts);
    try {
      await ledger.append(recordAlert(alert, { isDelivered, attempts, at: now() }));
    } catch (error) {
      log.warn('break-glass alert was not recorded', { grantId: alert.grant.id, error });
    }
  }

  return {
    send: (alert) => {
      const delivery = deliver(alert).finally(() => underWay.delete(delivery));
      underWay.add(delivery);
    },
    close: async () => {
      closing.abort();
      await Promise.all(underWay);
      await client.close();
    },
  };
}

/** Returns the status of the response; null without a response in time. */
async function post(
  client: HttpClient,
  body: string,
  {
    headers,
    timeoutMs,
  }: { readonly headers: Readonly<Record<string, string>>; readonly timeoutMs: number },
): Promise<number | null> {
  const answer = await client.post(body, AbortSignal.timeout(timeoutMs), { headers });
  return answer?.status ?? null;
}

/** Returns a random delay in the upper half of the backoff, so that failed alerts are not retried together. */
function waitAfter(attempts: number, { firstDelayMs, maxDelayMs }: AlertRetries): number {
  const longest = Math.min(maxDelayMs, firstDelayMs * 2 ** (attempts - 1));
  return longest * (0.5 + Math.random() / 2);
}
