import { z } from 'zod';
import { readVerifier } from '../audit/tree/signed-note.ts';
import { text, whole } from './values.ts';

/** `admin.console`: the web page at `/admin`, and how whoever opens it signs in. Null: there is no page. */
export function consoleSchema() {
  return z
    .strictObject({
      clientId: text("the console's client id at the issuer"),
      issuer: text('the exact name of an issuer under identity.issuers').nullable().default(null),
      ledgerKeys: z
        .array(
          text('a public key of the ledger').refine((key) => readVerifier(key) !== null, {
            error: 'must be a public key of the ledger: name+id+key',
          }),
          { error: 'must be a list of public keys: name+id+key' },
        )
        .default([]),
      idleMinutes: whole(1, 240).default(15),
      maxAgeMinutes: whole(1, 1_440).nullable().default(MAX_AGE_MINUTES),
      scopes: z
        .array(
          text('a scope').regex(/^[!#-[\]-~]+$/, {
            error: 'must be a scope without spaces or quotes',
          }),
          { error: 'must be a list of scopes' },
        )
        .default(['openid', 'profile'])
        .refine((scopes) => scopes.includes('openid'), { error: 'must hold openid' }),
    })
    .refine(
      ({ idleMinutes, maxAgeMinutes }) => maxAgeMinutes === null || maxAgeMinutes >= idleMinutes,
      { path: ['maxAgeMinutes'], error: 'must not be less than idleMinutes' },
    )
    .nullable()
    .default(null);
}

/** Twelve hours, after which NIST SP 800-63B (4.2.3) asks for a new sign-in whatever the activity. */
const MAX_AGE_MINUTES = 720;
