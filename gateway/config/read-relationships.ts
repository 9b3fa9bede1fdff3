import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import type { RelationshipsConfig } from './config.ts';
import type { relationshipsSchema } from './relationships-schema.ts';

export type ReadRelationships =
  | { readonly ok: true; readonly relationships: RelationshipsConfig | null }
  | { readonly ok: false; readonly problem: string };

/** Reads the operation of the relationship source where it stands in a file. */
export function readRelationships(
  parsed: z.infer<ReturnType<typeof relationshipsSchema>>,
): ReadRelationships {
  if (parsed === null) return { ok: true, relationships: null };
  const { source, ...rest } = parsed;
  if (source.kind === 'decision-point') return { ok: true, relationships: { ...rest, source } };
  try {
    const operation =
      source.operation.kind === 'text'
        ? source.operation.text
        : readFileSync(source.operation.path, 'utf8');
    return { ok: true, relationships: { ...rest, source: { ...source, operation } } };
  } catch {
    return { ok: false, problem: "the file can't be read. Mend the path or its permissions" };
  }
}
