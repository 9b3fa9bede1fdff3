import { isIPv6 } from 'node:net';

/** The path of a ledger whose location is not configured, relative to the configuration or to the working directory. */
export const DEFAULT_DATABASE = '.data/audit.db';

/** Where a ledger is stored. */
export type LedgerLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly server: PostgresServer };

/** Where a ledger can be read: a store or an export. */
export type ReadableLocation =
  LedgerLocation | { readonly kind: 'export'; readonly directory: string };

/** A database of a PostgreSQL server, and a login. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Null: from PGPASSWORD or the user's password file, as with libpq. */
  readonly password: string | null;
  /** Null uses no TLS, which only a loopback host may do. */
  readonly tls: {
    /** PEM file of the certificate authorities; null for those of the system. */
    readonly ca: string | null;
  } | null;
}

/** A location for messages, as `--db` takes it; without a password. */
export function printLocation(location: ReadableLocation): string {
  switch (location.kind) {
    case 'sqlite':
      return location.path;
    case 'postgres': {
      const { host, port, database, user } = location.server;
      const address = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
      return `postgres://${encodeURIComponent(user)}@${address}/${encodeURIComponent(database)}`;
    }
    case 'export':
      return location.directory;
    default:
      return location satisfies never;
  }
}

/** The path of a store that is one file; null for a server, and for an export, which is a directory. */
export function databaseFile(location: ReadableLocation): string | null {
  switch (location.kind) {
    case 'sqlite':
      return location.path;
    case 'postgres':
    case 'export':
      return null;
    default:
      return location satisfies never;
  }
}

/** Whether several processes can write to a store at a time, each with its own key. */
export function isShared({ kind }: Pick<LedgerLocation, 'kind'>): boolean {
  switch (kind) {
    case 'sqlite':
      return false;
    case 'postgres':
      return true;
    default:
      return kind satisfies never;
  }
}
