import { z } from 'zod';
import { operationSource } from './relationships-schema.ts';
import { text, whole } from './values.ts';

/** `admin.facts`: operations that tell of patients and actors what the ledger doesn't. */
export function factsSchema(folder: string) {
  const operations = z
    .array(
      z.strictObject({
        subgraph: text('the name of a subgraph'),
        operation: operationSource(folder),
      }),
      { error: 'must be a list of { subgraph, operation }' },
    )
    .default([]);
  return z
    .strictObject({
      patients: operations,
      actors: operations,
      timeoutMs: whole(10, 60_000).default(5_000),
      cacheMinutes: whole(1, 1_440).default(60),
    })
    .nullable()
    .default(null);
}
