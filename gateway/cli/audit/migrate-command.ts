import { Command } from 'commander';
import type { LedgerLocation, PostgresServer } from '../../audit/store/ledger-location.ts';
import { StartError } from '../../platform/errors.ts';
import { readLocation } from './read-location.ts';
import { NOT_DONE } from './exit-codes.ts';
import { reportLedgerProblems } from './report-ledger-problems.ts';

/** `phi-gateway audit migrate`: creates or upgrades the tables of a PostgreSQL ledger, as the role that owns them. */
export function auditMigrateCommand(): Command {
  return new Command('migrate')
    .requiredOption('--db <url>', 'postgres://OWNER@HOST/DATABASE (password: PGPASSWORD)')
    .action(({ db }: { readonly db: string }) => reportLedgerProblems(NOT_DONE, () => migrate(db)));
}

async function migrate(db: string): Promise<void> {
  const server = postgresServer(readLocation(db));
  // Loaded on demand: the library is large, and no other command needs it.
  const { migratePostgres } = await import('../../audit/store/postgres/migrate-postgres.ts');
  const steps = await migratePostgres(server);
  process.stdout.write(steps.length === 0 ? 'Up to date.\n' : `Done: ${steps.join(', ')}.\n`);
}

/** Throws a `StartError` for a ledger whose tables need no migration. */
function postgresServer(location: LedgerLocation): PostgresServer {
  switch (location.kind) {
    case 'sqlite':
      throw new StartError([
        '--db must be postgres://USER@HOST/DATABASE. A SQLite file needs no migration.',
      ]);
    case 'postgres':
      return location.server;
    default:
      return location satisfies never;
  }
}
