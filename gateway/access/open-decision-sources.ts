import type { Log } from '../platform/log.ts';
import type { ConnectSubgraph } from '../platform/subgraph/connect-subgraph.ts';
import type { AuthorizationConfig } from './authorization-config.ts';
import { createPolicySource } from './policies/create-policy-source.ts';
import type { PolicySource } from './policies/policy-source.ts';
import { createRelationships } from './relationships/open-relationships.ts';
import type { RelationshipSource } from './relationships/relationship-source.ts';
import type { RelationshipsConfig } from './relationships/relationships-config.ts';

/** The outside sources that authorization asks; null where they are not configured. */
export interface DecisionSources {
  readonly relationships: RelationshipSource | null;
  readonly policySource: PolicySource | null;
  /** Aborts every call under way. */
  readonly close: () => Promise<void>;
}

/**
 * Opens the sources that are configured.
 *
 * @throws SettingsError where the relationship operation does not fit the graph
 */
export function openDecisionSources(
  config: {
    readonly relationships: RelationshipsConfig | null;
    readonly authorization: Pick<AuthorizationConfig, 'policies'>;
  },
  options: {
    readonly supergraphSdl: string;
    readonly connect: ConnectSubgraph;
    readonly log: Log;
  },
): DecisionSources {
  const { supergraphSdl, connect, log } = options;
  const { policies } = config.authorization;
  const relationships =
    config.relationships &&
    createRelationships(config.relationships, { supergraphSdl, connect, log });
  const policySource =
    policies && createPolicySource(policies, { log, now: () => performance.now() });
  return {
    relationships,
    policySource,
    close: async () => {
      await Promise.all([policySource?.close(), relationships?.close()]);
    },
  };
}
