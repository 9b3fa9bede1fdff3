import { resolve } from 'node:path';
import { z } from 'zod';
import type { LedgerLocation } from '../audit/store/ledger-location.ts';
import { postgresUrl } from '../audit/audit-config.ts';
import { consoleSchema } from './console-config.ts';
import { directorySchema } from './directory/directory-config.ts';
import type { IndexLocation } from './index/index-location.ts';
import { exportsSchema } from './exports-config.ts';
import { lettersSchema } from './letters/letters-config.ts';
import { factsSchema } from './surveillance/facts/facts-config.ts';
import { surveillanceSchema } from './surveillance/surveillance-config.ts';
import { roleList, text, whole, type Settings } from '../platform/setting-types.ts';

type AdminSettings = NonNullable<Settings<typeof adminSchema>>;

export interface AdminConfig extends Omit<AdminSettings, 'index'> {
  /** Located: next to the ledger unless the configuration names a place. */
  readonly index: IndexLocation;
}

/** `admin`: reports on the ledger, and the index behind them. */
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
      roles: roleList().describe('Roles of tokens that may read reports.'),
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
        .default(null)
        .describe(
          'Path of a SQLite file or URL of a PostgreSQL database for the index. Default: next to the ledger.',
        ),
      everyMs: whole(100, 60_000)
        .default(1_000)
        .describe('Milliseconds between two updates of the index from the ledger.'),
      console: consoleSchema(),
      facts: factsSchema(folder),
      directory: directorySchema(folder),
      unusual: surveillanceSchema(folder),
      exports: exportsSchema(),
      letters: lettersSchema(folder),
    })
    .superRefine(({ roles, directory, unusual }, context) => {
      const limited = [
        { at: ['directory', 'roles'], named: directory?.roles },
        { at: ['unusual', 'thresholds', 'roles'], named: unusual.thresholds.roles },
      ];
      for (const { at, named } of limited)
        for (const [place, role] of (named ?? []).entries())
          if (!roles.includes(role))
            context.addIssue({
              code: 'custom',
              path: [...at, place],
              message: `must be one of admin.roles (${roles.join(', ')}): other roles read no reports`,
            });
    })
    .nullable()
    .default(null)
    .describe('Reports on the ledger. Null: reports are not served.');
}
