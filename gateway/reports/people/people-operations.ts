import { z } from 'zod';
import { operationText, text } from '../../platform/setting-types.ts';

/** A setting with operations that return data about people; none by default. */
export function peopleOperations(folder: string) {
  return z
    .array(
      z.strictObject({
        subgraph: text('the name of a subgraph').describe('Name of the subgraph.'),
        operation: operationText(folder).describe(
          'GraphQL operation, in place or as the path of a file.',
        ),
      }),
      { error: 'must be a list of { subgraph, operation }' },
    )
    .default([]);
}
