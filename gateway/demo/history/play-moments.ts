import { z } from 'zod';
import { StartError } from '../../platform/errors.ts';
import type { Moment } from './moment.ts';
import type { Person } from './people.ts';
import type { HistoryGateway } from './start-history-gateway.ts';

/** Whom it is played to, and how. */
export interface PlayOptions {
  readonly gateway: Pick<HistoryGateway, 'advanceTo' | 'url'>;
  readonly tokenFor: (who: Person, at: number) => Promise<string>;
  /** Told after each request how many there have been. */
  readonly onDone: (done: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Plays moments to a gateway over HTTP, one after the other, each at its time.
 *
 * @throws StartError where a request isn't answered as it should be; the signal's reason once that is aborted.
 */
export async function playMoments(
  moments: readonly Moment[],
  { gateway, tokenFor, onDone, signal }: PlayOptions,
): Promise<void> {
  const base = new URL(await gateway.url);
  /** Of each person who has broken the glass. */
  const grants = new Map<string, string>();
  for (const [index, moment] of moments.entries()) {
    signal.throwIfAborted();
    await gateway.advanceTo(moment.at);
    const { path, body, isUnderGrant } = requestOf(moment);
    const { subject } = moment.who;
    const response = await fetch(new URL(path, base), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenFor(moment.who, moment.at)}`,
        ...(body !== null && { 'content-type': 'application/json' }),
        ...(isUnderGrant && { 'x-break-glass': grants.get(subject) ?? '' }),
        'user-agent': 'phi-gateway-demo',
      },
      body: body === null ? null : JSON.stringify(body),
      signal,
    });
    const text = await response.text();
    if (!response.ok) {
      throw new StartError([
        `a request of the fortnight was answered with ${response.status}. Start with --no-history to go on without.`,
      ]);
    }
    if (moment.act.does === 'break the glass') grants.set(subject, readGrant(text));
    onDone(index + 1);
  }
}

interface Request {
  readonly path: string;
  readonly body: object | null;
  readonly isUnderGrant: boolean;
}

function requestOf({ act }: Moment): Request {
  switch (act.does) {
    case 'ask':
      return { path: '/graphql', body: act.question, isUnderGrant: false };
    case 'ask in an emergency':
      return { path: '/graphql', body: act.question, isUnderGrant: true };
    case 'read reports':
      return { path: '/admin/graphql', body: act.question, isUnderGrant: false };
    case 'break the glass': {
      const { patient, reason } = act;
      return { path: '/break-glass', body: { patient, reason }, isUnderGrant: false };
    }
    case 'stop the emergency':
      return { path: '/break-glass/stop', body: null, isUnderGrant: true };
    default:
      return act satisfies never;
  }
}

const GRANT = z.object({ grant: z.string() });

function readGrant(text: string): string {
  return GRANT.parse(JSON.parse(text)).grant;
}
