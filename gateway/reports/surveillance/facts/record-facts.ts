import type { People } from './person-facts.ts';
import { controlRecord } from '../../../audit/record/control/control-record.ts';
import type { AuditRecord } from '../../../audit/record/record.ts';
import { toRecordable } from '../../../platform/recorded-text.ts';
import type { FactSource } from './fact-source.ts';

/**
 * Writes the record of a request for facts: the ids of the patients, the number of actors, the subgraphs and the
 * arguments that take the ids. It holds nothing of the responses.
 */
export function recordFacts(
  { patients, actors }: People,
  requested: readonly Pick<FactSource, 'argument' | 'subgraph'>[],
  at: number,
): AuditRecord {
  return {
    ...controlRecord('audit.read', at, {
      reports: 'facts',
      subgraphs: [...new Set(requested.map(({ subgraph }) => subgraph))].toSorted().join(','),
      actors: actors.length,
    }),
    action: 'R',
    actor: GATEWAY,
    arguments: requested.map(({ argument }) => argument).toSorted(),
    // Earlier versions recorded ids with characters that are refused today.
    patients: [...patients].map(toRecordable).toSorted(),
  };
}

/**
 * Writes the record of responses about facts whose digest or signature was not the subgraph's, after that of their
 * request.
 */
export function recordRejectedFacts(subgraphs: readonly string[], at: number): AuditRecord {
  return {
    ...controlRecord('audit.read', at, {
      reports: 'facts',
      rejectedResponses: [...new Set(subgraphs)].toSorted().join(','),
    }),
    action: 'R',
    outcome: 'error',
    reason: 'SUBGRAPH_FAILED',
    actor: GATEWAY,
  };
}

/** The gateway itself requests the facts, for health care operations. */
const GATEWAY = Object.freeze({
  issuer: 'phi-gateway',
  subject: 'phi-gateway',
  name: null,
  roles: [],
  organization: null,
  purpose: 'HOPERAT',
  tokenId: null,
  authMethods: [],
});
