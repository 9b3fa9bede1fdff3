import { z } from 'zod';
import { text, whole, type Settings } from '../setting-types.ts';

export type MetricsConfig = NonNullable<Settings<typeof metricsSchema>>;

/** `server.metrics`: where `GET /metrics` is served. Plain HTTP, since metrics hold no PHI. */
export function metricsSchema() {
  return z
    .strictObject({
      host: text('a host name or address')
        .default('127.0.0.1')
        .describe('Host name or address to listen on.'),
      port: whole(0, 65535).default(9464).describe('Port; 0 lets the system choose one.'),
    })
    .nullable()
    .default(null)
    .describe('A second, plain HTTP endpoint for `GET /metrics`. Null serves no metrics.');
}
