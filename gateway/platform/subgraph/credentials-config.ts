import { z } from 'zod';
import { RSA_ALGORITHMS } from '../oauth/signing-key.ts';
import { oneOf, pathIn, privateUrl, text } from '../setting-types.ts';

/** How requests to a subgraph are authenticated; null sends no credentials. */
export type CredentialsConfig = z.infer<ReturnType<typeof credentialsSchema>>;
export type ClientConfig = NonNullable<
  Extract<CredentialsConfig, { readonly kind: 'client-credentials' }>
>['client'];
export type ExchangeConfig = NonNullable<
  Extract<CredentialsConfig, { readonly kind: 'token-exchange' }>
>['exchange'];

/** `credentials`: what authenticates the gateway, or its caller, at a subgraph. Secrets are in files only. */
export function credentialsSchema(folder: string) {
  return z
    .strictObject({
      bearer: z
        .strictObject({
          file: pathIn(folder, 'a bearer token').describe(
            'File with the token, read again when it changes.',
          ),
        })
        .optional()
        .describe('A bearer token (RFC 6750).'),
      basic: z
        .strictObject({
          user: text('a user')
            .regex(/^[^:]*$/, { error: 'must be a user without a colon' })
            .describe('User.'),
          passwordFile: pathIn(folder, 'a password').describe(
            'File with the password, read again when it changes.',
          ),
        })
        .optional()
        .describe('User and password (RFC 7617).'),
      clientCredentials: z
        .strictObject(clientKeys(folder))
        .check(hasOneSecret)
        .optional()
        .describe(
          "The gateway's own access token from an authorization server (OAuth client credentials, RFC 6749, section 4.4).",
        ),
      tokenExchange: z
        .strictObject({
          ...clientKeys(folder),
          actor: oneOf(['none', 'gateway'])
            .default('none')
            .describe(
              'Party that acts for the caller: `gateway` also sends the token of `clientCredentials`, as `actor_token`.',
            ),
        })
        .check(hasOneSecret)
        .optional()
        .describe(
          "A token for the subgraph in exchange for the caller's access token (RFC 8693). The gateway's own requests, such as for schemas, relationships and facts, have the token of `clientCredentials`; without it they fail.",
        ),
    })
    .transform(({ bearer, basic, clientCredentials, tokenExchange }, context) => {
      const given = [bearer, basic, clientCredentials ?? tokenExchange].filter(Boolean);
      if (given.length !== 1) {
        context.addIssue(
          'must hold one of bearer, basic, clientCredentials and tokenExchange; only tokenExchange may have clientCredentials beside it',
        );
        return z.NEVER;
      }
      if (bearer) return { kind: 'bearer' as const, ...bearer };
      if (basic) return { kind: 'basic' as const, ...basic };
      if (tokenExchange) {
        if (tokenExchange.actor === 'gateway' && clientCredentials === undefined) {
          context.addIssue({
            code: 'custom',
            path: ['tokenExchange', 'actor'],
            message: 'needs clientCredentials, whose token is sent',
          });
          return z.NEVER;
        }
        return {
          kind: 'token-exchange' as const,
          exchange: tokenExchange,
          client: clientCredentials ?? null,
        };
      }
      return clientCredentials
        ? { kind: 'client-credentials' as const, client: clientCredentials }
        : z.NEVER;
    });
}

/** The gateway as a client of an authorization server, and what it requests there. */
function clientKeys(folder: string) {
  return {
    tokenUrl: privateUrl('a token endpoint').describe('URL of the token endpoint.'),
    clientId: text('the id of a client').describe('Client id of the gateway.'),
    clientSecret: z
      .strictObject({
        file: pathIn(folder, 'a client secret').describe(
          'File with the secret, read again when it changes.',
        ),
        method: oneOf(['client_secret_basic', 'client_secret_post'])
          .default('client_secret_basic')
          .describe('Way in which the secret is sent.'),
      })
      .optional()
      .describe('Secret of the gateway at the authorization server.'),
    clientKey: z
      .strictObject({
        file: pathIn(folder, 'a private key').describe(
          'File with the private key in PEM, read again when it changes: RSA, P-256, P-384, P-521 or Ed25519.',
        ),
        keyId: text('the id of a key')
          .optional()
          .describe('Id by which the authorization server finds the public key.'),
        algorithm: oneOf(RSA_ALGORITHMS)
          .default('RS256')
          .describe('Algorithm of an RSA key. That of another key follows from its curve.'),
        audience: text('an issuer identifier')
          .optional()
          .describe(
            'Issuer identifier of the authorization server, as `aud` of the assertion. Default: `tokenUrl`.',
          ),
      })
      .optional()
      .describe('Key that signs assertions in place of a secret (`private_key_jwt`, RFC 7523).'),
    scope: parameter('a scope').describe('Scopes to request, separated by spaces.'),
    audience: parameter('an audience').describe('Audience to request.'),
    resource: parameter('an absolute URI')
      .refine((value) => value === undefined || URL.canParse(value), {
        error: 'must be an absolute URI',
      })
      .describe('URI of the subgraph to request (RFC 8707).'),
  };
}

function parameter(what: string) {
  return text(what).optional();
}

function hasOneSecret({
  value,
  issues,
}: {
  readonly value: { readonly clientSecret?: unknown; readonly clientKey?: unknown };
  readonly issues: z.core.$ZodRawIssue[];
}): void {
  if ((value.clientSecret === undefined) !== (value.clientKey === undefined)) return;
  const message =
    value.clientSecret === undefined
      ? 'must have a clientSecret or a clientKey'
      : 'has a clientSecret and a clientKey. Keep one';
  issues.push({ code: 'custom', input: value, message });
}
