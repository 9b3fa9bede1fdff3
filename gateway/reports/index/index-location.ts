import {
  printLocation,
  type LedgerLocation,
  type PostgresServer,
} from '../../audit/store/ledger-location.ts';

/** Where a report index lies. It names patients, as the ledger does. */
export type IndexLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | {
      readonly kind: 'postgres';
      readonly server: PostgresServer;
      /** The one that is read, or the one that is being built to take its place. */
      readonly schema: typeof INDEX_SCHEMA | typeof NEXT_SCHEMA;
    };

/** Where the tables are in a PostgreSQL database, which may be the ledger's own; `roles.sql` makes it. */
export const INDEX_SCHEMA = 'phi_reports';

/** Where their successors are made. */
export const NEXT_SCHEMA = 'phi_reports_next';

/** Where the index of a ledger lies when nobody says otherwise: beside it. */
export function indexBeside(ledger: LedgerLocation): IndexLocation {
  return ledger.kind === 'sqlite'
    ? { kind: 'sqlite', path: `${ledger.path}.index` }
    : indexAt(ledger);
}

/** The index at a place that somebody named: a file of its own, or a schema of that database. */
export function indexAt(location: LedgerLocation): IndexLocation {
  return location.kind === 'sqlite' ? location : { ...location, schema: INDEX_SCHEMA };
}

/** An index as messages show it: without a password. */
export function printIndex(location: IndexLocation): string {
  return printLocation(location);
}
