import { z } from 'zod/mini';

const TEXT = z.nullable(z.string());

const LEAF = z.object({
  at: z.number(),
  kind: z.string(),
  outcome: z.string(),
  actor: z.nullable(
    z.object({
      issuer: z.string(),
      subject: z.string(),
      name: TEXT,
      roles: z.array(z.string()),
      purpose: TEXT,
    }),
  ),
  client: z.nullable(z.object({ address: z.string() })),
  operation: z.nullable(z.object({ name: TEXT, kind: z.string() })),
  accesses: z.array(
    z.object({
      type: z.string(),
      fields: z.array(z.object({ name: z.string(), view: z.string() })),
      // One of the two: a ledger that commits to identities stores commitments (salted hashes) instead of ids.
      objects: z.optional(z.array(z.unknown())),
      objectCommitments: z.optional(z.array(z.unknown())),
    }),
  ),
  denied: z.array(z.object({ coordinate: z.string(), reason: z.string(), count: z.number() })),
});

/** The facts of a record (a leaf of the ledger) that are shown in words. `at` is UTC ms since 1970. */
export type ParsedLeaf = z.infer<typeof LEAF>;

/** Parses the JSON of a record; null for any other text. */
export function parseLeaf(json: string): ParsedLeaf | null {
  try {
    const leaf: unknown = JSON.parse(json);
    return LEAF.parse(leaf);
  } catch {
    return null;
  }
}
