import { z } from 'zod';
import { pathIn, text, whole } from './values.ts';

/** `subgraph`: how subgraphs are asked, and how they know who asks. */
export function subgraphSchema(folder: string) {
  return z
    .strictObject({
      timeoutMs: whole(100, 120_000).default(10_000),
      maxResponseBytes: whole(1_024, 1_073_741_824).default(33_554_432),
      identity: z
        .strictObject({
          key: pathIn(folder, 'a private key'),
          issuer: text("the gateway's name").default('phi-gateway'),
        })
        .nullable()
        .default(null),
    })
    .prefault({});
}
