import { resolve } from 'node:path';
import { z } from 'zod';
import { SIX_YEARS } from './record/control/retention.ts';
import { databaseFile, DEFAULT_DATABASE, type LedgerLocation } from './store/ledger-location.ts';
import { parsePostgresUrl } from './store/parse-postgres-url.ts';
import { mapOfCategories } from '../platform/map-of-categories.ts';
import { publishSchema } from './publish/publish-config.ts';
import { pathIn, text, whole, type Settings } from '../platform/setting-types.ts';

export type AuditConfig = Settings<typeof auditSchema>;

/** `audit`: the ledger and its files. */
export function auditSchema(folder: string) {
  return z
    .strictObject({
      db: text('the path of a SQLite file')
        .refine((value) => !/^[a-z]{2,}:\/\//i.test(value), {
          error: 'must be the path of a SQLite file. A server goes under url',
        })
        .transform((value) => resolve(folder, value))
        .optional()
        .describe('SQLite file of the ledger. Default: `.data/audit.db`.'),
      url: postgresUrl(folder)
        .optional()
        .describe('URL of the PostgreSQL database with the ledger, in place of `db`.'),
      ca: pathIn(folder, 'the authorities of the server')
        .optional()
        .describe("PEM file of the authorities for the server's certificate."),
      key: pathIn(folder, 'the signing key')
        .nullable()
        .default(null)
        .describe('File of the signing key. Default: the ledger file with `.key` added.'),
      guard: pathIn(folder, 'the guard')
        .nullable()
        .default(null)
        .describe(
          'File of the last committed checkpoint, which reveals a rollback. Default: the ledger file with `.guard` added.',
        ),
      checkpoint: pathIn(folder, 'a remembered checkpoint')
        .nullable()
        .default(null)
        .describe('File of a checkpoint that stands in for a missing guard.'),
      enroll: z
        .array(text('a public key'), { error: 'must be a list of public keys: name+id+key' })
        .default([])
        .describe('Public keys of further gateways that may write the ledger.'),
      deadlineMs: whole(10, 60_000)
        .default(2_000)
        .describe('Milliseconds that a response waits for its record; after that it is refused.'),
      maxQueue: whole(1, 1_000_000)
        .default(10_000)
        .describe('Records that may wait to be written; a further request is refused.'),
      origin: text('the name of the ledger')
        .regex(/^[\w.-]+$/, { error: 'must be a name of letters, digits, ., _ and -' })
        .default('phi-gateway')
        .describe('Name of the ledger in its checkpoints.'),
      identity: z
        .enum(['plain', 'committed'], { error: 'must be plain or committed' })
        .default('plain')
        .describe(
          'Whether records hold the ids of patients (`plain`), or commitments to ids that can be erased (`committed`).',
        ),
      retention: z
        .strictObject({
          years: whole(1, 100)
            .default(SIX_YEARS.years)
            .describe('Years that a record is kept (45 CFR 164.316(b)(2)(i) asks for six).'),
          categories: mapOfCategories(whole(1, 100), 'years').describe(
            'Category of PHI → years for records that hold it, if longer or shorter.',
          ),
        })
        .prefault({})
        .describe('How long records are kept.'),
      heartbeatMs: whole(1_000, 3_600_000)
        .default(60_000)
        .describe(
          'Milliseconds between two records that the gateway runs. `audit verify` reports a silence of more than about twice as long.',
        ),
      publish: publishSchema(folder),
    })
    .prefault({})
    .transform(({ db, url, ca, ...rest }, context) => {
      const refuse = (key: string, message: string) => {
        context.addIssue({ code: 'custom', path: [key], message });
      };
      if (url !== undefined && db !== undefined)
        refuse('url', 'is given together with db. Keep one');
      if (url === undefined) {
        if (ca !== undefined) refuse('ca', 'is for a server (url). Remove it');
        if (rest.enroll.length > 0) refuse('enroll', 'is for a server (url). Remove it');
        const path = db ?? resolve(folder, DEFAULT_DATABASE);
        return withFiles({ ...rest, location: { kind: 'sqlite', path } }, folder);
      }
      const server = ca === undefined ? url : { ...url, tls: { ca } };
      return withFiles({ ...rest, location: { kind: 'postgres', server } }, folder);
    })
    .describe('The ledger and its files.');
}

interface Files {
  readonly location: LedgerLocation;
  readonly key: string | null;
  readonly guard: string | null;
}

/** Puts the key and the guard next to the ledger unless the configuration names them. */
function withFiles<Audit extends Files>(audit: Audit, folder: string) {
  const { location, key, guard } = audit;
  const base = databaseFile(location) ?? resolve(folder, '.data/audit');
  return { ...audit, key: key ?? `${base}.key`, guard: guard ?? `${base}.guard` };
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
