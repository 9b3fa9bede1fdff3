import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import {
  isDevelopmentIssuer,
  RefusedClaims,
  requestDevelopmentToken,
} from '../../access/identity/development-token.ts';
import type { IssuerConfig } from '../../access/identity/identity-config.ts';
import { GatewayError, StartError } from '../../platform/errors.ts';
import type { Development } from './create-development.ts';
import { isFromAnotherPage } from './local-request.ts';
import { graphiqlPage } from './graphiql-page.ts';
import { readGraphiql } from './read-graphiql.ts';

/** The caller that the page asks a token for. */
const CALLER = z.strictObject({
  issuer: z.string(),
  role: z.string().nullable(),
  subject: z.string().min(1),
  claims: z.record(z.string(), z.unknown()),
});

/**
 * Adds GraphiQL at `/graphiql`: its page and files, and `/graphiql/token`, which passes on tokens of `phi-gateway issuer`. The
 * gateway signs no token itself.
 *
 * The page may load and run only its own files and connect only to this gateway. Styles may be inline: the editor makes them.
 *
 * @throws StartError if GraphiQL is not installed.
 */
export async function routeGraphiql(
  app: FastifyInstance,
  { roles, issuers: accepted }: Development,
): Promise<void> {
  const files = await readGraphiql();
  const issuers = new Map(
    accepted.flatMap((issuer) =>
      isDevelopmentIssuer(issuer.issuer) ? [[issuer.issuer, issuer] as const] : [],
    ),
  );
  const page = graphiqlPage({ roles, issuers: [...issuers.keys()] });
  // In a scope of its own, whose hook runs after the hook that forbids scripts everywhere else.
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      void reply.headers(HEADERS);
    });
    for (const [name, { type, text }] of files)
      scope.get(`/graphiql/${name}`, async (_request, reply) => reply.type(type).send(text));
    scope.get('/graphiql', async (_request, reply) =>
      reply.type('text/html; charset=utf-8').send(page),
    );
    scope.post('/graphiql/token', async ({ raw, body }, reply) => {
      if (isFromAnotherPage(raw)) throw new GatewayError('FORBIDDEN');
      const { data: caller } = CALLER.safeParse(body);
      const issuer = caller && issuers.get(caller.issuer);
      if (caller === undefined || issuer === undefined) throw new GatewayError('BAD_REQUEST');
      const token = await requestDevelopmentToken(issuer.issuer, {
        sub: caller.subject,
        ...roleClaim(issuer, caller.role),
        ...caller.claims,
      }).catch((cause: unknown) => {
        if (!(cause instanceof StartError)) throw cause;
        const code = cause instanceof RefusedClaims ? 'BAD_REQUEST' : 'NOT_READY';
        throw new GatewayError(code, { problems: cause.problems, cause });
      });
      return reply.type('text/plain; charset=utf-8').send(token);
    });
  });
}

/** The claim from which the gateway reads a role of this issuer's tokens. A name with dots is that of the whole claim. */
function roleClaim(
  { roles }: IssuerConfig,
  role: string | null,
): Readonly<Record<string, unknown>> {
  if (role === null) return {};
  const named = [...(roles.map ?? [])].find(([, mapped]) => mapped === role)?.[0];
  return { [roles.claim]: [named ?? role] };
}

const HEADERS = {
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; '),
} as const;
