import { z } from 'zod';
import { pathIn, text, whole } from './values.ts';

/** `subgraph`: how subgraphs are asked, and how they know who asks. */
export function subgraphSchema(folder: string) {
  return z
    .strictObject({
      timeoutMs: whole(100, 120_000).default(10_000),
      maxResponseBytes: whole(1_024, 1_073_741_824).default(33_554_432),
      // Null: four responses of the largest size. Data takes several times its bytes once it is parsed.
      maxBytesInFlight: whole(2_048, 17_179_869_184).nullable().default(null),
      // A quarter of the connections to a subgraph, so that no caller has all of them.
      connectionsPerCaller: whole(1, 64).default(16),
      identity: z
        .strictObject({
          key: pathIn(folder, 'a private key'),
          issuer: text("the gateway's name").default('phi-gateway'),
        })
        .nullable()
        .default(null),
    })
    .transform(({ maxBytesInFlight, ...rest }) => ({
      ...rest,
      maxBytesInFlight: maxBytesInFlight ?? 4 * rest.maxResponseBytes,
    }))
    .refine(({ maxBytesInFlight, maxResponseBytes }) => maxBytesInFlight >= 2 * maxResponseBytes, {
      path: ['maxBytesInFlight'],
      error: 'must be twice maxResponseBytes or more: one caller may hold half of it',
    })
    .prefault({});
}
