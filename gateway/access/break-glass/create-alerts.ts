import { setTimeout as sleep } from 'node:timers/promises';
import type { Ledger } from '../../audit/append/ledger.ts';
import type { AlertConfig } from './break-glass-config.ts';
import { createHttpClient, type HttpClient } from '../../platform/http-client.ts';
import type { Log } from '../../platform/log.ts';
import { signAlert, writeAlert, type Alert } from './alert-message.ts';
import { recordAlert } from './describe-grant.ts';

/** Tells whoever has to know that the glass was broken. */
export interface Alerts {
  /** Takes an alert and returns; it is delivered behind whoever broke the glass. */
  readonly send: (alert: Alert) => void;
  /** Gives what is not delivered yet one more try, then gives up. Takes some seconds at most. */
  readonly close: () => Promise<void>;
}

/** How long and how often delivery is tried, in ms. */
export interface AlertPatience {
  /** Of one attempt. */
  readonly timeoutMs: number;
  /** Before the second attempt; doubled before each further one. */
  readonly firstMs: number;
  /** The longest wait. */
  readonly longestMs: number;
  /** From the start of a grant to the last attempt. */
  readonly forMs: number;
  /** Alerts that may wait at a time. */
  readonly waiting: number;
}

const PATIENCE: AlertPatience = {
  timeoutMs: 5_000,
  firstMs: 1_000,
  longestMs: 300_000,
  forMs: 3_600_000,
  waiting: 1_000,
};

/** What delivery is made of. */
export interface AlertOptions {
  readonly config: AlertConfig;
  readonly ledger: Pick<Ledger, 'append'>;
  readonly log: Log;
  readonly clock: () => number;
  readonly patience?: AlertPatience;
}

/** Alerts where nobody is configured to be told: the log and the ledger tell of a start anyway. */
export const NO_ALERTS: Alerts = { send: () => undefined, close: () => Promise.resolve() };

/**
 * Creates the delivery of alerts by webhook: each by itself, tried again after a growing wait that is never
 * the same for two, until it is taken (any status of 200 to 299) or an hour has passed. Redirects are not
 * followed. What became of it is a leaf, and where nobody took it an error in the log.
 *
 * Nothing waits on disk: what a crash leaves undelivered is a start in the ledger without an alert beside it.
 */
export function createAlerts({
  config,
  ledger,
  log,
  clock,
  patience = PATIENCE,
}: AlertOptions): Alerts {
  const client = createHttpClient({
    url: config.url,
    timeoutMs: patience.timeoutMs,
    maxResponseBytes: 65_536,
    headers: { 'user-agent': 'phi-gateway' },
  });
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  async function deliver(alert: Alert): Promise<void> {
    const { id } = alert.grant;
    const body = writeAlert(alert, config.detail);
    let isLast = underWay.size >= patience.waiting;
    for (let attempts = 1; ; attempts += 1) {
      const headers = signAlert(id, body, { secret: config.secret, at: clock() });
      const status = await post(client, body, { headers, timeoutMs: patience.timeoutMs });
      const isDelivered = status !== null && status >= 200 && status < 300;
      if (isDelivered || isLast) return conclude(alert, { isDelivered, attempts });
      log.warn('break-glass alert was not taken and is sent again', {
        grantId: id,
        count: attempts,
        ...(status !== null && { status }),
      });
      const wait = waitAfter(attempts, patience);
      const isLate = clock() + wait >= alert.at + patience.forMs;
      // The wait is cut short when the gateway stops.
      const cut = { signal: closing.signal, ref: false };
      isLast = await sleep(wait, isLate, cut).catch(() => true);
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
      await ledger.append(recordAlert(alert, { isDelivered, attempts, at: clock() }));
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

/** The status of the answer, null where there was none in time. */
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

/** Doubled each time, and somewhere in the upper half of it: what failed together is not tried together. */
function waitAfter(attempts: number, { firstMs, longestMs }: AlertPatience): number {
  const longest = Math.min(longestMs, firstMs * 2 ** (attempts - 1));
  return longest * (0.5 + Math.random() / 2);
}
