import { z } from 'zod';
import { whole, type Settings } from '../../../platform/setting-types.ts';
import { peopleOperations } from '../../people/people-operations.ts';

export type FactsConfig = NonNullable<Settings<typeof factsSchema>>;

/** `admin.facts`: operations that return facts about patients and staff that the ledger does not hold. */
export function factsSchema(folder: string) {
  const operations = peopleOperations(folder);
  return z
    .strictObject({
      patients: operations.describe('Operations about patients.'),
      actors: operations.describe('Operations about staff.'),
      timeoutMs: whole(10, 60_000)
        .default(5_000)
        .describe('Milliseconds that one request may take.'),
      cacheMinutes: whole(1, 1_440)
        .default(60)
        .describe('Minutes for which a response is cached, in memory only.'),
    })
    .nullable()
    .default(null)
    .describe(
      'Facts about people that the ledger does not hold. Null: the rules that need them are off.',
    );
}
