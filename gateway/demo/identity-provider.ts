import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { Server } from 'node:http';
import { once } from 'node:events';
import OidcProvider from 'oidc-provider';
import { StartError } from '../errors.ts';
import { DEMO_ROLES, claimsOf } from './accounts.ts';
import type { DemoPeople } from './find-people.ts';

/** How the development identity provider is set up. */
export interface IdentityProviderOptions {
  readonly port: number;
  /** The audience of its tokens: a URI. */
  readonly audience: string;
  /** Whom its accounts are. */
  readonly people: Pick<DemoPeople, 'patient' | 'practitioner'>;
  /** Role → secret of its client. */
  readonly secrets: ReadonlyMap<string, string>;
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts a development identity provider on loopback: one account per role, access tokens as JWT
 * (RFC 9068) signed with a key that exists only as long as it runs, keys at `/jwks`, tokens by the client
 * credentials grant (RFC 6749, section 4.4), a client per account.
 *
 * It is for the demo alone: nobody has to prove who they are to read a secret from the demo's folder.
 *
 * @throws StartError when the port is taken.
 */
export async function startIdentityProvider(
  options: IdentityProviderOptions,
): Promise<IdentityProvider> {
  const issuer = `http://127.0.0.1:${options.port}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const provider = new OidcProvider(issuer, {
    jwks: {
      keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'demo', alg: 'ES256', use: 'sig' }],
    },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: DEMO_ROLES.map(({ role }) => ({
      client_id: role,
      client_secret: options.secrets.get(role) ?? randomBytes(32).toString('base64url'),
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
    })),
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...claimsOf(id, options.people) }),
    }),
    extraTokenClaims: (_context, token) => ({
      ...claimsOf(token.clientId ?? '', options.people),
    }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => options.audience,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: '',
          audience: options.audience,
          accessTokenTTL: TOKEN_SECONDS,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  });
  const server: Server = provider.listen(options.port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new StartError([`port ${options.port} is taken. Choose another with --identity-port.`], {
      cause,
    });
  }
  return {
    issuer,
    close: async () => {
      server.closeIdleConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

const TOKEN_SECONDS = 3_600;
