import { decisionResult } from '../decision-result.ts';
import { createHttpClient } from '../../platform/net/http-client.ts';
import type { RelationshipClient } from './relationship-client.ts';
import { parseRelationships } from './parse-relationships.ts';

export interface DecisionPointOptions {
  readonly url: string;
  /** Sent as a bearer token (RFC 6750); null sends none. */
  readonly token: string | null;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Whether a listed patient without `careTeam` is on the caller's care team. */
  readonly listedIsRelated: boolean;
}

/**
 * Creates the queries to an HTTP decision point: `{ input: { caller, patients } }` returns `{ result: [ … ] }`, the format
 * of OPA's data API (https://www.openpolicyagent.org/docs/rest-api#get-a-document-with-input). A response without
 * `result`, which OPA sends for an undefined rule, is a failure and not an empty result.
 */
export function createDecisionPointQueries(options: DecisionPointOptions): RelationshipClient {
  const client = createHttpClient({
    ...options,
    headers: {
      accept: 'application/json',
      ...(options.token !== null && { authorization: `Bearer ${options.token}` }),
    },
  });
  return {
    // Missing claims are left out; the decision point decides what that means.
    canQuery: () => true,
    query: async ({ caller, patients }, signal) => {
      const body = `{"input":{"caller":${caller},"patients":${JSON.stringify(patients)}}}`;
      const response = await client.post(body, signal);
      if (response === null)
        return {
          ok: false,
          code: signal.aborted ? 'RELATIONSHIPS_LATE' : 'RELATIONSHIPS_UNANSWERED',
        };
      const { status } = response;
      if (status !== 200) return { ok: false, code: 'RELATIONSHIPS_STATUS', status };
      const relationships = parseRelationships(
        decisionResult(String(response.body)),
        new Set(patients),
        options.listedIsRelated,
      );
      return relationships === null
        ? { ok: false, code: 'RELATIONSHIPS_MALFORMED' }
        : { ok: true, relationships };
    },
    close: client.close,
  };
}
