import type { StoreTask } from '../ledger-store.ts';

/** The remedy for a fault of the server, as a sentence after the fault; empty if no remedy is known. */
export function faultRemedy(code: string, task: StoreTask): string {
  if (code === NOT_PERMITTED) return ` Its login may not: put it in ${ROLES[task]} (roles.sql).`;
  return connectionRemedy(code);
}

/** The remedy for a fault of a report index, which has its own login. */
export function indexFaultRemedy(code: string): string {
  if (code === NOT_PERMITTED) {
    return ` Its login may not: name in admin.index (for a command, --index) the same database with a login in ${INDEXER} (roles.sql), or a file.`;
  }
  return code === NO_DATABASE ? ' There is no such database: make it.' : connectionRemedy(code);
}

/** The remedy for a fault of a connection. */
export function connectionRemedy(code: string): string {
  return REMEDIES.find(([pattern]) => pattern.test(code))?.[1] ?? '';
}

/** SQLSTATE of insufficient_privilege (PostgreSQL, appendix A). */
export const NOT_PERMITTED = '42501';

/** SQLSTATE of invalid_catalog_name. */
const NO_DATABASE = '3D000';

/** The role of `roles.sql` for the report index. */
const INDEXER = 'phi_audit_indexer';

/** The roles of `roles.sql` by task. */
export const ROLES: Readonly<Record<StoreTask, string>> = {
  append: 'phi_audit_writer',
  erase: 'phi_audit_eraser',
  prune: 'phi_audit_pruner',
  quarantine: 'phi_audit_quarantiner',
};

/** The first pattern that matches a code counts. */
const REMEDIES: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [
    /^28(?:P01|000)$/,
    ' The server refuses the login: correct the user or the password in the URL.',
  ],
  [
    /^08P01$/,
    ' A connection pooler may refuse the setting search_path: make it accept or ignore it (PgBouncer: ignore_startup_parameters).',
  ],
  [
    /^3D000$/,
    ' There is no such database: make it, then run phi-gateway audit migrate --db URL as the owner of its tables.',
  ],
  [
    /^55P03$/,
    ' A session, or a prepared transaction, holds a lock on it (pg_locks, pg_prepared_xacts): end that, and try again.',
  ],
  [
    /^(?:57014|25P0[34]|57P05)$/,
    ' A limit of time ended it, which its login or database sets (statement_timeout, transaction_timeout, idle_session_timeout): raise it.',
  ],
  [/^53300$/, ' All connections that the server or the login may have are in use: end some.'],
  [
    /^53200$/,
    ' The server has no memory or no room for locks left: end sessions that hold many (pg_locks).',
  ],
  [/^53100$/, " The server's disk is full."],
  [/^57P0[123]$/, ' The server is starting or stopping: try again.'],
  [/^58P01$/, ' A setting of its login, database or server names a file that is not there.'],
  [/^(?:ECONNREFUSED|EHOSTUNREACH)$/, ' No server answers: start it, or correct the URL.'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, ' The host is unknown: correct the URL.'],
  [/^NO_TLS$/, ' The server does not support TLS: turn ssl on there.'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, ' Its certificate is for another name than that in the URL.'],
  [/_EXPIRED$|_NOT_YET_VALID$/, ' Its certificate is not valid now.'],
  [
    /SIGNED|ISSUER|UNABLE_TO/,
    ' Its certificate is not signed by a trusted authority: give the authority as ca.',
  ],
];
