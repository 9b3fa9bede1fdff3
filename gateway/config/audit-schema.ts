import { resolve } from 'node:path';
import { z } from 'zod';
import { pathIn, text, whole } from './values.ts';

/** `audit`: where the ledger lives and how long a response waits for it. */
export function auditSchema(folder: string) {
  return z
    .strictObject({
      db: text('the path of a SQLite file')
        .refine((value) => !/^[a-z]{2,}:\/\//i.test(value), {
          error: 'must be the path of a SQLite file (postgres:// comes with a later version)',
        })
        .transform((value) => resolve(folder, value))
        .prefault('.data/audit.db'),
      key: pathIn(folder, 'the signing key').nullable().default(null),
      guard: pathIn(folder, 'the guard').nullable().default(null),
      deadlineMs: whole(10, 60_000).default(2_000),
      maxQueue: whole(1, 1_000_000).default(10_000),
      origin: text('the name of the ledger')
        .regex(/^[\w.-]+$/, { error: 'must be a name of letters, digits, ., _ and -' })
        .default('phi-gateway'),
      heartbeatMs: whole(1_000, 3_600_000).default(60_000),
    })
    .prefault({});
}
