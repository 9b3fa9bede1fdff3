import { resolve } from 'node:path';
import { z } from 'zod';
import type { LedgerLocation } from '../audit/store/ledger-location.ts';
import { postgresUrl } from './audit-schema.ts';
import { consoleSchema } from './console-schema.ts';
import { exportsSchema } from './exports-schema.ts';
import { factsSchema } from './facts-schema.ts';
import { unusualSchema } from './unusual-schema.ts';
import { text, whole } from './values.ts';

/** `admin`: who may read reports on the ledger, and where the index lies that finds what is in them. */
export function adminSchema(folder: string) {
  const url = postgresUrl(folder).transform((server): LedgerLocation => ({
    kind: 'postgres',
    server,
  }));
  const path = text('the path of a SQLite file or the URL of a PostgreSQL database').transform(
    (value): LedgerLocation => ({ kind: 'sqlite', path: resolve(folder, value) }),
  );
  return z
    .strictObject({
      roles: z
        .array(text('a role'), { error: 'must be a list of roles' })
        .min(1, { error: 'must name at least one role' })
        .transform((roles) => [...new Set(roles)].toSorted()),
      index: z
        .unknown()
        .transform((value, context) => {
          const isUrl = typeof value === 'string' && value.includes('://');
          const parsed = (isUrl ? url : path).safeParse(value);
          if (parsed.success) return parsed.data;
          for (const { message } of parsed.error.issues) {
            context.addIssue({ code: 'custom', message });
          }
          return z.NEVER;
        })
        .nullable()
        .default(null),
      everyMs: whole(100, 60_000).default(1_000),
      console: consoleSchema(),
      facts: factsSchema(folder),
      unusual: unusualSchema(),
      exports: exportsSchema(),
    })
    .nullable()
    .default(null);
}
