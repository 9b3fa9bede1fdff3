import { requestToken, type OAuthClient } from '../oauth/oauth-client.ts';
import { parseSigningKey } from '../oauth/signing-key.ts';
import type { ReloadedOptions } from '../reloaded.ts';
import type { ClientConfig } from './credentials-config.ts';
import { openSecretFile } from './secret-file.ts';
import { createTokenCache, type TokenCache } from './token-cache.ts';

/** What credentials are opened with. */
export interface ClientOptions extends ReloadedOptions {
  /** Path of the setting, for problems. */
  readonly path: string;
  /** For one request to an authorization server. */
  readonly timeoutMs: number;
}

/**
 * Creates the gateway's own tokens by the client credentials grant: https://www.rfc-editor.org/rfc/rfc6749#section-4.4
 *
 * @throws SettingsError if the file of the secret or key cannot be used
 */
export function createClientTokens(config: ClientConfig, options: ClientOptions): TokenCache {
  const { timeoutMs, now } = options;
  const client = openClient(config, options);
  const parameters = targetOf(config);
  return createTokenCache(
    () =>
      requestToken({
        url: config.tokenUrl,
        client: client(),
        grantType: 'client_credentials',
        parameters,
        timeoutMs,
      }),
    now,
  );
}

/** What a token is requested for. */
export function targetOf({ scope, audience, resource }: ClientConfig): Record<string, string> {
  return {
    ...(scope !== undefined && { scope }),
    ...(audience !== undefined && { audience }),
    ...(resource !== undefined && { resource }),
  };
}

/** Opens the client with the secret or key that its file has at the time. Throws a SettingsError. */
export function openClient(config: ClientConfig, options: ClientOptions): () => OAuthClient {
  const { clientId, clientSecret, clientKey, tokenUrl } = config;
  const { path } = options;
  if (clientSecret !== undefined) {
    const secret = openSecretFile(
      { ...CLIENT_SECRET, file: clientSecret.file, path: `${path}.clientSecret.file` },
      options,
    );
    const { method } = clientSecret;
    return () => ({ clientId, authentication: { method, secret: secret.current() } });
  }
  if (clientKey === undefined) throw new TypeError('the client has neither secret nor key');
  const key = openSecretFile(
    { ...CLIENT_KEY, file: clientKey.file, path: `${path}.clientKey.file` },
    options,
  );
  const { keyId = null, algorithm, audience = tokenUrl } = clientKey;
  return () => ({
    clientId,
    authentication: {
      method: 'private_key_jwt',
      key: key.current(),
      keyId,
      algorithm,
      audience,
    },
  });
}

/** https://www.rfc-editor.org/rfc/rfc6749#appendix-A.2 */
const CLIENT_SECRET = {
  what: 'one client secret in ASCII',
  parse: (text: string) => (/^[ -~]+$/.test(text) ? text : null),
};

const CLIENT_KEY = {
  what: 'a private key in PEM: RSA of 2048 bits or more, P-256, P-384, P-521 or Ed25519',
  parse: parseSigningKey,
};
