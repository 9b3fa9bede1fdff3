import { existsSync } from 'node:fs';
import type { GraphConfigPart } from '../../config/load-graph-config.ts';
import type { SignRequest } from '../../identity/create-sign-request.ts';
import { openSubgraphIdentity } from '../../identity/open-subgraph-identity.ts';

/** Subgraphs that answer the gateway alone answer whoever has its key; without it they are asked unsigned. */
export async function readSigner(
  config: Pick<GraphConfigPart, 'subgraph'> | null,
): Promise<SignRequest | null> {
  const identity = config?.subgraph.identity ?? null;
  if (identity === null || !existsSync(identity.key)) return null;
  return (await openSubgraphIdentity(identity)).sign;
}
