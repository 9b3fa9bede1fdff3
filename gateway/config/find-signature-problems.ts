import { findSubgraphSettings } from '../platform/subgraph/subgraph-settings.ts';
import type { Config } from './config.ts';

interface SignatureProblem {
  readonly path: string;
  readonly text: string;
}

/**
 * Finds the subgraphs whose messages could not be signed or verified as configured: requests without a key to sign them
 * with, responses without keys to verify them with, keys that nothing is verified with, and responses that cannot be bound
 * to a signed request.
 */
export function* findSignatureProblems({
  graph,
  subgraph: shared,
}: Pick<Config, 'graph' | 'subgraph'>): Generator<SignatureProblem> {
  const subgraphs = graph.subgraphs.map((own, index) => ({
    own,
    path: `graph.subgraphs[${index}]`,
  }));
  // A supergraph may have subgraphs that the configuration does not name.
  const all = graph.supergraph === null ? subgraphs : [...subgraphs, { own: null, path: '' }];
  for (const { own, path } of all) {
    const { settings, pathOf } = findSubgraphSettings({ graph, subgraph: shared }, own?.name ?? '');
    const { signRequests, verifyResponses } = settings;
    const needsSignature = verifyResponses === 'signature';
    if (signRequests && shared.identity === null)
      yield { path: pathOf('signRequests'), text: NEEDS_IDENTITY };
    if (needsSignature && !signRequests)
      yield { path: pathOf('verifyResponses'), text: NEEDS_REQUEST };
    if (own === null) continue;
    const keys = `${path}.responseKeys`;
    if (needsSignature && own.responseKeys === null) yield { path: keys, text: NEEDS_KEYS };
    if (!needsSignature && own.responseKeys !== null) yield { path: keys, text: UNUSED_KEYS };
  }
}

const NEEDS_IDENTITY = 'needs subgraph.identity, whose key signs';
const NEEDS_REQUEST =
  'needs signRequests: true, because a response counts only with the signature of its request';
const NEEDS_KEYS =
  'is required for verifyResponses: signature. Give the URL or file of its key set';
const UNUSED_KEYS = 'is not used. Set verifyResponses: signature, or remove the keys';
