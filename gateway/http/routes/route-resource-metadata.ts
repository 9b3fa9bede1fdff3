import type { FastifyInstance } from 'fastify';
import { TOKEN_ALGORITHMS, type IssuerConfig } from '../../access/identity/identity-config.ts';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** What a client reads to find out where to get a token: https://www.rfc-editor.org/rfc/rfc9728#section-2 */
export interface ResourceMetadata {
  /** The public URL of the GraphQL endpoint. */
  readonly url: string;
  /** The accepted issuers. */
  readonly issuers: readonly Pick<IssuerConfig, 'issuer' | 'requireDpop'>[];
  /** Whether a token may be bound to a certificate of the client. */
  readonly hasClientCertificates: boolean;
}

/** Returns the URL that clients use for a path of the gateway, without query; null if the public URL is not configured. */
export function createPublicUrlOf(publicUrl: string | null): (path: string) => string | null {
  if (publicUrl === null) return () => null;
  const { origin, pathname } = new URL(publicUrl);
  const base = `${origin}${pathname.slice(0, -'/graphql'.length)}`;
  return (path) => `${base}${path.split('?')[0]}`;
}

/** The URL of the metadata: the well-known path stands before the path of the resource (RFC 9728, section 3.1). */
export function metadataUrlOf(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}`;
}

/** Adds `GET /.well-known/oauth-protected-resource`, also with the path of the resource. */
export function routeResourceMetadata(
  app: FastifyInstance,
  { url, issuers, hasClientCertificates }: ResourceMetadata,
): void {
  const body = JSON.stringify({
    resource: url,
    authorization_servers: issuers.map(({ issuer }) => issuer),
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: TOKEN_ALGORITHMS,
    dpop_bound_access_tokens_required: issuers.every(({ requireDpop }) => requireDpop),
    tls_client_certificate_bound_access_tokens: hasClientCertificates,
    resource_name: 'phi-gateway',
  });
  for (const path of new Set([WELL_KNOWN, new URL(metadataUrlOf(url)).pathname]))
    app.get(path, async (_request, reply) => reply.type('application/json').send(body));
}
