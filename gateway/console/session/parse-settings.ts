import { z } from 'zod/mini';

const SETTINGS = z.object({
  issuer: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  idleMinutes: z.number(),
  maxAgeMinutes: z.nullable(z.number()),
  ledgerKeys: z.array(z.string()),
  keySource: z.enum(['configuration', 'gateway']),
});

/** Where to sign in, how long somebody stays signed in without a sign of life, and which keys sign the ledger. */
export type Settings = z.infer<typeof SETTINGS>;

/** Parses what `/admin/config.json` answers. */
export function parseSettings(answer: unknown): Settings {
  return SETTINGS.parse(answer);
}
