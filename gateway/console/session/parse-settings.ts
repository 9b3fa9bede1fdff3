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

/** The settings of the console: the issuer, the idle time, and the keys that sign the ledger. */
export type Settings = z.infer<typeof SETTINGS>;

/** Parses the content of `/admin/config.json`. */
export function parseSettings(answer: unknown): Settings {
  return SETTINGS.parse(answer);
}
