import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { StartError } from '../../platform/errors.ts';
import * as graphql from './graphql-requests.ts';
import { ADDRESSES } from '../sites.ts';
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
    const { subject } = request.who;
    const token = await tokenFor(request.who, request.at);
    const send = async ({ path, body, isUnderGrant }: HttpRequest): Promise<string> => {
      const response = await fetch(new URL(path, base), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== null && { 'content-type': 'application/json' }),
          ...(isUnderGrant && { 'x-break-glass': grants.get(subject) ?? '' }),
          ...PROXY_HEADERS,
          'x-forwarded-for': addressOf(request),
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
      return text;
    };
    if (request.action.kind === 'review') await closeOpenCases(request.action, send, signal);
    else if (request.action.kind === 'ask') await askAbout(request.action, send, signal);
    else {
      const text = await send(httpRequestOf(request.action));
      if (request.action.kind === 'break-glass') grants.set(subject, readGrant(text));
    }
    onDone(index + 1);
  }
}

/** What the proxy of the demo's hospital adds to each request. */
const PROXY_HEADERS = { 'x-forwarded-proto': 'https' };

function addressOf({ who, place }: PlannedRequest): string {
  return ADDRESSES[place ?? (who.role === 'patient' ? 'home' : 'hospital')];
}

/** The index follows the ledger by the machine's clock, whatever the simulated clock shows. */
const INDEX_ATTEMPTS = 40;
const INDEX_PAUSE_MS = 250;

/** Closes the open cases of a rule, once the index has the records that show them. Without such records, none. */
async function closeOpenCases(
  { rule, verdict, note }: Extract<PlannedRequest['action'], { readonly kind: 'review' }>,
  send: (request: HttpRequest) => Promise<string>,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; attempt < INDEX_ATTEMPTS; attempt += 1) {
    const found = CASES.parse(JSON.parse(await send(reportRequest(graphql.findCases(rule)))));
    const cases = found.data.unusual.edges.map(({ node }) => node.id);
    if (cases.length > 0) {
      await send(reportRequest(graphql.closeCases(cases, verdict, note)));
      return;
    }
    await sleep(INDEX_PAUSE_MS, undefined, { signal });
  }
}

const CASES = z.object({
  data: z.object({
    unusual: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }),
  }),
});

/** Asks about the last access of an account, once the index has it. Without such an access, nothing. */
async function askAbout(
  { actor, text }: Extract<PlannedRequest['action'], { readonly kind: 'ask' }>,
  send: (request: HttpRequest) => Promise<string>,
  signal: AbortSignal,
): Promise<void> {
  for (let attempt = 0; attempt < INDEX_ATTEMPTS; attempt += 1) {
    const reply = await send(reportRequest(graphql.findOwnAccess(actor)));
    const [edge] = EVENTS.parse(JSON.parse(reply)).data.events.edges;
    if (edge !== undefined) {
      await send(reportRequest(graphql.askQuestion(edge.node.id, text)));
      return;
    }
    await sleep(INDEX_PAUSE_MS, undefined, { signal });
  }
}

const EVENTS = z.object({
  data: z.object({
    events: z.object({ edges: z.array(z.object({ node: z.object({ id: z.string() }) })) }),
  }),
});

function reportRequest(body: graphql.GraphqlRequest): HttpRequest {
  return { path: '/admin/graphql', body, isUnderGrant: false };
}

interface HttpRequest {
  readonly path: string;
  /** Null for a request without a body. */
  readonly body: object | null;
  /** Whether the person's break-glass grant is sent with it. */
  readonly isUnderGrant: boolean;
}

function httpRequestOf(
  action: Exclude<PlannedRequest['action'], { readonly kind: 'review' | 'ask' }>,
): HttpRequest {
  switch (action.kind) {
    case 'query':
      return { path: '/graphql', body: action.request, isUnderGrant: false };
    case 'emergency-query':
      return { path: '/graphql', body: action.request, isUnderGrant: true };
    case 'report':
      return reportRequest(action.request);
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
