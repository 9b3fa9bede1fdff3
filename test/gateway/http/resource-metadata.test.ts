import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEdge, type Edge } from '../../support/edge.ts';

let edge: Edge;
beforeAll(async () => {
  edge = await startEdge('server: { publicUrl: "https://api.example/v1/graphql" }');
});
afterAll(() => edge.close());

describe('the metadata of the protected resource (RFC 9728)', () => {
  it.each(['', '/v1/graphql'])(
    'names the resource and its issuers at /.well-known/oauth-protected-resource with %j appended',
    async (path) => {
      const response = await fetch(`${edge.url}/.well-known/oauth-protected-resource${path}`);
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toEqual({
        resource: 'https://api.example/v1/graphql',
        authorization_servers: ['https://id.example'],
        bearer_methods_supported: ['header'],
        dpop_signing_alg_values_supported: expect.arrayContaining(['ES256', 'EdDSA']),
        dpop_bound_access_tokens_required: false,
        tls_client_certificate_bound_access_tokens: false,
        resource_name: 'phi-gateway',
      });
    },
  );

  it('has its URL in the WWW-Authenticate header of the response to a request without a token', async () => {
    const response = await fetch(`${edge.url}/graphql`, { method: 'POST', body: '{}' });
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer resource_metadata="(https:\/\/api.example\/.well-known\/oauth-protected-resource\/v1\/graphql)", DPoP algs="RS256 [^"]+", resource_metadata="\1"$/,
    );
  });

  it('is not served (404) if server.publicUrl is not configured', async () => {
    const other = await startEdge();
    try {
      const { status } = await fetch(`${other.url}/.well-known/oauth-protected-resource`);
      expect(status).toBe(404);
    } finally {
      await other.close();
    }
  });
});
