import { z } from 'zod';
import { isLoopback } from '../platform/is-loopback.ts';
import { flag, pathIn, text, whole } from './values.ts';

/** `server`: where clients come in. Plain HTTP is for loopback alone (45 CFR 164.312(e)). */
export function serverSchema(folder: string) {
  return z
    .strictObject({
      host: text('a host name or address').default('127.0.0.1'),
      port: whole(0, 65535).default(4000),
      tls: z
        .strictObject({
          cert: pathIn(folder, 'a PEM certificate'),
          key: pathIn(folder, 'a PEM private key'),
        })
        .nullable()
        .default(null),
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
            .default([]),
          headers: z
            .array(
              text('a header name')
                .toLowerCase()
                .regex(/^[!#$%&'+.^_`|~\da-z-]+$/, {
                  error: 'must be the name of a header, and no *',
                }),
              { error: 'must be a list of header names' },
            )
            .default(CLIENT_HEADERS),
        })
        .prefault({}),
      get: flag().default(false),
      // A load balancer needs some seconds to see that readiness has gone; both together leave room within the 30
      // seconds that Kubernetes gives a pod.
      pauseSeconds: whole(0, 300).default(2),
      shutdownSeconds: whole(1, 3_600).default(20),
      metrics: z
        .strictObject({
          host: text('a host name or address').default('127.0.0.1'),
          port: whole(0, 65535).default(9464),
        })
        .nullable()
        .default(null),
    })
    .refine((value) => value.tls !== null || isLoopback(value.host), {
      path: ['tls'],
      error:
        'is required: plain HTTP is served on loopback only. Give tls.cert and tls.key, or host: 127.0.0.1',
    })
    .refine(
      ({ host, port, metrics }) => port === 0 || metrics?.port !== port || metrics.host !== host,
      { path: ['metrics', 'port'], error: 'is the port of clients too. Choose another' },
    )
    .prefault({});
}

/** What Apollo's clients send by themselves: names for their own metrics, and proof that a preflight was made. */
const CLIENT_HEADERS = [
  'apollo-require-preflight',
  'apollographql-client-name',
  'apollographql-client-version',
  'x-apollo-operation-name',
];

function isOrigin(value: string): boolean {
  return /^https?:\/\/[^*]+$/.test(value) && URL.canParse(value) && new URL(value).origin === value;
}
