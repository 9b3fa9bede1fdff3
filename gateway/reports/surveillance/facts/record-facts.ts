import type { People } from './person-facts.ts';
import { controlRecord } from '../../../audit/record/control/control-record.ts';
import type { AuditRecord } from '../../../audit/record/record.ts';
import { toRecordable } from '../../../platform/recorded-text.ts';
import type { FactAsker } from './fact-asker.ts';

/**
 * The record of a request for facts: the gateway reads facts of these patients, and of so many actors, to find
 * unusual access. It names the operations and holds none of their results.
 */
export function recordFacts(
  { patients, actors }: People,
  asked: readonly Pick<FactAsker, 'argument' | 'subgraph'>[],
  at: number,
): AuditRecord {
  return {
    ...controlRecord('audit.read', at, {
      reports: 'facts',
      subgraphs: [...new Set(asked.map(({ subgraph }) => subgraph))].toSorted().join(','),
      actors: actors.length,
    }),
    action: 'R',
    actor: GATEWAY,
    arguments: asked.map(({ argument }) => argument).toSorted(),
    // Earlier versions recorded ids that are not recordable now.
    patients: [...patients].map(toRecordable).toSorted(),
  };
}

/** The gateway requests facts for itself, for health care operations. */
const GATEWAY = Object.freeze({
  issuer: 'phi-gateway',
  subject: 'phi-gateway',
  name: null,
  roles: [],
  organisation: null,
  purpose: 'HOPERAT',
  tokenId: null,
  authMethods: [],
});
