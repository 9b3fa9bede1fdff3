/** Values of `WWW-Authenticate`. */
export interface Challenges {
  /** For a request without a valid access token. `reason` is the reason in the log. */
  readonly forToken: (reason: string | null) => string;
  /** For a token whose sign-in is older than so many seconds, or has ended. */
  readonly forFreshSignIn: (maxAgeSeconds: number) => string;
}

/**
 * Creates the challenges (RFC 6750, section 3). With the URL of the resource's metadata, a client can find out where to
 * get a token (RFC 9728, section 5.1).
 */
export function createChallenges(metadataUrl: string | null): Challenges {
  const metadata: Parameters = metadataUrl === null ? {} : { resource_metadata: metadataUrl };
  return {
    forToken: (reason) =>
      challenge({
        // A request that does not try to send a token gets no error (RFC 6750, section 3.1).
        ...(reason !== 'NO_TOKEN' &&
          reason !== 'OTHER_SCHEME' && {
            error: 'invalid_token',
            error_description: 'The access token is malformed, expired or not valid here',
          }),
        ...metadata,
      }),
    // https://www.rfc-editor.org/rfc/rfc9470#section-3
    forFreshSignIn: (maxAgeSeconds) =>
      challenge({
        error: 'insufficient_user_authentication',
        error_description: 'Sign in again',
        max_age: String(maxAgeSeconds),
        ...metadata,
      }),
  };
}

type Parameters = Readonly<Record<string, string>>;

function challenge(parameters: Parameters): string {
  const list = Object.entries(parameters).map(([name, value]) => `${name}="${value}"`);
  return ['Bearer', list.join(', ')].filter((part) => part !== '').join(' ');
}
