/** Where a ledger lies. */
export type LedgerLocation =
  | { readonly kind: 'sqlite'; readonly path: string }
  | { readonly kind: 'postgres'; readonly server: PostgresServer };

/** Where a ledger can be read that need not be one to write to: also an export of one. */
export type ReadableLocation =
  LedgerLocation | { readonly kind: 'export'; readonly directory: string };

/** A database of a PostgreSQL server and who one is there. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** Null: from PGPASSWORD or the user's password file, as with libpq. */
  readonly password: string | null;
  /** Null is plain, which only a loopback host may have. */
  readonly tls: {
    /** PEM of the authorities that may have signed the server's certificate; null: those of the system. */
    readonly ca: string | null;
  } | null;
}

/** A location as messages show it: without a password. */
export function printLocation(location: ReadableLocation): string {
  if (location.kind === 'sqlite') return location.path;
  if (location.kind === 'export') return location.directory;
  const { host, port, database, user } = location.server;
  return `postgres://${user}@${host}:${port}/${database}`;
}
