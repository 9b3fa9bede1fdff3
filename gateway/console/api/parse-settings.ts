import { z } from 'zod/mini';

const SETTINGS = z.object({
  issuer: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  idleMinutes: z.number(),
});

/** Where to sign in, and how long without a sign of life somebody stays signed in. */
export type Settings = z.infer<typeof SETTINGS>;

/** Parses what `/admin/config.json` answers. */
export function parseSettings(answer: unknown): Settings {
  return SETTINGS.parse(answer);
}
