import { decisionResult } from '../../platform/decision-result.ts';
import { createHttpClient } from '../../platform/http-client.ts';
import type { Asker } from './ask.ts';
import { parseRelationships } from './parse-relationships.ts';

/** Where a decision point answers. */
export interface DecisionPointOptions {
  readonly url: string;
  /** Sent as a bearer token (RFC 6750); null sends none. */
  readonly token: string | null;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  /** Whether being listed means being on the care team, where the answer doesn't say. */
  readonly listedIsRelated: boolean;
}

/**
 * Asks an HTTP decision point: `{ input: { caller, patients } }` gives `{ result: [ … ] }`, the form of
 * OPA's data API (https://www.openpolicyagent.org/docs/rest-api#get-a-document-with-input). A rule that is
 * undefined leaves `result` out, which is a failure and not an empty answer.
 */
export function createDecisionPoint(options: DecisionPointOptions): Asker {
  const client = createHttpClient({
    ...options,
    headers: {
      accept: 'application/json',
      ...(options.token !== null && { authorization: `Bearer ${options.token}` }),
    },
  });
  return {
    // A claim that a token lacks is left out: what that means is for the decision point.
    concerns: () => true,
    ask: async ({ caller, patients }, signal) => {
      const body = `{"input":{"caller":${caller},"patients":${JSON.stringify(patients)}}}`;
      const response = await client.post(body, signal);
      if (response === null)
        return {
          ok: false,
          code: signal.aborted ? 'RELATIONSHIPS_LATE' : 'RELATIONSHIPS_UNANSWERED',
        };
      const { status, text } = response;
      if (status !== 200) return { ok: false, code: 'RELATIONSHIPS_STATUS', status };
      const relationships = parseRelationships(
        decisionResult(text),
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
