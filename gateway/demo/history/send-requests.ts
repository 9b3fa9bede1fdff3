import { z } from 'zod';
import { StartError } from '../../platform/errors.ts';
import type { PlannedRequest } from './planned-request.ts';
import type { Person } from './people.ts';
import type { HistoryGateway } from './start-history-gateway.ts';

/** The gateway that gets the requests, and how they are sent. */
export interface SendOptions {
  readonly gateway: Pick<HistoryGateway, 'advanceTo' | 'url'>;
  /** Returns the person's access token at a time, UTC ms since 1970. */
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
export async function sendRequests(
  requests: readonly PlannedRequest[],
  { gateway, tokenFor, onDone, signal }: SendOptions,
): Promise<void> {
  const base = new URL(await gateway.url);
  /** Subject → break-glass grant. */
  const grants = new Map<string, string>();
  for (const [index, request] of requests.entries()) {
    signal.throwIfAborted();
    await gateway.advanceTo(request.at);
    const { path, body, isUnderGrant } = httpRequestOf(request);
    const { subject } = request.who;
    const response = await fetch(new URL(path, base), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await tokenFor(request.who, request.at)}`,
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
    if (request.action.kind === 'break-glass') grants.set(subject, readGrant(text));
    onDone(index + 1);
  }
}

interface HttpRequest {
  readonly path: string;
  /** Null for a request without a body. */
  readonly body: object | null;
  /** Whether the person's break-glass grant is sent with it. */
  readonly isUnderGrant: boolean;
}

function httpRequestOf({ action }: PlannedRequest): HttpRequest {
  switch (action.kind) {
    case 'query':
      return { path: '/graphql', body: action.request, isUnderGrant: false };
    case 'emergency-query':
      return { path: '/graphql', body: action.request, isUnderGrant: true };
    case 'report':
      return { path: '/admin/graphql', body: action.request, isUnderGrant: false };
    case 'break-glass': {
      const { patient, reason } = action;
      return { path: '/break-glass', body: { patient, reason }, isUnderGrant: false };
    }
    case 'stop-break-glass':
      return { path: '/break-glass/stop', body: null, isUnderGrant: true };
    default:
      return action satisfies never;
  }
}

const GRANT = z.object({ grant: z.string() });

function readGrant(text: string): string {
  return GRANT.parse(JSON.parse(text)).grant;
}
