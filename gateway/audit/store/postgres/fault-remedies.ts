import type { StoreTask } from '../ledger-store.ts';

/** What an operator can do about a fault of the server, as the end of a sentence about it; else nothing. */
export function faultRemedy(code: string, task: StoreTask): string {
  if (code === NOT_PERMITTED) return ` Its login may not: put it in ${ROLES[task]} (roles.sql).`;
  return connectionRemedy(code);
}

/** The same of a report index, which a login of its own makes and reads. */
export function indexFaultRemedy(code: string): string {
  if (code === NOT_PERMITTED) {
    return ` Its login may not: name in admin.index (for a command, --index) the same database with a login in ${INDEXER} (roles.sql), or a file.`;
  }
  return code === NO_DATABASE ? ' There is no such database: make it.' : connectionRemedy(code);
}

/** The same where nobody asks for more than a connection. */
export function connectionRemedy(code: string): string {
  return REMEDIES.find(([pattern]) => pattern.test(code))?.[1] ?? '';
}

/** SQLSTATE of insufficient_privilege (PostgreSQL, appendix A). */
export const NOT_PERMITTED = '42501';

/** Of invalid_catalog_name. */
const NO_DATABASE = '3D000';

/** Of `roles.sql`. */
const INDEXER = 'phi_audit_indexer';

/** Of the same: the role of `roles.sql` for a task. */
export const ROLES: Readonly<Record<StoreTask, string>> = {
  append: 'phi_audit_writer',
  erase: 'phi_audit_eraser',
  prune: 'phi_audit_pruner',
  quarantine: 'phi_audit_quarantiner',
};

const REMEDIES: readonly (readonly [pattern: RegExp, mend: string])[] = [
  [/^28(?:P01|000)$/, ' The server refuses its login: mend the user or the password in the URL.'],
  [
    /^08P01$/,
    ' A pooler in between may refuse the setting search_path: let it pass or ignore it (PgBouncer: ignore_startup_parameters).',
  ],
  [/^3D000$/, ' There is no such database: make it, then run phi-gateway audit migrate.'],
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
  [/^(?:ECONNREFUSED|EHOSTUNREACH)$/, ' Nothing answers there: start the server, or mend the URL.'],
  [/^(?:ENOTFOUND|EAI_AGAIN)$/, ' No such host is known: mend the URL.'],
  [/^NO_TLS$/, ' The server speaks no TLS: turn ssl on there.'],
  [/^ERR_TLS_CERT_ALTNAME_INVALID$/, ' Its certificate is for another name than that in the URL.'],
  [/_EXPIRED$|_NOT_YET_VALID$/, ' Its certificate is not valid now.'],
  [
    /SIGNED|ISSUER|UNABLE_TO/,
    ' Its certificate is of no authority that is trusted: give it as ca.',
  ],
];
