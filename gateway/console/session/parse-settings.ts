import { z } from 'zod/mini';
import { LANGUAGES } from '../../reports/messages/messages.ts';

const SETTINGS = z.object({
  /** Issuer of the OpenID provider that signs users in. */
  issuer: z.string(),
  clientId: z.string(),
  scopes: z.array(z.string()),
  /** Minutes without activity after which the user is signed out. */
  idleMinutes: z.number(),
  /** Age in minutes after which the gateway refuses a sign-in; null if it accepts a sign-in of any age. */
  maxAgeMinutes: z.nullable(z.number()),
  /** Keys that verify the ledger's signatures, each `name+key id+key`. */
  ledgerKeys: z.array(z.string()),
  /**
   * Where `ledgerKeys` come from: the operator's configuration, or the gateway itself. A key
   * from the gateway shows nothing about a gateway that lies, so the page says next to a proof where its keys come from.
   */
  keySource: z.enum(['configuration', 'gateway']),
  /** What patients see. */
  patientPage: z.object({
    /** Language if the browser asks for none that the page has. */
    language: z.enum(LANGUAGES),
    /** How dates and times are written in each language (BCP 47). */
    locales: z.record(z.enum(LANGUAGES), z.string()),
    /** Whether it offers the accounting of disclosures. */
    hasAccounting: z.boolean(),
    /** Names of roles and departments → what the hospital calls them. */
    words: z.record(z.enum(LANGUAGES), z.record(z.string(), z.string())),
    /** Whether it begins with a notice of break-glass access. */
    hasBreakGlassNotice: z.boolean(),
  }),
});

/** The settings of the console: the issuer, the idle time, and the keys that sign the ledger. */
export type Settings = z.infer<typeof SETTINGS>;

/** Parses the content of `/admin/config.json`. */
export function parseSettings(answer: unknown): Settings {
  return SETTINGS.parse(answer);
}
