import { randomUUID, type KeyObject } from 'node:crypto';
import { SignJWT } from '../../access/identity/jose.ts';
import { SIGNING_KEY_ID } from '../identity-provider.ts';
import type { Person } from './people.ts';

/** The issuer, the audience and the key of the tokens. */
export interface DemoIssuer {
  readonly issuer: string;
  readonly audience: string;
  /** The key of the identity provider. */
  readonly key: KeyObject;
}

/** Lifetime of a token: one shift of eight hours. */
const SHIFT_MS = 8 * 3_600_000;

/**
 * Creates a signer of access tokens (JWT, RFC 9068) for past times, one for each person and shift. They equal those of the
 * demo's identity provider, which can issue tokens for the present time only.
 */
export function createTokenSigner({
  issuer,
  audience,
  key,
}: DemoIssuer): (who: Person, at: number) => Promise<string> {
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
