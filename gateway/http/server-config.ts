import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { addressRange } from '../platform/address-range.ts';
import { isLoopback } from '../platform/is-loopback.ts';
import { metricsSchema } from '../platform/metrics/metrics-config.ts';
import { flag, pathIn, privateUrl, text, whole, type Settings } from '../platform/setting-types.ts';

export type ServerConfig = Settings<typeof serverSchema>;

/** The largest number of worker processes. */
const MAX_WORKERS = 64;

/** `server`: the endpoint for clients. Plain HTTP is for loopback only (45 CFR 164.312(e)). */
export function serverSchema(folder: string) {
  return z
    .strictObject({
      host: text('a host name or address')
        .default('127.0.0.1')
        .describe('Host name or address to listen on.'),
      port: whole(0, 65535).default(4000).describe('Port; 0 lets the system choose one.'),
      workers: z
        .preprocess(
          (value) => (value === 'auto' ? Math.min(MAX_WORKERS, availableParallelism()) : value),
          whole(1, MAX_WORKERS, `must be a whole number from 1 to ${MAX_WORKERS}, or auto`),
        )
        .default(1)
        .describe(
          'Processes that serve requests; `auto`: one per core. With several, one more process has the ledger, limits, break-glass and reports, for all of them.',
        ),
      publicUrl: privateUrl('the GraphQL endpoint')
        .refine(isEndpointUrl, {
          error: 'must end with the path /graphql, without a query, a fragment, * and :',
        })
        .transform((url) => new URL(url).href)
        .nullable()
        .default(null)
        .describe(
          'URL of the GraphQL endpoint as clients know it, such as `https://api.example/graphql`. With it, clients learn from `/.well-known/oauth-protected-resource` which issuers are accepted (RFC 9728), and may prove that they hold the key of their token (DPoP, RFC 9449).',
        ),
      tls: z
        .strictObject({
          cert: pathIn(folder, 'a PEM certificate').describe(
            'PEM file with the certificate chain.',
          ),
          key: pathIn(folder, 'a PEM private key').describe('PEM file with the private key.'),
          http2: flag()
            .default(false)
            .describe(
              'Speaks HTTP/2 with clients that offer it, as well as HTTP/1.1. Off: one protocol less that strangers can attack, and behind a proxy it gains nothing.',
            ),
          clientCa: pathIn(folder, 'the authorities of client certificates')
            .nullable()
            .default(null)
            .describe(
              'PEM file with the authorities that sign client certificates. Null: clients are asked for none.',
            ),
          clientCertificates: z
            .enum(['required', 'optional'], { error: 'must be required or optional' })
            .nullable()
            .default(null)
            .describe(
              'With `clientCa`: `required` refuses the TLS handshake of every client without a certificate of these authorities, health checks included; `optional` treats a client without one as one without certificate. Null is `required`.',
            ),
        })
        .refine(
          ({ clientCa, clientCertificates }) => clientCa !== null || clientCertificates === null,
          {
            path: ['clientCertificates'],
            error: 'has no effect without clientCa, which has to name the authorities',
          },
        )
        .nullable()
        .default(null)
        .describe('Certificate for HTTPS. Required unless `host` is a loopback address.'),
      trustedProxies: z
        .array(addressRange(), { error: 'must be a list of addresses and CIDR ranges' })
        .default([])
        .describe(
          'Addresses and CIDR ranges of the proxies in front of the gateway, such as `10.1.2.3`. No client may have such an address: it could state any other. Only their `forwardedHeader` and `X-Forwarded-Proto` count. With them, plain HTTP is accepted on any host for requests that reached the proxy over HTTPS.',
        ),
      proxyHops: whole(1, 16)
        .nullable()
        .default(null)
        .describe(
          'Number of proxies in a row, if some of them have changing addresses. The first one still has to be in `trustedProxies`. `null`: every address in `trustedProxies` is a proxy.',
        ),
      forwardedHeader: z
        .enum(['x-forwarded-for', 'forwarded'], { error: 'must be x-forwarded-for or forwarded' })
        .default('x-forwarded-for')
        .describe(
          'The header in which the proxies append the address that connected to them. A proxy has to append to it, and to overwrite `X-Forwarded-Proto`, never pass on a client’s alone.',
        ),
      clientCertificateHeader: z
        .enum(['client-cert'], { error: 'must be client-cert' })
        .nullable()
        .default(null)
        .describe(
          'The header in which the trusted proxies state the certificate of the client, which they have verified: `client-cert` (RFC 9440). They have to remove this header from requests of clients. Null: tokens that are bound to a certificate are refused if they come through a proxy.',
        ),
      cors: z
        .strictObject({
          origins: z
            .array(
              text('an origin').refine(isOrigin, {
                error:
                  'must be an origin such as https://app.example: scheme and host, no path, no *',
              }),
              { error: 'must be a list of origins' },
            )
            .default([])
            .describe('Origins that browsers may call from. Empty turns CORS off.'),
          headers: z
            .array(
              text('a header name')
                .toLowerCase()
                .regex(/^[!#$%&'+.^_`|~\da-z-]+$/, {
                  error: 'must be the name of a header, and no *',
                }),
              { error: 'must be a list of header names' },
            )
            .default(CLIENT_HEADERS)
            .describe(
              'Request headers that pages may send, besides those that the gateway reads itself.',
            ),
        })
        .prefault({})
        .describe('Access from browsers (CORS).'),
      get: flag()
        .default(false)
        .describe('Accepts queries by GET. URLs end up in logs and histories, so this is off.'),
      compressPhi: flag()
        .default(false)
        .describe(
          'Compresses responses of GraphQL and exports. The length of a compressed response depends on its content, so an observer of the network who knows or chooses a part of it can guess the rest (BREACH). The console is compressed in any case.',
        ),
      pauseSeconds: whole(0, 300)
        .default(2)
        .describe(
          'Seconds between SIGTERM and the end of listening, while readiness fails, so that load balancers stop sending requests.',
        ),
      shutdownSeconds: whole(1, 3_600)
        .default(20)
        .describe(
          'Seconds that running requests have to end after that. Both together fit into the 30 seconds that Kubernetes gives a pod.',
        ),
      metrics: metricsSchema(),
    })
    .refine(
      ({ tls, host, trustedProxies }) =>
        tls !== null || isLoopback(host) || trustedProxies.length > 0,
      {
        path: ['tls'],
        error:
          'is required: plain HTTP is served on loopback, and to trusted proxies. Give tls.cert and tls.key, host: 127.0.0.1, or trustedProxies',
      },
    )
    .refine(({ proxyHops, trustedProxies }) => proxyHops === null || trustedProxies.length > 0, {
      path: ['proxyHops'],
      error: 'has no effect without trustedProxies, which has to list the first proxy',
    })
    .refine(
      ({ clientCertificateHeader, trustedProxies }) =>
        clientCertificateHeader === null || trustedProxies.length > 0,
      {
        path: ['clientCertificateHeader'],
        error: 'has no effect without trustedProxies, which state the certificate',
      },
    )
    .refine(
      ({ host, port, metrics }) => port === 0 || metrics?.port !== port || metrics.host !== host,
      { path: ['metrics', 'port'], error: 'is the port of clients too. Choose another' },
    )
    .prefault({})
    .describe('The endpoint for clients.');
}

/** What Apollo's clients send by themselves: names for their own metrics, and proof that a preflight was made. */
const CLIENT_HEADERS = [
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'x-apollo-operation-name',
];

/** Whether a URL can name the endpoint: its path is also that of a route. */
function isEndpointUrl(url: string): boolean {
  const { pathname, search, hash } = new URL(url);
  return pathname.endsWith('/graphql') && !/[*:]/.test(pathname) && search + hash === '';
}

function isOrigin(value: string): boolean {
  return /^https?:\/\/[^*]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}
