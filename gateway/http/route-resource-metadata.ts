import type { FastifyInstance } from 'fastify';

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** What a client reads to find out where to get a token: https://www.rfc-editor.org/rfc/rfc9728#section-2 */
export interface ResourceMetadata {
  /** The public URL of the GraphQL endpoint. */
  readonly url: string;
  /** Identifiers of the accepted issuers. */
  readonly issuers: readonly string[];
}

/** The URL of the metadata: the well-known path stands before the path of the resource (RFC 9728, section 3.1). */
export function metadataUrlOf(resource: string): string {
  const { origin, pathname } = new URL(resource);
  return `${origin}${WELL_KNOWN}${pathname === '/' ? '' : pathname}`;
}

/** Adds `GET /.well-known/oauth-protected-resource`, also with the path of the resource. */
export function routeResourceMetadata(
  app: FastifyInstance,
  { url, issuers }: ResourceMetadata,
): void {
  const body = JSON.stringify({
    resource: url,
    authorization_servers: issuers,
    bearer_methods_supported: ['header'],
    resource_name: 'phi-gateway',
  });
  for (const path of new Set([WELL_KNOWN, new URL(metadataUrlOf(url)).pathname]))
    app.get(path, async (_request, reply) => reply.type('application/json').send(body));
}
