import { resolve } from 'node:path';
import { z } from 'zod';
import { SIX_YEARS } from '../audit/record/retention.ts';
import type { LedgerLocation } from '../audit/store/ledger-location.ts';
import { parsePostgresUrl } from '../audit/store/parse-postgres-url.ts';
import { mapOfCategories } from './map-of-categories.ts';
import { publishSchema } from './publish-schema.ts';
import { pathIn, text, whole } from './values.ts';

/** `audit`: where the ledger lives and how long a response waits for it. */
export function auditSchema(folder: string) {
  return z
    .strictObject({
      db: text('the path of a SQLite file')
        .refine((value) => !/^[a-z]{2,}:\/\//i.test(value), {
          error: 'must be the path of a SQLite file. A server goes under url',
        })
        .transform((value) => resolve(folder, value))
        .optional(),
      url: postgresUrl(folder).optional(),
      ca: pathIn(folder, 'the authorities of the server').optional(),
      key: pathIn(folder, 'the signing key').nullable().default(null),
      guard: pathIn(folder, 'the guard').nullable().default(null),
      checkpoint: pathIn(folder, 'a remembered checkpoint').nullable().default(null),
      enroll: z
        .array(text('a public key'), { error: 'must be a list of public keys: name+id+key' })
        .default([]),
      deadlineMs: whole(10, 60_000).default(2_000),
      maxQueue: whole(1, 1_000_000).default(10_000),
      origin: text('the name of the ledger')
        .regex(/^[\w.-]+$/, { error: 'must be a name of letters, digits, ., _ and -' })
        .default('phi-gateway'),
      identity: z
        .enum(['plain', 'committed'], { error: 'must be plain or committed' })
        .default('plain'),
      retention: z
        .strictObject({
          years: whole(1, 100).default(SIX_YEARS.years),
          categories: mapOfCategories(whole(1, 100), 'years'),
        })
        .prefault({}),
      heartbeatMs: whole(1_000, 3_600_000).default(60_000),
      publish: publishSchema(folder),
    })
    .prefault({})
    .transform(({ db, url, ca, ...rest }, context) => {
      const refuse = (key: string, message: string) => {
        context.addIssue({ code: 'custom', path: [key], message });
      };
      if (url !== undefined && db !== undefined) refuse('url', 'is given beside db. Keep one');
      if (url === undefined) {
        if (ca !== undefined) refuse('ca', 'is for a server (url). Remove it');
        if (rest.enroll.length > 0) refuse('enroll', 'is for a server (url). Remove it');
        const path = db ?? resolve(folder, '.data/audit.db');
        return { ...rest, location: { kind: 'sqlite', path } satisfies LedgerLocation };
      }
      const server = ca === undefined ? url : { ...url, tls: { ca } };
      return { ...rest, location: { kind: 'postgres', server } satisfies LedgerLocation };
    });
}

/** The URL of a PostgreSQL database; an authority in it is a path from `folder`. */
export function postgresUrl(folder: string) {
  return text('the URL of a PostgreSQL database').transform((value, context) => {
    const parsed = parsePostgresUrl(value);
    if (!parsed.ok) {
      context.addIssue({ code: 'custom', message: parsed.problem });
      return z.NEVER;
    }
    const { tls } = parsed.server;
    const ca = tls?.ca == null ? null : resolve(folder, tls.ca);
    return { ...parsed.server, tls: tls && { ca } };
  });
}
