import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { PolicySourceConfig } from '../authorization-config.ts';
import { decisionResult } from '../decision-result.ts';
import { createFailureLine } from '../../platform/failure-line.ts';
import { createHttpClient } from '../../platform/net/http-client.ts';
import type { Log } from '../../platform/log.ts';
import { describeCaller } from '../relationships/describe-caller.ts';
import type { RequestContext } from '../../platform/request-context.ts';
import type { PolicySource } from './policy-source.ts';
import { growTo } from '../../platform/grow-to.ts';

/**
 * Creates a policy source over HTTP: `{ input: { caller, scopes, policies } }` returns `{ result: { POLICY: true, … } }`,
 * the format of OPA's data API and of Apollo Router's coprocessors. A policy is fulfilled only if its value is exactly
 * `true`.
 *
 * Responses are cached for `cacheSeconds` by the whole request body; concurrent equal requests share one call. Failures
 * are logged and not cached. `now` is monotonic, in ms.
 * https://www.apollographql.com/docs/graphos/routing/security/authorization#usage-with-a-coprocessor
 */
export function createPolicySource(
  config: PolicySourceConfig,
  { log, now }: { readonly log: Log; readonly now: () => number },
): PolicySource {
  const { url, token, timeoutMs, cacheSeconds } = config;
  const client = createHttpClient({
    url,
    // The signal ends a request in time; this limit is for connections that ignore it.
    timeoutMs: 2 * timeoutMs,
    maxResponseBytes: MAX_ANSWER_BYTES,
    headers: {
      accept: 'application/json',
      ...(token !== null && { authorization: `Bearer ${token}` }),
    },
  });
  const logFailure = createFailureLine('policy source failed', { log, now });
  const cache = new LRUCache<string, CachedAnswer>(growTo(MAX_CACHED));

  /** Makes one call. Resolves to null after a failure, which is logged. */
  async function query(body: string): Promise<ReadonlySet<string> | null> {
    const signal = AbortSignal.timeout(timeoutMs);
    const response = await client.post(body, signal);
    const answer =
      response === null
        ? { code: signal.aborted ? 'POLICIES_LATE' : 'POLICIES_UNANSWERED' }
        : response.status === 200
          ? (fulfilledIn(String(response.body)) ?? { code: 'POLICIES_MALFORMED' })
          : { code: 'POLICIES_STATUS', status: response.status };
    if (!('code' in answer)) return answer;
    logFailure(answer);
    return null;
  }

  return {
    fulfilled: async (context, policies) => {
      const body = writeBody(context, policies);
      const key = createHash('sha256').update(body).digest('base64');
      const at = now();
      const cached = cache.get(key);
      const current =
        cached && at < cached.until
          ? cached
          : { answer: query(body), until: at + cacheSeconds * 1_000 };
      cache.set(key, current);
      const answer = await current.answer;
      // A later request may have replaced the failed answer already.
      if (answer === null && cache.get(key) === current) cache.delete(key);
      return policies.filter((policy) => answer?.has(policy));
    },
    close: client.close,
  };
}

interface CachedAnswer {
  /** Null after a failure. */
  readonly answer: Promise<ReadonlySet<string> | null>;
  readonly until: number;
}

const MAX_CACHED = 10_000;
const MAX_ANSWER_BYTES = 1_048_576;

function writeBody(context: RequestContext, policies: readonly string[]): string {
  const scopes = JSON.stringify(context.caller.scopes);
  return `{"input":{"caller":${describeCaller(context)},"scopes":${scopes},"policies":${JSON.stringify(policies)}}}`;
}

/** Returns the policies whose value is `true`; null for a malformed response. */
function fulfilledIn(text: string): ReadonlySet<string> | null {
  const result = decisionResult(text);
  if (typeof result !== 'object' || result === null || Array.isArray(result)) return null;
  return new Set(Object.entries(result).flatMap(([name, value]) => (value === true ? [name] : [])));
}
