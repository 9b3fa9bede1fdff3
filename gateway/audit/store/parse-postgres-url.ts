import { isLoopback } from '../../platform/is-loopback.ts';
import type { PostgresServer } from './ledger-location.ts';

/** A server, or the problem of the URL as the end of a sentence. */
export type ParsedUrl =
  | { readonly ok: true; readonly server: PostgresServer }
  | { readonly ok: false; readonly problem: string };

const DEFAULT_PORT = 5432;

/**
 * Parses `postgres://USER[:PASSWORD]@HOST[:PORT]/DATABASE` with libpq's parameters `sslmode` and `sslrootcert`. Modes are
 * `verify-full`, the default, and `disable` for a loopback host, which is its default. Other modes would accept any server.
 */
export function parsePostgresUrl(text: string): ParsedUrl {
  const form = (problem: string) => wrong(hasEarlyEnd(text) ? ENCODE : problem);
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !['postgres:', 'postgresql:'].includes(url.protocol)) {
    return form('must be postgres://USER@HOST/DATABASE');
  }
  // An IPv6 address is in brackets.
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const database = decode(url.pathname.slice(1));
  const user = decode(url.username);
  const password = decode(url.password);
  if (database === null || user === null || password === null) return wrong(ENCODE);
  if (host === '') return form('must be postgres://USER@HOST/DATABASE');
  if (host.includes(',')) return wrong('must name one host');
  if (user === '' || database === '' || database.includes('/')) {
    return form('must name a user and a database: postgres://USER@HOST/DATABASE');
  }
  const unknown = [...url.searchParams.keys()].filter((key) => !PARAMETERS.has(key));
  if (unknown.length > 0) return form(`has unsupported parameters: ${unknown.join(', ')}`);

  const ca = url.searchParams.get('sslrootcert');
  const isLocal = isLoopback(host);
  const mode =
    url.searchParams.get('sslmode') ?? (isLocal && ca === null ? 'disable' : 'verify-full');
  if (mode !== 'disable' && mode !== 'verify-full') {
    return wrong(`has sslmode=${mode}, which accepts any server: use verify-full`);
  }
  if (mode === 'disable' && !isLocal) {
    return wrong('has sslmode=disable, which is for loopback hosts only');
  }
  if (mode === 'disable' && ca !== null) return wrong('has sslrootcert and sslmode=disable');
  return {
    ok: true,
    server: {
      host,
      port: url.port === '' ? DEFAULT_PORT : Number(url.port),
      database,
      user,
      password: password === '' ? null : password,
      tls: mode === 'disable' ? null : { ca },
    },
  };
}

/** Whether an `@` follows the address: then it may have ended at a `/`, `?` or `#` of the password. */
function hasEarlyEnd(text: string): boolean {
  return /^[^/?#]*:\/\/[^/?#]*[/?#].*@/s.test(text);
}

/** Names no part of the URL, since any may be of the password. */
const ENCODE =
  'must have its user, password and database percent-encoded: / as %2F, ? as %3F, # as %23, @ as %40, % as %25';

const PARAMETERS: ReadonlySet<string> = new Set(['sslmode', 'sslrootcert']);

function decode(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

function wrong(problem: string): ParsedUrl {
  return { ok: false, problem };
}
