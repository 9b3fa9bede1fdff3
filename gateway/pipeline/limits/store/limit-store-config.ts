import { z } from 'zod';
import { postgresUrl } from '../../../audit/audit-config.ts';
import type { PostgresServer } from '../../../audit/store/ledger-location.ts';
import { secretKey } from '../../../platform/secret-key.ts';
import { oneOf, pathIn, text, whole, type Settings } from '../../../platform/setting-types.ts';
import { parseRedisUrl, REDIS_FORM, type RedisServer } from './parse-redis-url.ts';

export type LimitStoreConfig = NonNullable<Settings<typeof limitStoreSchema>>;

/** Where gateways share counts. */
type LimitStoreLocation =
  | { readonly kind: 'postgresql'; readonly server: PostgresServer }
  | { readonly kind: 'redis'; readonly server: RedisServer };

/** `limits.store`: a URL alone, or a section with it. */
export function limitStoreSchema(folder: string) {
  const section = z
    .strictObject({
      url: storeUrl(folder).describe('URL of the Redis, Valkey or PostgreSQL database.'),
      ca: pathIn(folder, 'the authorities of the server')
        .optional()
        .describe("PEM file of the authorities for the server's certificate."),
      onFailure: oneOf(['open', 'closed'])
        .default('open')
        .describe(
          'While the store fails: `open`, each gateway counts for itself, and only proofs of DPoP and reports are refused with `NOT_READY`; `closed`, all requests are.',
        ),
      timeoutMs: whole(5, 5_000)
        .default(200)
        .describe('Milliseconds that the store may take; a slower one fails.'),
      key: secretKey(folder)
        .nullable()
        .default(null)
        .describe(
          'Key of the hashes that stand for callers and addresses in the store, the same for all gateways. Null: SHA-256 without a key, from which addresses can be guessed.',
        ),
    })
    .transform(({ url, ca, ...rest }, context) => {
      if (ca === undefined) return { ...rest, location: url };
      if (url.server.tls === null) {
        context.addIssue({ code: 'custom', path: ['ca'], message: 'is for TLS. Remove it' });
        return z.NEVER;
      }
      return { ...rest, location: withAuthorities(url, ca) };
    });
  return z
    .preprocess((value) => (typeof value === 'string' ? { url: value } : value), section.nullable())
    .default(null)
    .describe(
      'Database in which gateways share the counts of requests, costs, denials, failed authentication, starts of break-glass and used proofs; the URL alone is enough. Null: each gateway counts for itself.',
    );
}

function withAuthorities(location: LimitStoreLocation, ca: string): LimitStoreLocation {
  const tls = { ca };
  return location.kind === 'redis'
    ? { kind: 'redis', server: { ...location.server, tls } }
    : { kind: 'postgresql', server: { ...location.server, tls } };
}

function storeUrl(folder: string) {
  const postgres = postgresUrl(folder);
  return text('the URL of a Redis or PostgreSQL database').transform(
    (value, context): LimitStoreLocation => {
      if (/^postgres(?:ql)?:/i.test(value)) {
        const parsed = postgres.safeParse(value);
        if (parsed.success) return { kind: 'postgresql', server: parsed.data };
        for (const { message } of parsed.error.issues)
          context.addIssue({ code: 'custom', message });
        return z.NEVER;
      }
      const parsed = parseRedisUrl(value);
      if (parsed.ok) return { kind: 'redis', server: parsed.server };
      const isRedis = /^rediss?:/i.test(value);
      const message = isRedis ? parsed.problem : `must be ${REDIS_FORM} or ${POSTGRES_FORM}`;
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    },
  );
}

const POSTGRES_FORM = 'postgres://USER:PASSWORD@HOST/DATABASE';
