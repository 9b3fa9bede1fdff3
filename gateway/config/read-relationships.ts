import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { AuthorizationConfig, RelationshipsConfig } from './config.ts';
import type { relationshipsSchema } from './relationships-schema.ts';

export type ReadRelationships =
  | { readonly ok: true; readonly relationships: RelationshipsConfig | null }
  | { readonly ok: false; readonly path: string; readonly problem: string };

/**
 * Reads the operation of the relationship source where it stands in a file. Without a source, no role may
 * reach its care team.
 */
export function readRelationships(
  parsed: z.infer<ReturnType<typeof relationshipsSchema>>,
  reach: AuthorizationConfig['reach'],
): ReadRelationships {
  if (parsed === null) {
    const roles = [...reach].flatMap(([role, { kind }]) => (kind === 'care-team' ? [role] : []));
    if (roles.length === 0) return { ok: true, relationships: null };
    const problem = `is required: who tells whose care team ${roles.join(' and ')} may be on? Give relationships.subgraph and operation, or relationships.url`;
    return { ok: false, path: 'relationships', problem };
  }
  const { source, ...rest } = parsed;
  if (source.kind === 'decision-point') return { ok: true, relationships: { ...rest, source } };
  try {
    const operation =
      source.operation.kind === 'text'
        ? source.operation.text
        : readFileSync(source.operation.path, 'utf8');
    return { ok: true, relationships: { ...rest, source: { ...source, operation } } };
  } catch {
    const problem = "the file can't be read. Mend the path or its permissions";
    return { ok: false, path: 'relationships.operation', problem };
  }
}
