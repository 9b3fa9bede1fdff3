import { TOKEN_ALGORITHMS } from '../../access/identity/identity-config.ts';

/** Values of `WWW-Authenticate`. */
export interface Challenges {
  /** For a request without a valid access token. `reason` is the reason in the log. */
  readonly forToken: (reason: string | null) => readonly string[];
  /** For a token whose sign-in is older than so many seconds, or has ended. */
  readonly forFreshSignIn: (maxAgeSeconds: number) => readonly string[];
}

/**
 * Creates the challenges (RFC 6750, section 3). With the URL of the resource's metadata, a client can find out where to
 * get a token (RFC 9728, section 5.1), and tokens may be bound to a key (RFC 9449, section 7.1).
 */
export function createChallenges(metadataUrl: string | null): Challenges {
  const metadata: Parameters = metadataUrl === null ? {} : { resource_metadata: metadataUrl };
  const dpop = { algs: TOKEN_ALGORITHMS.join(' '), ...metadata };
  return {
    forToken: (reason) => {
      if (reason?.startsWith('PROOF_') === true)
        return [challenge('DPoP', { error: 'invalid_dpop_proof', ...dpop })];
      if (reason === 'TOKEN_NOT_BOUND')
        return [challenge('DPoP', { error: 'invalid_token', ...dpop })];
      if (reason?.startsWith('CERTIFICATE_') === true)
        return [challenge('Bearer', { ...CERTIFICATE_NEEDED, ...metadata })];
      // A request that does not try to send a token gets no error (RFC 6750, section 3.1).
      const error: Parameters =
        reason === 'NO_TOKEN' || reason === 'OTHER_SCHEME' ? {} : INVALID_TOKEN;
      const bearer = challenge('Bearer', { ...error, ...metadata });
      return metadataUrl === null ? [bearer] : [bearer, challenge('DPoP', dpop)];
    },
    // https://www.rfc-editor.org/rfc/rfc9470#section-3
    forFreshSignIn: (maxAgeSeconds) => [
      challenge('Bearer', {
        error: 'insufficient_user_authentication',
        error_description: 'Sign in again',
        max_age: String(maxAgeSeconds),
        ...metadata,
      }),
    ],
  };
}

type Parameters = Readonly<Record<string, string>>;

const INVALID_TOKEN: Parameters = {
  error: 'invalid_token',
  error_description: 'The access token is malformed, expired or not valid here',
};

/** https://www.rfc-editor.org/rfc/rfc8705#section-3 */
const CERTIFICATE_NEEDED: Parameters = {
  error: 'invalid_token',
  error_description: 'The access token must be bound to the client certificate of the connection',
};

function challenge(scheme: string, parameters: Parameters): string {
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return [scheme, list.join(', ')].filter((part) => part !== '').join(' ');
}
