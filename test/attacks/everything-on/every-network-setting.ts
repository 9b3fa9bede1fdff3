import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEY_SET } from '../../support/edge.ts';
import { secretKey } from '../../support/secret-key.ts';
import type { SelfSigned } from '../../support/self-signed.ts';
import type { StrictPatients } from './strict-patients.ts';

export const PUBLIC_URL = 'https://api.example/graphql';
/** The only address that the gateway takes for a proxy. */
export const PROXY = '127.0.0.2';
/** Credentials of the gateway at the subgraph. */
export const SUBGRAPH_TOKEN = 'of-the-gateway';

/**
 * The configuration of a gateway with every setting of the network in front of it and behind it that can be on beside the
 * others. Writes its files into a folder.
 */
export function everyNetworkSetting(options: {
  readonly folder: string;
  readonly certificates: {
    readonly server: SelfSigned;
    /** The authority of client certificates. */
    readonly clients: SelfSigned;
    readonly subgraph: SelfSigned;
    /** The gateway's, at the subgraph. */
    readonly gateway: SelfSigned;
  };
  readonly patients: StrictPatients;
  readonly identityKey: string;
  readonly introspectionUrl: string;
  readonly limitsUrl: string;
  /** The manifest of documents, as `relay-compiler` writes it. */
  readonly manifest: string;
}): Readonly<Record<string, unknown>> {
  const { folder, certificates, patients, identityKey, introspectionUrl, limitsUrl, manifest } =
    options;
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text, { mode: 0o600 });
    return join(folder, name);
  };
  const jwks = file('jwks.json', KEY_SET);
  return {
    server: {
      port: 0,
      pauseSeconds: 0,
      publicUrl: PUBLIC_URL,
      tls: {
        cert: file('server.pem', certificates.server.cert),
        key: file('server.key', certificates.server.key),
        http2: true,
        clientCa: file('clients.pem', certificates.clients.cert),
        clientCertificates: 'optional',
      },
      trustedProxies: [PROXY],
      clientCertificateHeader: 'client-cert',
      cors: { origins: ['https://app.example'] },
      get: true,
      compressPhi: true,
      metrics: { port: 0 },
    },
    graph: {
      subgraphs: [
        {
          name: 'patients',
          url: patients.url,
          http2: true,
          verifyResponses: 'signature',
          responseKeys: file('responses.json', JSON.stringify(patients.responseKeys)),
          headers: { 'x-site': 'north', 'x-api-key': { file: file('api.key', 'the-key') } },
          forwardHeaders: ['x-tenant'],
          credentials: { bearer: { file: file('bearer.token', SUBGRAPH_TOKEN) } },
          tls: {
            ca: file('patients.pem', certificates.subgraph.cert),
            cert: file('gateway.pem', certificates.gateway.cert),
            key: file('gateway.key', certificates.gateway.key),
          },
        },
      ],
    },
    subgraph: {
      identity: { key: identityKey },
      signRequests: true,
      retries: 1,
      circuitBreaker: { minCalls: 10, windowSeconds: 1, openSeconds: 3 },
    },
    identity: {
      issuers: [
        {
          issuer: 'https://id.example',
          audience: 'phi',
          jwks,
          namesPatients: true,
          revocation: { list: file('revoked.json', '{"jti":["revoked"],"sub":[]}') },
        },
        {
          issuer: 'https://smart.example',
          audience: 'phi',
          jwks,
          namesPatients: true,
          requireDpop: true,
          smart: {},
        },
        {
          issuer: 'https://opaque.example',
          audience: 'phi',
          namesPatients: true,
          introspection: {
            url: introspectionUrl,
            clientId: 'gateway',
            clientSecret: 's3cret',
          },
        },
      ],
    },
    authorization: {
      reach: {
        patient: 'self',
        physician: 'all',
        nurse: 'all',
        billing: 'all',
        researcher: 'all',
        privacy_officer: 'all',
      },
    },
    documents: {
      mode: 'log',
      roles: { researcher: 'enforce' },
      manifests: [file('manifest.json', manifest)],
      automatic: true,
    },
    limits: {
      costPerMinute: 1_000_000_000,
      operationsUnderWay: 8,
      rates: {
        client: { requestsPerMinute: 100_000 },
        address: { requestsPerMinute: 100_000 },
        role: { physician: { requestsPerMinute: 100_000, costPerMinute: 1_000_000_000 } },
      },
      roles: { nurse: { releasedFields: 20 }, billing: { requestsPerMinute: 3 } },
      store: {
        url: limitsUrl,
        onFailure: 'closed',
        key: secretKey('limits'),
        timeoutMs: 5_000,
      },
    },
    pseudonymKey: secretKey('pseudonyms'),
  };
}
