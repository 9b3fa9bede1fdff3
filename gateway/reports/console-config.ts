import { z } from 'zod';
import { readVerifier } from '../audit/tree/signed-note.ts';
import { text, whole, type Settings } from '../platform/setting-types.ts';

export type ConsoleConfig = NonNullable<Settings<typeof consoleSchema>>;

/** `admin.console`: the web page at `/admin`, a public client (RFC 6749, section 2.1) of one of the issuers. */
export function consoleSchema() {
  return z
    .strictObject({
      clientId: text("the console's client id at the issuer").describe(
        "The console's client id at the issuer.",
      ),
      issuer: text('the exact name of an issuer under identity.issuers')
        .nullable()
        .default(null)
        .describe('Issuer for signing in, one of `identity.issuers`. Null: the only one.'),
      ledgerKeys: z
        .array(
          text('a public key of the ledger').refine((key) => readVerifier(key) !== null, {
            error: 'must be a public key of the ledger: name+id+key',
          }),
          { error: 'must be a list of public keys: name+id+key' },
        )
        .default([])
        .describe(
          "Public keys of the ledger that the page trusts, `name+id+key`. Empty: this gateway's key.",
        ),
      idleMinutes: whole(1, 240)
        .default(15)
        .describe('Minutes without activity after which the page signs out.'),
      maxAgeMinutes: whole(1, 1_440)
        .nullable()
        .default(MAX_AGE_MINUTES)
        .describe(
          '`/admin` refuses tokens of sign-ins that are older, or that were idle for `idleMinutes`. After twelve hours NIST SP 800-63B (4.2.3) requires a new sign-in. Null: the gateway checks neither.',
        ),
      scopes: z
        .array(
          text('a scope').regex(/^[!#-[\]-~]+$/, {
            error: 'must be a scope without spaces or quotes',
          }),
          { error: 'must be a list of scopes' },
        )
        .default(['openid', 'profile'])
        .refine((scopes) => scopes.includes('openid'), { error: 'must hold openid' })
        .describe('Scopes that the page requests.'),
    })
    .refine(
      ({ idleMinutes, maxAgeMinutes }) => maxAgeMinutes === null || maxAgeMinutes >= idleMinutes,
      { path: ['maxAgeMinutes'], error: 'must not be less than idleMinutes' },
    )
    .nullable()
    .default(null)
    .describe('Web page for privacy officers at `/admin`. Null: there is no page.');
}

/** Twelve hours, after which NIST SP 800-63B (4.2.3) asks for a new sign-in whatever the activity. */
const MAX_AGE_MINUTES = 720;
