import { hkdfSync } from 'node:crypto';
import { z } from 'zod';
import type { IsPatientId } from '../../../directives/patient-id.ts';
import type { Ledger } from '../../audit/append/ledger.ts';
import { GatewayError } from '../../platform/errors.ts';
import type { Caller } from '../../platform/caller.ts';
import { jwtVerify, SignJWT } from '../identity/jose.ts';
import type { BreakGlassGrant } from '../../platform/grant.ts';

/** The caller that a grant is issued to. */
type Holder = Pick<Caller, 'issuer' | 'subject'>;

/** Grants as signed tokens, which every replica with the same key verifies. */
export interface GrantTokens {
  /** Issues a grant for the configured time from now on. */
  readonly sign: (
    grant: Pick<BreakGlassGrant, 'id' | 'patient'>,
    holder: Holder,
  ) => Promise<{ readonly text: string; readonly grant: BreakGlassGrant }>;
  /** Rejects with GatewayError `BREAK_GLASS_INVALID` unless the text is a valid, unexpired grant of this caller. */
  readonly verify: (text: string, holder: Holder) => Promise<BreakGlassGrant>;
}

/**
 * Creates the issuing and verification of grants: JSON Web Tokens (RFC 7519) with HMAC-SHA-256, because their issuer is
 * also their verifier. No other token passes as a grant, and no grant as another token (RFC 8725, section 3): grants have
 * their own `typ` and `iss`, and the signing key is derived from the configured one for this use alone. `aud`
 * is the ledger's name and the hash of its first record: a grant is valid only where its start is recorded, even if two
 * ledgers share a name and their gateways a key. A grant names its holder by issuer and subject (RFC 9493, section
 * 3.2.4).
 *
 * A grant is valid for at most `minutes` after `iat`, whatever its `exp`, and not before `iat`.
 */
export function createGrantTokens(options: {
  readonly key: Uint8Array;
  /** The ledger that records the grants. */
  readonly ledger: Pick<Ledger, 'origin' | 'firstHash'>;
  readonly minutes: number;
  readonly isPatientId: IsPatientId;
  readonly now: () => number;
}): GrantTokens {
  const { ledger, minutes, isPatientId, now } = options;
  const audience = `${ledger.origin}#${ledger.firstHash}`;
  const key = new Uint8Array(hkdfSync('sha256', options.key, '', 'phi-gateway/break-glass/v1', 32));
  return {
    sign: async ({ id, patient }, { issuer, subject }) => {
      const iat = Math.floor(now() / 1000);
      const exp = iat + minutes * 60;
      const holder = { format: 'iss_sub', iss: issuer, sub: subject };
      const text = await new SignJWT({ sub_id: holder, patient })
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
        .setIssuer(ISSUER)
        .setAudience(audience)
        .setJti(id)
        .setIssuedAt(iat)
        .setExpirationTime(exp)
        .sign(key);
      return { text, grant: Object.freeze({ id, patient, until: exp * 1000 }) };
    },
    verify: async (text, holder) => {
      const at = now();
      const claims = CLAIMS.safeParse(await verifySignature(text, key, at)).data;
      if (claims === undefined) throw new GatewayError('BREAK_GLASS_INVALID');
      const { aud, iat, exp, jti, patient, sub_id: named } = claims;
      const until = Math.min(exp, iat + minutes * 60) * 1000;
      const isTheirs = named.iss === holder.issuer && named.sub === holder.subject;
      if (
        aud !== audience ||
        !isTheirs ||
        !isPatientId(patient) ||
        at >= until ||
        iat * 1000 > at + TOLERANCE_MS
      )
        throw new GatewayError('BREAK_GLASS_INVALID');
      return Object.freeze({ id: jti, patient, until });
    },
  };
}

const ALGORITHM = 'HS256';
const TYPE = 'phi-break-glass+jwt';
const ISSUER = 'phi-gateway';

/** How far the clock of the issuing replica may be ahead of this gateway's. */
const TOLERANCE_MS = 5_000;

/** All claims of a grant, and no others. */
const CLAIMS = z.strictObject({
  iss: z.literal(ISSUER),
  aud: z.string(),
  jti: z.uuidv7(),
  iat: z.int(),
  exp: z.int(),
  sub_id: z.strictObject({ format: z.literal('iss_sub'), iss: z.string(), sub: z.string() }),
  patient: z.string(),
});

async function verifySignature(text: string, key: Uint8Array, at: number): Promise<unknown> {
  if (!COMPACT.test(text)) throw new GatewayError('BREAK_GLASS_INVALID');
  try {
    const { payload } = await jwtVerify(text, key, {
      algorithms: [ALGORITHM],
      typ: TYPE,
      currentDate: new Date(at),
    });
    return payload;
  } catch (cause) {
    throw new GatewayError('BREAK_GLASS_INVALID', { cause });
  }
}

/** RFC 7515, section 7.1. */
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
