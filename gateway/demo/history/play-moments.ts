import { z } from 'zod';
import { StartError } from '../../platform/errors.ts';
import type { Moment } from './moment.ts';
import type { Person } from './people.ts';
import type { HistoryGateway } from './start-history-gateway.ts';

/** The gateway that gets the requests, and how they are sent. */
export interface PlayOptions {
  readonly gateway: Pick<HistoryGateway, 'advanceTo' | 'url'>;
  readonly tokenFor: (who: Person, at: number) => Promise<string>;
  /** Called after each request with their number so far. */
  readonly onDone: (done: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends requests to a gateway over HTTP, one after the other, each at its time.
 *
 * @throws StartError if a request fails; the signal's reason once that is aborted.
 */
export async function playMoments(
  moments: readonly Moment[],
  { gateway, tokenFor, onDone, signal }: PlayOptions,
): Promise<void> {
  const base = new URL(await gateway.url);
  /** Subject → break-glass grant. */
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
        `a request of the sample traffic failed with status ${response.status}. Start with --no-history to go on without it.`,
      ]);
    }
    if (moment.act.kind === 'break-glass') grants.set(subject, readGrant(text));
    onDone(index + 1);
  }
}

interface Request {
  readonly path: string;
  readonly body: object | null;
  readonly isUnderGrant: boolean;
}

function requestOf({ act }: Moment): Request {
  switch (act.kind) {
    case 'query':
      return { path: '/graphql', body: act.question, isUnderGrant: false };
    case 'emergency-query':
      return { path: '/graphql', body: act.question, isUnderGrant: true };
    case 'report':
      return { path: '/admin/graphql', body: act.question, isUnderGrant: false };
    case 'break-glass': {
      const { patient, reason } = act;
      return { path: '/break-glass', body: { patient, reason }, isUnderGrant: false };
    }
    case 'stop-break-glass':
      return { path: '/break-glass/stop', body: null, isUnderGrant: true };
    default:
      return act satisfies never;
  }
}

const GRANT = z.object({ grant: z.string() });

function readGrant(text: string): string {
  return GRANT.parse(JSON.parse(text)).grant;
}
