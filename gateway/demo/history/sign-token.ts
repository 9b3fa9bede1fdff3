import { randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT } from '../../access/identity/jose.ts';
import { SIGNING_KEY_ID } from '../identity-provider.ts';
import type { Person } from './people.ts';

/** What the identity provider would sign with. */
export interface TokenSigner {
  readonly issuer: string;
  readonly audience: string;
  /** The provider's own. */
  readonly key: KeyObject;
}

/** Lifetime of a token, one shift. */
const SHIFT_MS = 8 * 3_600_000;

/**
 * Creates the tokens that the demo's identity provider would have given at a time that is past: signed with its
 * key, for its issuer and audience, an access token as JWT (RFC 9068) for each person and shift. It can't give
 * them itself, since its clock can't be set.
 */
export function createTokens({
  issuer,
  audience,
  key,
}: TokenSigner): (who: Person, at: number) => Promise<string> {
  const tokens = new Map<string, Promise<string>>();
  const sign = ({ subject, role, claims }: Person, from: number) =>
    new SignJWT({ ...claims, client_id: role })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: SIGNING_KEY_ID })
      .setIssuer(issuer)
      .setAudience(audience)
      .setSubject(subject)
      .setJti(randomUUID())
      .setIssuedAt(from / 1000)
      .setExpirationTime((from + SHIFT_MS) / 1000)
      .sign(key);
  return (who, at) => {
    const from = Math.floor(at / SHIFT_MS) * SHIFT_MS;
    const name = `${from} ${who.subject}`;
    const token = tokens.get(name) ?? sign(who, from);
    tokens.set(name, token);
    return token;
  };
}
