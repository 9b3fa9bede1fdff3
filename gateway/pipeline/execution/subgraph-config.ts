import { z } from 'zod';
import { subgraphIdentitySchema } from '../../access/identity/identity-config.ts';
import { whole, type Settings } from '../../platform/setting-types.ts';
import { sharedSettingKeys } from '../../platform/subgraph/subgraph-settings.ts';

export type SubgraphConfig = Settings<typeof subgraphSchema>;

/** `subgraph`: requests to subgraphs. An entry of `graph.subgraphs` may override some settings for one of them. */
export function subgraphSchema(folder: string) {
  return z
    .strictObject({
      ...sharedSettingKeys(folder),
      maxBytesInFlight: whole(2_048, 17_179_869_184)
        .nullable()
        .default(null)
        .describe(
          'Bytes of all responses that requests hold at a time; one caller may hold half of them. Parsed data takes several times its bytes in memory. Null: four responses of the largest size.',
        ),
      identity: subgraphIdentitySchema(folder),
    })
    .transform(({ maxBytesInFlight, ...rest }) => ({
      ...rest,
      maxBytesInFlight: maxBytesInFlight ?? 4 * rest.maxResponseBytes,
    }))
    .refine(({ maxBytesInFlight, maxResponseBytes }) => maxBytesInFlight >= 2 * maxResponseBytes, {
      path: ['maxBytesInFlight'],
      error: 'must be twice maxResponseBytes or more: one caller may hold half of it',
    })
    .prefault({})
    .describe(
      'Requests to subgraphs. An entry of `graph.subgraphs` may set keys of the same name for itself.',
    );
}
