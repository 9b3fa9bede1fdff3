import { GatewayError } from '../../platform/errors.ts';

/**
 * Reads the token of the one `Authorization: Bearer` header (RFC 6750, section 2.1).
 *
 * A compact JWS is three parts of unpadded base64url (RFC 7515, section 7.1). Any other text is refused before
 * verification, so that each token has one spelling.
 *
 * @throws GatewayError `UNAUTHENTICATED`
 */
export function readBearerToken(headers: readonly string[]): string {
  const [header, ...more] = headers;
  if (header === undefined) throw refused('NO_TOKEN');
  if (more.length > 0) throw refused('SEVERAL_TOKENS');
  const token = header.length > MAX_LENGTH ? undefined : BEARER.exec(header)?.[1];
  if (token === undefined) throw refused('MALFORMED');
  return token;
}

/** Longer than any practical access token. */
const MAX_LENGTH = 8_192;

const BEARER = /^Bearer +([A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+) *$/i;

function refused(reason: string): GatewayError {
  return new GatewayError('UNAUTHENTICATED', { reason });
}
