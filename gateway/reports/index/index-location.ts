import { auditCommand, shellWord } from '../../audit/store/audit-command.ts';
import {
  printLocation,
  type LedgerLocation,
  type PostgresServer,
} from '../../audit/store/ledger-location.ts';

/** Where a report index is stored. It holds ids of patients, as the ledger does. */
export type IndexLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | {
      readonly kind: 'postgres';
      readonly server: PostgresServer;
      /** The schema that is read, or the one in which its replacement is built. */
      readonly schema: typeof INDEX_SCHEMA | typeof NEXT_SCHEMA;
    };

/** The schema of the tables in a PostgreSQL database, which may be the ledger's own. `roles.sql` creates it. */
export const INDEX_SCHEMA = 'phi_reports';

/** The schema in which a rebuild creates the new tables, before they replace those of `INDEX_SCHEMA`. */
export const NEXT_SCHEMA = 'phi_reports_next';

/** Returns the default location of the index of a ledger. */
export function indexBeside(ledger: LedgerLocation): IndexLocation {
  switch (ledger.kind) {
    case 'sqlite':
      return { kind: 'sqlite', path: `${ledger.path}.index` };
    case 'postgres':
      return indexAt(ledger);
    default:
      return ledger satisfies never;
  }
}

/** Returns the location of an index in a file of its own, or in a schema of that database. */
export function indexAt(location: LedgerLocation): IndexLocation {
  switch (location.kind) {
    case 'sqlite':
      return location;
    case 'postgres':
      return { ...location, schema: INDEX_SCHEMA };
    default:
      return location satisfies never;
  }
}

/** Prints a location for messages, without a password. */
export function printIndex(location: IndexLocation): string {
  return printLocation(location);
}

/** A ledger and its report index. */
export interface LedgerAndIndex {
  readonly ledger: LedgerLocation;
  readonly index: IndexLocation;
}

/** The command that rebuilds an index, for messages. */
export function reindexCommand({ ledger, index }: LedgerAndIndex): string {
  const other = printIndex(index);
  const named = other === printIndex(indexBeside(ledger)) ? '' : ` --index ${shellWord(other)}`;
  return `${auditCommand('reindex', printLocation(ledger))}${named}`;
}
