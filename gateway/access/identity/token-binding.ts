import type { IssuerConfig } from './identity-config.ts';
import type { Claims } from './read-claim.ts';
import { tokenRefused } from './token-refusals.ts';

/** What a token is bound to: a thief of the token lacks it. */
export type TokenBinding =
  /** A key of the client (DPoP): https://www.rfc-editor.org/rfc/rfc9449#section-6.1 */
  | { readonly kind: 'key'; readonly thumbprint: string }
  /** A certificate of the client (mutual TLS): https://www.rfc-editor.org/rfc/rfc8705#section-3.1 */
  | { readonly kind: 'certificate'; readonly thumbprint: string }
  | { readonly kind: 'none' };

/**
 * Reads what a token is bound to: https://www.rfc-editor.org/rfc/rfc7800#section-3.1
 *
 * A token that is bound in another way, or in two, is refused, because the gateway cannot check it.
 *
 * @throws GatewayError `UNAUTHENTICATED`
 */
export function readTokenBinding({ cnf }: Claims): TokenBinding {
  if (cnf === undefined) return { kind: 'none' };
  const members = typeof cnf === 'object' && cnf !== null ? Object.entries(cnf) : [];
  const [[name, thumbprint] = []]: readonly (readonly [string?, unknown?])[] = members;
  const kind = KINDS.get(name ?? '');
  if (members.length !== 1 || kind === undefined || !isThumbprint(thumbprint))
    throw tokenRefused('BINDING_NOT_SUPPORTED');
  return { kind, thumbprint };
}

const KINDS: ReadonlyMap<string, 'key' | 'certificate'> = new Map([
  ['jkt', 'key'],
  ['x5t#S256', 'certificate'],
]);

/** Whether a value is a SHA-256 hash in unpadded base64url. */
function isThumbprint(value: unknown): value is string {
  return typeof value === 'string' && /^[\w-]{43}$/.test(value);
}

/**
 * Checks that a token is bound as its issuer's settings require.
 *
 * @throws GatewayError `UNAUTHENTICATED`
 */
export function assertBound(
  { kind }: TokenBinding,
  { requireDpop, requireMutualTls }: Pick<IssuerConfig, 'requireDpop' | 'requireMutualTls'>,
): void {
  if (requireDpop && kind !== 'key') throw tokenRefused('TOKEN_NOT_BOUND');
  if (requireMutualTls && kind !== 'certificate') throw tokenRefused('CERTIFICATE_NOT_BOUND');
}

/**
 * Checks that the connection has the certificate that a token is bound to: https://www.rfc-editor.org/rfc/rfc8705#section-3
 *
 * @throws GatewayError `UNAUTHENTICATED`
 */
export function assertCertificate(bound: string, ofConnection: string | null): void {
  if (ofConnection === null) throw tokenRefused('CERTIFICATE_MISSING');
  if (ofConnection !== bound) throw tokenRefused('CERTIFICATE_MISMATCH');
}
