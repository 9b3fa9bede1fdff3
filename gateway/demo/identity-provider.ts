import { randomBytes } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { Server } from 'node:http';
import { once } from 'node:events';
import { StartError } from '../platform/errors.ts';
import { CONSOLE_CLIENT, DEMO_ROLES, claimsOf, smartClaimsOf } from './accounts.ts';
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
  /** The SMART apps that may sign users in; null for none. */
  readonly apps: SmartApps | null;
  /** The API whose tokens are opaque; null for none. */
  readonly opaque: OpaqueApi | null;
}

/** Public clients that use the authorization code flow. They are not asked for consent. */
export interface SmartApps {
  /** Client id → redirect URI. */
  readonly redirects: ReadonlyMap<string, string>;
  /** Scopes that they may be granted. */
  readonly scopes: readonly string[];
}

/** An API that introspects its tokens (RFC 7662) as a client of its own. */
export interface OpaqueApi {
  /** Its audience, which clients state as `resource` (RFC 8707). */
  readonly audience: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly close: () => Promise<void>;
}

/**
 * Starts a development identity provider on loopback: the accounts of the demo, JWT access tokens (RFC 9068), keys at `/jwks`.
 * Programs get tokens by the client credentials grant (RFC 6749, section 4.4), with one client per role. The console
 * uses the authorization code flow with PKCE, in which its user chooses an account. So do SMART apps, which get the
 * launch context for the scope `launch/patient`. Tokens are bound to the key of a client that sends proofs (RFC 9449).
 *
 * It is for the demo only: choosing an account takes no authentication, and the demo's folder holds the client secrets.
 *
 * @throws StartError if the port is in use.
 */
export async function startIdentityProvider(
  options: IdentityProviderOptions,
): Promise<IdentityProvider> {
  const issuer = `http://127.0.0.1:${options.port}`;
  const { apps, opaque } = options;
  const appScopes = apps?.scopes.join(' ') ?? '';
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
      ...[...(apps?.redirects ?? [])].map(([id, redirect]) => ({
        client_id: id,
        token_endpoint_auth_method: 'none' as const,
        grant_types: ['authorization_code'],
        redirect_uris: [redirect],
        response_types: ['code' as const],
        id_token_signed_response_alg: 'ES256' as const,
      })),
      ...(opaque === null
        ? []
        : [
            {
              client_id: opaque.clientId,
              client_secret: opaque.clientSecret,
              grant_types: [],
              redirect_uris: [],
              response_types: [],
              id_token_signed_response_alg: 'ES256' as const,
            },
          ]),
    ],
    ttl: {
      AccessToken: TOKEN_SECONDS,
      ClientCredentials: TOKEN_SECONDS,
      IdToken: TOKEN_SECONDS,
      Interaction: TOKEN_SECONDS,
      Grant: SESSION_SECONDS,
      RefreshToken: SESSION_SECONDS,
      Session: SESSION_SECONDS,
    },
    clientBasedCORS: (_context, origin, client) =>
      client.clientId === CONSOLE_CLIENT && origin === new URL(options.consoleUrl).origin,
    issueRefreshToken: async (_context, client) => client.grantTypeAllowed('refresh_token'),
    // Console and apps are the hospital's own, so users are not asked for consent.
    loadExistingGrant: async ({ oidc }) => {
      const { client, account, provider: own } = oidc;
      if (client === undefined || account === undefined) return undefined;
      const grant = new own.Grant({ clientId: client.clientId, accountId: account.accountId });
      grant.addOIDCScope('openid profile');
      if (appScopes !== '')
        for (const resource of Object.keys(oidc.resourceServers ?? {}))
          grant.addResourceScope(resource, appScopes);
      await grant.save();
      return grant;
    },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, ...claimsOf(id, options.people) }),
    }),
    extraTokenClaims: ({ oidc: { entities } }, token) => {
      const authTime = (entities.AuthorizationCode ?? entities.RefreshToken)?.authTime;
      const account = accountOf(token);
      return {
        // The subject of an opaque token that a program got. A JWT has the same.
        sub: account,
        ...claimsOf(account, options.people),
        ...smartClaimsOf(account, options.people, token.scope),
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
      dPoP: { enabled: true },
      introspection: {
        enabled: opaque !== null,
        allowedPolicy: (_context, { clientId }) => clientId === opaque?.clientId,
      },
      revocation: { enabled: opaque !== null },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => options.audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, resource) => {
          const common = { scope: appScopes, accessTokenTTL: TOKEN_SECONDS };
          return resource === opaque?.audience
            ? { ...common, audience: opaque.audience, accessTokenFormat: 'opaque' }
            : {
                ...common,
                audience: options.audience,
                accessTokenFormat: 'jwt',
                jwt: { sign: { alg: 'ES256' } },
              };
        },
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
