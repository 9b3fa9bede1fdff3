import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { StartError } from '../platform/errors.ts';
import { CONSOLE_CLIENT, DEMO_ROLES, claimsOf } from './accounts.ts';
import type { DemoPeople } from './find-people.ts';
import { respondSignIn } from './sign-in.ts';
import { signOutPage } from './sign-out-page.ts';

/** The settings of the development identity provider. */
export interface IdentityProviderOptions {
  readonly port: number;
  /** The audience of its tokens: a URI. */
  readonly audience: string;
  /** The people behind its accounts. */
  readonly people: Pick<DemoPeople, 'patient' | 'practitioner'>;
  /** A P-256 private key. */
  readonly signingKey: KeyObject;
  /** Role → secret of its client. */
  readonly secrets: ReadonlyMap<string, string>;
  /** The address of the console, such as `http://127.0.0.1:4000/admin`. */
  readonly consoleUrl: string;
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts a development identity provider on loopback: one account per role, JWT access tokens (RFC 9068), keys at `/jwks`.
 * Programs get tokens by the client credentials grant (RFC 6749, section 4.4), with one client per account. The console
 * uses the authorization code flow with PKCE, in which its user chooses an account.
 *
 * It is for the demo only: choosing an account takes no authentication, and the demo's folder holds the client secrets.
 *
 * @throws StartError if the port is in use.
 */
export async function startIdentityProvider(
  options: IdentityProviderOptions,
): Promise<IdentityProvider> {
  const issuer = `http://127.0.0.1:${options.port}`;
  const OidcProvider = await loadOidcProvider();
  const provider = new OidcProvider(issuer, {
    jwks: {
      keys: [
        {
          ...options.signingKey.export({ format: 'jwk' }),
          kid: SIGNING_KEY_ID,
          alg: 'ES256',
          use: 'sig',
        },
      ],
    },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    clients: [
      ...DEMO_ROLES.map(({ role }) => ({
        client_id: role,
        client_secret: options.secrets.get(role) ?? randomBytes(32).toString('base64url'),
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256' as const,
      })),
      {
        client_id: CONSOLE_CLIENT,
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [`${options.consoleUrl}/signed-in`],
        post_logout_redirect_uris: [`${options.consoleUrl}/signed-out`],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
        require_auth_time: true,
      },
    ],
    ttl: {
      AccessToken: TOKEN_SECONDS,
      IdToken: TOKEN_SECONDS,
      Interaction: TOKEN_SECONDS,
      Grant: SESSION_SECONDS,
      RefreshToken: SESSION_SECONDS,
      Session: SESSION_SECONDS,
    },
    clientBasedCORS: (_context, origin, client) =>
      client.clientId === CONSOLE_CLIENT && origin === new URL(options.consoleUrl).origin,
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    // The console is the hospital's own, so users are not asked for consent.
    loadExistingGrant: async ({ oidc }) => {
      const { client, account, provider: own } = oidc;
      if (client === undefined || account === undefined) return undefined;
      const grant = new own.Grant({ clientId: client.clientId, accountId: account.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...claimsOf(id, options.people) }),
    }),
    extraTokenClaims: ({ oidc: { entities } }, token) => {
      const authTime = (entities.AuthorizationCode ?? entities.RefreshToken)?.authTime;
      return {
        ...claimsOf(accountOf(token), options.people),
        // The time of the sign-in, also in refreshed tokens (RFC 9068, section 2.2.1). A program never signs in.
        ...(authTime !== undefined && { auth_time: authTime }),
      };
    },
    renderError: (context, { error }) => {
      context.type = 'text/plain';
      context.body = `The sign-in failed: ${error}\n`;
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context) => {
          context.type = 'text/plain';
          context.body = 'You are signed out.\n';
        },
      },
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
  provider.use(async (context, next) => {
    // `respond = false` leaves the response to `respondSignIn`. The provider responds to every other path.
    if (await respondSignIn(provider, context.req, context.res)) context.respond = false;
    else await next();
  });
  const server: Server = provider.listen(options.port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch (cause) {
    throw new StartError(
      [`port ${options.port} is in use. Choose another port with --identity-port.`],
      {
        cause,
      },
    );
  }
  return {
    issuer,
    close: async () => {
      server.closeIdleConnections();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
}

/** The `kid` of the key in the key set and in tokens. */
export const SIGNING_KEY_ID = 'demo';

const TOKEN_SECONDS = 3_600;
/** 12 hours. */
const SESSION_SECONDS = 43_200;

/** The account of a token: the user's; for the client credentials grant, the client's. */
function accountOf(token: {
  readonly clientId?: string | undefined;
  readonly accountId?: string | undefined;
}): string {
  return token.accountId ?? token.clientId ?? '';
}

/** Loads oidc-provider without its warning about Node.js releases without long-term support. */
async function loadOidcProvider() {
  const { warn } = console;
  Object.assign(console, { warn: () => undefined });
  try {
    return (await import('oidc-provider')).default;
  } finally {
    Object.assign(console, { warn });
  }
}
