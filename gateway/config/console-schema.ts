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
    .nullable()
    .default(null);
}
