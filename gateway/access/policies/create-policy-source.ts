import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PolicySourceConfig } from '../authorization-config.ts';
import { decisionResult } from '../../platform/decision-result.ts';
import { createFailureLine } from '../../platform/failure-line.ts';
import { createHttpClient } from '../../platform/http-client.ts';
import type { Log } from '../../platform/log.ts';
import { describeCaller } from '../relationships/describe-caller.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { PolicySource } from './policy-source.ts';

/**
 * Opens an HTTP decision point: `{ input: { caller, scopes, policies } }` gives `{ result: { POLICY: true, … } }`,
 * the form of OPA's data API and the map that Apollo Router's coprocessors fill in. Only what is exactly
 * `true` is fulfilled.
 *
 * An answer is remembered for seconds, by everything that was asked; requests that ask the same at the same
 * time share one call. A failure is logged and not remembered. `clock` gives milliseconds and never goes back.
 * https://www.apollographql.com/docs/graphos/routing/security/authorization#usage-with-a-coprocessor
 */
export function createPolicySource(
  config: PolicySourceConfig,
  { log, clock }: { readonly log: Log; readonly clock: () => number },
): PolicySource {
  const { url, token, timeoutMs, cacheSeconds } = config;
  const client = createHttpClient({
    url,
    // A question ends in time by its signal; the client's own limit is for what that leaves behind.
    timeoutMs: 2 * timeoutMs,
    maxResponseBytes: MAX_ANSWER_BYTES,
    headers: {
      accept: 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
  });
  const say = createFailureLine('policy source failed', { log, clock });
  const known = new LRUCache<string, Remembered>({ max: MAX_REMEMBERED });

  async function ask(body: string): Promise<ReadonlySet<string> | null> {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await client.post(body, signal);
    const answer =
      response === null
        ? { code: signal.aborted ? 'POLICIES_LATE' : 'POLICIES_UNANSWERED' }
        : response.status === 200
          ? (fulfilledIn(response.text) ?? { code: 'POLICIES_MALFORMED' })
          : { code: 'POLICIES_STATUS', status: response.status };
    if (!('code' in answer)) return answer;
    say(answer);
    return null;
  }

  return {
    fulfilled: async (context, policies) => {
      const body = questionOf(context, policies);
      const key = createHash('sha256').update(body).digest('base64');
      const now = clock();
      const before = known.get(key);
      const current =
        before && now < before.until
          ? before
          : { answer: ask(body), until: now + cacheSeconds * 1_000 };
      known.set(key, current);
      const answer = await current.answer;
      if (answer === null && known.get(key) === current) known.delete(key);
      return policies.filter((policy) => answer?.has(policy));
    },
    close: client.close,
  };
}

interface Remembered {
  /** Null: the source failed. */
  readonly answer: Promise<ReadonlySet<string> | null>;
  readonly until: number;
}

const MAX_REMEMBERED = 10_000;
const MAX_ANSWER_BYTES = 1_048_576;

function questionOf(context: RequestContext, policies: readonly string[]): string {
  const scopes = JSON.stringify(context.caller.scopes);
  return `{"input":{"caller":${describeCaller(context)},"scopes":${scopes},"policies":${JSON.stringify(policies)}}}`;
}

/** The policies that an answer says `true` of; null where it is no answer. */
function fulfilledIn(text: string): ReadonlySet<string> | null {
  const result = decisionResult(text);
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null;
  return new Set(Object.entries(result).flatMap(([name, said]) => (said === true ? [name] : [])));
}
